"""What is said of a JSON column at a path, as expressions of the aggregation language.

What is there is kept as a list of one value or none: so what is missing is never taken for null. A document may hold
types that JSON has not; they equal nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from stores.catalogue import Column
from stores.filter import JsonCompare, JsonContains, JsonExists, JsonPath
from stores.mongo.order import OPERATORS, Condition, column_value
from stores.mongo.values import json_to_bson

CONTAINED_DEPTH = 10
"""Levels of a value that may be looked for: MongoDB bounds those of a statement, and each takes some of them."""

POSITION_DIGITS = 9
"""Digits of a position that surely is a 32-bit integer; no array is as long."""

HERE = "$$here"
"""The value that a test is about."""

Expression = Any


def json_condition(column: Column, test: JsonCompare | JsonContains | JsonExists) -> Condition:
    """The test as a condition. Raises BadInput for a value that no document holds."""
    return {"$expr": _any(_at_path(column, test.path), _test(column, test))}


def _test(column: Column, test: JsonCompare | JsonContains | JsonExists) -> Expression:
    match test:
        case JsonExists():
            return {"$not": [_is_a("null")]}
        case JsonCompare(_, _, operator, value):
            compared = {OPERATORS[operator]: [HERE, {"$literal": json_to_bson(column, value)}]}
            return {"$and": [*_of_type(value), compared]}
        case JsonContains(_, _, value):
            return _contains_at_top(json_to_bson(column, value, CONTAINED_DEPTH))


def _of_type(value: str | float | bool) -> list[Expression]:
    if isinstance(value, str):
        return [_is_a("string")]
    if isinstance(value, bool):
        return [_is_a("bool")]
    # JSON has no infinities, and in BSON's order nothing but finite numbers lies between them.
    return [{"$gt": [HERE, -math.inf]}, {"$lt": [HERE, math.inf]}]


def _contains_at_top(value: Any) -> Expression:
    contains = _contains(value)
    if isinstance(value, dict | list):
        return contains
    return {"$or": [contains, _where_it_is_a("array", _any(HERE, contains))]}


def _contains(value: Any) -> Expression:
    match value:
        case dict():
            members = [_any(_member({"$literal": name}), _contains(part)) for name, part in value.items()]
            return _where_it_is_a("object", {"$and": members})
        case list():
            return _where_it_is_a("array", {"$and": [_any(HERE, _contains(part)) for part in value]})
        case _:
            return {"$eq": [HERE, {"$literal": value}]}


def _at_path(column: Column, path: JsonPath) -> Expression:
    """A list of what a column, if it is not null, has at a path."""
    value = column_value(column)
    if not path:
        return {"$cond": [{"$eq": [value, None]}, [], [value]]}
    steps = [{"name": name, "position": _position(name)} for name in json_to_bson(column, list(path))]
    lists = {"$map": {"input": "$$value", "as": HERE.strip("$"), "in": _step()}}
    joined = {"$reduce": {"input": lists, "initialValue": [], "in": {"$concatArrays": ["$$value", "$$this"]}}}
    return {"$reduce": {"input": {"$literal": steps}, "initialValue": [value], "in": joined}}


def _step() -> Expression:
    """A list of what is one step, `$$this`, further in."""
    position = "$$this.position"
    element = {"$cond": [{"$ne": [position, None]}, {"$slice": [HERE, position, 1]}, []]}
    return _where_it_is_a("object", _member("$$this.name"), _where_it_is_a("array", element, []))


def _position(name: str) -> int | None:
    if not (name.isascii() and name.isdigit()):
        return None
    digits = name.lstrip("0") or "0"
    return int(digits) if len(digits) <= POSITION_DIGITS else None


def _member(name: Expression) -> Expression:
    """A list of the member of this name of an object. Names with dots, or that begin with a dollar, are names too."""
    named = {"$eq": ["$$member.k", name]}
    members = {"$filter": {"input": {"$objectToArray": HERE}, "as": "member", "cond": named}}
    return {"$map": {"input": members, "as": "member", "in": "$$member.v"}}


def _any(values: Expression, test: Expression) -> Expression:
    """Whether a test holds for one of several values."""
    return {"$anyElementTrue": [{"$map": {"input": values, "as": HERE.strip("$"), "in": test}}]}


def _is_a(type_: str) -> Expression:
    return {"$eq": [{"$type": HERE}, type_]}


def _where_it_is_a(type_: str, then: Expression, otherwise: Sequence[Any] | bool | Expression = False) -> Expression:
    return {"$cond": [_is_a(type_), then, otherwise]}
