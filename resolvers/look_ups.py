"""Look-ups of rows by one key: those of several requests that come together share a statement.

Under load, many requests ask for one row each. A server that is idle sends each look-up at once. While a statement of
the same shape runs, those that come wait for its end, though not for long, and go together: so the busier the server,
the fewer its statements for each request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any, TypeVar

from stores.errors import Outage
from stores.query import KeyValue

Found = TypeVar("Found")
Ask = Callable[[tuple[KeyValue, ...]], Awaitable[Mapping[KeyValue, Found]]]
"""Keys in, what was found for those of them that there is anything for out; one statement."""

GROUP_LIMIT = 100
"""Keys that share a statement."""

PATIENCE = 0.001
"""Seconds that look-ups wait for a statement like theirs to end: one by a key takes a fraction of that."""


class Group:
    """The keys that will share a statement, and who waits for the first of them to ask it."""

    def __init__(self) -> None:
        self.keys: dict[KeyValue, None] = {}
        self._waiting: list[asyncio.Future[Mapping[KeyValue, Any] | None]] = []

    def join(self, key: KeyValue) -> asyncio.Future[Mapping[KeyValue, Any] | None]:
        """What will be found; None if each has to ask alone. Raises the `Outage` that prevents it."""
        self.keys[key] = None
        future: asyncio.Future[Mapping[KeyValue, Any] | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        return future

    def tell(self, found: Mapping[KeyValue, Any] | Outage | None) -> None:
        """Wake those who wait, if they are still there."""
        for future in self._waiting:
            if future.done():
                continue
            if isinstance(found, Outage):
                future.set_exception(found)
            else:
                future.set_result(found)


class LookUps:
    """The look-ups of all requests to one process."""

    def __init__(self) -> None:
        self._gathering: dict[Hashable, Group] = {}
        self._running: dict[Hashable, asyncio.Future[None]] = {}

    async def find(self, shape: Hashable, key: KeyValue, ask: Ask[Found]) -> Mapping[KeyValue, Found]:
        """What `ask` finds for the key, and maybe for others. All that have the same `shape` must ask alike.

        An outage is everybody's. After any other failure each asks alone: one request's key, or its end, is no
        concern of the others.
        """
        group = self._gathering.get(shape)
        joined = group is not None and len(group.keys) < GROUP_LIMIT
        found = await (group.join(key) if group and joined else self._led(shape, key, ask))
        return await ask((key,)) if found is None else found

    async def _led(self, shape: Hashable, key: KeyValue, ask: Ask[Found]) -> Mapping[KeyValue, Found] | None:
        """Wait for others to join, then ask for all; None if that failed and may go better alone."""
        group = self._gathering[shape] = Group()
        group.keys[key] = None
        told: Mapping[KeyValue, Found] | Outage | None = None
        try:
            await self._pause(shape)
            self._close(shape, group)
            found = told = await self._answer(shape, ask, tuple(group.keys))
        except Outage as error:
            told = error
            raise
        except Exception:
            if len(group.keys) == 1:
                raise
            return None
        finally:
            self._close(shape, group)
            group.tell(told)
        return found

    async def _pause(self, shape: Hashable) -> None:
        """Wait a turn of the event loop, or for the statement that runs."""
        running = self._running.get(shape)
        if running is None:
            await asyncio.sleep(0)
        else:
            await asyncio.wait((running,), timeout=PATIENCE)

    async def _answer(self, shape: Hashable, ask: Ask[Found], keys: tuple[KeyValue, ...]) -> Mapping[KeyValue, Found]:
        """What `ask` finds. The latest statement of a shape is the one that others wait for."""
        running = self._running[shape] = asyncio.get_running_loop().create_future()
        try:
            return await ask(keys)
        finally:
            running.set_result(None)
            if self._running.get(shape) is running:
                del self._running[shape]

    def _close(self, shape: Hashable, group: Group) -> None:
        """Let nobody join any more."""
        if self._gathering.get(shape) is group:
            del self._gathering[shape]
