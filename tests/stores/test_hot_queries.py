"""The hot queries on little data, where plans say nothing: that they run, and that none of the indexes is forgotten."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stores.embedded import Endpoints
from stores.mongo.models.pantheon import DOCUMENTS
from tests.benchmarks.explain import Plan
from tests.benchmarks.hot_queries import (
    COLUMNS,
    LARGE,
    Explained,
    Explainer,
    HotQuery,
    hot_queries,
    open_explainer,
    report,
)
from tests.stores.seeded import Seeded

QUERIES, GIVEN = hot_queries()
DOCUMENTED = Path(__file__).with_name("documents.toml")
UNASKED = "idx_oauth_link_state"
"""The index of a column that is not in the schema."""


def plan(*, indexes: tuple[str, ...] = (), whole: tuple[str, ...] = (), read: int = 1, passed: int = 0) -> Plan:
    return Plan("postgres", indexes, whole, read, passed, 0.5)


def explained(*plans: Plan) -> Explained:
    return Explained(QUERIES[0], 1.0, plans, frozenset({"fire22.wagers"}))


@pytest.fixture(scope="module")
async def explainer(demo: Seeded) -> AsyncIterator[Explainer]:
    """An explainer over the sample data."""
    async with open_explainer(Endpoints(demo.postgres_url, demo.mongo_url), demo.mongo_database) as explainer:
        yield explainer


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.document}: {query.asks}")
async def test_every_hot_query_is_answered_and_explained(explainer: Explainer, query: HotQuery) -> None:
    """It takes at least one statement, and in PostgreSQL each is explained."""
    found = await explainer.explain(query, warm_up=0, runs=1)
    assert found.plans
    assert all(plan.read is not None for plan in found.plans if plan.store == "postgres")
    assert len(found.cells) == len(COLUMNS)


async def test_every_index_that_is_expected_is_there(demo: Seeded) -> None:
    found = await demo.postgres.fetch("SELECT relname FROM pg_class WHERE relkind IN ('i', 'I')")
    names = {record[0] for record in found}
    in_mongo = {index.name for document in DOCUMENTS for index in document.__indexes__}
    assert {query.index for query in QUERIES if query.index} <= names | in_mongo


def test_every_documented_index_has_a_query() -> None:
    tables = tomllib.loads(DOCUMENTED.read_text(encoding="utf-8"))["indexes"].values()
    documented = {statement.split()[0] for table in tables for statement in table.split(";")}
    assert documented - {query.index for query in QUERIES} == {UNASKED}


def test_every_given_value_is_used() -> None:
    assert {name for query in QUERIES for name in query.variables} == set(GIVEN)


def test_a_large_table_that_is_read_whole_is_a_complaint() -> None:
    assert explained(plan(indexes=("wagers_pkey",), whole=("fire22.wagers",))).complaints == [
        "reads all of fire22.wagers"
    ]
    assert explained(plan(whole=("fire22.agents",))).complaints == []


def test_many_rows_without_an_index_are_a_complaint() -> None:
    assert explained(plan(read=LARGE), plan()).complaints == ["uses no index"]
    assert explained(plan(read=LARGE), plan(indexes=("wagers_pkey",))).complaints == []


def test_many_rows_that_are_read_in_vain_are_a_complaint() -> None:
    found = explained(plan(indexes=("wagers_pkey",), read=2 * LARGE, passed=LARGE + 1))
    assert found.complaints == ["passes over 10,001 rows"]


def test_the_report_has_a_line_for_each_query() -> None:
    text = report([explained(plan(indexes=("a", "b"))), explained(plan())], "bench")
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) == 4
    assert {line.count("|") for line in lines} == {len(COLUMNS) + 1}
    assert "| a, b |" in lines[2]
    assert "`bench`" in text
