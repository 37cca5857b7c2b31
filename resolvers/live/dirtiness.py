"""Dirtiness: who wants to know that rows of some entities have changed, whatever the change."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress


class Mark:
    """Whether something has changed since it was last looked at, for so many subscribers to a field."""

    waiting = 0
    """They are told what there is then, and not each change."""

    def __init__(self, field: str, subscribers: Callable[[], int]) -> None:
        self.field = field
        self._subscribers = subscribers
        self._set = asyncio.Event()
        self._ended = asyncio.Event()
        self._failure: Exception | None = None

    @property
    def subscribers(self) -> int:
        """How many want to know."""
        return self._subscribers()

    def put(self) -> None:
        """Something has changed."""
        self._set.set()

    def fail(self, failure: Exception) -> None:
        """Nothing more will be told."""
        self._failure = self._failure or failure
        self._ended.set()
        self._set.set()

    async def changed(self) -> None:
        """Return when something has changed. Raises what it was ended by."""
        await self._set.wait()
        if self._failure is not None:
            raise self._failure
        self._set.clear()

    async def pause(self, seconds: float) -> None:
        """Return after so long. Raises what it was ended by."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)
        if self._failure is not None:
            raise self._failure


class Dirtiness:
    """Marks by the entities whose changes they tell."""

    def __init__(self) -> None:
        self._marks: dict[str, dict[Mark, None]] = defaultdict(dict)

    @contextmanager
    def watched(self, entities: Collection[str], mark: Mark) -> Iterator[None]:
        """Tell a mark of changes of these entities."""
        for name in entities:
            self._marks[name][mark] = None
        try:
            yield
        finally:
            for name in entities:
                del self._marks[name][mark]
                if not self._marks[name]:
                    del self._marks[name]

    def spread(self, entities: Collection[str]) -> None:
        """Tell that these entities have changed."""
        for name in entities:
            for mark in self._marks.get(name, ()):
                mark.put()
