"""How a column's values go into a response, all at once, without a look at each.

A `Writer` takes the values of one column in many rows and gives them as orjson writes them: moments and days stay what
they are, for orjson writes them itself. It gives None where a value is unusual, as a document may hold anything: then
each value is checked and serialized by itself, as graphql-core does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from math import isfinite
from types import NoneType
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType

from stores.catalogue import Column, ValueType

Values = Sequence[Any]
Writer = Callable[[Values], Values | None]

USUAL: Mapping[ValueType, type] = {
    ValueType.TEXT: str,
    ValueType.INTEGER: int,
    ValueType.BIG_INTEGER: int,
    ValueType.DECIMAL: str,
    ValueType.FLOAT: float,
    ValueType.BOOLEAN: bool,
    ValueType.DATETIME: datetime,
    ValueType.DATE: date,
    ValueType.OBJECT_ID: str,
}
"""The one type that nearly all values of a column have; JSON has none."""

WIDER_IN_STORES = frozenset((ValueType.DATETIME, ValueType.DATE))
"""Types of which even a typed store has values that Python has not."""

NOT_NUMBERS = frozenset(("NaN", "Infinity", "-Infinity"))
"""What PostgreSQL's NUMERIC has besides numbers."""

INT_LIMIT = 2**31


def writer(column: Column, leaf: GraphQLLeafType, *, typed: bool) -> Writer:
    """How this column is written; `typed` if its store holds every value to the column's type."""
    if isinstance(leaf, GraphQLEnumType):
        return _names(leaf, nullable=column.nullable)
    if column.type is ValueType.JSON:
        return _outputs(nullable=column.nullable) if typed else _unusual
    convert = CONVERSIONS.get(column.type, _as_they_are)
    # A database that was altered by hand may have NULLs where there should be none.
    if typed and column.nullable and column.type not in WIDER_IN_STORES:
        return convert
    return _of_type(USUAL[column.type], convert, nullable=column.nullable)


# Many fields show columns of one kind: they share what writes them.
@cache
def _of_type(usual: type, convert: Writer, *, nullable: bool) -> Writer:
    expected = {usual, NoneType} if nullable else {usual}

    def write(values: Values) -> Values | None:
        return convert(values) if expected.issuperset(map(type, values)) else None

    return write


@cache
def _names(leaf: GraphQLEnumType, *, nullable: bool) -> Writer:
    names: dict[Any, str | None] = {member.value: name for name, member in leaf.values.items()}
    if nullable:
        names[None] = None

    def write(values: Values) -> Values | None:
        try:
            return [names[value] for value in values]
        except (KeyError, TypeError):
            return None

    return write


def _as_they_are(values: Values) -> Values:
    return values


def _texts(values: Values) -> Values:
    return [None if value is None else str(value) for value in values]


def _finite(values: Values) -> Values | None:
    return values if all(value is None or isfinite(value) for value in values) else None


def _numbers(values: Values) -> Values | None:
    return values if NOT_NUMBERS.isdisjoint(values) else None


def _narrow(values: Values) -> Values | None:
    return values if all(value is None or -INT_LIMIT <= value < INT_LIMIT for value in values) else None


@cache
def _outputs(*, nullable: bool) -> Writer:
    def write(values: Values) -> Values | None:
        column = [None if value is None else value.output for value in values]
        return column if nullable or NoneType not in map(type, values) else None

    return write


def _unusual(values: Values) -> None:  # noqa: ARG001
    return None


CONVERSIONS: Mapping[ValueType, Writer] = {
    ValueType.INTEGER: _narrow,
    ValueType.BIG_INTEGER: _texts,
    ValueType.FLOAT: _finite,
    ValueType.DECIMAL: _numbers,
}
