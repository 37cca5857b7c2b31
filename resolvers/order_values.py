"""Orders that lead to another store: the values are asked of one store, and become a column of rows for the other.

Two statements bring the values of one such column, however many there are: the near side is asked for the keys that its
rows have; the far side for what is there for these keys or, if they are too many, for all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from resolvers.semi_join import Ask, holdable, key_filter
from stores.aggregate import Aggregate, GroupBy
from stores.catalogue import Column, Entity, Path, Relation, ValueType
from stores.derived import Derived, Figure, Known, derived, derived_columns, extended, leaving
from stores.errors import OrderTooWide
from stores.filter import And, Filter, IsNull
from stores.order import Order
from stores.query import Keys, KeyValue, Select
from stores.store import Row, can_equal

Read = Callable[[Select], Awaitable[Sequence[Row]]]

Found = list[tuple[KeyValue, Any]]
"""Keys with the value of each; of several with the same key the last one counts."""


def order_crosses(entity: Entity) -> bool:
    """Whether a derived column of an entity leads to another store."""
    return any(leaving(column, entity) is not None for column in derived_columns(entity))


@dataclass(frozen=True, slots=True)
class Crossing:
    """A derived column that leads to another store by the step at a position."""

    entity: Entity
    column: Derived
    position: int

    @property
    def before(self) -> Path:
        """The steps within the store."""
        return self.column.path[: self.position]

    @property
    def owner(self) -> Entity:
        """The entity that the step leads from."""
        return self.before[-1][1] if self.before else self.entity

    @property
    def relation(self) -> Relation:
        """The relation that crosses."""
        return self.column.steps[self.position][0]

    @property
    def target(self) -> Entity:
        """The entity in the other store."""
        return self.column.steps[self.position][1]

    @property
    def figure(self) -> Figure | None:
        """What is made of the rows that it leads to, if they are many."""
        figure = self.column.at_end
        return figure if isinstance(figure, Figure) and self.position == len(self.column.path) else None

    @property
    def wanted(self) -> Column:
        """What is wanted of the row that it leads to, if it is one."""
        rest, end = self.column.path[self.position + 1 :], self.column.at_end
        assert not isinstance(end, Known)  # noqa: S101  (what is known leads nowhere)
        return end if isinstance(end, Column) and not rest else derived(self.target, rest, end)


class OrderValues:
    """Makes derived columns into such as one store can sort by. `limit` is the most values that go to a store."""

    def __init__(self, ask: Ask, read: Read, limit: int) -> None:
        self._ask = ask
        self._read = read
        self._limit = limit

    async def within(self, entity: Entity, where: Filter | None) -> Entity:
        """The entity with the values of its derived columns, those of rows for which a filter holds.

        The entity's store judges the filter by itself. Raises OrderTooWide.
        """
        columns: list[Derived] = []
        for column in derived_columns(entity):
            position = leaving(column, entity)
            known = column if position is None else await self._known(Crossing(entity, column, position), where)
            columns.append(known)
        return extended(entity, columns)

    async def _known(self, crossing: Crossing, where: Filter | None) -> Derived:
        """The column with what is known of it. A value that its type cannot hold is none."""
        column, relation, target = crossing.column, crossing.relation, crossing.target
        near = await self._keys(crossing, where)
        keys = None if near is None else list(dict.fromkeys(holdable(target, relation.remote, near)))
        found = await self._found(crossing, keys) if keys is None or keys else []
        local = crossing.owner, relation.local
        values = {key: _carried(column, value) for key, value in found if holdable(*local, [key])}
        pairs = [(key, values[key]) for key in keys or values if key in values and can_equal(column, values[key])]
        otherwise = crossing.figure.otherwise if crossing.figure else None
        known = Known(relation.local, tuple(key for key, _ in pairs), tuple(value for _, value in pairs), otherwise)
        return replace(column, path=crossing.before, at_end=known)

    async def _keys(self, crossing: Crossing, where: Filter | None) -> list[KeyValue] | None:
        """The different keys of the rows that the step leads from; None if they are too many."""
        columns = (crossing.owner.columns[name] for name in crossing.relation.local)
        groups = tuple(GroupBy(column, crossing.before) for column in columns)
        found = await self._ask(Aggregate(crossing.entity, where=where, groups=groups, limit=self._limit + 1))
        return [figures.groups for figures in found] if len(found) <= self._limit else None

    async def _found(self, crossing: Crossing, keys: Sequence[KeyValue] | None) -> Found:
        """What the other store has for these keys; or in all. Raises OrderTooWide."""
        find = self._values if crossing.figure is None else self._figures
        found = await find(crossing, keys)
        if keys is None and len(found) > self._limit:
            raise OrderTooWide(
                f"the order by `{crossing.relation.name}` leads from more than {self._limit} rows to more than"
                f" {self._limit} {crossing.target.plural} in another store: say in `where` which rows are wanted"
            )
        return found

    async def _figures(self, crossing: Crossing, keys: Sequence[KeyValue] | None) -> Found:
        groups = tuple(GroupBy(crossing.target.columns[name]) for name in crossing.relation.remote)
        measure = crossing.figure.measure if crossing.figure else None
        measures = () if measure is None else (measure,)
        limit = self._limit + 1 if keys is None else None
        found = await self._ask(Aggregate(crossing.target, measures, _led_to(crossing, keys), groups, limit=limit))
        return [(each.groups, each.measures[0] if measures else each.count) for each in found]

    async def _values(self, crossing: Crossing, keys: Sequence[KeyValue] | None) -> Found:
        """Of several rows with a key, the first by its own key is the only one or comes last."""
        entity, wanted, remote = crossing.target, crossing.wanted, crossing.relation.remote
        where = _led_to(crossing, keys)
        if isinstance(wanted, Derived):
            entity = await self.within(extended(entity, [wanted]), where)
        columns = tuple(dict.fromkeys((*remote, wanted.name)))
        order = tuple(Order(name) for name in crossing.target.key)
        if keys is None:
            asked = Select(entity, columns, where, tuple(part.reversed() for part in order), self._limit + 1)
        else:
            # Not every server is quick to find rows by a long list of keys, but all are by one key after the other.
            asked = Select(entity, columns, None, order, 1, Keys(remote, tuple(keys)))
        return [(tuple(row[name] for name in remote), row[wanted.name]) for row in await self._read(asked)]


def _led_to(crossing: Crossing, keys: Sequence[KeyValue] | None) -> Filter:
    """The rows that have these keys, or any."""
    remote = crossing.relation.remote
    return And(tuple(IsNull(name, negated=True) for name in remote)) if keys is None else key_filter(remote, keys)


def _carried(column: Derived, value: Any) -> Any:
    """The value as one of the column's type: see `derived`."""
    if column.type is ValueType.DATETIME and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return str(value) if column.type is ValueType.DECIMAL and isinstance(value, int) else value
