"""Shapes: all of a query but its values. Queries of one shape share a statement."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from stores.filter import (
    Among,
    And,
    Beyond,
    Choice,
    Compare,
    Filter,
    IsNull,
    JsonCompare,
    JsonContains,
    JsonExists,
    Matches,
    Not,
    Or,
    Related,
    Test,
)


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
        case And(parts) | Or(parts):
            return type(where), tuple(filter_shape(part) for part in parts)
        case Not(part):
            return Not, filter_shape(part)
        case Related(relation, target, part):
            return Related, relation, target.name, filter_shape(part)
        case Beyond():
            # How it is spelt out follows from these, for rows of one entity.
            return Beyond, where.order, tuple(value is None for value in where.position)
        case None:
            return None
        case _:
            return _test_shape(where)


def _test_shape(test: Test) -> Hashable:
    match test:
        case Compare(column, operator, value):
            return Compare, column, operator, value if isinstance(value, Choice) else None
        case Matches(column, match, _):
            return Matches, column, match
        case JsonCompare(column, path, operator, value):
            return JsonCompare, column, bool(path), operator, type(value)
        case IsNull():
            return test
        case Among(column, values):
            return Among, column, values if are_choices(values) else None
        case JsonContains(column, path, _) | JsonExists(column, path):
            return type(test), column, bool(path)


def are_choices(values: tuple[Any, ...]) -> bool:
    """Whether values are some of a closed set."""
    return bool(values) and all(isinstance(value, Choice) for value in values)
