"""Places: how many of something there may be at a time in one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.refusal import Refusal


class Places:
    """At most `limit` of what `refusal` refuses more of; its message is formatted with the limit."""

    def __init__(self, limit: int, refusal: type[Refusal], message: str) -> None:
        self._limit = limit
        self._refusal = refusal
        self._message = message
        self._taken = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """One of the places, until the block ends. Raises the refusal if all are taken."""
        if self._taken >= self._limit:
            raise self._refusal(self._message.format(self._limit))
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1
