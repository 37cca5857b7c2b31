"""The PostgreSQL feed: reads what triggers have recorded, in commit-safe order.

A transaction takes its number when it first writes, and may end long after later ones have. So changes are told of in
the order of their transactions' numbers, and only below the horizon, the oldest transaction that was in flight when the
statement began: no change can come in there any more. Whatever writes in the cluster, another database included, holds
the horizon back until it ends.

A position is `(origin, transaction, number)`, that of a change. It holds for one history of one database: after a
restore from a dump, when a replica has taken over, or once the changes after it were forgotten, it is expired. A writer
with `synchronous_commit` off may lose in a crash what was told of already.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import Any, NamedTuple

from stores.catalogue import Entity
from stores.errors import BadCursor, CursorExpired, PolygraphError, StoreForbidden
from stores.feed import Change, Changes, Operation, Position
from stores.postgres.changes import ADOPT, CHANNEL, FORGET, GAP, KEPT, NO_ROW, NOW, READ, SCANNED, changed_rows
from stores.postgres.failures import meaning_of
from stores.postgres.listener import Listener
from stores.postgres.pool import Pool, PostgresOptions
from stores.postgres.store import FAILURES

logger = logging.getLogger("polygraph")

CONNECTIONS = 2
"""For reading: more readers at once wait for each other."""

FIRST_PAUSE = 0.01
"""Seconds until a transaction in flight, behind which committed ones wait, is looked for again; then ever more."""

PACE = 0.025
"""Seconds between two looks while so much happens that notifications are not wanted."""

FORGETTING = 600.0
"""Seconds between two times that a process looks for changes to forget."""

BATCH = 10_000
"""Changes that are forgotten in one transaction."""

REMEMBERED = 1_000
"""Positions of which it is known what came before them."""


class Place(NamedTuple):
    """A position that was looked at and found to be one."""

    origin: str
    transaction: int
    number: int


class Seen(NamedTuple):
    """What a statement saw, and when: how many notifications came before it, and its snapshot's end and horizon."""

    at: float
    notifications: int
    latest: int
    horizon: int


@dataclass(frozen=True, slots=True)
class Reached:
    """What is known at a place after which nothing was found: who waits there, waits for more than this.

    All that the notifications tell of lies below the transaction `sure`. While the horizon is not there yet, some of it
    may be held back, and `pause` is for how long to wait before another look.
    """

    seen: Seen
    sure: int
    pause: float

    @property
    def held(self) -> bool:
        """Whether a transaction in flight may hold something back."""
        return self.seen.horizon < self.sure

    def polled(self, seen: Seen, poll: float) -> bool:
        """Whether it was the time that had somebody look again, and no notification."""
        return self.seen.notifications == seen.notifications and seen.at - self.seen.at >= poll

    def again(self, seen: Seen, moved: bool, poll: float) -> Reached:
        """What is known after another statement, which `moved` the place or found nothing again."""
        anew = self.seen.notifications < seen.notifications or self.polled(seen, poll)
        sure = seen.latest if anew else self.sure
        if seen.horizon >= sure:
            return Reached(seen, sure, poll)
        grows = self.held and self.seen.notifications == seen.notifications and not moved
        return Reached(seen, sure, min(2 * self.pause, poll) if grows else FIRST_PAUSE)


