"""An operation that is cancelled, at whatever moment, ends at once and leaves nothing behind, not even a warning."""

from __future__ import annotations

import asyncio
import gc
import time
import warnings

import pytest

from app.gateway import Gateway
from app.operation_request import OperationRequest
from tests.graph.conftest import Graph

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


@pytest.mark.parametrize("turns", [2, 10, *range(36, 56), 100, 400, 1_600])
async def test_it_ends_at_once_and_warns_of_nothing(graph: Graph, turns: int) -> None:
    """Python warns of coroutines that were never awaited."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        began = time.monotonic()
        await cancelled_after(graph.gateway, turns)
        gc.collect()
    assert time.monotonic() - began < 2
    assert [str(warning.message) for warning in caught] == []
