"""An operation that costs more than its limit is refused before any store is asked, whatever executes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from app.errors import format_error
from app.gateway import Gateway
from app.operation_request import OperationRequest
from app.settings import Settings
from graph.execution.executor import EXECUTORS
from graph.execution.prepare import OperationRejected
from graph.schema import build_schema
from stores.embedded.servers import Endpoints
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph, open_graph

LIMIT = 60
QUERY = "query ($n: Int!) { agents(first: $n) { nodes { id customers(first: 5) { nodes { id } } } } }"


@pytest.fixture(scope="module")
async def graphs(sample: Endpoints) -> AsyncIterator[dict[str, Graph]]:
    """The graph on each executor, over stores that nobody has to reach to be refused."""
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(open_graph(sample, execution=name, cost_limit=LIMIT))
            for name in EXECUTORS
        }


async def refused(gateway: Gateway, **variables: Any) -> list[dict[str, Any]]:
    """What a client is told of an operation that does not start."""
    with pytest.raises(OperationRejected) as caught:
        await gateway.execute(OperationRequest(QUERY, variables=variables))
    return format_error(caught.value)


@pytest.mark.parametrize("execution", EXECUTORS)
async def test_an_operation_at_the_limit_runs_and_one_beyond_it_is_refused(
    graphs: dict[str, Graph], execution: str
) -> None:
    graph = graphs[execution]
    assert len((await graph.data(QUERY, n=10))["agents"]["nodes"]) > 0
    assert await graph.errors(QUERY, n=11) == [
        (
            "COST_LIMIT_EXCEEDED",
            "The operation may bring 66 rows, more than 60: reduce `first` of `agents.nodes.customers`.",
        )
    ]


@pytest.mark.parametrize("execution", EXECUTORS)
async def test_the_ledger_tells_the_cost_beside_the_statements(graphs: dict[str, Graph], execution: str) -> None:
    request = OperationRequest(QUERY, variables={"n": 10}, ledger=True)
    result = await graphs[execution].gateway.execute(request)
    assert result.extensions is not None
    assert result.extensions.keys() == {"statements", "cost"}
    assert result.extensions["cost"] == 60


@pytest.mark.parametrize("execution", EXECUTORS)
async def test_no_store_is_asked_for_what_is_refused(execution: str) -> None:
    """Here there is none to ask."""
    gateway = Gateway(build_schema(CATALOGUE, execution=execution), {}, Settings(cost_limit=LIMIT))
    (error,) = await refused(gateway, n=1_000)
    assert error == {
        "message": "The operation may bring 6,000 rows, more than 60: reduce `first` of `agents.nodes.customers`.",
        "extensions": {"code": "COST_LIMIT_EXCEEDED", "cost": 6_000, "limit": LIMIT},
    }


async def test_wrong_variables_are_told_before_the_cost() -> None:
    gateway = Gateway(build_schema(CATALOGUE), {}, Settings(cost_limit=LIMIT))
    (error,) = await refused(gateway, n="many")
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("execution", EXECUTORS)
async def test_a_wrong_argument_is_its_own_error_and_not_the_cost_s(graphs: dict[str, Graph], execution: str) -> None:
    """However much is selected below it."""
    text = "{ agents(first: -1) { nodes { customers(first: 1000) { nodes { id } } } } }"
    ((code, message),) = await graphs[execution].errors(text)
    assert (code, message) == ("BAD_INPUT", "`first` must be from 0 to 1000, not -1")


async def test_by_default_fifty_thousand_rows_are_the_most() -> None:
    gateway = Gateway(build_schema(CATALOGUE), {}, Settings())
    with pytest.raises(OperationRejected, match="may bring 50,050 rows, more than 50,000"):
        await gateway.execute(OperationRequest(QUERY.replace("5", "1000"), variables={"n": 50}))
