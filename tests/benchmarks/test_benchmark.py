"""The benchmark's own code on little data. What it measures is of no interest here; that peers agree is."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import orjson
import pytest
import uvloop
from rich.console import Console

from tests.benchmarks.agreement import normal
from tests.benchmarks.benchmark import Benchmark, Plan
from tests.benchmarks.data import Databases, filled_databases
from tests.benchmarks.drawing import drawing
from tests.benchmarks.growth import slope
from tests.benchmarks.load import UnexpectedAnswer, offer
from tests.benchmarks.peers import POSTGRAPHILE, REFERENCE, all_peers
from tests.benchmarks.processes import Cores, server
from tests.benchmarks.queries import Subjects, benchmark_queries
from tests.benchmarks.report import print_report
from tests.benchmarks.results import Results
from tests.benchmarks.rounds import Effort

BRIEF = Effort(seconds=0.01, rounds=1, connections=(1,))


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Databases with the sample data of the scale `demo`."""
    with filled_databases(tmp_path_factory.mktemp("benchmark"), "demo") as databases:
        yield databases


@pytest.fixture(scope="module")
def results(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """All peers, one round of a hundredth of a second; getting there compares all answers."""
    return run(Plan("demo", BRIEF, more=False), databases, tmp_path_factory.mktemp("all"))


def run(plan: Plan, databases: Databases, logs: Path) -> Results:
    """Run the benchmark."""
    return uvloop.run(Benchmark(plan, databases, Cores.shared_out(), logs, tell=lambda _: None).run())


def test_every_peer_answers_every_query_it_can(results: Results) -> None:
    """PostGraphile answers Q1 to Q6, the floor S1 too, Polygraph all; that they agree was checked on the way."""
    asked = {(cell.peer, cell.query) for cell in results.cells if cell.requests > 0 and cell.answer > 0}
    names = [query.name for query in benchmark_queries(Subjects())]
    assert {query for peer, query in asked if peer == REFERENCE} == {name for name in names if name.startswith("Q")}
    assert {query for peer, query in asked if peer == "floor"} == {name for name in names if name[0] in "QS"}
    assert {query for peer, query in asked if peer == "standard"} == set(names)


def test_growth_workers_and_large_answers_are_measured(databases: Databases, tmp_path: Path) -> None:
    """For one peer here, the quickest."""
    results = run(Plan("demo", BRIEF, queries=("Q1",), peers=("floor",)), databases, tmp_path)
    assert [(growth.query, list(growth.answer)) for growth in results.growth] == [
        ("Q4", [1, 4, 16]),
        ("Q5", [1, 4, 16]),
    ]
    assert all(set(scaling.requests_per_second) == {1, 2} for scaling in results.scaling)
    assert [large.peer for large in results.large_answers] == ["floor"]


def test_an_answer_of_another_length_ends_the_measuring(databases: Databases, tmp_path: Path) -> None:
    """A server that fails under load gets no figures."""
    (floor,) = [peer for peer in all_peers(databases.endpoints) if peer.name == "floor"]
    (query,) = benchmark_queries(Subjects(), ("Q2",))
    with floor.running(Cores.shared_out().server, tmp_path) as running:
        request = uvloop.run(running.request(query))
        with pytest.raises(UnexpectedAnswer, match="not 5"):
            uvloop.run(offer(running.address, request, connections=2, seconds=0.01, length=5))


def test_a_server_that_ends_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "raise SystemExit('no port left')")
    with (
        pytest.raises(RuntimeError, match="no port left"),
        server(command, {}, Cores.shared_out().server, tmp_path / "log"),
    ):
        pass


def test_results_are_read_back_as_they_were_written(results: Results) -> None:
    assert Results.model_validate_json(results.model_dump_json()) == results


def test_the_report_names_every_query_and_peer(results: Results) -> None:
    console = Console(width=200, file=(output := StringIO()))
    print_report(results, console)
    text = output.getvalue()
    assert [name for name in results.queries if name not in text] == []
    assert [peer.title for peer in results.peers if peer.title not in text] == []


def test_the_drawing_has_a_bar_for_each_ratio(results: Results) -> None:
    """And is well-formed XML."""
    compared = [cell for cell in results.cells if cell.ratios and cell.peer != REFERENCE]
    root = ElementTree.fromstring(drawing(results))  # noqa: S314 - our own text
    assert len(root.findall("{http://www.w3.org/2000/svg}rect")) == len(compared)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACTIVE", "active"),
        ("1.50", "1.5"),
        ("2026-11-21T09:41:00.5Z", "2026-11-21T10:41:00.500000+01:00"),
        ({"endCursor": "a", "nodes": ["x"]}, {"endCursor": "b", "nodes": ["x"]}),
    ],
)
def test_the_same_value_is_equal_however_it_is_written(one: Any, other: Any) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("1.50", "1.51"), (None, "null"), (["a", "b"], ["b", "a"]), ({}, [])])
def test_different_values_stay_different(one: Any, other: Any) -> None:
    assert normal(one) != normal(other)


def test_a_cost_that_grows_with_the_rows_has_the_slope_one() -> None:
    assert slope({1: math.log(3), 4: math.log(12), 16: math.log(48)}) == pytest.approx(1)


def test_the_lock_file_names_no_registry() -> None:
    """Whoever installs PostGraphile does so from a registry of their own choice."""
    packages = orjson.loads((POSTGRAPHILE / "package-lock.json").read_bytes())["packages"]
    assert packages["node_modules/postgraphile"]["integrity"]
    assert not [name for name, package in packages.items() if "resolved" in package]
