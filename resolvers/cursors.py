"""Cursors: a position in an ordered list as an opaque, versioned text.

A cursor is the token of `[version, fingerprint, value, …]`. The fingerprint names the list's entity and order, so
that a cursor of another list is told apart; the values are those of the order's columns in one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

from resolvers.token import pack, unpack
from stores.catalogue import Entity, ValueType
from stores.document import Token
from stores.errors import BadCursor
from stores.json_value import Exact
from stores.order import Order
from stores.store import PYTHON_TYPES, Row

VERSION = 1

TIMES = frozenset((ValueType.DATETIME, ValueType.DATE))
"""Types of which a row may hold the store's own word instead of a value."""


def encode_cursor(entity: Entity, order: Sequence[Order], row: Row) -> str:
    """The position of `row`, which must hold the order's columns."""
    values = [_plain(entity.columns[part.column].type, row[part.column]) for part in order]
    return pack([VERSION, _fingerprint(entity.name, tuple(order)), *values])


def cursor_token(entity: Entity, order: Sequence[Order]) -> Token:
    """The same cursor for a store that writes documents; of a FLOAT it would write other digits."""
    return Token((VERSION, _fingerprint(entity.name, tuple(order))), tuple(part.column for part in order))


def decode_cursor(entity: Entity, order: Sequence[Order], cursor: str) -> list[Any]:
    """The values of a cursor, one for each part of the order. Raises BadCursor."""
    try:
        version, fingerprint, *plain = unpack(cursor)
    except (ValueError, TypeError) as error:
        raise BadCursor("the cursor is damaged: pass one unchanged, as it came in pageInfo or an edge") from error
    if version != VERSION or fingerprint != _fingerprint(entity.name, tuple(order)) or len(plain) != len(order):
        raise BadCursor(f"the cursor does not belong to this list of {entity.plural} in this order")
    return [_value(entity, part.column, value) for part, value in zip(order, plain, strict=True)]


@lru_cache(maxsize=1_000)
def _fingerprint(name: str, order: tuple[Order, ...]) -> int:
    text = repr([(part.column, part.descending, part.nulls_first) for part in order])
    return crc32(f"{name} {text}".encode())


def _plain(type_: ValueType, value: Any) -> Any:
    """JSON as its exact text, floats exactly as Python writes them, times in ISO 8601; the rest is plain already.

    A value that its store has in a form of its own goes into a list by itself, in that form.
    """
    if type_ is ValueType.JSON and value is not None:
        return value.exact
    if hasattr(value, "exact"):
        return [value.exact]
    if type_ in TIMES and isinstance(value, str):
        return [value]
    if isinstance(value, float):
        return repr(value)
    return value.isoformat() if isinstance(value, date) else value


def _value(entity: Entity, column: str, plain: Any) -> Any:
    declared = entity.columns[column]
    if plain is None and (declared.nullable or not entity.typed):
        return None
    own_form = declared.type in TIMES or not entity.typed
    if own_form and isinstance(plain, list) and list(map(type, plain)) == [str]:
        return Exact(plain[0])
    try:
        value = _parsed(declared.type, plain)
    except (ValueError, TypeError) as error:
        raise BadCursor(f"the cursor is damaged: it holds no {declared.type} for {column}") from error
    expected = (str,) if declared.type is ValueType.JSON else PYTHON_TYPES[declared.type]
    if not isinstance(value, expected):
        raise BadCursor(f"the cursor is damaged: it holds no {declared.type} for {column}")
    return value


def _parsed(type_: ValueType, plain: Any) -> Any:
    match type_:
        case ValueType.DATETIME:
            return datetime.fromisoformat(plain)
        case ValueType.DATE:
            return date.fromisoformat(plain)
        case ValueType.FLOAT:
            return float(plain)
        case _:
            return plain
