"""Aggregates: what the rows of an entity come to, in all or for each group of them. Said in no store's language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from stores.catalogue import Column, Entity, Path, ValueType
from stores.filter import Filter, Operator
from stores.query import Keys, KeyValue


class Function(StrEnum):
    """What is made of the values that a column has in several rows; NULLs have no part in it.

    Of no values at all, COUNT_DISTINCT makes 0 and the others NULL. STDDEV is that of a sample (NULL of one value),
    and PERCENTILE lies between two values where it falls between them, in proportion.
    """

    COUNT_DISTINCT = "count distinct"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"
    STDDEV = "stddev"
    PERCENTILE = "percentile"


NUMBERS = frozenset((ValueType.INTEGER, ValueType.BIG_INTEGER, ValueType.DECIMAL, ValueType.FLOAT))


@dataclass(frozen=True, slots=True)
class Measure:
    """A function of one column. `fraction` is PERCENTILE's, from 0 to 1.

    With a `bucket`, the column is a DATETIME, and in the place of a moment stands the bucket into which it falls: so
    COUNT_DISTINCT has in how many of them there are any.
    """

    function: Function
    column: str
    fraction: float | None = None
    bucket: Bucket | None = None


def type_of(function: Function, column: Column) -> ValueType:
    """The type of what a function makes: sums are exact, averages and what is like them are not."""
    match function:
        case Function.COUNT_DISTINCT:
            return ValueType.BIG_INTEGER
        case Function.SUM:
            return ValueType.BIG_INTEGER if column.type is ValueType.INTEGER else column.type
        case Function.MIN | Function.MAX:
            return column.type
        case _:
            return ValueType.FLOAT


class Unit(StrEnum):
    """What a bucket of time is measured in. Seconds have one length; days, weeks and months are those of a place."""

    SECOND = "second"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Buckets of time: each of `size` units, in a time zone of the IANA database (seconds are counted in UTC).

    Buckets are counted from the start of the year 2000, those of weeks from the first Monday in it. The value
    of a bucket is the moment at which it starts.
    """

    unit: Unit
    size: int = 1
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class GroupBy:
    """Rows are of one group if they have the same value here: in a column, of a row that `path` leads to.

    The path is made of relations to one row each, within the store, with the entities they lead to; a row that leads
    nowhere has NULL. With a `bucket`, the column is a DATETIME, and what counts is in which bucket it falls. With
    `edges`, which rise, it is a number, and what counts is in which range between them it falls: the value is how many
    edges are not above it. A range has its lower edge in it; what is no finite number is in none and has NULL.
    """

    column: Column
    path: Path = ()
    bucket: Bucket | None = None
    edges: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Having:
    """What is said of a group: that a measure (by its position; None is the number of rows) compares so."""

    measure: int | None
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """Sort groups by a measure (as in `Having`), or by one of the values that make them."""

    descending: bool = False
    measure: int | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What is asked: measures of the rows for which `where` holds; with `groups`, of each group by itself.

    With `keys`, all of this for each key. After `offset` groups, `limit` of them are taken, for each key by itself; an
    offset without a limit is not asked for. Groups come in order, those that are equal in it by the values that make
    them, NULLs last. Without groups there is one for all rows, also if there are none; or one for each key that has
    rows.
    """

    entity: Entity
    measures: tuple[Measure, ...] = ()
    where: Filter | None = None
    groups: tuple[GroupBy, ...] = ()
    having: tuple[Having, ...] = ()
    order: tuple[GroupOrder, ...] = ()
    limit: int | None = None
    keys: Keys | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """A group: the key it is of (`()` without keys), its values, how many rows it has, and its measures.

    Values are plain, as in a `stores.store.Row`, and of the types of the columns, or by `type_of`.
    """

    key: KeyValue
    groups: tuple[Any, ...]
    count: int
    measures: tuple[Any, ...]
