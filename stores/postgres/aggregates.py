"""Aggregates as SQL: one statement, grouped, for all keys at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Float, Numeric, Table, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import Select as SqlSelect

from stores.aggregate import NUMBERS, Aggregate, Bucket, Figures, GroupBy, Having, Measure, Unit, type_of
from stores.catalogue import Column, ValueType
from stores.postgres.build import Builder
from stores.postgres.conditions import OPERATORS, condition_values
from stores.postgres.measures import FINITE, measured
from stores.postgres.paths import Paths
from stores.postgres.sql import Sql, Values, filled, quoted
from stores.shape import Shape, filter_shape

Expression = ColumnElement[Any]

BUCKETS: Mapping[Unit, str] = {
    Unit.SECOND: "date_bin(make_interval(secs => SIZE), {value}, timestamptz '2000-01-01 00:00:00+00')",
    Unit.DAY: "date_bin(make_interval(days => SIZE), timezone(ZONE, {value}), timestamp '2000-01-01')",
    Unit.WEEK: "date_bin(make_interval(days => 7 * SIZE), timezone(ZONE, {value}), timestamp '2000-01-03')",
    Unit.MONTH: (
        "timestamp '2000-01-01' + make_interval(months => SIZE * floor((12 * (extract(year FROM"
        " timezone(ZONE, {value})) - 2000) + extract(month FROM timezone(ZONE, {value})) - 1) / SIZE)::int)"
    ),
}
"""The start of a bucket; but for seconds, as the clocks of the zone show it."""

EDGES = (Decimal(0),)
"""What stands for any edges in a shape: they are values."""


class AggregateBuilder:
    """Builds one statement; binds values as `aggregate_values` orders them."""

    def __init__(self, query: Aggregate, tables: Mapping[str, Table]) -> None:
        self._query = query
        self._tables = tables
        self._values = Values()
        self._table = tables[query.entity.name]
        self._builder = Builder(self._table, tables, self._values)
        self._paths = Paths(self._table, tables)

    def build(self) -> SqlSelect[Any]:
        """For each group the columns of its key, its values, its number of rows and its measures."""
        columns = self._query.keys.columns if self._query.keys else ()
        if not columns or self._query.limit is None:
            among = [self._builder.among(columns)] if columns else []
            return self._ordered(self._grouped([self._table.c[name] for name in columns], among), len(columns))
        keys = self._builder.keys(columns)
        same = [self._table.c[name] == keys.c[name] for name in columns]
        figures = self._ordered(self._grouped([], same), 0).lateral("figures")
        return select(*keys.c, *figures.c).select_from(keys.join(figures, true()))

    def _grouped(self, keys: Sequence[Expression], conditions: Sequence[ColumnElement[bool]]) -> SqlSelect[Any]:
        query = self._query
        groups = [self._group(group).label(f"group {position}") for position, group in enumerate(query.groups)]
        measures = [self._measure(measure) for measure in query.measures]
        labelled = [measure.label(f"measure {position}") for position, measure in enumerate(measures)]
        statement: SqlSelect[Any] = select(*keys, *groups, func.count().label("rows"), *labelled)
        statement = statement.select_from(self._paths.joined).where(*conditions)
        if query.where is not None:
            statement = statement.where(self._builder.condition(query.where))
        if keys or groups:
            # An empty list of groups would be one group even where a key has no rows.
            statement = statement.group_by(*map(_position, range(len(keys) + len(groups))))
        elif query.keys is not None:
            statement = statement.having(func.count() > literal_column("0"))
        return statement.having(*(self._having(having, measures) for having in query.having))

    def _ordered(self, statement: SqlSelect[Any], keys: int) -> SqlSelect[Any]:
        """In order; `keys` columns come before those of the groups."""
        counted = keys + len(self._query.groups)
        for order in self._query.order:
            at = counted if order.measure is None else counted + 1 + order.measure
            position = _position(at if order.group is None else keys + order.group)
            statement = statement.order_by((position.desc() if order.descending else position.asc()).nulls_last())
        statement = statement.order_by(*(_position(at).asc().nulls_last() for at in range(keys, counted)))
        if self._query.limit is None:
            return statement
        return statement.limit(self._values.limit()).offset(self._values.limit())

    def _group(self, group: GroupBy) -> Expression:
        value = self._paths.end(group.path).c[group.column.name]
        if group.edges:
            return self._range(group.column, value)
        return value if group.bucket is None else _bucket(group.bucket, value)

    def _range(self, column: Column, value: Expression) -> Expression:
        number = Sql("width_bucket(", value, "::numeric, ", self._values.bind(ARRAY(Numeric())), ")")
        return (
            Sql("CASE WHEN ", filled(FINITE[column.type], value=value), " THEN ", number, " END")
            if column.type in FINITE
            else number
        )

    def _measure(self, measure: Measure) -> Expression:
        fraction = None if measure.fraction is None else self._values.bind(Float(53))
        column, value = self._query.entity.columns[measure.column], self._table.c[measure.column]
        taken = value if measure.bucket is None else _bucket(measure.bucket, value)
        return measured(measure, column, taken, fraction)

    def _having(self, having: Having, measures: Sequence[Expression]) -> ColumnElement[bool]:
        if having.measure is None:
            return OPERATORS[having.operator](func.count(), self._values.bind(Numeric()))
        measure = self._query.measures[having.measure]
        column, made = self._table.c[measure.column], measures[having.measure]
        type_ = type_of(measure.function, self._query.entity.columns[measure.column])
        if type_ in NUMBERS:
            cast = "float8" if type_ is ValueType.FLOAT else "numeric"
            return Sql("((", made, f")::{cast} {having.operator} ", self._values.bind(Numeric()), f"::{cast})")
        return Sql("(", made, f" {having.operator} ", self._values.bind(column.type), ")")


def aggregate_shape(query: Aggregate) -> Shape:
    """All of the query but its values."""
    return Shape(
        Aggregate,
        query.entity.name,
        tuple((measure.function, measure.column, measure.bucket) for measure in query.measures),
        filter_shape(query.where),
        tuple(replace(group, edges=EDGES) if group.edges else group for group in query.groups),
        tuple((having.measure, having.operator) for having in query.having),
        query.order,
        query.limit is None,
        query.keys and query.keys.columns,
    )


def aggregate_values(query: Aggregate) -> Iterator[Any]:
    """The values of the query but those of its keys, in the order in which they are bound."""
    yield from (list(map(str, group.edges)) for group in query.groups if group.edges)
    yield from (measure.fraction for measure in query.measures if measure.fraction is not None)
    yield from condition_values(query.where)
    yield from (having.value for having in query.having)
    if query.limit is not None:
        yield from (query.limit, query.offset)


def figures(query: Aggregate) -> Callable[[Sequence[Any]], Figures]:
    """How a record becomes figures."""
    keys = len(query.keys.columns) if query.keys else 0
    counted = keys + len(query.groups)
    whole = [
        type_of(each.function, query.entity.columns[each.column]) is ValueType.BIG_INTEGER for each in query.measures
    ]

    def read(record: Sequence[Any]) -> Figures:
        measures = zip(record[counted + 1 :], whole, strict=True)
        # PostgreSQL's sum of BIGINT is a NUMERIC.
        made = tuple(int(value) if is_whole and value is not None else value for value, is_whole in measures)
        return Figures(tuple(record[:keys]), tuple(record[keys:counted]), record[counted], made)

    return read


def _position(number: int) -> Expression:
    return literal_column(str(number + 1))


def _bucket(bucket: Bucket, value: Expression) -> Sql:
    template = BUCKETS[bucket.unit].replace("SIZE", str(bucket.size)).replace("ZONE", quoted(bucket.zone))
    start = filled(template, value=value)
    if bucket.unit is not Unit.SECOND:
        # Where clocks show the start twice, or never, it is the end of what comes before.
        moment = "interval '1 microsecond'"
        start = Sql(f"timezone({quoted(bucket.zone)}, ", start, f" - {moment}) + {moment}")
    return Sql("CASE WHEN isfinite(", value, ") THEN ", start, " END")
