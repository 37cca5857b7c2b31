"""Derived columns as stages that add them to the documents, each under its source."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context
from typing import Any

from bson import Decimal128, ObjectId

from stores.aggregate import Function
from stores.catalogue import Column, Entity, ValueType
from stores.derived import Derived, Figure, Known, derived_columns
from stores.json_value import Exact
from stores.mongo.conditions import Stage, Views
from stores.mongo.measures import computation, typed
from stores.mongo.order import column_value
from stores.mongo.paths import Paths, prefixed, related, scalar
from stores.mongo.values import ReadText, to_bson

Expression = Any

INEXACT = frozenset((Function.SUM, Function.AVG, Function.STDDEV))
"""Measures whose last digits depend on the order in which doubles are taken."""

MAYBE_DOUBLES = frozenset((ValueType.FLOAT, ValueType.DECIMAL))

NEAREST = Context(prec=34, Emin=-6143, Emax=6144, clamp=1, traps=[])
"""Rounds to what a Decimal128 can hold."""

SEARCHED = 16
"""Keys among which one is looked for one by one; among more, half of them are ruled out first."""

VALUE = "__value"
COUNT = "rows"
MEASURE = "measure"


def derived_stages(entity: Entity, views: Views) -> list[Stage]:
    """The stages; what they add besides has names that no stored field has. Raises BadInput as `to_bson` does."""
    paths = Paths(views)
    stages: list[Stage] = []
    for number, column in enumerate(derived_columns(entity)):
        before = paths.end(entity, column.path)
        at = column.path[-1][1] if column.path else entity
        match column.at_end:
            case Column() as end:
                value = column_value(prefixed(end, before))
            case Known() as known:
                value = _where_there(before, known.otherwise, _known(at, before, known, column))
            case Figure() as figure:
                name = f"__figure{number}"
                made = _computed(figure)
                stages += related(at, before, figure.relation, figure.target, views=views, pipeline=made, name=name)
                # Not every server takes a path through the elements of an array.
                stages.append({"$set": {name: {"$first": f"${name}"}}})
                field = f"${name}.{COUNT if figure.measure is None else MEASURE}"
                value = _where_there(before, figure.otherwise, {"$ifNull": [field, figure.otherwise]})
        stages.append({"$set": {column.source: value}})
    return [*paths.stages, *stages]


def _computed(figure: Figure) -> list[Stage]:
    """What makes one document of the rows that the figure is of, if there are any."""
    if figure.measure is None:
        return [{"$group": {"_id": None, COUNT: {"$sum": 1}}}]
    measure, column = figure.measure, figure.target.columns[figure.measure.column]
    computed = computation(measure, column, VALUE, MEASURE)
    in_order = measure.function in INEXACT and column.type in MAYBE_DOUBLES
    key = {figure.target.columns[name].source: 1 for name in figure.target.key}
    return [
        *([{"$sort": key}] if in_order else []),
        {"$set": {VALUE: typed(column.type, column_value(column))}},
        {"$group": {"_id": None, **computed.gathered}},
        {"$project": dict(computed.made)},
    ]


def _where_there(before: str, otherwise: int | None, value: Expression) -> Expression:
    """The value; null where the path before it leads nowhere, which is no row that has nothing."""
    if not before or otherwise is None:
        return value
    return {"$cond": [{"$gt": [f"${before.removesuffix('.')}", None]}, value, None]}


def _known(entity: Entity, before: str, known: Known, column: Derived) -> Expression:
    """What is known of the document's key."""
    local = [entity.columns[name] for name in known.local]
    pairs = [
        (tuple(map(_as_stored, local, key)), _storable(column, value))
        for key, value in zip(known.keys, known.values, strict=True)
    ]
    if len(local) == 1:
        here: Expression = scalar(prefixed(local[0], before))
        entries = [(key, value) for (key,), value in pairs]
    else:
        here = [scalar(prefixed(part, before)) for part in local]
        entries = [(list(key), value) for key, value in pairs]
    # BSON's order is Python's within one type: of texts by code points. Ids come after texts, and read as such.
    entries.sort(key=lambda entry: (isinstance(entry[0], ObjectId), entry[0]))
    return {"$let": {"vars": {"key": here}, "in": _found(entries, known.otherwise)}}


def _as_stored(column: Column, value: Any) -> Any:
    return to_bson(column, Exact(value.exact) if isinstance(value, ReadText) else value)


def _storable(column: Column, value: Any) -> Any:
    """The value in BSON, of a decimal the nearest one there."""
    if column.type is ValueType.DECIMAL:
        return Decimal128(NEAREST.create_decimal(value))
    return to_bson(column, value)


def _found(entries: Sequence[tuple[Any, Any]], otherwise: int | None) -> Expression:
    """The value of the entry whose key is `$$key`: a search by halves, for `$indexOfArray` looks at all before it."""
    if len(entries) > SEARCHED:
        middle = len(entries) // 2
        smaller = {"$lt": ["$$key", {"$literal": entries[middle][0]}]}
        return {"$cond": [smaller, _found(entries[:middle], otherwise), _found(entries[middle:], otherwise)]}
    keys, values = ({"$literal": [entry[part] for entry in entries]} for part in (0, 1))
    at = {"$indexOfArray": [keys, "$$key"]}
    value = {"$cond": [{"$eq": ["$$at", -1]}, otherwise, {"$arrayElemAt": [values, "$$at"]}]}
    return {"$let": {"vars": {"at": at}, "in": value}}
