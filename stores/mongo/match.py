"""What is said of columns and keys as the conditions of a `$match`.

A document may hold anything in a field: a comparison holds only for values of the type it compares with, as MongoDB's
comparisons do, and never for null, a missing field or an array, of which MongoDB would compare the elements. JSON
columns hold values of all types; those that are compared whole are so in BSON's order.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from stores.catalogue import Column, Entity, ValueType
from stores.errors import BadInput
from stores.filter import (
    Among,
    And,
    Beyond,
    Compare,
    Filter,
    IsNull,
    JsonCompare,
    JsonContains,
    JsonExists,
    Matches,
    Not,
    Operator,
    Or,
    Related,
    Test,
)
from stores.mongo.json_match import json_condition
from stores.mongo.order import OPERATORS, Condition, column_value
from stores.mongo.text_match import text_bounds, text_condition
from stores.mongo.values import milliseconds, to_bson
from stores.query import Keys, KeyValue

ALWAYS: Condition = {}
NEVER: Condition = {"_id": {"$in": []}}

NO_ARRAY: Condition = {"$not": {"$type": "array"}}

BETWEEN_MILLISECONDS = {
    Operator.LESS: "$lte",
    Operator.LESS_OR_EQUAL: "$lte",
    Operator.GREATER: "$gt",
    Operator.GREATER_OR_EQUAL: "$gt",
}
"""Which comparison with the last whole millisecond says the same as one with a moment after it."""

FieldTest = Compare | Among | Matches
"""What is said of a field whose values are of one type."""


def test_condition(column: Column, test: Test) -> Condition:
    """What is said of one column. Raises BadInput where a value does not suit it."""
    match test:
        case IsNull(_, negated):
            return _is_null(column, negated)
        case JsonCompare() | JsonContains() | JsonExists():
            return json_condition(column, test)
        case Compare(_, operator, value) if column.type is ValueType.JSON:
            return _compare_whole(column, operator, value)
        case Among(_, values) if column.type is ValueType.JSON:
            return any_of([_compare_whole(column, Operator.EQUAL, value) for value in values])
        case _:
            operators = bounds(column, test)
            bound = {column.source: operators} if operators else ALWAYS
            return all_of([bound, beside_bounds(column, test)])


def bounds(column: Column, test: FieldTest) -> dict[str, Any]:
    """The operators by which an index tells what it can: the whole test, or, of a text that matches, how it begins."""
    match test:
        case Compare(_, operator, value):
            return _comparison(column, operator, value)
        case Among(_, values):
            equals = [_comparison(column, Operator.EQUAL, value) for value in values]
            return {"$in": [each["$eq"] for each in equals if "$eq" in each]}
        case Matches():
            return text_bounds(column, test)


def beside_bounds(column: Column, test: FieldTest) -> Condition:
    """What has to hold beside the bounds."""
    text = {column.source: text_condition(column, test)} if isinstance(test, Matches) else ALWAYS
    return all_of([text, scalars_condition([column])])


def all_of(conditions: list[Condition]) -> Condition:
    """All hold; none given, always."""
    needed = [condition for condition in conditions if condition != ALWAYS]
    return {"$and": needed} if len(needed) > 1 else next(iter(needed), ALWAYS)


def any_of(conditions: list[Condition]) -> Condition:
    """At least one holds; none given, never."""
    if ALWAYS in conditions:
        return ALWAYS
    return {"$or": conditions} if len(conditions) > 1 else next(iter(conditions), NEVER)


def none_of(condition: Condition) -> Condition:
    """It does not hold."""
    return {"$nor": [condition]}


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
    return {path: NO_ARRAY for path in paths if path != "_id"}


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
        case Related(relation):
            return frozenset(relation.local)
        case None | Or() | Not() | Beyond() | IsNull(_, False):
            return frozenset()
        case _:
            return frozenset((where.column,))


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


def _comparison(column: Column, operator: Operator, value: Any) -> dict[str, Any]:
    stored = to_bson(column, value)
    if column.type is not ValueType.DATETIME or value == milliseconds(value):
        return {OPERATORS[operator]: stored}
    return {"$in": []} if operator is Operator.EQUAL else {BETWEEN_MILLISECONDS[operator]: stored}


def _compare_whole(column: Column, operator: Operator, value: Any) -> Condition:
    here = column_value(column)
    stored = {"$literal": to_bson(column, value)}
    return {"$expr": {"$and": [{"$gt": [here, None]}, {OPERATORS[operator]: [here, stored]}]}}


def _is_null(column: Column, negated: bool) -> Condition:
    # Along a path through an array there is none, as rows have it; a plain comparison would look into the array.
    plain = {column.source: {"$eq": None, **NO_ARRAY}}
    null = {"$expr": {"$eq": [column_value(column), None]}} if "." in column.source else plain
    return none_of(null) if negated else null
