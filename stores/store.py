"""The protocol that every store keeps. A third store needs a class of this shape in a folder of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from stores.catalogue import Column, ValueType
from stores.query import Count, KeyValue, Select

Row = Mapping[str, Any]
"""One row: column names to values.

Values are plain: str, int, float, bool, None, aware UTC datetimes, dates; a DECIMAL is its exact text, an OBJECT_ID its
24 hexadecimal digits, JSON a `stores.json_value.JsonValue`. A time for which the store has a word of its own (infinity)
holds it as `exact`; one beyond the years of Python is that word alone.
"""


PYTHON_TYPES: Mapping[ValueType, tuple[type, ...]] = {
    ValueType.TEXT: (str,),
    ValueType.INTEGER: (int,),
    ValueType.BIG_INTEGER: (int,),
    ValueType.DECIMAL: (str,),
    ValueType.FLOAT: (float, int),
    ValueType.BOOLEAN: (bool,),
    ValueType.DATETIME: (datetime,),
    ValueType.DATE: (date,),
    ValueType.JSON: (object,),
    ValueType.OBJECT_ID: (str,),
}
"""What a row holds for each type of column. A store that keeps no types (a document's field) may hold anything else."""


INTEGER_LIMITS = {ValueType.INTEGER: 2**31, ValueType.BIG_INTEGER: 2**63}


def can_equal(column: Column, value: object) -> bool:
    """Whether the column, in whatever store, may hold this value: a PostgreSQL text has no NUL, an integer an end."""
    if isinstance(value, bool) != (column.type is ValueType.BOOLEAN) or not isinstance(
        value, PYTHON_TYPES[column.type]
    ):
        return False
    if isinstance(value, int) and column.type in INTEGER_LIMITS:
        return -INTEGER_LIMITS[column.type] <= value < INTEGER_LIMITS[column.type]
    return not (isinstance(value, str) and "\0" in value)


class Store(Protocol):
    """A database that answers queries, each with exactly one statement.

    Every method raises StoreUnavailable when the database cannot be reached and StoreTimeout when it does not answer
    within the store's time limit. A cancelled call ends its statement in the database too.
    """

    name: str

    async def select(self, query: Select) -> Sequence[Row]:
        """The rows asked for, in order (with keys: those of one key together or apart, but in order)."""

    async def count(self, query: Count) -> Mapping[KeyValue, int]:
        """The number of rows for each key that has any; without keys, one entry for the key `()`."""

    async def ping(self) -> None:
        """Return when the database answers."""

    async def close(self) -> None:
        """Give back every connection. The store may not be used again."""
