"""Work that would hold up the event loop for too long: done in a thread beside it, or in turns with other requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

INLINE_LENGTH = 1_000
"""Characters of a document up to which parsing, validating and planning it takes a few milliseconds."""

TURN = 1_000
"""Objects that are begun, or errors that are told, before other requests get their turn."""

# One thread, since several would share one interpreter and keep the event loop from it for longer.
THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="document")


async def in_background(length: int, work: Callable[[], Result]) -> Result:
    """Do something that a document of this length needs; it may run in another thread, so it should change nothing."""
    if length <= INLINE_LENGTH:
        return work()
    return await asyncio.get_running_loop().run_in_executor(THREAD, work)


async def in_turns(results: Iterable[Result]) -> list[Result]:
    """All results of an iterator that works for each of them."""
    found: list[Result] = []
    for result in results:
        found.append(result)
        if len(found) % TURN == 0:
            await asyncio.sleep(0)
    return found
