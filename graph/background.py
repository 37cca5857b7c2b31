"""Work that would hold up the event loop for too long: done in a thread beside it, or in turns with other requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from time import perf_counter
from typing import Any, TypeVar

Result = TypeVar("Result")

INLINE_LENGTH = 1_000
"""Characters of a document up to which parsing and validating it takes a few milliseconds."""

INLINE_FIELDS = 100
"""Fields up to which planning them takes a few milliseconds."""

TURN = 0.005
"""Seconds that one request may work before others get their turn."""

# One thread, since several would share one interpreter and keep the event loop from it for longer.
THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="document")


async def in_background(size: int, inline: int, work: Callable[[], Result]) -> Result:
    """Do something, in another thread if its size is above what is done `inline`; so it should change nothing."""
    if size <= inline:
        return work()
    return await asyncio.get_running_loop().run_in_executor(THREAD, work)


class Turns:
    """How an operation shares the event loop: after all its tasks together have worked for a turn, others have one."""

    def __init__(self) -> None:
        self._until = perf_counter() + TURN

    async def pause(self) -> None:
        """Let others go on if the turn is over."""
        while perf_counter() >= self._until:
            until = self._until
            await asyncio.sleep(0)
            if self._until == until:
                # The first of the operation's tasks to come back has the next turn; the rest wait for one.
                self._until = perf_counter() + TURN
                return

    async def through(self, results: Iterable[Result | None]) -> list[Result]:
        """All results of an iterator that works for each of them, and that may give None for what has none."""
        found: list[Result] = []
        for result in results:
            if result is not None:
                found.append(result)
            await self.pause()
        return found

    async def in_slices(
        self, values: Sequence[Any], length: int, work: Callable[[Sequence[Any]], list[Result]]
    ) -> list[Result]:
        """What `work` makes of the values, done for so many of them at a time if there are more."""
        if len(values) <= length:
            return work(values)
        slices = (values[start : start + length] for start in range(0, len(values), length))
        return list(chain.from_iterable(await self.through(map(work, slices))))


async def in_turns(results: Iterable[Result | None]) -> list[Result]:
    """All results of an iterator, for work that is no part of an operation's run."""
    return await Turns().through(results)
