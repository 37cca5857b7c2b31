"""Reading what happened: the rows that changes speak of, and those that filters speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from resolvers.analysis import Source
from resolvers.live.event import Event, coalesced
from resolvers.live.needs import Need, lead, own_columns
from resolvers.reader import Reader
from stores.catalogue import Catalogue, Entity
from stores.feed import Change
from stores.filter import Compare, Operator
from stores.order import Order
from stores.store import Row


async def events_of(
    reader: Reader, catalogue: Catalogue, entity: Entity, changes: Sequence[Change], needed: Iterable[Need]
) -> list[Event]:
    """The events that changes are: one statement for their rows, and one for each relation that filters speak of."""
    merged, needed = coalesced(changes), list(needed)
    keys = list(dict.fromkeys(each.change.key for each in merged))
    columns = tuple(dict.fromkeys((*entity.key, *own_columns(needed))))
    found = await reader.rows(entity, columns, entity.key, keys)
    now = {key: dict(row) for key, row in zip(keys, found, strict=True) if row is not None}
    before = [None if each.before is None else [dict(row) for row in each.before] for each in merged]
    await lead(reader, catalogue, entity, [*now.values(), *chain.from_iterable(filter(None, before))], needed)
    return [
        Event(change.key, operation, change.position, inserted, now.get(change.key), rows)
        for (change, operation, inserted, _), rows in zip(merged, before, strict=True)
    ]


async def with_previous(
    source: Source, entity: Entity, events: Sequence[Event], subject: tuple[str, ...], needed: Sequence[Need]
) -> list[Event]:
    """The events, those of new rows with the row before them in time of the same subject: one statement for all."""
    time, columns = str(entity.time), tuple(dict.fromkeys((*entity.key, *own_columns(needed))))
    new = [event.row for event in events if event.inserted and event.row is not None]
    keys = list(dict.fromkeys(tuple(row[column] for column in subject) for row in new))
    if not keys:
        return list(events)
    latest = Compare(time, Operator.LESS_OR_EQUAL, max(row[time] for row in new))
    limit = 1 + max(Counter(tuple(row[column] for column in subject) for row in new).values())
    found = await source.rows(
        entity.name, columns, where=[latest], order=[Order(time, descending=True)], limit=limit, by=subject, keys=keys
    )
    rows = {key: [dict(row) for row in some] for key, some in zip(keys, found, strict=True)}
    await lead(source.reader, source.catalogue, entity, [row for some in rows.values() for row in some], needed)

    def previous(row: Row) -> Row | None:
        place = _place(entity, row)
        of_subject = rows[tuple(row[column] for column in subject)]
        return max(
            (each for each in of_subject if _place(entity, each) < place), key=partial(_place, entity), default=None
        )

    return [
        replace(event, previous=previous(event.row)) if event.inserted and event.row is not None else event
        for event in events
    ]


def _place(entity: Entity, row: Row) -> tuple[Any, ...]:
    return row[str(entity.time)], *(row[column] for column in entity.key)
