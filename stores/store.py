"""The protocol that every store keeps. A third store needs a class of this shape in a folder of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from stores.aggregate import Aggregate, Figures
from stores.catalogue import Column, ValueType
from stores.document import Documents
from stores.errors import UnrepresentableValue
from stores.query import Count, KeyValue, Select, Size, Sizes

Row = Mapping[str, Any]
"""One row: column names to values.

Values are plain: str, int, float, bool, None, aware UTC datetimes, dates; a DECIMAL is its exact text, an OBJECT_ID its
24 hexadecimal digits, JSON a `stores.json_value.JsonValue`. Where the store holds something else that reads as such a
value (infinity as a moment, a decimal as a float), the value has that as `exact`; what cannot be read so is a
`JsonValue`, and a time beyond the years of Python the store's own word for it. `shown` tells them apart.
"""


PYTHON_TYPES: Mapping[ValueType, tuple[type, ...]] = {
    ValueType.TEXT: (str,),
    ValueType.INTEGER: (int,),
    ValueType.BIG_INTEGER: (int,),
    ValueType.DECIMAL: (str,),
    ValueType.FLOAT: (float,),
    ValueType.BOOLEAN: (bool,),
    ValueType.DATETIME: (datetime,),
    ValueType.DATE: (date,),
    ValueType.JSON: (object,),
    ValueType.OBJECT_ID: (str,),
}
"""What a row holds for each type of column. In a store that keeps no types it may be a JsonValue instead."""


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


def shown(column: Column) -> Callable[[Any], Any]:
    """What clients see of a row's value, for every value of this column; an ordinary one costs a look at its class.

    The function raises UnrepresentableValue for what the column's field cannot say: another type, a NULL where there
    should be none, a value outside a closed set, NaN and infinities, an integer beyond 32 bits in an INTEGER.
    """
    kinds, limit = PYTHON_TYPES[column.type], _limit(column)
    usual: type[Any] = kinds[0]

    def show(value: Any) -> Any:
        if value.__class__ is not usual:
            if value is None and column.nullable:
                return None
            if value is None:
                raise UnrepresentableValue(f"this row has no {column.name}, though every row should have one")
            if not isinstance(value, kinds) or isinstance(value, bool):
                raise _unrepresentable(column)
        if limit is not None and not limit(value):
            raise _unrepresentable(column)
        return value if usual is not float or value.__class__ is float else float(value)

    return show


def _limit(column: Column) -> Callable[[Any], bool] | None:
    """Which values of the right type a field can say, if not all."""
    if column.values:
        return frozenset(column.values).__contains__
    if column.type is ValueType.FLOAT:
        return math.isfinite
    if column.type is ValueType.DECIMAL:
        # PostgreSQL's NUMERIC has `NaN` and `Infinity` too.
        return lambda value: bool(value[-1:].isdigit())
    if column.type is ValueType.INTEGER:
        end = INTEGER_LIMITS[ValueType.INTEGER]
        return lambda value: -end <= value < end
    return None


def _unrepresentable(column: Column) -> UnrepresentableValue:
    return UnrepresentableValue(f"this row's {column.name} holds a value that is not of the field's type")


class Store(Protocol):
    """A database that answers queries, each with exactly one statement.

    Every method raises StoreUnavailable when the database cannot be reached and StoreTimeout when it does not answer
    within the store's time limit. A cancelled call ends its statement in the database too.
    """

    name: str
    writes_documents: bool

    async def select(self, query: Select) -> Sequence[Row]:
        """The rows asked for, in order (with keys: those of one key together or apart, but in order)."""

    async def count(self, query: Count) -> Mapping[KeyValue, int]:
        """The number of rows for each key that has any; without keys, one entry for the key `()`."""

    async def documents(self, query: Documents) -> Sequence[tuple[KeyValue, bytes | None]]:
        """For each key (without keys, for `()`) the JSON text asked for; None for a row that there is none of.

        Only a store that `writes_documents` is asked. Raises UnrepresentableValue where a value is none of its field's:
        then each value has to be looked at.
        """

    async def aggregate(self, query: Aggregate) -> Sequence[Figures]:
        """The figures asked for, in order (with keys: those of one key in order)."""

    async def sizes(self, query: Sizes) -> Mapping[str, Size]:
        """The size of each of the entities, by its name, that has one: a view has none, nor has what is not there.

        It may take a statement for each of them.
        """

    async def ping(self) -> None:
        """Return when the database answers."""

    async def close(self) -> None:
        """Give back every connection. The store may not be used again."""
