"""What the values of a column come to: the accumulators of a `$group`, and what is made of them afterwards.

Only values that read as the column's type (`stores.mongo.values.reader`) have a part; null and all others have none.
Integers and decimals are added as Decimal128, which is exact up to its 34 digits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from typing import Any

from stores.aggregate import Function, Measure, type_of
from stores.catalogue import Column, ValueType
from stores.mongo.values import Reader, reader

Expression = Any

PRECISION = Context(prec=13_000)
"""More digits than there are between the largest Decimal128 and the smallest one."""

WHOLE = frozenset((ValueType.INTEGER, ValueType.BIG_INTEGER))
VALUE = "$$value"


def _if(condition: Expression, then: Expression, otherwise: Expression = None) -> Expression:
    return {"$cond": [condition, then, otherwise]}


def _converted(value: Expression, to: str) -> Expression:
    """The value as another type; null where it cannot be, or is null."""
    return {"$convert": {"input": value, "to": to, "onError": None, "onNull": None}}


def _is(value: Expression, kind: str) -> Expression:
    return {"$eq": [{"$type": value}, kind]}


# BSON has NaN below all other numbers.
FINITE = {"$and": [{"$isNumber": VALUE}, {"$gt": [VALUE, -math.inf]}, {"$lt": [VALUE, math.inf]}]}

# What is no whole number, or none at all, differs from itself as one.
AS_WHOLE = {"$let": {"vars": {"whole": _converted(VALUE, "long")}, "in": _if({"$eq": ["$$whole", VALUE]}, "$$whole")}}

AS_ID = {"$convert": {"input": VALUE, "to": "objectId", "onError": VALUE}}

TYPED: Mapping[ValueType, Expression] = {
    ValueType.TEXT: _if(_is(VALUE, "string"), VALUE, _if(_is(VALUE, "objectId"), {"$toString": VALUE})),
    ValueType.INTEGER: AS_WHOLE,
    ValueType.BIG_INTEGER: AS_WHOLE,
    ValueType.DECIMAL: _if(FINITE, VALUE),
    ValueType.FLOAT: _if(FINITE, _converted(VALUE, "double")),
    ValueType.BOOLEAN: _if(_is(VALUE, "bool"), VALUE),
    ValueType.DATETIME: _if(_is(VALUE, "date"), VALUE),
    ValueType.DATE: None,
    ValueType.JSON: VALUE,
    ValueType.OBJECT_ID: _if({"$in": [{"$type": VALUE}, ["objectId", "string"]]}, AS_ID),
}
"""A value that reads as one of the type, as one of the type; null for others. BSON knows no days without a time."""


ACCUMULATORS = {Function.MIN: "$min", Function.MAX: "$max", Function.STDDEV: "$stdDevSamp"}


def typed(kind: ValueType, value: Expression) -> Expression:
    """The value if it reads as this type, else null. A DECIMAL stays the number that it is, whatever its BSON type."""
    return {"$let": {"vars": {"value": value}, "in": TYPED[kind]}}


@dataclass(frozen=True, slots=True)
class Computation:
    """How a measure is computed: what a `$group` gathers, and what is made of that, both by the names of fields.

    What is gathered belongs to a field of typed values and serves all measures of it. The measure has the name that it
    is given; beside it stands what `measure_reader` needs. Where there was no row, nothing is gathered.
    """

    gathered: Mapping[str, Expression]
    made: Mapping[str, Expression]


def computation(measure: Measure, column: Column, value: str, name: str) -> Computation:
    """How the measure `name` is computed of the field `value`, which holds typed values of the column."""
    field, gathered = f"${value}", f"{value}_{measure.function.name.lower()}"
    match measure.function:
        case Function.COUNT_DISTINCT:
            distinct = {"$setUnion": [{"$ifNull": [f"${gathered}", []]}, []]}
            return Computation({gathered: _pushed(as_read(column, field))}, {name: {"$size": distinct}})
        case Function.SUM:
            summed = _decimal_sum if column.type is ValueType.DECIMAL else _sum
            return summed(column, field, gathered, name)
        case Function.AVG:
            exact = field if column.type is ValueType.FLOAT else _converted(field, "decimal")
            return Computation({gathered: {"$avg": exact}}, {name: _converted(f"${gathered}", "double")})
        case Function.PERCENTILE:
            doubles = _pushed(_converted(field, "double"))
            return Computation({gathered: doubles}, {name: _percentile(f"${gathered}", measure.fraction)})
        case _:
            accumulator = ACCUMULATORS[measure.function]
            taken = _converted(field, "double") if measure.function is Function.STDDEV else field
            return Computation({gathered: {accumulator: taken}}, {name: {"$ifNull": [f"${gathered}", None]}})


def measure_reader(measure: Measure, column: Column, name: str) -> Reader:
    """How a measure is read from a document with what `computation` makes."""
    if measure.function is Function.SUM and column.type in WHOLE:
        return lambda document: None if document[name] is None else int(document[name].to_decimal())
    if measure.function is Function.SUM and column.type is ValueType.DECIMAL:
        parts = f"{name}_parts"
        return lambda document: None if document[parts] is None else _exact_text(document[parts])
    return reader(replace(column, source=name, type=type_of(measure.function, column)))


def _pushed(value: Expression) -> Expression:
    # SecantusDB takes a time that grows with the square of a set for `$addToSet`.
    return {"$push": {"$ifNull": [value, "$$REMOVE"]}}


def as_read(column: Column, field: str) -> Expression:
    """The value as clients see it: a double in a DECIMAL column is the decimal of its shortest digits.

    MongoDB makes a decimal of 15 digits of it. A double that needs more digits stays a double.
    """
    if column.type is not ValueType.DECIMAL:
        return field
    decimal = _converted(field, "decimal")
    shortest = _if({"$eq": [_converted("$$decimal", "double"), field]}, "$$decimal", field)
    return _if(_is(field, "double"), {"$let": {"vars": {"decimal": decimal}, "in": shortest}}, decimal)


def _sum(column: Column, field: str, gathered: str, name: str) -> Computation:
    exact = field if column.type is ValueType.FLOAT else _converted(field, "decimal")
    return _unless_none(field, {gathered: {"$sum": exact}}, {name: f"${gathered}"})


def _decimal_sum(column: Column, field: str, gathered: str, name: str) -> Computation:
    """The sum is near where there are doubles that MongoDB cannot add as clients see them; those stand beside it."""
    read, doubles, padded = as_read(column, field), f"{gathered}_doubles", f"{gathered}_padded"
    parts = {
        gathered: {"$sum": _if(_is(read, "decimal"), read)},
        doubles: {"$push": _if(_is(read, "double"), field, "$$REMOVE")},
        padded: {"$max": _is(field, "double")},
    }
    near = {"$add": [f"${gathered}", {"$sum": f"${doubles}"}]}
    exact = {"exact": f"${gathered}", "doubles": f"${doubles}", "padded": f"${padded}"}
    return _unless_none(field, parts, {name: near, f"{name}_parts": exact})


def _unless_none(field: str, gathered: dict[str, Expression], made: dict[str, Expression]) -> Computation:
    """Of no values, null: MongoDB has 0 for their sum."""
    used = f"{field.removeprefix('$')}_used"
    counted = {used: {"$sum": _if({"$eq": [field, None]}, 0, 1)}}
    some = {"$gt": [f"${used}", 0]}
    return Computation({**counted, **gathered}, {name: _if(some, value) for name, value in made.items()})


def _exact_text(parts: Mapping[str, Any]) -> str:
    """The whole of a `_decimal_sum`, without the zeros that MongoDB pads decimals with which it makes of doubles."""
    with localcontext(PRECISION):
        exact = Decimal(str(parts["exact"]))
        total = sum((Decimal(repr(double)) for double in parts["doubles"]), exact)
        return format(total.normalize() if parts["padded"] else total, "f")


def _percentile(values: str, fraction: float | None) -> Expression:
    """The value at a place in order, in proportion where that lies between two. Of no values, null."""
    place = {"$multiply": [fraction, {"$subtract": [{"$size": "$$sorted"}, 1]}]}
    low = {"$arrayElemAt": ["$$sorted", {"$floor": "$$place"}]}
    high = {"$arrayElemAt": ["$$sorted", {"$ceil": "$$place"}]}
    beyond = {"$multiply": [{"$subtract": ["$$place", {"$floor": "$$place"}]}, {"$subtract": [high, low]}]}
    found = {"$let": {"vars": {"place": place}, "in": {"$add": [low, beyond]}}}
    in_order = {"$sortArray": {"input": {"$ifNull": [values, []]}, "sortBy": 1}}
    return {"$let": {"vars": {"sorted": in_order}, "in": _if({"$ne": ["$$sorted", []]}, found)}}
