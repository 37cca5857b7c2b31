"""The scalars, and which one a column has."""

from __future__ import annotations

import decimal
import re
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError, GraphQLInt, GraphQLScalarType, IntValueNode, ValueNode
from graphql.type.scalars import parse_int_literal
from strawberry.types.scalar import ScalarDefinition

from stores.catalogue import ValueType
from stores.json_value import JsonValue, rfc_3339

Decimal = NewType("Decimal", str)
BigInt = NewType("BigInt", int)
DateTime = NewType("DateTime", datetime)
Date = NewType("Date", date)
Json = NewType("Json", object)

SCALARS: dict[ValueType, Any] = {
    ValueType.TEXT: str,
    ValueType.INTEGER: int,
    ValueType.BIG_INTEGER: BigInt,
    ValueType.DECIMAL: Decimal,
    ValueType.FLOAT: float,
    ValueType.BOOLEAN: bool,
    ValueType.DATETIME: DateTime,
    ValueType.DATE: Date,
    ValueType.JSON: Json,
    ValueType.OBJECT_ID: strawberry.ID,
}

BIG_INT_LIMIT = 2**63

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d{1,1000}(\.\d{0,1000})?|\.\d{1,1000})([eE][+-]?\d{1,4})?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d{1,19}", re.ASCII)


def write_datetime(value: Any) -> str:
    """RFC 3339 in UTC, with `Z`."""
    if not isinstance(value, datetime):
        raise GraphQLError(f"DateTime cannot represent {type(value).__name__}")
    return rfc_3339(value)


def read_datetime(value: Any) -> datetime:
    """An RFC 3339 text as an aware UTC datetime."""
    text = _matching(RFC_3339, value, "DateTime must be RFC 3339 with an offset, like 2026-01-31T12:00:00Z")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise GraphQLError("DateTime must be a moment that the calendar has") from error


def write_date(value: Any) -> str:
    """ISO 8601, `YYYY-MM-DD`."""
    if not isinstance(value, date):
        raise GraphQLError(f"Date cannot represent {type(value).__name__}")
    return value.isoformat()


def read_date(value: Any) -> date:
    """`YYYY-MM-DD` as a date."""
    try:
        return date.fromisoformat(_matching(DAY, value, "Date must be like 2026-01-31"))
    except ValueError as error:
        raise GraphQLError("Date must be a day that the calendar has") from error


def write_decimal(value: Any) -> str:
    """A decimal number, exact, in digits only."""
    return format(value, "f") if isinstance(value, decimal.Decimal) else str(value)


def read_decimal(value: Any) -> str:
    """A decimal number, given as text or as a number, as its exact text."""
    return _matching(NUMBER, _number_text(value), 'Decimal must be a number, best as a string, like "12.50"')


def read_int(node: ValueNode, variables: Any = None) -> int:
    """A literal of GraphQL's Int; one of thousands of digits Python would refuse in words of its own."""
    if isinstance(node, IntValueNode) and not INTEGER.fullmatch(node.value):
        raise GraphQLError("Int cannot represent non 32-bit signed integer value: it has too many digits", node)
    return parse_int_literal(node, variables)


def read_big_int(value: Any) -> int:
    """A 64-bit integer, given as text or as a number."""
    number = int(_matching(INTEGER, _number_text(value), 'BigInt must be an integer, best as a string, like "42"'))
    if not -BIG_INT_LIMIT <= number < BIG_INT_LIMIT:
        raise GraphQLError("BigInt must fit 64 bits")
    return number


def _number_text(value: Any) -> Any:
    return value if isinstance(value, bool) or not isinstance(value, int | float) else repr(value)


def _matching(pattern: re.Pattern[str], value: Any, message: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise GraphQLError(message)
    return value


def write_big_int(value: Any) -> str:
    """An integer as text: JavaScript would round it."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise GraphQLError(f"BigInt cannot represent {type(value).__name__}")
    return str(value)


def write_json(value: JsonValue) -> Any:
    """Anything that JSON can say, as it is."""
    return value.output


def read_json(value: Any) -> Any:
    """Any JSON value, as it is."""
    return value


def _scalar(name: str, description: str, serialize: Any, parse: Any, url: str | None = None) -> ScalarDefinition:
    return strawberry.scalar(
        name=name, description=description, serialize=serialize, parse_value=parse, specified_by_url=url
    )


def _int() -> GraphQLScalarType:
    """GraphQL's own Int with `read_int`. graphql-core lets nobody construct a type of that name."""
    scalar = object.__new__(GraphQLScalarType)
    vars(scalar).update(vars(GraphQLInt), coerce_input_literal=read_int)
    return scalar


INT = _int()

SCALAR_MAP: dict[object, ScalarDefinition] = {
    int: ScalarDefinition(
        name=INT.name,
        description=INT.description,
        specified_by_url=None,
        serialize=None,
        parse_value=None,
        parse_literal=None,
        implementation=INT,
    ),
    Decimal: _scalar("Decimal", "An exact decimal number, as a string.", write_decimal, read_decimal),
    BigInt: _scalar("BigInt", "A 64-bit integer, as a string.", write_big_int, read_big_int),
    DateTime: _scalar(
        "DateTime",
        "A moment in RFC 3339, in UTC.",
        write_datetime,
        read_datetime,
        "https://scalars.graphql.org/andimarek/date-time.html",
    ),
    Date: _scalar(
        "Date", "A day, as YYYY-MM-DD.", write_date, read_date, "https://scalars.graphql.org/andimarek/local-date.html"
    ),
    Json: _scalar("JSON", "Any JSON value.", write_json, read_json),
}
"""How the graph writes and reads the values of its own scalars (Strawberry's `scalar_map`)."""
