"""The order of lists: by which keys a pipeline sorts, and the documents beyond a position, by the same keys.

A column may hold values of any type, and BSON orders all of them
(https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/). A `$sort` on a field looks into arrays and
takes their least or greatest element, and a query operator compares only values of one type; so both are said by
expressions, which compare values whole and whatever their types.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from bson import MinKey

from stores.catalogue import Column, Entity, ValueType
from stores.filter import Beyond, Operator
from stores.mongo.values import to_bson
from stores.order import Order

Condition = dict[str, Any]

NULL: Condition = {"$literal": None}
LEAST: Condition = {"$literal": MinKey()}

OPERATORS = {
    Operator.EQUAL: "$eq",
    Operator.LESS: "$lt",
    Operator.LESS_OR_EQUAL: "$lte",
    Operator.GREATER: "$gt",
    Operator.GREATER_OR_EQUAL: "$gte",
}
"""What the comparisons are called, in conditions and in expressions."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of a `$sort`: the name of a field, `expression` to compare by, and 1 or -1.

    The field is the document's own, or is to be added with the content `computed`. A `flag` tells whether
    the column is null.
    """

    name: str
    expression: Condition
    direction: int
    computed: Condition | None
    flag: bool = False


def sort_keys(entity: Entity, order: Sequence[Order], certain: Collection[str] = ()) -> list[list[SortKey]]:
    """The keys for each part of an order. Columns that are `certain` are known not to be null.

    MongoDB puts null before all values. Where that is not what is wanted, whether it is null is a key of its own.
    """
    return [list(_keys(entity, position, part, part.column in certain)) for position, part in enumerate(order)]


def sorts_by_index(entity: Entity, column: Column) -> bool:
    """Whether the field itself is the sort key, so that an index can serve it.

    The key, which MongoDB lets hold no array, and the time, by which long lists are read from their newest end. Other
    columns have no index that ends with the key, as one must to serve an order.
    """
    return column.name in (*entity.key, entity.time) and column.type is not ValueType.JSON


def beyond_position(entity: Entity, beyond: Beyond) -> list[Condition]:
    """Conditions that together keep the documents beyond a position."""
    keys: list[tuple[SortKey, Condition]] = [
        (key, {"$literal": value is None} if key.flag else _literal(entity.columns[part.column], value))
        for part, value, keys in zip(beyond.order, beyond.position, sort_keys(entity, beyond.order), strict=True)
        for key in keys
    ]
    cases = [
        {"$and": [*({"$eq": [tied.expression, at]} for tied, at in keys[:index]), _after(key, value)]}
        for index, (key, value) in enumerate(keys)
    ]
    return [*_bound(*keys[0]), {"$expr": {"$or": cases}}]


def _keys(entity: Entity, position: int, part: Order, certain: bool) -> Iterator[SortKey]:
    column = entity.columns[part.column]
    direction = -1 if part.descending else 1
    value = column_value(column)
    by_index = sorts_by_index(entity, column)
    native = by_index and (part.descending != part.nulls_first or column.name in entity.key)
    if not (native or certain):
        null = {"$eq": [value, None]}
        yield SortKey(f"__null{position}", null, -1 if part.nulls_first else 1, null, flag=True)
    if by_index:
        yield SortKey(column.source, value, direction, None)
    else:
        # Within a document it is compared whole.
        yield SortKey(f"__key{position}", value, direction, {"value": value})


def column_value(column: Column) -> Condition:
    """The column's value, null where it is missing; along a path through an array it is missing, as rows have it."""
    inner, _, _ = column.source.rpartition(".")
    value: Condition = {"$ifNull": [f"${column.source}", None]}
    prefixes = accumulate(inner.split("."), "{}.{}".format) if inner else ()
    arrays = [{"$isArray": f"${prefix}"} for prefix in prefixes]
    return {"$cond": [{"$or": arrays}, None, value]} if arrays else value


def _literal(column: Column, value: Any) -> Condition:
    return NULL if value is None else {"$literal": to_bson(column, value)}


def _after(key: SortKey, value: Any) -> Condition:
    return {"$gt" if key.direction > 0 else "$lt": [key.expression, value]}


def _bound(first: SortKey, value: Condition) -> Iterator[Condition]:
    """An inclusive bound on the first key, for MongoDB reads no range of an index out of the `$or` alone.

    It compares the bare field, as an index needs it; a missing one is less than null, and for some servers than all.
    """
    if first.computed is None and value not in (NULL, LEAST):
        yield {"$expr": {"$gte" if first.direction > 0 else "$lte": [f"${first.name}", value]}}
