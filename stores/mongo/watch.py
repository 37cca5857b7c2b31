"""An open change stream, read by a thread.

Only the driver's own stream goes on by itself after a lost connection, and only its blocking form tells at once of each
event of a batch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event, Semaphore
from typing import Any

from pymongo.change_stream import ChangeStream
from pymongo.errors import PyMongoError

Document = dict[str, Any]

Heard = Callable[[Document | None, str], None]
"""Told of an event, or that for a while there was none, and the token to go on from after it."""

UNHEARD = 1_000
"""Events that may be on their way from the thread to the loop."""

PATIENCE = 1.0
"""Seconds after which a thread that waits for the loop sees whether it is still wanted."""


def drained(stream: ChangeStream[Document], limit: int) -> tuple[list[Document], str]:
    """At most `limit` events that are there by now, and the token to go on from. Blocks; closes the stream."""
    events: list[Document] = []
    with stream:
        while len(events) < limit and (event := stream.try_next()) is not None:
            events.append(event)
        return events, _token(stream)


class Watch:
    """Brings the events of a stream from a thread to the loop, where `heard` is called with each."""

    def __init__(self, loop: asyncio.AbstractEventLoop, heard: Heard) -> None:
        self._loop = loop
        self._heard = heard
        self._room = Semaphore(UNHEARD)
        self._ended = Event()
        self._stream: ChangeStream[Document] | None = None

    def run(self, opened: Callable[[], ChangeStream[Document]]) -> None:
        """Read until the stream or this watch ends. Blocks. Raises what the driver raises."""
        with opened() as stream:
            self._stream = stream
            while stream.alive and not self._ended.is_set():
                self._tell(stream.try_next(), _token(stream))

    def end(self) -> None:
        """Make `run` return, by ending what it waits for in the server. Blocks; not for the thread of `run`."""
        self._ended.set()
        if self._stream is not None:
            try:
                self._stream.close()
            except PyMongoError:
                # A server that is away waits for nothing either.
                return

    def _tell(self, event: Document | None, token: str) -> None:
        while not self._room.acquire(timeout=PATIENCE):
            if self._ended.is_set():
                return
        if not self._ended.is_set():
            self._loop.call_soon_threadsafe(self._arrive, event, token)

    def _arrive(self, event: Document | None, token: str) -> None:
        self._room.release()
        if not self._ended.is_set():
            self._heard(event, token)


def _token(stream: ChangeStream[Document]) -> str:
    token = stream.resume_token
    # It is there from the first answer on, in every server that this is written for.
    return "" if token is None else str(token["_data"])
