"""Subscribers: what waits for one client, never more than so much of it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from resolvers.live.event import Event, Seen
from resolvers.live.judge import Judges, judge
from resolvers.live.needs import Anchor, Need, anchor, needs
from resolvers.live.past import may_have_held
from resolvers.live.stream_cursor import encode_position
from stores.catalogue import Entity
from stores.errors import Interrupted, Lagged
from stores.feed import Operation, Position
from stores.filter import Filter
from stores.query import KeyValue

QUIET = 600.0
"""Seconds without an event after which a client is told of a newer position, lest what comes after its own expires."""


class Cohort(Protocol):
    """Subscribers who see the same of an event: it is made once for all of them."""

    async def items(self, seen: list[Seen]) -> list[Any]:
        """What a client gets of each of these, of which the columns are there that its `Watch` names."""


class See(Protocol):
    """What an event is to a subscriber: see `resolvers.live.event`."""

    def __call__(self, event: Event, holds: Judges | None) -> Operation | None:
        """None if it is nothing to it."""


class Watch:
    """What a subscriber watches: events of rows of `entity` of which `where` holds, seen in one way.

    field: by which it is asked for.
    columns: those that the cohort's items are made of.
    latest: whether of each row the latest event is enough.
    subject: by which columns rows are of one subject, if the row before it is wanted.

    Raises BadInput where only a store can judge the filter.
    """

    def __init__(
        self,
        entity: Entity,
        where: Filter | None,
        see: See,
        cohort: Cohort,
        columns: tuple[str, ...],
        *,
        field: str,
        latest: bool,
        subject: tuple[str, ...] = (),
    ) -> None:
        self.entity = entity
        self.field = field
        self.see = see
        self.cohort = cohort
        self.latest = latest
        self.subject = subject
        self.holds: Judges | None = None
        self.anchor: Anchor | None = None
        if where is not None:
            once = may_have_held(entity, where)
            self.holds = Judges(judge(entity, where), judge(entity, once))
            # Who keeps rows hears of one also when what it leads to is no longer what its filter asks for.
            self.anchor = anchor(entity, once if latest else where)
        told = (*entity.key, *columns, *((*subject, str(entity.time)) if subject else ()))
        own: list[Need] = [((), column) for column in told]
        self.needs: frozenset[Need] = frozenset((*own, *needs(where)))


@dataclass(frozen=True, slots=True)
class Delivery:
    """Items for a client, the position after each of them, and that after all."""

    items: list[Any]
    positions: list[Position]
    position: Position


class Subscriber:
    """One client's subscription, a `resolvers.live.tally.Subscription`. At most `limit` items wait for it.

    It hears of what comes after its `start`, as all does once it is `settled`, and has taken all up to its `position`.
    Where the watch wants the latest of each row only, a later item takes the place of the one that waits. Otherwise a
    client that reads too slowly has its subscription ended by `Lagged`, after what waits.
    """

    subscribers = 1

    def __init__(
        self,
        watch: Watch,
        start: Position,
        limit: int,
        heard: Callable[[Subscriber], Position | None] = lambda _: None,
    ) -> None:
        self.watch = watch
        self._heard = heard
        self.start = start
        self.settled = False
        self.position = start
        self.limit = limit
        self._waiting: deque[tuple[KeyValue, Position, Any]] = deque()
        self._arrived = asyncio.Event()
        self._taken = asyncio.Event()
        self._failure: Exception | None = None

    @property
    def field(self) -> str:
        """What it has asked for."""
        return self.watch.field

    @property
    def full(self) -> bool:
        """Whether nothing more may wait."""
        return len(self._waiting) >= self.limit

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self._failure is not None

    @property
    def waiting(self) -> int:
        """How many items wait."""
        return len(self._waiting)

    def put(self, key: KeyValue, position: Position, item: Any) -> None:
        """Let an item wait for the client."""
        if self.ended:
            return
        if self.full and self.watch.latest:
            self._waiting = deque(each for each in self._waiting if each[0] != key)
        if self.full:
            self.fail(Lagged(f"more than {self.limit} events wait for this client, which reads too slowly"))
            return
        self._waiting.append((key, position, item))
        self._arrived.set()

    def fail(self, failure: Exception) -> None:
        """End the subscription, when what waits has been taken."""
        self._failure = self._failure or failure
        self._arrived.set()

    async def room(self) -> None:
        """Return when less than half of what may waits."""
        while len(self._waiting) > self.limit // 2 and not self.ended:
            self._taken.clear()
            await self._taken.wait()

    async def take(self, most: int) -> Delivery:
        """The next items, as soon as there are any; after a long quiet time none, for their position.

        Raises what the subscription was ended by.
        """
        while not self._waiting:
            if self._failure is not None:
                raise self._told(self._failure)
            self._arrived.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(QUIET):
                    await self._arrived.wait()
            if not self._arrived.is_set() and (heard := self._heard(self)) is not None:
                self.position = heard
                return Delivery([], [], heard)
        taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        self._taken.set()
        self.position = taken[-1][1]
        return Delivery([item for _, _, item in taken], [position for _, position, _ in taken], self.position)

    def _told(self, failure: Exception) -> Exception:
        """A failure, with where to go on if one can."""
        if isinstance(failure, Interrupted):
            failure.cursor = encode_position(self.watch.entity.store, self.position)
        return failure
