"""Following one store: its feed is read once for all subscribers, and each event goes to those whom it concerns."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from time import monotonic

from resolvers.live.audience import Audience
from resolvers.live.backlog import Backlogs
from resolvers.live.delivery import deliver, noted, see
from resolvers.live.event import parted
from resolvers.live.newest import Newest
from resolvers.live.patience import patiently
from resolvers.live.reading import EventReader, Sessions
from resolvers.live.subscriber import Subscriber
from stores.catalogue import Catalogue, Entity
from stores.errors import CursorExpired
from stores.feed import Change, Changes, Feed, Position

READ_LIMIT = 1_000
"""Changes that are read at a time."""

WAIT = 60.0
"""Seconds after which a feed is looked at again that had nothing to tell; it has a poll of its own."""

PAUSE = 1.0
"""Seconds after which a feed is read again that has failed."""

CATCH_UPS = 8
"""Subscriptions for which what they have missed is read at the same time."""

Dirty = Callable[[Collection[str]], None]
"""Told of the entities that have changed."""


class Following:
    """Reads a store's feed as long as somebody watches.

    dirty: told of the entities that have changed.
    waiting: events that may wait for a selection.
    """

    def __init__(self, feed: Feed, catalogue: Catalogue, sessions: Sessions, dirty: Dirty, waiting: int) -> None:
        self.feed = feed
        self._catalogue = catalogue
        self._reader = EventReader(catalogue, sessions)
        self._dirty = dirty
        self._audiences: dict[str, Audience] = {}
        self._marked: Counter[str] = Counter()
        self._position: Position | None = None
        self._ahead: dict[Subscriber, Position] = {}
        self._arriving: list[Subscriber] | None = None
        self._task: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._awake: float | None = None
        self._lost: dict[str, CursorExpired] = {}
        self._catching_up = asyncio.Semaphore(CATCH_UPS)
        self._backlogs = Backlogs(waiting)

    @property
    def watched(self) -> bool:
        """Whether anybody is to be told of anything."""
        return bool(self._audiences or self._marked or self._arriving)

    @property
    def behind(self) -> float:
        """For how many seconds it has had something to read or to tell, or has not known; 0 while it waits for news."""
        return 0.0 if self._awake is None or not self.watched else monotonic() - self._awake

    async def start(self) -> Position:
        """Where one begins who wants what happens from now on. Raises Outage."""
        async with self._starting:
            if self._position is not None and self._running and self.watched:
                return self._position
            position = await self.feed.now()
            if self._position is None or not (self._running and self.watched):
                self._position = position
            # Else somebody has joined meanwhile, and is told of what comes from an earlier one on.
            return position

    def joins(self, subscriber: Subscriber) -> bool:
        """Tell a subscriber of what comes, if it has heard all that was told before; say whether it has."""
        if self._position is None or self.feed.is_after(self._position, subscriber.start):
            return False
        if self.feed.is_after(subscriber.start, self._position):
            self._ahead[subscriber] = subscriber.start
        if self._arriving is None:
            self._add(subscriber)
        else:
            self._arriving.append(subscriber)
        self._run()
        return True

    def heard(self, subscriber: Subscriber) -> Position | None:
        """Up to where a subscriber has been told of everything, if that is further than what it has taken."""
        name, cohort = subscriber.watch.entity.name, subscriber.watch.cohort
        if self._position is None or self._arriving is not None or subscriber not in self._audiences.get(name, ()):
            return None
        if name in self._lost or cohort in self._backlogs:
            return None
        further = all(self.feed.is_after(self._position, each) for each in (subscriber.start, subscriber.position))
        return self._position if further else None

    async def confirm(self, subscriber: Subscriber) -> None:
        """Raise CursorExpired or BadCursor if the store knows no such place as that where a subscriber goes on.

        What is told here may be behind that: another process may have told more.
        """
        if self._position is None or self.feed.is_after(subscriber.start, self._position):
            await patiently(partial(self.feed.read, [subscriber.watch.entity], subscriber.start, 1))

    async def catch_up(self, subscriber: Subscriber) -> None:
        """Tell a subscriber of what has been told before, then let it join. Raises CursorExpired and BadCursor.

        It takes turns with others, and none while its client has to read first.
        """
        watch = subscriber.watch
        newest = Newest(watch.entity, watch.subject, behind=True) if watch.subject else None
        while not (subscriber.ended or self.joins(subscriber)):
            await subscriber.room()
            async with self._catching_up:
                await patiently(self.start)
                read = partial(self.feed.read, [watch.entity], subscriber.start, min(READ_LIMIT, subscriber.limit // 2))
                changes = await patiently(read)
                events = await self._reader.events(watch.entity, changes.changes, watch.needs, newest)
                for cohort, batch in see(events, lambda _: (subscriber,), self.feed.is_after).items():
                    await deliver(cohort, batch)
                subscriber.start, subscriber.settled = changes.position, False

    def leave(self, subscriber: Subscriber) -> None:
        """Tell it no more."""
        self._ahead.pop(subscriber, None)
        if self._arriving is not None and subscriber in self._arriving:
            self._arriving.remove(subscriber)
        name = subscriber.watch.entity.name
        if name in self._audiences:
            self._audiences[name].remove(subscriber)
            if not self._audiences[name]:
                del self._audiences[name]

    def _add(self, subscriber: Subscriber) -> None:
        entity = subscriber.watch.entity
        self._audiences.setdefault(entity.name, Audience(entity)).add(subscriber)

    @contextmanager
    def marked(self, entities: Collection[str]) -> Iterator[None]:
        """Follow these entities for who wants to know that they have changed."""
        self._marked.update(entities)
        self._run()
        try:
            yield
        finally:
            self._marked.subtract(entities)
            self._marked += Counter()

    async def close(self) -> None:
        """Follow no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._backlogs.close()
        await self.feed.close()

    @property
    def _running(self) -> bool:
        return self._task is not None and not self._task.done()

    def _run(self) -> None:
        if not self._running:
            self._awake = monotonic()
            self._task = asyncio.create_task(self._follow())

    @property
    def _followed(self) -> list[Entity]:
        return [self._catalogue[name] for name in {*self._audiences, *self._marked}]

    async def _follow(self) -> None:
        while followed := self._followed:
            try:
                await patiently(partial(self._advance, followed))
            except CursorExpired as error:
                self._fail(error)
            except Exception as error:
                self._fail(noted(error, "A feed failed"))
                # Live queries go on, and want to hear of changes again.
                await asyncio.sleep(PAUSE)
        self._lost.clear()
        self._position = None

    def _fail(self, error: Exception) -> None:
        """End all subscriptions: what comes next is not known to be all."""
        for audience in list(self._audiences.values()):
            self._end(audience, error)
        self._dirty(list(self._marked))
        self._lost.clear()
        self._position = None

    def _end(self, audience: Audience, error: Exception) -> None:
        for subscriber in audience:
            subscriber.fail(error)
            self.leave(subscriber)

    async def _advance(self, followed: Sequence[Entity]) -> None:
        position = await self.start()
        known = [entity for entity in followed if entity.name not in self._lost]
        try:
            changes = await self.feed.read(known, position, READ_LIMIT)
        except CursorExpired as error:
            if self._position == position:
                await self._lose(known, position, error)
            return
        if self._position != position or not set(self._followed) <= set(followed):
            # All have gone meanwhile and others begin later; or somebody has come for another entity.
            return
        # Who joins from here on begins after these changes.
        self._position = changes.position
        with self._arrivals_wait():
            await self._tell(changes, self._borders(changes.position))
        if not changes.more:
            self._end_lost()
            await self._rest(changes.position)

    async def _lose(self, known: Sequence[Entity], position: Position, error: CursorExpired) -> None:
        """Read no more of those entities whose changes are not known, until the others are past that.

        Raises the error where it is that of all.
        """
        lost: dict[str, CursorExpired] = {}
        for entity in known:
            try:
                await self.feed.read([entity], position, READ_LIMIT)
            except CursorExpired as own:
                lost[entity.name] = own
        if len(lost) in {0, len(known)}:
            raise error
        self._lost |= lost

    def _end_lost(self) -> None:
        """End the subscriptions of entities whose changes were not known, those too that have begun meanwhile."""
        for name, error in self._lost.items():
            if name in self._audiences:
                self._end(self._audiences[name], error)
        self._dirty(list(self._lost))
        self._lost.clear()

    async def _rest(self, position: Position) -> None:
        """Wait for news."""
        self._awake = None
        try:
            await self.feed.wait(position, WAIT)
        finally:
            self._awake = monotonic()

    @contextmanager
    def _arrivals_wait(self) -> Iterator[None]:
        """Who joins meanwhile is not concerned, and the rows are read without what its filter speaks of."""
        self._arriving = []
        try:
            yield
        finally:
            arrived, self._arriving = self._arriving, None
            for subscriber in arrived:
                self._add(subscriber)

    def _borders(self, position: Position) -> list[Position]:
        """Where those begin who were ahead of what was told, and are so no more; each place once."""
        borders: list[Position] = []
        for subscriber, start in list(self._ahead.items()):
            if not self.feed.is_after(start, position):
                del self._ahead[subscriber]
                if start not in borders:
                    borders.append(start)
        return borders

    async def _tell(self, changes: Changes, borders: Sequence[Position]) -> None:
        by_entity: dict[str, list[Change]] = defaultdict(list)
        for change in changes.changes:
            by_entity[change.entity].append(change)
        if by_entity or changes.unsaid:
            self._dirty({*by_entity, *changes.unsaid})
        async with asyncio.TaskGroup() as tasks:
            for name, some in by_entity.items():
                if name in self._audiences:
                    tasks.create_task(self._tell_of(self._audiences[name], some, borders))

    async def _tell_of(self, audience: Audience, changes: Sequence[Change], borders: Sequence[Position]) -> None:
        try:
            for part in parted(changes, borders, self.feed.is_after):
                events = await self._reader.events(audience.entity, part, audience.needs, audience.newest)
                await self._backlogs.tell(see(events, audience.concerned, self.feed.is_after))
        except Exception as error:
            self._end(audience, noted(error, "Events of an entity could not be told"))
