"""The subscribers of one entity, found by the values that their filters ask for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

from resolvers.live.event import Event
from resolvers.live.needs import Need, at
from resolvers.live.newest import Newest
from resolvers.live.subscriber import Subscriber
from stores.catalogue import Entity
from stores.errors import Outage

Counted = TypeVar("Counted")


class Audience:
    """Who watches an entity. An event costs as much as those it may concern, whatever their number in all."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self._needs: Counter[Need] = Counter()
        self._comparing = 0
        self._anchored: dict[Need, dict[Any, dict[Subscriber, None]]] = defaultdict(lambda: defaultdict(dict))
        self._others: dict[Subscriber, None] = {}
        self._keeping: dict[Subscriber, None] = {}
        self._all: dict[Subscriber, None] = {}
        self.newest: Newest | None = None
        """What knows the newest row of each subject, while somebody wants to know."""

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, subscriber: object) -> bool:
        return subscriber in self._all

    def __iter__(self) -> Iterator[Subscriber]:
        return iter(list(self._all))

    @property
    def needs(self) -> Iterable[Need]:
        """The columns that somebody's filter, or somebody's selection, speaks of."""
        return self._needs.keys()

    def add(self, subscriber: Subscriber) -> None:
        """Let a subscriber hear of what happens from now on."""
        self._all[subscriber] = None
        self._needs.update(subscriber.watch.needs)
        if subscriber.watch.subject:
            self._comparing += 1
            self.newest = self.newest or Newest(self.entity, subscriber.watch.subject)
        for places in self._places(subscriber):
            places[subscriber] = None

    def remove(self, subscriber: Subscriber) -> None:
        """Let it hear no more; it may have left already."""
        if subscriber not in self._all:
            return
        del self._all[subscriber]
        _take_away(self._needs, subscriber.watch.needs)
        if subscriber.watch.subject:
            self._comparing -= 1
            self.newest = self.newest if self._comparing else None
        for places in self._places(subscriber):
            del places[subscriber]
        self._tidy(subscriber)

    def concerned(self, event: Event) -> dict[Subscriber, None]:
        """Those whom an event may concern: as their filters may hold of the row, as it is or as it was."""
        found = dict(self._others)
        if event.before is None:
            # Whatever their filters ask for, they may keep it.
            found.update(self._keeping)
        for need, by_value in self._anchored.items():
            for row in event.rows:
                value = at(row, need)
                if isinstance(value, Outage):
                    found.update(dict.fromkeys(chain.from_iterable(by_value.values())))
                # A document may hold anything: what has no hash equals nothing that a filter asks for.
                elif _has_hash(value):
                    found.update(by_value.get(value, {}))
        return found

    def _places(self, subscriber: Subscriber) -> list[dict[Subscriber, None]]:
        keeping = [self._keeping] if subscriber.watch.latest else []
        if subscriber.watch.anchor is None:
            return [*keeping, self._others]
        need, values = subscriber.watch.anchor
        return [*keeping, *(self._anchored[need][value] for value in dict.fromkeys(values))]

    def _tidy(self, subscriber: Subscriber) -> None:
        if subscriber.watch.anchor is None:
            return
        need, values = subscriber.watch.anchor
        for value in [value for value in values if not self._anchored[need][value]]:
            self._anchored[need].pop(value, None)
        if not self._anchored[need]:
            del self._anchored[need]


def _has_hash(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _take_away(counts: Counter[Counted], gone: Iterable[Counted]) -> None:
    """Count these less, and no more those that nobody has."""
    for each in gone:
        counts[each] -= 1
        if not counts[each]:
            del counts[each]
