"""The latest events of a change stream, kept for those who read behind its head."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from stores.mongo.resume_token import Place, place_of

Document = dict[str, Any]


class ChangeBuffer:
    """The events from the token `floor` to the token `reached`, with no gap: the last `kept`, up to twice as many."""

    def __init__(self, database: str, start: str, kept: int) -> None:
        self.reached = start
        self._database = database
        self._kept = kept
        self._floor = self.place(start)
        self._places: list[Place] = []
        self._events: list[Document] = []

    def add(self, event: Document | None, token: str) -> None:
        """The next event, or none, and the token after it. The oldest events are forgotten in time."""
        self.reached = token
        if event is None:
            return
        self._places.append(self.place(event["_id"]["_data"]))
        self._events.append(event)
        if len(self._events) >= 2 * self._kept:
            self._floor = self._places[-self._kept - 1]
            del self._places[: -self._kept]
            del self._events[: -self._kept]

    def place(self, token: str) -> Place:
        """What compares as the token's place."""
        return place_of(token, self._database)

    def covers(self, token: str) -> bool:
        """Whether all events after the token are here that have come by now."""
        return self.place(token) >= self._floor

    def after(self, token: str) -> Sequence[Document]:
        """The events after a token that is covered."""
        return self._events[bisect_right(self._places, self.place(token)) :]

    def has_after(self, token: str) -> bool:
        """Whether there may be an event after the token: here, or among those that were forgotten."""
        place = self.place(token)
        return place < self._floor or bool(self._places and self._places[-1] > place)
