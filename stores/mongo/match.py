"""Filters as the conditions of a `$match`.

A comparison never holds for null or a missing field, as in SQL: MongoDB compares only values of one type, and null is a
type of its own. JSON columns hold values of all types, which are compared whole and in BSON's order. So are all columns
where a position in a list is compared, as lists are ordered (`stores.mongo.order`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from stores.catalogue import Column, Entity, ValueType
from stores.errors import BadInput
from stores.mongo.order import Condition, beyond_position
from stores.mongo.values import milliseconds, to_bson
from stores.query import And, Beyond, Compare, Filter, IsNull, Keys, KeyValue, Operator, Or

ALWAYS: Condition = {}
NEVER: Condition = {"_id": {"$in": []}}

OPERATORS = {
    Operator.EQUAL: "$eq",
    Operator.LESS: "$lt",
    Operator.LESS_OR_EQUAL: "$lte",
    Operator.GREATER: "$gt",
    Operator.GREATER_OR_EQUAL: "$gte",
}

BETWEEN_MILLISECONDS = {
    Operator.LESS: "$lte",
    Operator.LESS_OR_EQUAL: "$lte",
    Operator.GREATER: "$gt",
    Operator.GREATER_OR_EQUAL: "$gt",
}
"""Which comparison with the last whole millisecond says the same as one with a moment after it."""


def condition(entity: Entity, where: Filter | None) -> Condition:
    """The filter as one condition. Raises BadInput where a value does not suit its column."""
    match where:
        case None:
            return ALWAYS
        case And(parts):
            return all_of([condition(entity, part) for part in parts])
        case Or(parts):
            return any_of([condition(entity, part) for part in parts])
        case Compare(name, operator, value):
            return _compare(entity.columns[name], operator, value)
        case IsNull(name, negated):
            return _is_null(entity.columns[name], negated)
        case Beyond():
            return all_of(beyond_position(entity, where))


def all_of(conditions: list[Condition]) -> Condition:
    """All hold; none given, always."""
    needed = [condition for condition in conditions if condition != ALWAYS]
    return {"$and": needed} if len(needed) > 1 else next(iter(needed), ALWAYS)


def any_of(conditions: list[Condition]) -> Condition:
    """At least one holds; none given, never."""
    if ALWAYS in conditions:
        return ALWAYS
    return {"$or": conditions} if len(conditions) > 1 else next(iter(conditions), NEVER)


def keys_condition(entity: Entity, keys: Keys) -> Condition:
    """The rows of any of the keys, and those whose arrays hold such a key (see `scalars_condition`)."""
    columns = [entity.columns[name] for name in keys.columns]
    values = stored_keys(columns, keys)
    if len(columns) == 1:
        return {columns[0].source: {"$in": [value for (value,) in values]}}
    return any_of([{column.source: part for column, part in zip(columns, value, strict=True)} for value in values])


def scalars_condition(columns: Iterable[Column]) -> Condition:
    """Each column holds one value, and not several.

    MongoDB finds an array by its elements, also along a path. A row that holds one has no key that could be equal.
    """
    paths = (path for column in columns for path in accumulate(column.source.split("."), "{}.{}".format))
    # MongoDB stores no array in `_id`.
    return {path: {"$not": {"$type": "array"}} for path in paths if path != "_id"}


def stored_keys(columns: list[Column], keys: Keys) -> list[KeyValue]:
    """The keys as BSON, without those that the columns can never hold: they find nothing."""
    stored = (_stored_key(columns, value) for value in keys.values)
    return [value for value in stored if value is not None]


def certain_columns(where: Filter | None) -> frozenset[str]:
    """The columns that are surely not null in every row that the filter keeps."""
    match where:
        case And(parts):
            return frozenset().union(*(certain_columns(part) for part in parts))
        case Or(parts) if parts:
            return frozenset.intersection(*(certain_columns(part) for part in parts))
        case Compare(name) | IsNull(name, True):
            return frozenset((name,))
        case _:
            return frozenset()


def _stored_key(columns: list[Column], value: KeyValue) -> KeyValue | None:
    try:
        stored = tuple(to_bson(column, part) for column, part in zip(columns, value, strict=True))
    except BadInput:
        return None
    # An ObjectId is read from hexadecimal digits of either case and written in one: the caller would not know the row.
    same = all(
        column.type is not ValueType.OBJECT_ID or str(part) == given
        for column, part, given in zip(columns, stored, value, strict=True)
    )
    return stored if same else None


def _compare(column: Column, operator: Operator, value: Any) -> Condition:
    stored = to_bson(column, value)
    if column.type is ValueType.JSON:
        field = f"${column.source}"
        return {"$expr": {"$and": [{"$gt": [field, None]}, {OPERATORS[operator]: [field, {"$literal": stored}]}]}}
    if column.type is ValueType.DATETIME and value != milliseconds(value):
        return _between_milliseconds(column, operator, stored)
    return {column.source: {OPERATORS[operator]: stored}}


def _between_milliseconds(column: Column, operator: Operator, stored: Any) -> Condition:
    if operator is Operator.EQUAL:
        return NEVER
    return {column.source: {BETWEEN_MILLISECONDS[operator]: stored}}


def _is_null(column: Column, negated: bool) -> Condition:
    if column.type is ValueType.JSON:
        # A plain comparison with null would look into arrays too.
        return {"$expr": {"$gt" if negated else "$lte": [f"${column.source}", None]}}
    return {column.source: {"$ne" if negated else "$eq": None}}
