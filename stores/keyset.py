"""Keyset pagination: the total order of a list, and the rows beyond a position in it, as filters any store compiles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from stores.catalogue import Entity
from stores.filter import And, Beyond, Compare, Filter, IsNull, Operator, Or
from stores.order import Order


def total_order(entity: Entity, order: Sequence[Order]) -> tuple[Order, ...]:
    """`order` made total: repeated columns dropped, the key's columns appended where they are not there yet."""
    return _total(entity, tuple(order))


@lru_cache(maxsize=1_000)
def _total(entity: Entity, order: tuple[Order, ...]) -> tuple[Order, ...]:
    unique: dict[str, Order] = {}
    for part in (*order, *(Order(column) for column in entity.key)):
        unique.setdefault(part.column, part)
        if entity.is_unique(tuple(unique)) and not any(entity.columns[column].nullable for column in unique):
            break
    return tuple(unique.values())


def beyond(entity: Entity, order: Sequence[Order], position: Sequence[Any]) -> Beyond:
    """The rows that come after `position`, one value for each part of a total order."""
    return Beyond(tuple(order), tuple(position), _spelt_out(entity, order, position))


def _spelt_out(entity: Entity, order: Sequence[Order], position: Sequence[Any]) -> Filter:
    """`a > x or (a = x and b > y)`, with NULL where its order places it; an inclusive bound on the first column goes
    before it, because no database reads a range of an index out of the `or` alone.
    """
    cases: list[Filter] = []
    for index, (part, value) in enumerate(zip(order, position, strict=True)):
        ties = tuple(_same(tied.column, at) for tied, at in zip(order[:index], position, strict=False))
        after = _after(entity, part, value)
        if after is not None:
            cases.append(And((*ties, after)))
    return And((*_bound(entity, order[0], position[0]), Or(tuple(cases))))


def _same(column: str, value: Any) -> Filter:
    return IsNull(column) if value is None else Compare(column, Operator.EQUAL, value)


def _after(entity: Entity, part: Order, value: Any) -> Filter | None:
    if value is None:
        return IsNull(part.column, negated=True) if part.nulls_first else None
    later = Compare(part.column, Operator.LESS if part.descending else Operator.GREATER, value)
    if part.nulls_first or not entity.columns[part.column].nullable:
        return later
    return Or((later, IsNull(part.column)))


def _bound(entity: Entity, first: Order, value: Any) -> tuple[Filter, ...]:
    if value is None or (entity.columns[first.column].nullable and not first.nulls_first):
        return ()
    operator = Operator.LESS_OR_EQUAL if first.descending else Operator.GREATER_OR_EQUAL
    return (Compare(first.column, operator, value),)
