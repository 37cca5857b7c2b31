"""The hub: subscriptions of one process to what changes in the stores."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager

from resolvers.live import tally
from resolvers.live.delivery import noted
from resolvers.live.dirtiness import Dirtiness, Mark
from resolvers.live.following import Following
from resolvers.live.reading import Sessions
from resolvers.live.stream_cursor import decode_position
from resolvers.live.subscriber import Subscriber, Watch
from stores.catalogue import Catalogue
from stores.errors import Stopping
from stores.feed import Feed

STOPPING = "the server stops: subscribe again, to another one or a little later"

WAITING = 1_000
"""Events that may wait for one subscriber."""


class Hub:
    """Follows each store once, whatever the number of subscribers, and only while there are any.

    waiting: how many events may wait for one of them, or for one selection.
    """

    def __init__(
        self, catalogue: Catalogue, feeds: Mapping[str, Feed], sessions: Sessions, waiting: int = WAITING
    ) -> None:
        self._catalogue = catalogue
        self._waiting = waiting
        self._dirtiness = Dirtiness()
        self._followed = {
            store: Following(feed, catalogue, sessions, self._dirtiness.spread, waiting)
            for store, feed in feeds.items()
        }
        self._open: dict[tally.Subscription, Collection[str]] = {}
        self._stopped = False

    @property
    def entities(self) -> Collection[str]:
        """The names of all that can be watched."""
        return list(self._catalogue)

    def feeds(self) -> list[tally.Feed]:
        """How far each feed is, and who hears it."""
        return [
            tally.Feed(
                store=store,
                following=following.watched,
                behind=following.behind,
                subscriptions=tally.tally(each for each, stores in self._open.items() if store in stores),
            )
            for store, following in sorted(self._followed.items())
        ]

    @asynccontextmanager
    async def subscribed(self, watch: Watch, after: str | None) -> AsyncIterator[Subscriber]:
        """A subscriber, from a cursor on, or from now on.

        Raises BadInput, BadCursor, CursorExpired, Outage and Stopping.
        """
        following = self._followed[watch.entity.store]
        await following.feed.require([watch.entity])
        start = await following.start() if after is None else decode_position(watch.entity.store, after)
        following.feed.is_after(start, start)
        subscriber = Subscriber(watch, start, self._waiting, following.heard)
        with self._place(subscriber, {watch.entity.store}):
            joining = asyncio.create_task(self._join(following, subscriber, resumed=after is not None))
            try:
                yield subscriber
            finally:
                joining.cancel()
                await asyncio.gather(joining, return_exceptions=True)
                following.leave(subscriber)

    @asynccontextmanager
    async def marked(
        self, entities: Collection[str], field: str, subscribers: Callable[[], int]
    ) -> AsyncIterator[Mark]:
        """A mark that tells whenever some of these entities have changed, for so many subscribers to a field.

        Raises BadInput, Outage and Stopping.
        """
        mark = Mark(field, subscribers)
        stores = {self._catalogue[name].store for name in entities}
        with self._place(mark, stores), self._dirtiness.watched(entities, mark), ExitStack() as stack:
            for store, following in self._followed.items():
                names = [name for name in entities if self._catalogue[name].store == store]
                if names:
                    await following.feed.require([self._catalogue[name] for name in names])
                    await following.start()
                    stack.enter_context(following.marked(names))
            yield mark

    def stop(self) -> None:
        """End all subscriptions, and take no more."""
        self._stopped = True
        for each in self._open:
            each.fail(Stopping(STOPPING))

    async def close(self) -> None:
        """Follow no more."""
        self.stop()
        await asyncio.gather(*(following.close() for following in self._followed.values()))

    @contextmanager
    def _place(self, subscription: tally.Subscription, stores: Collection[str]) -> Iterator[None]:
        if self._stopped:
            raise Stopping(STOPPING)
        self._open[subscription] = stores
        try:
            yield
        finally:
            del self._open[subscription]

    async def _join(self, following: Following, subscriber: Subscriber, *, resumed: bool) -> None:
        """Let a subscriber hear what it has missed, then what comes."""
        try:
            if resumed:
                await following.confirm(subscriber)
            if not following.joins(subscriber):
                await following.catch_up(subscriber)
        except Exception as error:
            subscriber.fail(noted(error, "A subscription failed"))
