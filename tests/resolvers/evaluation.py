"""What filters mean, in plain Python: the reference for both stores, written from the docstrings of `stores.filter`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import eq, ge, gt, le, lt
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from stores.filter import (
    Among,
    And,
    Beyond,
    Compare,
    Filter,
    IsNull,
    JsonCompare,
    JsonContains,
    JsonExists,
    JsonPath,
    Match,
    Matches,
    Not,
    Operator,
    Or,
    Related,
)
from stores.order import Order

Row = Mapping[str, Any]
Database = Mapping[str, Sequence[Row]]
"""The rows of each entity, by its name."""

OPERATORS = {
    Operator.EQUAL: eq,
    Operator.LESS: lt,
    Operator.LESS_OR_EQUAL: le,
    Operator.GREATER: gt,
    Operator.GREATER_OR_EQUAL: ge,
}
LOWER_CASE = str.maketrans(ascii_uppercase, ascii_lowercase)


def holds(where: Filter, row: Row, database: Database) -> bool:
    """Whether a filter is true of a row."""
    match where:
        case And(parts):
            return all(holds(part, row, database) for part in parts)
        case Or(parts):
            return any(holds(part, row, database) for part in parts)
        case Not(part):
            return not holds(part, row, database)
        case Related():
            return any(_is_related(where, row, other, database) for other in database[where.target.name])
        case Beyond():
            return holds(where.spelt_out, row, database)
        case IsNull(column, negated):
            return (row[column] is None) != negated
        case _:
            return row[where.column] is not None and _is_so(where, row[where.column])


def in_order(rows: Sequence[Row], order: Sequence[Order]) -> list[Row]:
    """The rows sorted, by stable sorts from the last column to the first."""
    done = list(rows)
    for part in reversed(order):
        present = [row for row in done if row[part.column] is not None]
        absent = [row for row in done if row[part.column] is None]
        present.sort(key=lambda row: row[part.column], reverse=part.descending)
        done = [*absent, *present] if part.nulls_first else [*present, *absent]
    return done


def _is_related(where: Related, row: Row, other: Row, database: Database) -> bool:
    pairs = zip(where.relation.local, where.relation.remote, strict=True)
    same = all(row[local] is not None and row[local] == other[remote] for local, remote in pairs)
    return same and (where.where is None or holds(where.where, other, database))


def _is_so(
    test: Compare | Among | Matches | JsonCompare | JsonContains | JsonExists,
    value: Any,
) -> bool:
    match test:
        case Compare(_, operator, other):
            return bool(OPERATORS[operator](value, other))
        case Among(_, values):
            return value in values
        case Matches(_, match, text):
            return _matches(value, match, text)
        case JsonCompare(_, path, operator, other):
            return any(
                _json_type(found) == _json_type(other) and OPERATORS[operator](found, other)
                for found in found_at(value, path)
            )
        case JsonContains(_, path, other):
            return any(_contains_at_top(found, other) for found in found_at(value, path))
        case JsonExists(_, path):
            return any(found is not None for found in found_at(value, path))


def _matches(value: str, match: Match, text: str) -> bool:
    match match:
        case Match.LIKE:
            return _like(value, text)
        case Match.LIKE_IN_ANY_CASE:
            return _like(value.translate(LOWER_CASE), text.translate(LOWER_CASE))
        case Match.STARTS_WITH:
            return value.startswith(text)
        case Match.ENDS_WITH:
            return value.endswith(text)
        case Match.CONTAINS:
            return text in value


def _like(text: str, pattern: str) -> bool:
    if not pattern:
        return not text
    first, rest = pattern[0], pattern[1:]
    if first == "%":
        return any(_like(text[start:], rest) for start in range(len(text) + 1))
    if first == "_":
        return bool(text) and _like(text[1:], rest)
    if first == "\\":
        first, rest = rest[0], rest[1:]
    return text[:1] == first and _like(text[1:], rest)


def found_at(value: Any, path: JsonPath) -> list[Any]:
    """What JSON has at a path: one value or none."""
    if not path:
        return [value]
    name, rest = path[0], path[1:]
    if isinstance(value, dict) and name in value:
        return found_at(value[name], rest)
    if isinstance(value, list) and name.isascii() and name.isdigit():
        position = name.lstrip("0") or "0"
        return [found for place, inner in enumerate(value) if str(place) == position for found in found_at(inner, rest)]
    return []


def _json_type(value: Any) -> type:
    return float if type(value) is int else type(value)


def _contains_at_top(value: Any, part: Any) -> bool:
    is_element = isinstance(value, list) and not isinstance(part, dict | list)
    return _contains(value, [part] if is_element else part)


def _contains(value: Any, part: Any) -> bool:
    if _json_type(value) is not _json_type(part):
        return False
    if isinstance(part, dict):
        return all(name in value and _contains(value[name], inner) for name, inner in part.items())
    if isinstance(part, list):
        return all(any(_contains(element, inner) for element in value) for inner in part)
    return bool(value == part)
