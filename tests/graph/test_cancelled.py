"""An operation that is cancelled, at whatever moment, ends at once and leaves nothing behind, not even a warning."""

from __future__ import annotations

import asyncio
import gc
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from app.gateway import Gateway
from app.operation_request import OperationRequest
from graph.execution.executor import EXECUTORS
from stores.embedded.servers import Endpoints
from tests.graph.conftest import Graph, open_graph

QUERY = """{
    agents { nodes { customers { totalCount nodes { wagers { nodes { transactions { nodes { amount } } } } } } } }
    houses { nodes { credentials { totalCount nodes { user { email } jackpots { nodes { events { totalCount } } } } } }
    }
}"""


async def cancelled_after(gateway: Gateway, turns: int) -> asyncio.Task[object]:
    """The operation, cancelled after so many turns of the event loop, on each of which it comes second.

    So it is met with coroutines made and not begun, as one whose client leaves while the loop is busy with it.
    """
    running: list[asyncio.Task[object]] = []

    async def cancel() -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        running[0].cancel()

    canceller = asyncio.create_task(cancel())
    running.append(asyncio.create_task(gateway.execute(OperationRequest(QUERY))))
    await canceller
    await asyncio.wait(running)
    return running[0]


@pytest.fixture(scope="module")
async def graphs(sample: Endpoints) -> AsyncIterator[dict[str, Graph]]:
    """The graph on each executor."""
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(open_graph(sample, execution=name)) for name in EXECUTORS}


@pytest.mark.parametrize("turns", [*range(2, 56, 2), 100, 400, 1_600])
@pytest.mark.parametrize("execution", EXECUTORS)
async def test_it_ends_at_once_and_warns_of_nothing(graphs: dict[str, Graph], execution: str, turns: int) -> None:
    """Python warns of coroutines that were never awaited."""
    graph = graphs[execution]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        began = time.monotonic()
        await cancelled_after(graph.gateway, turns)
        ended = time.monotonic()
        gc.collect()
    assert ended - began < 2
    assert [str(warning.message) for warning in caught] == []
