"""The newest row of each subject, as rows come: which is it, and which was it before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from resolvers.analysis import Source
from resolvers.live.event import Event
from resolvers.live.needs import Need, lead, own_columns
from stores.catalogue import Entity
from stores.filter import Compare, Filter, Operator
from stores.order import Order
from stores.query import KeyValue
from stores.store import Row, can_equal

MOST = 10_000
"""Rows of one subject until which the row before a new one is looked for."""

COMING = 10
"""Rows of one subject that may come while what is told of it is read."""

Place = tuple[Any, ...]
"""The time of a row, and its key."""


class Known(NamedTuple):
    """The place of a subject's newest row.

    `doubtful` says that the row was found in the store, and may be one that is still to come after all. If it comes,
    `before` is the key of the one that was the newest before it, if there was one.
    """

    place: Place
    doubtful: bool = False
    before: KeyValue | None = None


class Newest:
    """Remembers of each subject which row is the newest of all that have come.

    So a row that comes late, after one of a later time, is known for what it is, and each newest row is compared with
    the one that was compared last. Of a subject that comes for the first time the store is asked. It may have rows
    already that are still to come: as keys count up, that is what later ones with a greater key are taken for. With
    `behind`, which is for who reads what came long ago, all later ones are.

    Rows whose time or subject is none that a store compares with others, as a document may have it, are left out.
    """

    def __init__(self, entity: Entity, subject: tuple[str, ...], *, behind: bool = False) -> None:
        self._places = Places(entity, subject)
        self._behind = behind
        self._known: dict[KeyValue, Known] = {}

    async def compared(self, source: Source, events: Sequence[Event], needed: Collection[Need]) -> list[Event]:
        """The events, those of rows that are the newest as they come with the row that was it before.

        One statement reads these rows; two more, and those for late rows, read of subjects that are new.
        """
        come = self._come(events)
        subjects = dict.fromkeys(map(self._places.subject, come.values()))
        known = {subject: self._known[subject] for subject in subjects if subject in self._known}
        known |= await self._found(source, [row for row in come.values() if self._places.subject(row) not in known])
        before = self._before(come, known)
        rows = await self._rows(source, come, before.values(), needed)
        self._known |= known
        return [
            replace(event, newest=True, previous=rows.get(before[event.key] or ()))
            if event.inserted and event.key in before
            else event
            for event in events
        ]

    def _come(self, events: Sequence[Event]) -> dict[KeyValue, Row]:
        rows = {event.key: event.row for event in events if event.inserted and event.row is not None}
        return {key: row for key, row in rows.items() if self._places.has(row)}

    def _before(self, come: Mapping[KeyValue, Row], known: dict[KeyValue, Known]) -> dict[KeyValue, KeyValue | None]:
        """By the keys of those that are newest as they come the key of the newest before; `known` is then of all."""
        before: dict[KeyValue, KeyValue | None] = {}
        for key, row in come.items():
            subject, place = self._places.subject(row), self._places.place(row)
            was = known.get(subject)
            if was is None or place > was.place:
                before[key] = None if was is None else was.place[1:]
            elif was.doubtful and place == was.place:
                before[key] = was.before
            else:
                continue
            known[subject] = Known(place)
        return before

    async def _rows(
        self, source: Source, come: Mapping[KeyValue, Row], keys: Iterable[KeyValue | None], needed: Collection[Need]
    ) -> dict[KeyValue, Row]:
        entity = self._places.entity
        wanted = list(dict.fromkeys(key for key in keys if key is not None and key not in come))
        columns = tuple(dict.fromkeys((*entity.key, *own_columns(needed))))
        found = await source.reader.rows(entity, columns, entity.key, wanted) if wanted else []
        read = {key: dict(row) for key, row in zip(wanted, found, strict=True) if row is not None}
        await lead(source, entity, list(read.values()), needed)
        return {**come, **read}

    async def _found(self, source: Source, come: Sequence[Row]) -> dict[KeyValue, Known]:
        """What the store says of the newest rows of subjects, before those came that are given."""
        firsts: dict[KeyValue, Row] = {}
        for row in come:
            firsts.setdefault(self._places.subject(row), row)
        earlier = await self._earlier(source, come, firsts)
        known = {subject: Known(self._places.place(row)) for subject, row in earlier.items()}
        if firsts and not self._behind:
            for subject, row in (await self._latest(source, come, firsts)).items():
                before = self._places.key(earlier[subject]) if subject in earlier else None
                known[subject] = Known(self._places.place(row), doubtful=True, before=before)
        return known

    async def _latest(self, source: Source, come: Sequence[Row], firsts: Mapping[KeyValue, Row]) -> dict[KeyValue, Row]:
        """The last row of each subject that was there before the first that has come, and is later than that."""
        since = Compare(self._places.time, Operator.GREATER_OR_EQUAL, min(map(self._places.moment, firsts.values())))
        limit = COMING + max(Counter(map(self._places.subject, come)).values())
        found = await self._last(source, since, limit, list(firsts))
        place, key = self._places.place, self._places.key
        later = {
            each: [
                row
                for row in self._others(rows, come)
                if place(row) > place(firsts[each]) and key(row) < key(firsts[each])
            ]
            for each, rows in found.items()
        }
        return {each: max(rows, key=place) for each, rows in later.items() if rows}

    async def _earlier(
        self, source: Source, come: Sequence[Row], firsts: Mapping[KeyValue, Row]
    ) -> dict[KeyValue, Row]:
        """The row before the first of each subject, beside those that have come.

        One statement reads the last rows of each until the newest of the firsts. Where these are all later than the
        first, as one that came late or while others came may have it, another statement reads more.
        """
        place, counts = self._places.place, Counter(map(self._places.subject, come))
        found: dict[KeyValue, Row] = {}
        left, limit = dict(firsts), 1
        while left and limit < MOST:
            limit = max(2 * limit, 1 + max(counts[subject] for subject in left))
            until = Compare(self._places.time, Operator.LESS_OR_EQUAL, max(map(self._places.moment, left.values())))
            last = await self._last(source, until, limit, list(left))
            for subject, rows in last.items():
                before = [row for row in self._others(rows, come) if place(row) < place(left[subject])]
                if before:
                    found[subject] = max(before, key=place)
            left = {each: row for each, row in left.items() if each not in found and len(last[each]) == limit}
        return found

    async def _last(
        self, source: Source, where: Filter, limit: int, subjects: list[KeyValue]
    ) -> dict[KeyValue, Sequence[Row]]:
        """The last rows of each subject of which a filter holds."""
        places = self._places
        rows = await source.rows(
            places.entity.name,
            tuple(dict.fromkeys((*places.entity.key, places.time, *places.by))),
            where=[where],
            order=[Order(column, descending=True) for column in (places.time, *places.entity.key)],
            limit=limit,
            by=places.by,
            keys=subjects,
        )
        return dict(zip(subjects, rows, strict=True))

    def _others(self, rows: Sequence[Row], come: Sequence[Row]) -> list[Row]:
        keys = set(map(self._places.key, come))
        return [row for row in rows if self._places.has(row) and self._places.key(row) not in keys]


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

    def moment(self, row: Row) -> Any:
        """When it was."""
        return row[self.time]

    def place(self, row: Row) -> Place:
        """Where it is: rows of one time are in the order of their keys."""
        return row[self.time], *self.key(row)

    def has(self, row: Row) -> bool:
        """Whether the row has a place."""
        return all(can_equal(column, row[column.name]) for column in self._compared)
