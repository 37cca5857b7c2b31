# Two commands need nothing but Python 3.11+, git and make: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TESTERS ?= 2

.PHONY: demo pages test lint types web unit test-browser golden bench bench-explain bench-live bench-pages loss profile differential schema lock clean

# Without its pages, for want of npm's packages, the service runs all the same, and says at their addresses what to do.
demo: $(VENV)/.runtime
	$(BIN)/python -m app.web build || true
	$(BIN)/polygraph demo

# The dashboard and GraphiQL, anew where their sources have changed.
pages: $(VENV)/.runtime
	$(BIN)/python -m app.web build

test: lint types web unit

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.development
	$(BIN)/mypy

# Types, lint and tests of the pages' sources.
web: $(VENV)/.runtime
	$(BIN)/python -m app.web check

# Each of the testers has databases of its own.
unit: $(VENV)/.development pages
	$(BIN)/pytest -n $(TESTERS) --dist loadfile

# The pages in a real Chromium: the machine's own; as root on a Debian without one, the distribution's, installed first.
# `make test-browser SCREENSHOTS=1` also takes the README's pictures anew.
test-browser: $(VENV)/.development pages
	SCREENSHOTS=$(SCREENSHOTS) $(BIN)/pytest tests/browser

# Writes what the golden features compile to and answer; look at every difference. Refused where CI is set.
golden: $(VENV)/.development
	$(BIN)/python -m tests.golden

# The first time it fills databases, which takes some minutes; then it runs for about ten.
bench: $(VENV)/.development
	$(BIN)/python -m tests.benchmarks

# Whether the documents' hot queries use their indexes, on the same data.
bench-explain: $(VENV)/.development
	$(BIN)/python -m tests.benchmarks.hot_queries

# Thousands of live subscriptions on one gateway process; takes some minutes.
bench-live: $(VENV)/.development
	$(BIN)/python -m tests.benchmarks.live

# How soon the pages are painted in that Chromium, and what they weigh.
bench-pages: $(VENV)/.development pages
	$(BIN)/python -m tests.benchmarks.pages

# Whether live subscriptions lose or repeat anything, at length; `make loss ROWS=1000000`.
ROWS ?= 100000
loss: $(VENV)/.development
	$(BIN)/python -m tests.app.loss --rows $(ROWS)

profile: $(VENV)/.development
	$(BIN)/python -m tests.benchmarks profile

# More of the comparison with graphql-core than `unit` does; prints the smallest operation that differs.
differential: $(VENV)/.development
	$(BIN)/python -m tests.graph.execution.differential --cases 100000 --seed 1

schema: $(VENV)/.development
	$(BIN)/polygraph schema export --output schema.graphql

# Needs uv, which nothing else does. The files hold hashes and no addresses.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --extra embedded --group build pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" --extra embedded --group build --group dev -c requirements.txt \
		pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) .polygraph .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf app/web/node_modules app/web/building app/web/built app/web/src/graph

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@
