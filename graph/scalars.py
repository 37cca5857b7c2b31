"""The scalars, and which one a column has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal as PythonDecimal, InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from stores.catalogue import ValueType
from stores.json_value import JsonValue

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


def write_datetime(value: Any) -> str:
    """RFC 3339 in UTC, with `Z`."""
    if not isinstance(value, datetime):
        raise GraphQLError(f"DateTime cannot represent {type(value).__name__}")
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def read_datetime(value: Any) -> datetime:
    """An RFC 3339 text with an offset, as an aware UTC datetime."""
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or len(value) < len("2026-01-01T00:00Z"):
            raise ValueError
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise GraphQLError("DateTime must be RFC 3339 with an offset, like 2026-01-31T12:00:00Z") from error


def write_date(value: Any) -> str:
    """ISO 8601, `YYYY-MM-DD`."""
    if not isinstance(value, date):
        raise GraphQLError(f"Date cannot represent {type(value).__name__}")
    return value.isoformat()


def read_date(value: Any) -> date:
    """`YYYY-MM-DD` as a date."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise GraphQLError("Date must be like 2026-01-31") from error


def read_decimal(value: Any) -> str:
    """A finite decimal number, given as text or as a number, as its exact text."""
    try:
        number = PythonDecimal(str(value))
    except InvalidOperation as error:
        raise GraphQLError('Decimal must be a number, best as a string, like "12.50"') from error
    if isinstance(value, bool) or not number.is_finite():
        raise GraphQLError("Decimal must be a finite number")
    return str(number)


def read_big_int(value: Any) -> int:
    """A 64-bit integer, given as text or as a number."""
    if isinstance(value, bool) or not isinstance(value, int | str) or len(str(value)) > 20:
        raise GraphQLError('BigInt must be a 64-bit integer, best as a string, like "42"')
    try:
        number = int(value)
    except ValueError as error:
        raise GraphQLError('BigInt must be a 64-bit integer, best as a string, like "42"') from error
    if not -BIG_INT_LIMIT <= number < BIG_INT_LIMIT:
        raise GraphQLError("BigInt must fit 64 bits")
    return number


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


SCALAR_MAP: dict[object, ScalarDefinition] = {
    Decimal: _scalar("Decimal", "An exact decimal number, as a string.", str, read_decimal),
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
