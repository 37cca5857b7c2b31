"""Changes by one change stream on the database, whatever the number of entities and of those who wait for them.

Its position is a resume token. It is read ahead into a buffer as long as somebody waits; who is further behind than the
buffer reaches is served by a stream of its own, which is closed when it has told what there is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pymongo.errors import OperationFailure

from stores.catalogue import Entity
from stores.errors import BadCursor, CursorExpired, PolygraphError, StoreTimeout, StoreUnavailable
from stores.feed import Change, Changes, Operation, Position
from stores.mongo.change_buffer import ChangeBuffer
from stores.mongo.driver import Driver
from stores.mongo.resume_token import DAMAGED, place_of
from stores.mongo.values import key_of, reader
from stores.store import Row

Document = dict[str, Any]
Stages = list[dict[str, Any]]

OPERATIONS: Mapping[str, Operation] = {
    "insert": Operation.INSERT,
    "update": Operation.UPDATE,
    "replace": Operation.UPDATE,
    "delete": Operation.DELETE,
}
"""What MongoDB calls them (https://www.mongodb.com/docs/manual/reference/change-events/)."""

DATABASE_GONE = ("dropDatabase", "invalidate")
COLLECTION_GONE = ("drop", "rename")
"""Events after which documents are not what the events before them say, and none says which."""

EXPIRED = frozenset((136, 260, 280, 286))
"""CappedPositionLost, InvalidResumeToken, ChangeStreamFatalError and ChangeStreamHistoryLost."""

DAMAGED_CODES = frozenset((2, 9, 14, 22))
"""BadValue, FailedToParse, TypeMismatch and InvalidBSON."""

LOCATIONS = 40_000
"""The codes from here on stand for a check in the server's source: of a token, if it came with one."""

FORGOTTEN = "MongoDB has forgotten what changed after this position: read the list anew, and go on from now"

KEPT = 5_000
"""Events that are kept at least for those behind the head."""

RETRY = 0.5
"""Seconds before a lost stream is opened anew."""

UNWATCHED = 30.0
"""Seconds for which the stream stays open when nobody waits any more."""


class ChangeStreamFeed:
    """What `stores.feed.Feed` says, over the collections of one database."""

    def __init__(self, driver: Driver, collections: Mapping[str, str], *, kept: int = KEPT) -> None:
        """`collections` has the collection of each entity by its name."""
        self._driver = driver
        self._collections = collections
        self._kept = kept
        self._buffer: ChangeBuffer | None = None
        self._following: asyncio.Task[None] | None = None
        self._closing: asyncio.TimerHandle | None = None
        self._waiting = 0
        self._connected = False
        self._losses = 0
        self._news = asyncio.Event()

    async def now(self) -> Position:
        """See `stores.feed.Feed`."""
        _, token = await self._asked(None, (), 0)
        return (token,)

    async def read(self, entities: Collection[Entity], after: Position, limit: int) -> Changes:
        """See `stores.feed.Feed`. The entities that show one document are told of it together, past the limit."""
        token = _token_of(after, self._driver.database)
        shown: dict[str, list[Entity]] = {}
        for entity in entities:
            shown.setdefault(self._collections[entity.name], []).append(entity)
        if self._connected and self._buffer is not None and self._buffer.covers(token):
            found, reached = self._buffered(self._buffer, token, shown, limit)
        else:
            found, reached = await self._asked(token, shown, limit)
        changes = [change for event in found for change in _changes(event, shown)]
        return Changes(changes, (reached,), more=len(found) >= limit)

    async def wait(self, after: Position, limit: float) -> None:
        """See `stores.feed.Feed`; also returns when the server is lost, which reading then tells of.

        Raises CursorExpired if the stream cannot begin there, and StoreForbidden if it may not.
        """
        token = _token_of(after, self._driver.database)
        losses = self._losses
        self._waiting += 1
        try:
            buffer, following = self._followed(token)
            async with asyncio.timeout(limit):
                while not (buffer.has_after(token) or following.done() or self._losses > losses):
                    self._news.clear()
                    await self._news.wait()
            if following.done() and not following.cancelled():
                _raise_failure(following)
        except TimeoutError:
            return
        finally:
            self._waiting -= 1
            self._close_later()

    async def close(self) -> None:
        """See `stores.feed.Feed`."""
        if self._closing is not None:
            self._closing.cancel()
        following = self._following
        self._stop()
        if following is not None:
            await asyncio.gather(following, return_exceptions=True)

    def _buffered(
        self, buffer: ChangeBuffer, token: str, collections: Iterable[str], limit: int
    ) -> tuple[list[Document], str]:
        found: list[Document] = []
        for event in buffer.after(token):
            if _concerns(event, collections):
                found.append(event)
                if len(found) >= limit:
                    return found, event["_id"]["_data"]
        return found, max(token, buffer.reached, key=buffer.place)

    async def _asked(self, token: str | None, collections: Iterable[str], limit: int) -> tuple[list[Document], str]:
        try:
            return await self._driver.changes(_stages(collections), token, limit)
        except OperationFailure as error:
            meaning = _meaning(error)
            if meaning is None or token is None:
                raise
            raise meaning from error

    def _followed(self, token: str) -> tuple[ChangeBuffer, asyncio.Task[None]]:
        """The buffer of the open stream, and what fills it; one is opened at this token if there is none."""
        if self._closing is not None:
            self._closing.cancel()
        if self._following is None or self._following.done() or self._buffer is None:
            self._buffer = ChangeBuffer(self._driver.database, token, self._kept)
            self._following = asyncio.create_task(self._follow(self._buffer))
            self._following.add_done_callback(self._ended)
        return self._buffer, self._following

    async def _follow(self, buffer: ChangeBuffer) -> None:
        """Fill the buffer until this is cancelled, over all outages that pass by themselves.

        It ends where the server has forgotten the place, or lets nobody follow it.
        """

        def heard(event: Document | None, token: str) -> None:
            buffer.add(event, token)
            self._connected = self._buffer is buffer
            if event is not None:
                self._news.set()

        stages = _stages(set(self._collections.values()))
        while True:
            try:
                await self._driver.watch(stages, buffer.reached, heard)
            except (StoreUnavailable, StoreTimeout):
                self._connected = False
                self._losses += 1
                self._news.set()
                await asyncio.sleep(RETRY)

    def _ended(self, following: asyncio.Task[None]) -> None:
        if self._following is following:
            self._connected = False
        # Whoever waits is told why; if nobody does, the next reader hears it from the server.
        _ = following.cancelled() or following.exception()
        self._news.set()

    def _close_later(self) -> None:
        """A stream that nobody waits for is closed, some time after the last one has left."""
        if self._closing is not None:
            self._closing.cancel()
        if not self._waiting and self._following is not None:
            self._closing = asyncio.get_running_loop().call_later(UNWATCHED, self._stop)

    def _stop(self) -> None:
        """Who waits next begins anew."""
        following, self._following, self._buffer = self._following, None, None
        self._connected = False
        if following is not None:
            following.cancel()


def _raise_failure(following: asyncio.Task[None]) -> None:
    """Say why a stream has ended for good."""
    error = following.exception()
    if error is not None:
        raise (_meaning(error) if isinstance(error, OperationFailure) else None) or error


def is_later(position: Position, other: Position, database: str) -> bool:
    """See `stores.feed.Feed.is_after`; for positions in the change stream of this database."""
    one, another = (place_of(_token_of(each, database), database) for each in (position, other))
    return one > another


def _token_of(position: Position, database: str) -> str:
    """The resume token that a position is. Raises BadCursor."""
    if len(position) != 1:
        raise BadCursor(DAMAGED)
    place_of(position[0], database)
    return str(position[0])


def _stages(collections: Iterable[str]) -> Stages:
    """The events of these collections, without the documents: they are read by their keys."""
    named = {"$in": sorted(collections)}
    documents = {"operationType": {"$in": [*OPERATIONS, *COLLECTION_GONE]}, "ns.coll": named}
    gone = {"operationType": {"$in": [*DATABASE_GONE]}}
    replaced = {"operationType": "rename", "to.coll": named}
    fields = ("operationType", "ns", "to", "documentKey", "fullDocumentBeforeChange")
    return [{"$match": {"$or": [documents, gone, replaced]}}, {"$project": dict.fromkeys(fields, 1)}]


def _concerns(event: Document, collections: Iterable[str]) -> bool:
    if event["operationType"] in DATABASE_GONE:
        return True
    return event["ns"]["coll"] in collections or event.get("to", {}).get("coll") in collections


def _changes(event: Document, shown: Mapping[str, Iterable[Entity]]) -> Iterator[Change]:
    """What an event is for each entity that shows its collection. Raises CursorExpired after a drop or a rename."""
    operation = OPERATIONS.get(event["operationType"])
    if operation is None:
        raise CursorExpired(f"a collection was dropped or renamed: {FORGOTTEN}")
    position = (event["_id"]["_data"],)
    for entity in shown[event["ns"]["coll"]]:
        key = key_of(entity, event["documentKey"])
        if key is not None:
            yield Change(entity.name, operation, key, position, _before(entity, event))


def _before(entity: Entity, event: Document) -> Row | None:
    image = event.get("fullDocumentBeforeChange")
    if image is None:
        return None
    return {name: reader(column)(image) for name, column in entity.columns.items()}


def _meaning(error: OperationFailure) -> PolygraphError | None:
    """What a refusal says of the token that a stream was to begin at."""
    if error.code in EXPIRED:
        return CursorExpired(FORGOTTEN)
    if error.code in DAMAGED_CODES or (error.code or 0) >= LOCATIONS:
        return BadCursor(DAMAGED)
    return None
