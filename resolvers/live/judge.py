"""Filters judged here, of single rows that are at hand, as the stores judge them of all rows.

A row is judged with the rows that its filter speaks of: under the name of a relation to one row stands that row, with
what is said of it in turn, or None; or the error that it cannot be read.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from math import isnan
from typing import Any, NamedTuple

import orjson

from stores.catalogue import Column, Entity, ValueType
from stores.errors import BadInput, Outage, UnrepresentableValue
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
    Match,
    Matches,
    Not,
    Operator,
    Or,
    Related,
    Test,
)
from stores.store import PYTHON_TYPES, Row

Judge = Callable[[Row], bool]


class Judges(NamedTuple):
    """Whether a filter holds of a row (`now`), and whether it may have held of one as it was (`once`).

    Of a row as it was nobody knows what the rows were that it led to.
    """

    now: Judge
    once: Judge


OPERATORS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}

LIKE_PART = re.compile(r"\\(.)|(%)|(_)|([^\\%_]+)|(\\)$", re.DOTALL)

ABSENT = object()
"""What JSON has at a path where there is nothing."""


def judge(entity: Entity, where: Filter) -> Judge:
    """Whether a filter holds of a row. Raises BadInput for what only a store can judge: what leads to many rows.

    To judge raises Outage for a row that leads to one which cannot be read.
    """
    match where:
        case And(parts):
            judges = [judge(entity, part) for part in parts]
            return lambda row: all(holds(row) for holds in judges)
        case Or(parts):
            judges = [judge(entity, part) for part in parts]
            return lambda row: any(holds(row) for holds in judges)
        case Not(part):
            holds = judge(entity, part)
            return lambda row: not holds(row)
        case Related(relation, target, part):
            if relation.many:
                raise BadInput(f"a live filter speaks of rows and what they lead to one of, not of `{relation.name}`")
            of_related = None if part is None else judge(target, part)
            return partial(_related, relation.name, of_related)
        case Beyond():
            raise BadInput("a live filter cannot speak of a position in a list")
        case _:
            return _test(entity.columns[where.column], where, typed=entity.typed)


def _test(column: Column, test: Test, *, typed: bool) -> Judge:
    name = column.name
    match test:
        case IsNull(_, negated):
            return lambda row: (row[name] is None) is not negated
        case Compare(_, compared, value):
            return _of_value(column, partial(_compared, OPERATORS[compared], typed), value)
        case Among(_, values):
            known = frozenset(_plain(column, value) for value in values)
            return lambda row: _is_of(column, row[name]) and _plain(column, row[name]) in known
        case Matches(_, Match.LIKE_IN_ANY_CASE, text) if typed:
            pattern = _pattern(Match.LIKE, _lowered(text))
            return lambda row: _is_of(column, row[name]) and pattern.fullmatch(_lowered(row[name])) is not None
        case Matches(_, match, text):
            pattern = _pattern(match, text)
            return lambda row: _is_of(column, row[name]) and pattern.fullmatch(row[name]) is not None
        case _:
            return _json(test)


def _json(test: JsonCompare | JsonContains | JsonExists) -> Judge:
    match test:
        case JsonCompare(name, path, compared, value):
            return _of_json(name, path, partial(_json_compared, OPERATORS[compared], value))
        case JsonContains(name, path, value):
            return _of_json(name, path, lambda found: _contains(found, value) or _is_element(found, value))
        case JsonExists(name, path):
            return _of_json(name, path, lambda found: found is not None)


def _related(name: str, of_related: Judge | None, row: Row) -> bool:
    related = row[name]
    if isinstance(related, Outage):
        raise related
    return related is not None and (of_related is None or of_related(related))


def _of_value(column: Column, holds: Callable[[Any, Any], bool], value: Any) -> Judge:
    said, name = _plain(column, value), column.name

    def of(row: Row) -> bool:
        found = row[name]
        return _is_of(column, found) and holds(_plain(column, found), said)

    return of


def _is_of(column: Column, value: Any) -> bool:
    """Whether a value is of its column's type: a document may hold anything, and what is of another is in no order.

    A text may be read from something else (`stores.store`), which is no text to the store; numbers are of one type.
    """
    if value is None or not isinstance(value, PYTHON_TYPES[column.type]):
        return False
    return column.type not in {ValueType.TEXT, ValueType.OBJECT_ID} or not hasattr(value, "exact")


def _compared(holds: Callable[[Any, Any], bool], typed: bool, found: Any, said: Any) -> bool:
    """NaN is more than any other number in PostgreSQL, and in no order in MongoDB."""
    if isinstance(found, Decimal | float) and isnan(found):
        return typed and holds(1, 0)
    return holds(found, said)


def _plain(column: Column, value: Any) -> Any:
    """A value of a column's type as one that Python compares as stores do."""
    if column.type is ValueType.DECIMAL:
        return Decimal(value)
    return float(value) if column.type is ValueType.FLOAT else value


def _lowered(text: str) -> str:
    """In lower case as PostgreSQL has it: each character by itself, whatever stands beside it."""
    return "".join(character.lower()[0] for character in text)


def _pattern(match: Match, text: str) -> re.Pattern[str]:
    """A regular expression that takes time in proportion to the text: what it has found it does not look for again."""
    if match in (Match.LIKE, Match.LIKE_IN_ANY_CASE):
        flags = re.DOTALL | (re.IGNORECASE if match is Match.LIKE_IN_ANY_CASE else 0)
        return re.compile(_like(text), flags)
    before = "" if match is Match.STARTS_WITH else ".*"
    after = "" if match is Match.ENDS_WITH else ".*"
    return re.compile(before + re.escape(text) + after, re.DOTALL)


def _like(text: str) -> str:
    pieces = [""]
    for escaped, any_, one, plain, trailing in LIKE_PART.findall(text):
        if trailing:
            raise BadInput("a pattern must not end with a single backslash")
        if any_:
            pieces.append("")
        else:
            pieces[-1] += "." if one else re.escape(escaped or plain)
    first, *others = pieces
    if not others:
        return first
    *between, last = others
    return first + "".join(f"(?>.*?{piece})" for piece in between if piece) + ".*" + last


def _of_json(name: str, path: tuple[str, ...], holds: Callable[[Any], bool]) -> Judge:
    def of(row: Row) -> bool:
        if row[name] is None:
            return False
        found = _at(_read_json(name, row[name]), path)
        return found is not ABSENT and holds(found)

    return of


def _read_json(name: str, value: Any) -> Any:
    try:
        return orjson.loads(orjson.dumps(value.output))
    except ValueError as error:
        raise UnrepresentableValue(f"a row's {name} holds JSON that cannot be filtered by: {error}") from error


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if isinstance(value, dict):
            value = value.get(step, ABSENT)
        elif isinstance(value, list) and step.isascii() and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return ABSENT
    return value


def _json_compared(holds: Callable[[Any, Any], bool], said: Any, found: Any) -> bool:
    return _json_kind(found) is _json_kind(said) and holds(found, said)


def _json_kind(value: Any) -> type:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return type(value)
    return float


def _contains(found: Any, said: Any) -> bool:
    if isinstance(said, dict):
        return isinstance(found, dict) and all(
            name in found and _contains(found[name], value) for name, value in said.items()
        )
    if isinstance(said, list):
        return isinstance(found, list) and all(any(_contains(each, value) for each in found) for value in said)
    return _json_kind(found) is _json_kind(said) and bool(found == said)


def _is_element(found: Any, said: Any) -> bool:
    return (
        isinstance(found, list) and not isinstance(said, dict | list) and any(_contains(each, said) for each in found)
    )
