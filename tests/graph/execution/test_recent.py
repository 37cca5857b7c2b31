"""An operation that comes again with other variables is answered by them, though what it came to is remembered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import orjson
import pytest
from graphql.execution.values import VariableValues

from graph.execution.recent import LIMIT, TEXT_LIMIT, Recent
from stores.embedded.servers import Endpoints
from tests.graph.conftest import Graph, open_graph

QUERY = """query ($first: Int, $after: String, $inner: Int, $where: CustomerFilter, $status: AgentStatus,
    $with: Boolean!) {
  agents(first: $first, after: $after, where: { status: { eq: $status } }, orderBy: [{ name: DESC }]) {
    nodes { name code @include(if: $with) customers(first: $inner, where: $where) { nodes { name balance } } }
    pageInfo { endCursor hasPreviousPage } } }"""


@pytest.fixture(scope="module")
async def graph(sample: Endpoints) -> AsyncIterator[Graph]:
    """The graph on our executor."""
    async with open_graph(sample) as graph:
        yield graph


@pytest.fixture(scope="module")
async def standard(sample: Endpoints) -> AsyncIterator[Graph]:
    """The same on graphql-core's executor."""
    async with open_graph(sample, execution="standard") as graph:
        yield graph


def made_of(*values: Any) -> list[Any]:
    """What is made of a variable that has these values in turn: the number of the run that made it."""
    recent: Recent[list[int]] = Recent(["v"])
    found = (
        recent.of((), VariableValues({}, {"v": value}), partial(list[int], (run,))) for run, value in enumerate(values)
    )
    return [run for (run,) in found]


async def test_every_run_is_answered_by_its_own_variables(graph: Graph, standard: Graph) -> None:
    """Also where one is left out, which is not the same as null."""
    two = await graph.data(QUERY, **{"first": 2, "with": True})
    cursor = two["agents"]["pageInfo"]["endCursor"]
    given: list[dict[str, Any]] = [
        {"first": 2},
        {"first": 3},
        {"first": 2, "after": cursor},
        {"first": 2, "after": None},
        {"first": 2, "inner": 1},
        {"first": 2, "inner": 2},
        {"first": 2, "inner": None},
        {"first": 2, "where": {"balance": {"gt": "100"}}},
        {"first": 2, "where": {"balance": {"gt": "500"}}},
        {"first": 2, "status": "ACTIVE"},
        {"first": 2, "status": "SUSPENDED"},
        {"first": 2},
    ]
    for variables in [{**each, "with": included} for each in given for included in (True, False)] * 2:
        ours, reference = await graph.answer(QUERY, **variables), await standard.answer(QUERY, **variables)
        assert not ours["errors"]
        assert orjson.dumps(ours) == orjson.dumps(reference)


def test_what_was_made_is_remembered_by_values_and_their_types() -> None:
    """1 equals True, and is another thing as JSON."""
    assert made_of(1, True, 1.0, 1, True, 1.0) == [0, 1, 2, 0, 1, 2]


def test_long_texts_and_values_of_many_parts_are_not_remembered() -> None:
    text = "a" * TEXT_LIMIT
    assert made_of(text, text, text + "a", text + "a", [1], [1], {"a": 1}, {"a": 1}) == [0, 0, 2, 3, 4, 5, 6, 7]


def test_few_are_remembered() -> None:
    assert made_of(*range(LIMIT), 0, "new", 0) == [*range(LIMIT), 0, LIMIT + 1, LIMIT + 2]
