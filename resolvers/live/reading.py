"""Reading what happened: the rows that changes speak of, and those that filters speak of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain

from resolvers.analysis import Source
from resolvers.live.event import Event, coalesced
from resolvers.live.needs import Need, lead, own_columns
from resolvers.live.newest import Newest
from resolvers.live.patience import patiently
from resolvers.loaders import Session
from stores.catalogue import Catalogue, Entity
from stores.feed import Change

Sessions = Callable[[], Session]
"""Opens what some events are read with."""


class EventReader:
    """Reads the events that changes are."""

    def __init__(self, catalogue: Catalogue, sessions: Sessions) -> None:
        self._catalogue = catalogue
        self._sessions = sessions

    async def events(
        self, entity: Entity, changes: Sequence[Change], needed: Iterable[Need], newest: Newest | None
    ) -> list[Event]:
        """The events, with the columns that are needed now, however long it takes to read them.

        `newest` is to say which rows are the newest of their subject, if somebody wants to know.
        """
        wanted = list(needed)

        async def read() -> list[Event]:
            session = self._sessions()
            try:
                source = Source(self._catalogue, session.reader)
                events = await events_of(source, entity, changes, wanted)
                return events if newest is None else await newest.compared(source, events, wanted)
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
