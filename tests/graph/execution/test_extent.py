"""The answer's limit: what is written again for each parent counts as often, and is refused before it is written."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.gateway import Gateway
from stores.embedded.servers import Endpoints
from tests.graph.conftest import Graph, open_graph


@pytest.fixture(scope="module")
async def graph(sample: Endpoints) -> AsyncIterator[Graph]:
    """The graph without a limit on what an operation may cost."""
    async with open_graph(sample, cost_limit=10**12) as graph:
        yield graph


def limited(graph: Graph, limit: int) -> Graph:
    """The same graph with another limit."""
    gateway = graph.gateway
    settings = gateway.settings.model_copy(update={"answer_limit": limit})
    return Graph(Gateway(gateway.schema, gateway.stores, settings))


@pytest.mark.parametrize("selected", ["{ name }", "{ customers { nodes { id } } name }"])
async def test_rows_that_many_parents_share_count_for_each(graph: Graph, selected: str) -> None:
    """A few hundred rows, none of them large, make an answer of megabytes."""
    query = (
        "{ customers(first: 200) { nodes { agent { customers(first: 200) { nodes { agent " + selected + " } } } } } }"
    )
    length = len(str(await graph.data(query)))
    refused = await limited(graph, length // 20).answer(query)
    assert refused["data"] is None
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["ANSWER_TOO_LARGE"]
    assert (await limited(graph, length * 5).answer(query))["errors"] == []


async def test_a_document_counts_with_its_length(graph: Graph) -> None:
    query = "{ customers(first: 200) { nodes { id name email } } }"
    refused = await limited(graph, 1_000).answer(query)
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["ANSWER_TOO_LARGE"]


async def test_an_unshared_answer_counts_by_its_fields(graph: Graph) -> None:
    query = "{ credentials(first: 20) { nodes { username balance } } }"
    refused = await limited(graph, 100).answer(query)
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["ANSWER_TOO_LARGE"]
    assert (await limited(graph, 100_000).answer(query))["errors"] == []
