"""Reading what happened: the rows that changes speak of, and those that filters speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from resolvers.analysis import Source
from resolvers.live.event import Event, coalesced
from resolvers.live.needs import Need, lead, own_columns
from resolvers.live.patience import patiently
from resolvers.loaders import Session
from stores.catalogue import Catalogue, Entity
from stores.feed import Change
from stores.filter import Compare, Operator
from stores.order import Order
from stores.query import KeyValue
from stores.store import Row, can_equal

MOST = 10_000
"""Rows of one subject until which the row before a new one is looked for."""


Sessions = Callable[[], Session]
"""Opens what some events are read with."""


class EventReader:
    """Reads the events that changes are."""

    def __init__(self, catalogue: Catalogue, sessions: Sessions) -> None:
        self._catalogue = catalogue
        self._sessions = sessions

    async def events(
        self, entity: Entity, changes: Sequence[Change], needed: Iterable[Need], subject: tuple[str, ...]
    ) -> list[Event]:
        """The events, with the columns that are needed now, however long it takes to read them."""
        wanted = list(needed)

        async def read() -> list[Event]:
            session = self._sessions()
            try:
                source = Source(self._catalogue, session.reader)
                events = await events_of(source, entity, changes, wanted)
                return await with_previous(source, entity, events, subject, wanted) if subject else events
            finally:
                await session.close()

        return await patiently(read)


async def events_of(source: Source, entity: Entity, changes: Sequence[Change], needed: Collection[Need]) -> list[Event]:
    """The events that changes are: one statement for their rows, and one for each relation that filters speak of."""
    merged = coalesced(changes)
    keys = list(dict.fromkeys(each.change.key for each in merged))
    columns = tuple(dict.fromkeys((*entity.key, *own_columns(needed))))
    found = await source.reader.rows(entity, columns, entity.key, keys)
    now = {key: dict(row) for key, row in zip(keys, found, strict=True) if row is not None}
    before = [None if each.before is None else [dict(row) for row in each.before] for each in merged]
    await lead(source, entity, [*now.values(), *chain.from_iterable(filter(None, before))], needed)
    return [
        Event(change.key, operation, change.position, inserted, now.get(change.key), rows)
        for (change, operation, inserted, _), rows in zip(merged, before, strict=True)
    ]


async def with_previous(
    source: Source, entity: Entity, events: Sequence[Event], subject: tuple[str, ...], needed: Collection[Need]
) -> list[Event]:
    """The events, those of new rows with the row before them in time of the same subject.

    Rows whose time or subject is none that a store compares with others, as a document may have it, have no previous.
    """
    places = Places(entity, subject)
    placed = [event.row if event.inserted and event.row and places.has(event.row) else None for event in events]
    previous = await _previous(source, places, [row for row in placed if row is not None], needed)
    await lead(source, entity, list(previous.values()), needed)
    return [
        event if row is None else replace(event, previous=previous.get(places.key(row)))
        for event, row in zip(events, placed, strict=True)
    ]


async def _previous(
    source: Source, places: Places, new: Sequence[Row], needed: Collection[Need]
) -> dict[KeyValue, dict[str, Any]]:
    """By the keys of new rows the rows before them.

    One statement reads the last rows of each subject until the newest of all that are new. Where these are all later
    than a new one, as one that came late or while others came may have it, another statement reads more.
    """
    found: dict[KeyValue, dict[str, Any]] = {}
    limit = 1
    while new and limit < MOST:
        counts = Counter(map(places.subject, new))
        limit = max(2 * limit, 1 + max(counts.values()))
        last = await source.rows(
            places.entity.name,
            tuple(dict.fromkeys((*places.entity.key, *own_columns(needed)))),
            where=[Compare(places.time, Operator.LESS_OR_EQUAL, max(row[places.time] for row in new))],
            order=[Order(column, descending=True) for column in (places.time, *places.entity.key)],
            limit=limit,
            by=places.by,
            keys=list(counts),
        )
        rows = dict(zip(counts, last, strict=True))
        for row in new:
            before = places.before(row, rows[places.subject(row)])
            if before is not None:
                found[places.key(row)] = dict(before)
        new = [row for row in new if places.key(row) not in found and len(rows[places.subject(row)]) == limit]
    return found


class Places:
    """The places of an entity's rows in time, among those with equal `by` columns."""

    def __init__(self, entity: Entity, by: tuple[str, ...]) -> None:
        self.entity = entity
        self.by = by
        self.time = str(entity.time)
        self._compared = [entity.columns[name] for name in (self.time, *entity.key, *by)]

    def key(self, row: Row) -> KeyValue:
        """Which row it is."""
        return tuple(row[column] for column in self.entity.key)

    def subject(self, row: Row) -> KeyValue:
        """Whose row it is."""
        return tuple(row[column] for column in self.by)

    def has(self, row: Row) -> bool:
        """Whether the row has a place."""
        return all(can_equal(column, row[column.name]) for column in self._compared)

    def before(self, row: Row, others: Sequence[Row]) -> Row | None:
        """The last of the others that comes before the row."""
        earlier = (other for other in others if self.has(other) and self._place(other) < self._place(row))
        return max(earlier, key=self._place, default=None)

    def _place(self, row: Row) -> tuple[Any, ...]:
        return row[self.time], *self.key(row)
