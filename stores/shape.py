"""Shapes: all of a query but its values. Queries of one shape share a statement."""

from __future__ import annotations

from collections.abc import Hashable

from stores.query import And, Beyond, Compare, Filter, IsNull, Or


class Shape:
    """Some parts as one key, whose hash is worked out once."""

    __slots__ = ("_hash", "_parts")

    def __init__(self, *parts: Hashable) -> None:
        self._parts = parts
        self._hash = hash(parts)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Shape) and self._parts == other._parts)


def filter_shape(where: Filter | None) -> Hashable:
    """The shape of a filter, if there is one."""
    match where:
        case Compare(column, operator, _):
            return Compare, column, operator
        case And(parts) | Or(parts):
            return type(where), tuple(filter_shape(part) for part in parts)
        case Beyond():
            return filter_shape(where.spelt_out)
        case IsNull() | None:
            return where
