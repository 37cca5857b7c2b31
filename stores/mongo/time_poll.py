"""Changes of a deployment that has no change streams: new documents, found by their time and key, asked for again and
again.

Its position holds for each entity the time and key up to which its documents have been told, as Extended JSON. Its
limits, which a change stream does not have: only new documents are told of, of entities that have a time; a document
without a time is not; nor is one that arrives later than `grace` after the time that it says, if another one with a
later time has been told by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import json_util

from stores.catalogue import Entity
from stores.errors import BadCursor, BadInput, CursorExpired
from stores.feed import Change, Changes, Operation, Position
from stores.mongo.bson_order import ordered
from stores.mongo.driver import Driver
from stores.mongo.models.base import View
from stores.mongo.resume_token import DAMAGED
from stores.mongo.values import EXTENDED_JSON, NOT_STORABLE, key_of

Stages = list[dict[str, Any]]
Place = tuple[Any, Any]
"""The time and key of a document."""

INTERVAL = 1.0
"""Seconds between two polls."""

GRACE = 2.0
"""Seconds that a document may take to arrive; those of a time that lies less far back are told later."""

BEGINNING = datetime.min.replace(tzinfo=UTC)


class TimePollFeed:
    """What `stores.feed.Feed` says, over the entities of a database that have a time."""

    def __init__(
        self,
        driver: Driver,
        entities: Iterable[Entity],
        views: Mapping[str, View],
        *,
        interval: float = INTERVAL,
        grace: float = GRACE,
    ) -> None:
        self._driver = driver
        self._entities = {entity.name: entity for entity in entities if entity.time is not None}
        self._views = views
        self._interval = interval
        self._grace = grace

    async def now(self) -> Position:
        """See `stores.feed.Feed`."""
        latest = await self._found([(entity, None) for entity in self._entities.values()], 1, newest=True)
        places = dict.fromkeys(self._entities) | {each["entity"]: _written(each) for each in latest}
        return (places,)

    async def read(self, entities: Collection[Entity], after: Position, limit: int) -> Changes:
        """See `stores.feed.Feed`. Raises BadInput for entities without a time."""
        self.check(entities)
        places = _places(after)
        unknown = [entity.plural for entity in entities if entity.name not in places]
        if unknown:
            raise CursorExpired(f"this position knows nothing of {', '.join(unknown)}: read the list anew")
        wanted = [(entity, places[entity.name]) for entity in entities]
        found = await self._found(wanted, limit) if wanted else []
        by_name = {entity.name: entity for entity in entities}
        told = dict(after[0])
        changes = []
        for document in found[:limit]:
            entity = by_name[document["entity"]]
            told[entity.name] = _written(document)
            key = key_of(entity, document)
            if key is not None:
                changes.append(Change(entity.name, Operation.INSERT, key, (dict(told),)))
        return Changes(changes, (told,), more=len(found) >= limit)

    async def wait(self, after: Position, limit: float) -> None:
        """See `stores.feed.Feed`. There is nothing to wait for but the next poll."""
        _places(after)
        await asyncio.sleep(min(limit, self._interval))

    async def close(self) -> None:
        """See `stores.feed.Feed`. It holds nothing."""

    def check(self, entities: Iterable[Entity]) -> None:
        """Raises BadInput for entities whose changes cannot be told."""
        unseen = [entity.plural for entity in entities if entity.name not in self._entities]
        if unseen:
            raise BadInput(
                f"{', '.join(unseen)} cannot be followed: this installation's MongoDB has no change streams, for which"
                " it would have to be a replica set, and without them only what has a time can be followed"
            )

    async def _found(
        self, wanted: Sequence[tuple[Entity, Place | None]], limit: int, *, newest: bool = False
    ) -> list[dict[str, Any]]:
        """The first documents of each entity after a place, or the newest, in the order of their times."""
        (source, stages), *others = [self._stages(entity, place, limit, newest) for entity, place in wanted]
        unions = [{"$unionWith": {"coll": other, "pipeline": pipeline}} for other, pipeline in others]
        found = await self._driver.aggregate(source, [*stages, *unions])
        return sorted(found, key=lambda document: document["at"])

    def _stages(self, entity: Entity, place: Place | None, limit: int, newest: bool) -> tuple[str, Stages]:
        view = self._views.get(entity.source, View(entity.source))
        time = entity.columns[entity.time or ""].source
        order = -1 if newest else 1
        settled = datetime.now(UTC) - timedelta(seconds=self._grace)
        conditions = [
            {"$eq": [{"$type": f"${time}"}, "date"]},
            *([] if place is None else [_beyond(time, place)]),
        ]
        stages: Stages = [
            *(dict(stage) for stage in view.pipeline),
            # Of all values it keeps the dates alone, and finds them by an index.
            {"$match": {time: {"$gte": BEGINNING if place is None else place[0], "$lte": settled}}},
            {"$match": {"$expr": {"$and": conditions}}},
            {"$sort": {time: order, "_id": order}},
            {"$limit": limit},
            {"$project": {"at": f"${time}", "entity": {"$literal": entity.name}}},
        ]
        return view.collection, stages


def is_further(position: Position, other: Position) -> bool:
    """See `stores.feed.Feed.is_after`: it is if it is so for one entity, and for none the other way round."""
    one, another = _places(position), _places(other)
    try:
        ahead = any(_later(one[name], another.get(name)) for name in one)
        return ahead and not any(_later(another[name], one.get(name)) for name in another)
    except NOT_STORABLE as error:
        raise BadCursor(DAMAGED) from error


def _beyond(time: str, place: Place) -> dict[str, Any]:
    """Documents of one time are told in the order of their keys."""
    at, key = place
    tied = {"$and": [{"$eq": [f"${time}", at]}, {"$gt": ["$_id", {"$literal": key}]}]}
    return {"$or": [{"$gt": [f"${time}", at]}, tied]}


def _later(one: Place | None, other: Place | None) -> bool:
    return one is not None and (other is None or _order(one) > _order(other))


def _order(place: Place) -> Any:
    time, key = place
    return time, ordered(key)


def _written(document: Mapping[str, Any]) -> list[str]:
    return [json_util.dumps(document[name], json_options=EXTENDED_JSON) for name in ("at", "_id")]


def _places(position: Position) -> dict[str, Place | None]:
    """The places of all entities. Raises BadCursor for what is no position of this kind."""
    try:
        (places,) = position
        return {name: None if place is None else _place(*place) for name, place in places.items()}
    except NOT_STORABLE as error:
        raise BadCursor(DAMAGED) from error


def _place(at: str, key: str) -> Place:
    time, read = (json_util.loads(text, json_options=EXTENDED_JSON) for text in (at, key))
    if not isinstance(time, datetime):
        raise TypeError("a place begins with a time")
    return time, read
