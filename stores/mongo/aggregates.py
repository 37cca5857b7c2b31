"""Aggregates as pipelines: one `$group`, and what makes figures of what it gathers.

Written for MongoDB 6 or later, and no operator is used that SecantusDB does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bson import Decimal128

from stores.aggregate import Aggregate, Bucket, Figures, GroupBy, Having, Unit, type_of
from stores.catalogue import Column, Entity, ValueType
from stores.filter import Compare
from stores.mongo.compile import Pipeline, by_keys
from stores.mongo.conditions import Stage, Views, filter_stages, match_stages
from stores.mongo.match import NEVER, all_of, test_condition
from stores.mongo.measures import Computation, Expression, as_read, computation, measure_reader, typed
from stores.mongo.order import Condition, column_value
from stores.mongo.paths import Paths, prefixed
from stores.mongo.values import reader
from stores.query import Keys

ROWS = "rows"
RANK = "rank"

ROW_COUNT = Column(ROWS, ROWS, ValueType.BIG_INTEGER, nullable=False, description="")


def compile_aggregate(query: Aggregate, views: Views) -> Pipeline:
    """A document for each group: `_id` with its key and values, `rows`, and a field for each measure.

    `views` are the definitions of the views that may be read. Raises BadInput where a value does not suit its column.
    """
    stages, joined = filter_stages(query.entity, query.where, views)
    paths = Paths(views)
    grouping = _grouping(query, paths)
    rows = [*by_keys(query.entity, query.keys), *stages, *joined, *paths.stages, *_values(query)]
    groups = [grouping, *_of_no_rows(query), _measures(query), *_having(query), *_ordered(query)]
    return Pipeline(query.entity.source, [*rows, *groups])


def figures_reader(query: Aggregate) -> Callable[[Mapping[str, Any]], Figures]:
    """How the documents of the pipeline are read."""
    columns = () if query.keys is None else query.keys.columns
    keys = [reader(replace(query.entity.columns[name], source=f"_id.key{at}")) for at, name in enumerate(columns)]
    groups = [reader(_grouped(group, f"_id.group{at}")) for at, group in enumerate(query.groups)]
    measures = [
        measure_reader(measure, query.entity.columns[measure.column], f"measure{at}")
        for at, measure in enumerate(query.measures)
    ]

    def read(document: Mapping[str, Any]) -> Figures:
        key, values, made = (tuple(each(document) for each in readers) for readers in (keys, groups, measures))
        return Figures(key, values, document[ROWS], made)

    return read


def _grouped(group: GroupBy, source: str) -> Column:
    """What a group has as its value, as a column."""
    type_ = ValueType.INTEGER if group.edges else group.column.type
    return replace(group.column, source=source, type=type_)


def _values(query: Aggregate) -> list[Stage]:
    """The typed values of the columns that are measured, each worked out once."""
    names = _value_names(query)
    typed_values = {name: _value(query.entity.columns[column], bucket) for (column, bucket), name in names.items()}
    return [{"$set": typed_values}] if typed_values else []


def _value_names(query: Aggregate) -> dict[tuple[str, Bucket | None], str]:
    measured = dict.fromkeys((measure.column, measure.bucket) for measure in query.measures)
    return {each: f"__value{position}" for position, each in enumerate(measured)}


def _value(column: Column, bucket: Bucket | None) -> Expression:
    return _typed(column) if bucket is None else _bucket(bucket, _typed(column))


def _typed(column: Column) -> Expression:
    return typed(column.type, column_value(column))


def _computations(query: Aggregate) -> Iterator[Computation]:
    names = _value_names(query)
    for position, measure in enumerate(query.measures):
        column = query.entity.columns[measure.column]
        yield computation(measure, column, names[measure.column, measure.bucket], f"measure{position}")


def _grouping(query: Aggregate, paths: Paths) -> Stage:
    columns = () if query.keys is None else query.keys.columns
    keys = {f"key{at}": f"${query.entity.columns[name].source}" for at, name in enumerate(columns)}
    groups = {f"group{at}": _group(query.entity, group, paths) for at, group in enumerate(query.groups)}
    gathered: dict[str, Expression] = {ROWS: {"$sum": 1}}
    for each in _computations(query):
        gathered |= each.gathered
    return {"$group": {"_id": {**keys, **groups} or None, **gathered}}


def _group(entity: Entity, group: GroupBy, paths: Paths) -> Expression:
    """A value of another type than the column's is one by itself, as rows have it; it falls into no bucket."""
    column = prefixed(group.column, paths.end(entity, group.path))
    if group.edges:
        return _range(group.edges, column)
    if group.bucket is None:
        return {"$ifNull": [_typed(column), column_value(column)]}
    return _bucket(group.bucket, _typed(column))


