"""Values between the graph and BSON, in both directions.

BSON has types that JSON has not. For clients they become text: moments in RFC 3339, ids in hexadecimal digits. For
cursors they stay what they are, as canonical Extended JSON, MongoDB's own standard, so that a cursor over a JSON column
finds its place in BSON's order again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import bson
from bson import Decimal128, ObjectId, json_util
from bson.errors import BSONError

from stores.catalogue import Column, ValueType
from stores.errors import BadInput
from stores.json_value import rfc_3339

Reader = Callable[[Mapping[str, Any]], Any]
"""Takes one column's value out of a document."""

MILLISECOND = timedelta(milliseconds=1)
INTEGER_LIMIT = 2**63

DEPTH_LIMIT = 100
"""Levels of arrays and documents within each other that MongoDB promises to store."""

NOT_STORABLE = (BSONError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading Extended JSON, or writing BSON, raises for a value that is none."""


@dataclass(frozen=True, slots=True)
class BsonValue:
    """A `stores.json_value.JsonValue`: any BSON value."""

    value: Any

    @property
    def output(self) -> Any:
        """See `JsonValue`."""
        return plain(self.value)

    @property
    def exact(self) -> str:
        """See `JsonValue`."""
        return json_util.dumps(self.value, json_options=json_util.CANONICAL_JSON_OPTIONS)


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
    """How a column is read. A value of another type than the column's is passed on as plain JSON."""
    path = tuple(column.source.split("."))
    convert = CONVERSIONS.get(column.type, _scalar)
    if len(path) == 1:
        name = path[0]
        return lambda document: convert(document.get(name))
    return lambda document: convert(_at(document, path))


def to_bson(column: Column, value: Any) -> Any:
    """A value from a query as the column stores it. Raises BadInput for a value that the column can never hold."""
    try:
        stored = _stored(column.type, value)
        # What BSON cannot hold would be refused only with the whole statement.
        bson.encode({"": stored})
        if _depth(stored) > DEPTH_LIMIT:
            raise ValueError(f"deeper than {DEPTH_LIMIT} levels")
        return stored
    except NOT_STORABLE as error:
        raise BadInput(f"{column.name} cannot be compared with {value!r:.80}: give a valid {column.type}") from error


def milliseconds(value: datetime) -> datetime:
    """The moment, cut down to the whole milliseconds that BSON keeps."""
    return value - timedelta(microseconds=value.microsecond % 1000)


def _depth(value: Any) -> int:
    if not isinstance(value, Mapping | list):
        return 0
    return 1 + max(map(_depth, value.values() if isinstance(value, Mapping) else value), default=0)


def _at(document: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(document, Mapping):
            return None
        document = document.get(name)
    return document


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, str | float | bool | datetime):
        return value
    return plain(value)


def _json(value: Any) -> BsonValue | None:
    return None if value is None else BsonValue(value)


def _object_id(value: Any) -> Any:
    return str(value) if isinstance(value, ObjectId) else _scalar(value)


def _decimal(value: Any) -> Any:
    return format(value.to_decimal(), "f") if isinstance(value, Decimal128) else _scalar(value)


def _stored(kind: ValueType, value: Any) -> Any:
    match kind:
        case ValueType.TEXT:
            value.encode()
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
            return json_util.loads(value, json_options=json_util.CANONICAL_JSON_OPTIONS)
    return value


CONVERSIONS: dict[ValueType, Callable[[Any], Any]] = {
    ValueType.JSON: _json,
    ValueType.OBJECT_ID: _object_id,
    ValueType.DECIMAL: _decimal,
}
