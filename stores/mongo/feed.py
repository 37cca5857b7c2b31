"""The feed of MongoDB: by a change stream where the deployment has them, and otherwise by asking for new documents."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping

from pymongo.errors import OperationFailure

from stores.catalogue import Entity
from stores.feed import Changes, Position
from stores.mongo.catalogue import derive
from stores.mongo.change_stream import KEPT, ChangeStreamFeed, is_later
from stores.mongo.driver import Driver
from stores.mongo.models.base import Document
from stores.mongo.models.pantheon import DOCUMENTS
from stores.mongo.time_poll import GRACE, INTERVAL, TimePollFeed, is_further

STREAMLESS = frozenset((115, 238, 40324, 40573))
"""CommandNotSupported, NotImplemented, an unknown stage, and what MongoDB itself says where it is no replica set."""


class MongoFeed:
    """Keeps the protocol `stores.feed.Feed` over the entities of the models.

    A view's rows are documents of the collection that it reads: a change of such a document is told as one of the
    view's row, whether the view shows it or not. Where there are no change streams, see `stores.mongo.time_poll` for
    what is not told.
    """

    def __init__(
        self,
        driver: Driver,
        models: Iterable[type[Document]] = DOCUMENTS,
        *,
        poll: bool = False,
        interval: float = INTERVAL,
        grace: float = GRACE,
        kept: int = KEPT,
    ) -> None:
        """With `poll`, new documents are asked for even where there are change streams, every `interval` seconds."""
        self._driver = driver
        self._models = tuple(models)
        self._poll = poll
        self._interval = interval
        self._grace = grace
        self._kept = kept
        self._feed: ChangeStreamFeed | TimePollFeed | None = None
        self._choosing = asyncio.Lock()

    async def require(self, entities: Collection[Entity]) -> None:
        """See `stores.feed.Feed`."""
        feed = await self._chosen()
        if isinstance(feed, TimePollFeed):
            feed.check(entities)

    async def now(self) -> Position:
        """See `stores.feed.Feed`."""
        return await (await self._chosen()).now()

    async def read(self, entities: Collection[Entity], after: Position, limit: int) -> Changes:
        """See `stores.feed.Feed`. Raises BadInput for entities whose changes cannot be told without change streams."""
        return await (await self._chosen()).read(entities, after, limit)

    async def wait(self, after: Position, limit: float) -> None:
        """See `stores.feed.Feed`."""
        await (await self._chosen()).wait(after, limit)

    def is_after(self, position: Position, other: Position) -> bool:
        """See `stores.feed.Feed`. Asks no server."""
        polled = [len(each) == 1 and isinstance(each[0], Mapping) for each in (position, other)]
        if all(polled):
            return is_further(position, other)
        return is_later(position, other, self._driver.database)

    async def close(self) -> None:
        """See `stores.feed.Feed`. The driver is left open."""
        if self._feed is not None:
            await self._feed.close()

    async def _chosen(self) -> ChangeStreamFeed | TimePollFeed:
        """What the server can do is asked once."""
        async with self._choosing:
            if self._feed is None:
                self._feed = await self._choose()
            return self._feed

    async def _choose(self) -> ChangeStreamFeed | TimePollFeed:
        views = {model.__collection__: model.__view__ for model in self._models if model.__view__ is not None}
        entities = derive(self._models).values()
        sources = {
            entity.name: views[entity.source].collection if entity.source in views else entity.source
            for entity in entities
        }
        stream = ChangeStreamFeed(self._driver, sources, kept=self._kept)
        if not self._poll and await _answers(stream):
            return stream
        return TimePollFeed(self._driver, entities, views, interval=self._interval, grace=self._grace)


async def _answers(stream: ChangeStreamFeed) -> bool:
    """Whether the server has change streams. What it says of itself while it starts or ends may be wrong."""
    try:
        await stream.now()
    except OperationFailure as error:
        if error.code in STREAMLESS:
            return False
        raise
    return True