def _bucket(bucket: Bucket, moment: Expression) -> Expression:
    """MongoDB counts from the start of 2000 too, and weeks from the first one there that starts as asked."""
    zone = "UTC" if bucket.unit is Unit.SECOND else bucket.zone
    size = {"unit": bucket.unit.value, "binSize": bucket.size}
    return {"$dateTrunc": {"date": moment, **size, "timezone": zone, "startOfWeek": "monday"}}


def _range(edges: tuple[Decimal, ...], column: Column) -> Expression:
    """How many edges are not above the number that clients see; null is in no range."""
    reached = [{"$cond": [{"$gte": ["$$number", Decimal128(edge)]}, 1, 0]} for edge in edges]
    counted = {"$cond": [{"$eq": ["$$number", None]}, None, {"$add": reached}]}
    number = {"$let": {"vars": {"number": as_read(column, "$$typed")}, "in": counted}}
    return {"$let": {"vars": {"typed": _typed(column)}, "in": number}}


def _of_no_rows(query: Aggregate) -> list[Stage]:
    """One document where there was no row, if there are no groups: a `$group` makes none."""
    if query.groups or query.keys is not None:
        return []
    first = {"$mergeObjects": [{ROWS: 0}, {"$first": "$all"}]}
    return [{"$facet": {"all": [{"$limit": 1}]}}, {"$replaceWith": first}]


def _measures(query: Aggregate) -> Stage:
    made: Stage = {ROWS: 1}
    for each in _computations(query):
        made |= each.made
    return {"$project": made}


def _having(query: Aggregate) -> list[Stage]:
    return match_stages(all_of([_holds(query, having) for having in query.having]))


def _holds(query: Aggregate, having: Having) -> Condition:
    column = _measured(query, having.measure)
    return test_condition(column, Compare(column.name, having.operator, having.value))


def _measured(query: Aggregate, position: int | None) -> Column:
    """A measure as a column of the groups."""
    if position is None:
        return ROW_COUNT
    measure = query.measures[position]
    column, name = query.entity.columns[measure.column], f"measure{position}"
    return replace(column, name=name, source=name, type=type_of(measure.function, column))


def _ordered(query: Aggregate) -> list[Stage]:
    """Groups in order, with a limit those at its places, in all or of each key."""
    places = _places(query)
    added: Stage = {"$set": {name: place for name, (place, _) in places.items()}}
    sort = {name: direction for name, (_, direction) in places.items()}
    if query.limit is None:
        return [added, {"$sort": sort}]
    if query.keys is None:
        taken = {"$limit": query.limit} if query.limit else {"$match": NEVER}
        return [added, {"$sort": sort}, {"$skip": query.offset}, taken]
    by_key = {"partitionBy": _key(query.keys), "sortBy": sort, "output": {RANK: {"$documentNumber": {}}}}
    taken = {RANK: {"$gt": query.offset, "$lte": query.offset + query.limit}}
    return [added, {"$setWindowFields": by_key}, {"$match": taken}, {"$sort": {RANK: 1}}]


def _key(keys: Keys) -> Expression:
    return {f"key{position}": f"$_id.key{position}" for position in range(len(keys.columns))}


def _places(query: Aggregate) -> dict[str, tuple[Expression, int]]:
    """The keys to sort by, each with its direction. Last come the values that make the groups, which all differ."""
    asked = [
        (_value_of(order.measure) if order.group is None else f"$_id.group{order.group}", order.descending)
        for order in query.order
    ]
    ties = [(f"$_id.group{position}", False) for position in range(len(query.groups))]
    return {
        f"place{position}": (_place(value, descending), -1 if descending else 1)
        # A sort needs a key, also where there is but one group.
        for position, (value, descending) in enumerate([*asked, *ties] or [(_value_of(None), False)])
    }


def _value_of(measure: int | None) -> str:
    return f"${ROWS}" if measure is None else f"$measure{measure}"


def _place(value: str, descending: bool) -> Expression:
    """NULLs come last in either direction. Within a document, an array is compared whole."""
    return {"last": {"$ne" if descending else "$eq": [value, None]}, "value": value}
