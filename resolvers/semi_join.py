"""Filters that lead to another store: the keys are asked of one store, and become a filter for the other.

A store is asked for the rows of its own that it can judge by itself. Which side is asked first is found by trying: the
far side of the relation, for the keys of the rows that its filter keeps; and where these are too many, the near side,
for the keys of the rows that the rest of its filter keeps, of which the far side then says which it has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from stores.aggregate import Aggregate, Figures, GroupBy
from stores.catalogue import Entity, Relation
from stores.errors import FilterTooWide
from stores.filter import Among, And, Compare, Filter, Not, Operator, Or, Related, joins
from stores.query import Keys, KeyValue
from stores.store import can_equal

Ask = Callable[[Aggregate], Awaitable[Sequence[Figures]]]

BATCH = 1_000
"""Keys that the far side is asked for at once."""


def crosses(entity: Entity, where: Filter | None) -> bool:
    """Whether a filter on the rows of an entity leads to another store."""
    return any(join.target.store != entity.store for join in joins(where))


class SemiJoin:
    """Makes filters into such as one store can judge. `limit` is the most keys that go from one store to the other."""

    def __init__(self, ask: Ask, limit: int) -> None:
        self._ask = ask
        self._limit = limit

    async def within(self, entity: Entity, where: Filter, beside: tuple[Filter, ...] = ()) -> Filter:
        """A filter that keeps the same rows of `entity`, of those for which all `beside` it holds.

        Raises FilterTooWide.
        """
        match where:
            case And(parts):
                # What leads elsewhere is not among them, and to all else they make no difference.
                others = (*beside, *(part for part in parts if not crosses(entity, part)))
                return And(tuple([await self.within(entity, part, others) for part in parts]))
            case Or(parts):
                return Or(tuple([await self.within(entity, part, beside) for part in parts]))
            case Not(part):
                return Not(await self.within(entity, part, beside))
            case Related(relation, target, part):
                inner = None if part is None else await self.within(target, part)
                if target.store != entity.store:
                    return key_filter(relation.local, await self._keys(entity, relation, target, inner, beside))
                return Related(relation, target, inner)
            case _:
                return where

    async def _keys(
        self, entity: Entity, relation: Relation, target: Entity, where: Filter | None, beside: tuple[Filter, ...]
    ) -> list[KeyValue]:
        """The keys of the rows that the relation leads to."""
        far = await self._distinct(target, relation.remote, where)
        if far is None and beside:
            near = await self._distinct(entity, relation.local, And(beside))
            if near is not None:
                far = await self._known(target, relation.remote, where, holdable(target, relation.remote, near))
        if far is None:
            raise FilterTooWide(
                f"the filter by `{relation.name}` leads to more than {self._limit} {target.plural} in another store:"
                " say more of them, or of the rows that lead there"
            )
        return holdable(entity, relation.local, far)

    async def _distinct(self, entity: Entity, columns: tuple[str, ...], where: Filter | None) -> list[KeyValue] | None:
        """The keys that rows have in these columns; None if they are too many."""
        groups = tuple(GroupBy(entity.columns[column]) for column in columns)
        found = await self._ask(Aggregate(entity, where=where, groups=groups, limit=self._limit + 1))
        return [figures.groups for figures in found] if len(found) <= self._limit else None

    async def _known(
        self, target: Entity, columns: tuple[str, ...], where: Filter | None, keys: Sequence[KeyValue]
    ) -> list[KeyValue]:
        """Which of the keys there are rows for."""
        known: list[KeyValue] = []
        for start in range(0, len(keys), BATCH):
            batch = Keys(columns, tuple(keys[start : start + BATCH]))
            known += [figures.key for figures in await self._ask(Aggregate(target, where=where, keys=batch))]
        return known


def holdable(entity: Entity, columns: tuple[str, ...], keys: Sequence[KeyValue]) -> list[KeyValue]:
    """The keys that the columns can hold; a row without a key leads nowhere."""
    kinds = [entity.columns[name] for name in columns]
    return [key for key in keys if all(can_equal(kind, value) for kind, value in zip(kinds, key, strict=True))]


def key_filter(columns: tuple[str, ...], keys: Sequence[KeyValue]) -> Filter:
    """The rows that have one of these keys in the columns."""
    if len(columns) == 1:
        return Among(columns[0], tuple(value for (value,) in keys))
    pairs = (zip(columns, key, strict=True) for key in keys)
    return Or(tuple(And(tuple(Compare(name, Operator.EQUAL, value) for name, value in pair)) for pair in pairs))
