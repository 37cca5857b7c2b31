"""Values between the graph and BSON, in both directions.

BSON has types that JSON has not. For clients they become text: moments in RFC 3339, ids in hexadecimal digits. For
cursors they stay what they are, as canonical Extended JSON, MongoDB's own standard, so that a cursor over a JSON column
finds its place in BSON's order again, and so does one over a column that holds a value of another type than its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import bson
from bson import Decimal128, ObjectId, json_util
from bson.codec_options import DatetimeConversion
from bson.errors import BSONError

from stores.catalogue import Column, Entity, ValueType
from stores.errors import BadInput
from stores.json_value import Exact, rfc_3339
from stores.query import KeyValue
from stores.store import INTEGER_LIMITS, can_equal

Reader = Callable[[Mapping[str, Any]], Any]
"""Takes one column's value out of a document."""

INTEGER_LIMIT = INTEGER_LIMITS[ValueType.BIG_INTEGER]

EXTENDED_JSON = json_util.CANONICAL_JSON_OPTIONS.with_options(datetime_conversion=DatetimeConversion.DATETIME_AUTO)

DEPTH_LIMIT = 100
"""Levels of arrays and documents within each other that MongoDB promises to store."""

NOT_STORABLE = (BSONError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading Extended JSON, or writing BSON, raises for a value that is none."""


@dataclass(frozen=True, slots=True)
class BsonValue:
    """A `stores.json_value.JsonValue`: any BSON value, of a JSON column or in one that cannot hold it."""

    value: Any

    @property
    def output(self) -> Any:
        """See `JsonValue`."""
        return plain(self.value)

    @property
    def exact(self) -> str:
        """See `JsonValue`."""
        return json_util.dumps(self.value, json_options=EXTENDED_JSON)


class ReadText(str):
    """A text or a decimal that is read from a value of another type, which is `exact`."""

    exact: str


class ReadFloat(float):
    """A float that is read from a number that it only comes near, which is `exact`."""

    exact: str


def plain(value: Any) -> Any:
    """Any BSON value as what orjson writes; types that are rare and have no plain text are relaxed Extended JSON."""
    if value is None or isinstance(value, bool | str) or (isinstance(value, float) and math.isfinite(value)):
        return value
    convert = next((convert for kind, convert in PLAIN if isinstance(value, kind)), None)
    return json_util.default(value, json_util.RELAXED_JSON_OPTIONS) if convert is None else convert(value)


PLAIN: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Mapping, lambda value: {name: plain(item) for name, item in value.items()}),
    (list, lambda value: [plain(item) for item in value]),
    (int, int),
    (datetime, rfc_3339),
    (ObjectId, str),
    (Decimal128, str),
)
"""How values that JSON does not have, or that are subclasses of what it has, become plain; the first fit counts."""


def reader(column: Column) -> Reader:
    """How a column is read. A value that does not read as one of the column's type is a BsonValue.

    MongoDB compares numbers whatever their type, and its shells write whole numbers as doubles: a number reads as any
    type of number that can hold it. An ObjectId reads as a text, and a text as an id.
    """
    name, *rest = column.source.split(".")
    usual, convert = USUAL.get(column.type), CONVERSIONS[column.type]

    def read(document: Mapping[str, Any]) -> Any:
        value = document.get(name)
        if rest:
            value = _at(value, rest)
        if value is None or value.__class__ is usual:
            return value
        converted = convert(value)
        return BsonValue(value) if converted is None else converted

    return read


def key_of(entity: Entity, document: Mapping[str, Any]) -> KeyValue | None:
    """A document's key as a row has it; None for one that no query can ask for, as its type is not the column's."""
    columns = [entity.columns[name] for name in entity.key]
    values = tuple(reader(column)(document) for column in columns)
    return values if all(map(can_equal, columns, values)) else None


def to_bson(column: Column, value: Any) -> Any:
    """A value from a query as the column stores it. Raises BadInput for a value that the column can never hold."""
    try:
        return _checked(_loaded(value) if isinstance(value, Exact) else _stored(column.type, value))
    except NOT_STORABLE as error:
        raise BadInput(f"{column.name} cannot be compared with {value!r:.80}: give a valid {column.type}") from error


def json_to_bson(column: Column, value: Any, depth: int = DEPTH_LIMIT) -> Any:
    """A JSON value from a query, as it is. Raises BadInput for one that is no BSON, or deeper than `depth` levels."""
    try:
        return _checked(value, depth)
    except NOT_STORABLE as error:
        raise BadInput(f"{column.name} cannot be compared with {value!r:.80}: {error}") from error


def milliseconds(value: datetime) -> datetime:
    """The moment, cut down to the whole milliseconds that BSON keeps."""
    return value - timedelta(microseconds=value.microsecond % 1000)


def _checked(value: Any, depth: int = DEPTH_LIMIT) -> Any:
    # What BSON cannot hold would be refused only with the whole statement.
    bson.encode({"": value})
    if _depth(value) > depth:
        raise ValueError(f"deeper than {depth} levels")
    return value


def _depth(value: Any) -> int:
    if not isinstance(value, Mapping | list):
        return 0
    return 1 + max(map(_depth, value.values() if isinstance(value, Mapping) else value), default=0)


def _at(document: Any, path: Sequence[str]) -> Any:
    for name in path:
        if not isinstance(document, Mapping):
            return None
        document = document.get(name)
    return document


def _text(value: Any) -> str | None:
    return _read_text(str(value), value) if isinstance(value, ObjectId) else None


def _object_id(value: Any) -> str | None:
    if isinstance(value, ObjectId):
        return str(value)
    return _read_text(value, value) if isinstance(value, str) else None


def _integer(value: Any) -> int | None:
    number = _number(value)
    if number is None or not -INTEGER_LIMIT <= number < INTEGER_LIMIT or number % 1:
        return None
    return int(number)


def _decimal(value: Any) -> str | None:
    number = _number(value)
    if number is None:
        return None
    # A double is shown by its shortest digits, as every shell does, and is not quite that number.
    return _read_text(format(Decimal(repr(value)), "f"), value) if isinstance(value, float) else format(number, "f")


def _float(value: Any) -> float | None:
    number = _number(value)
    if number is None or not math.isfinite(near := float(number)):
        return None
    if near == number:
        return near
    read = ReadFloat(near)
    read.exact = BsonValue(value).exact
    return read


def _number(value: Any) -> Decimal | None:
    """A finite number of any BSON type."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal128):
        return None
    number = value.to_decimal() if isinstance(value, Decimal128) else Decimal(value)
    return number if number.is_finite() else None


def _read_text(text: str, value: Any) -> ReadText:
    read = ReadText(text)
    read.exact = BsonValue(value).exact
    return read


def _loaded(text: str) -> Any:
    return json_util.loads(text, json_options=EXTENDED_JSON)


def _stored(kind: ValueType, value: Any) -> Any:
    match kind:
        case ValueType.TEXT:
            value.encode()
            value = str(value)
        case ValueType.OBJECT_ID:
            return ObjectId(value)
        case ValueType.DECIMAL:
            return Decimal128(Decimal(value))
        case ValueType.FLOAT:
            return float(value)
        case ValueType.INTEGER | ValueType.BIG_INTEGER if not -INTEGER_LIMIT <= value < INTEGER_LIMIT:
            raise OverflowError
        case ValueType.DATETIME:
            return milliseconds(value)
        case ValueType.JSON:
            return _loaded(value)
    return value


USUAL: dict[ValueType, type] = {
    ValueType.TEXT: str,
    ValueType.INTEGER: int,
    ValueType.BIG_INTEGER: int,
    ValueType.FLOAT: float,
    ValueType.BOOLEAN: bool,
    ValueType.DATETIME: datetime,
}
"""The class of values that need no conversion."""


def _never(value: Any) -> None:
    """Nothing of another type reads as this one."""


CONVERSIONS: dict[ValueType, Callable[[Any], Any]] = {
    ValueType.TEXT: _text,
    ValueType.INTEGER: _integer,
    ValueType.BIG_INTEGER: _integer,
    ValueType.DECIMAL: _decimal,
    ValueType.FLOAT: _float,
    ValueType.BOOLEAN: _never,
    ValueType.DATETIME: _never,
    ValueType.DATE: _never,
    ValueType.JSON: BsonValue,
    ValueType.OBJECT_ID: _object_id,
}
"""What a value, of another class than the usual, reads as; None where it does not."""