class PostgresFeed:
    """Changes of tables that `polygraph.follow` was called for. Connects on first use. One in each process.

    `poll` is the number of seconds after which `wait` returns though nothing woke it, the safety net for lost
    notifications; `kept` for how many seconds changes are kept.
    """

    def __init__(self, options: PostgresOptions, poll: float = 5.0, kept: float = KEPT) -> None:
        self._options = options
        self._poll = poll
        self._kept = kept
        self._pool = Pool(replace(options, connections=CONNECTIONS))
        self._listener = Listener(options, CHANNEL)
        self._reached: OrderedDict[Place, Reached] = OrderedDict()
        self._forgetting: asyncio.Task[None] | None = None
        # Processes that start together do not look at the same moment.
        self._forget_at = monotonic() + random.uniform(0, FORGETTING)
        self.statements = 0
        """How many it has sent, for measuring."""

    async def require(self, entities: Collection[Entity]) -> None:
        """See `stores.feed.Feed`. Every table can be followed."""

    async def now(self) -> Position:
        """See `stores.feed.Feed`."""
        self._listener.start()
        count = self._listener.count
        ((origin, at_home, latest, horizon, transaction, number),) = await self._asked(NOW)
        if not at_home:
            await self._asked(ADOPT)
            return await self.now()
        place = Place(origin, transaction, number)
        self._remember(place, place, Seen(monotonic(), count, latest, horizon))
        return tuple(place)

    async def read(self, entities: Collection[Entity], after: Position, limit: int) -> Changes:
        """See `stores.feed.Feed`."""
        self._listener.start()
        self._forget_now_and_then()
        start, count = _place(after), self._listener.count
        sources = {entity.source: entity for entity in entities}
        records = await self._asked(READ, start.transaction, start.number, list(sources), limit + 1, SCANNED)
        (origin, at_home, latest, horizon, expired), (bounded, *reach) = records[0][:5], records[0][5:8]
        if not at_home:
            await self._asked(ADOPT)
        if not at_home or expired or origin != start.origin or start.transaction >= latest:
            raise CursorExpired("changes after the cursor are no longer known: read the list anew, and go on from now")
        found = [record[8:] for record in records if record[8] is not None]
        told = _until_gap(found[:limit])
        if len(told) < len(found):
            end = Place(origin, *told[-1][:2])
        else:
            end = start if reach[0] is None else Place(origin, *reach)
        more = bounded or len(told) < len(found)
        if end != start:
            self._listener.stir()
        if not more:
            self._remember(end, start, Seen(monotonic(), count, latest, horizon))
        of_rows = [_change(origin, record, sources) for record in _lasting(told) if record[4] != NO_ROW]
        unsaid = {sources[record[2]].name for record in told if record[4] == NO_ROW}
        return Changes(of_rows, tuple(end), more, unsaid)

    async def wait(self, after: Position, limit: float) -> None:
        """See `stores.feed.Feed`."""
        self._listener.start()
        reached = self._reached.get(_place(after))
        if reached is None:
            return
        pause = PACE if self._listener.paced else reached.pause
        with suppress(TimeoutError):
            async with asyncio.timeout(min(limit, reached.seen.at + pause - monotonic())):
                await self._listener.beyond(reached.seen.notifications)

    def is_after(self, position: Position, other: Position) -> bool:
        """See `stores.feed.Feed`."""
        one, two = _place(position), _place(other)
        if one.origin != two.origin:
            raise CursorExpired("the cursor is of another history of the database: read the list anew")
        return one > two

    async def forget(self) -> int:
        """Delete changes that are older than they are kept, unless another process is at it; how many."""
        total = 0
        while deleted := (await self._asked(FORGET, self._kept, BATCH))[0][0]:
            total += deleted
        return total

    async def close(self) -> None:
        """See `stores.feed.Feed`."""
        if self._forgetting is not None:
            self._forgetting.cancel()
            with suppress(asyncio.CancelledError):
                await self._forgetting
        await self._listener.close()
        await self._pool.close()

    def _remember(self, place: Place, start: Place, seen: Seen) -> None:
        """Note that a statement found nothing after `place`; it went on from `start`."""
        before = self._reached.get(start) or Reached(Seen(seen.at, -1, 0, 0), 0, self._poll)
        moved = place != start
        if moved and not before.held and before.polled(seen, self._poll):
            # There was a change, and no notification.
            self._listener.renew()
        self._reached[place] = before.again(seen, moved, self._poll)
        self._reached.move_to_end(place)
        if len(self._reached) > REMEMBERED:
            self._reached.popitem(last=False)

    def _forget_now_and_then(self) -> None:
        if monotonic() > self._forget_at:
            self._forget_at = monotonic() + FORGETTING
            self._forgetting = asyncio.create_task(self._forget_quietly())

    async def _forget_quietly(self) -> None:
        try:
            await self.forget()
        except StoreForbidden:
            # `polygraph maintain` does it, with other rights.
            self._forget_at = inf
        except PolygraphError as error:
            logger.warning("Old changes were not forgotten: %s", error)

    async def _asked(self, sql: str, *arguments: Any) -> Sequence[Any]:
        self.statements += 1
        try:
            async with asyncio.timeout(self._options.time_limit):
                return await self._pool.fetch(sql, arguments)
        except FAILURES as error:
            meaning = meaning_of(error, self._options.time_limit)
            if meaning is None:
                raise
            raise meaning from error


def _place(position: Position) -> Place:
    match position:
        case [str() as origin, int() as transaction, int() as number] if (
            not isinstance(transaction, bool)
            and not isinstance(number, bool)
            and 0 <= transaction < 2**64
            and 0 <= number < 2**63
        ):
            return Place(origin, transaction, number)
    raise BadCursor("the cursor is none of the PostgreSQL feed: pass one unchanged, as it came")


def _until_gap(records: Sequence[Any]) -> Sequence[Any]:
    """The changes before a gap. Raises CursorExpired where it comes first."""
    gaps = (number for number, record in enumerate(records) if record[3] == GAP)
    first = next(gaps, None)
    if first == 0:
        raise CursorExpired(f"changes of {records[0][2]} were not recorded: read the list anew, and go on from now")
    return records if first is None else records[:first]


def _lasting(records: Sequence[Any]) -> list[Any]:
    """Without the changes of rows that one transaction has made and deleted: nobody has seen them."""
    operations: dict[tuple[Any, ...], list[str]] = {}
    for transaction, _, source, operation, key, _ in records:
        operations.setdefault((transaction, source, key), []).append(operation)
    unseen = {row for row, done in operations.items() if (done[0], done[-1]) == (Operation.INSERT, Operation.DELETE)}
    return [record for record in records if (record[0], record[2], record[4]) not in unseen]


def _change(origin: str, record: Any, sources: Mapping[str, Entity]) -> Change:
    transaction, number, source, operation, key, before = record
    rows = changed_rows(entity := sources[source])
    return Change(
        entity=entity.name,
        operation=Operation(operation),
        key=rows.key(key),
        position=(origin, transaction, number),
        before=None if before is None else rows.row(before),
    )
