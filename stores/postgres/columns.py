"""The columns of a query's rows in SQL: those of a table, and derived ones, for which other rows are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    Numeric,
    Table,
    and_,
    case,
    column as sql_column,
    func,
    literal_column,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Boolean, Date, DateTime, Integer, Text, TypeEngine

from stores.aggregate import Function
from stores.catalogue import Column, ValueType
from stores.derived import Derived, Figure, Known
from stores.postgres.measures import measured
from stores.postgres.paths import Paths, same_values
from stores.postgres.sql import Sql, Values

Expression = ColumnElement[Any]

TYPES: Mapping[ValueType, TypeEngine[Any]] = {
    ValueType.TEXT: Text(),
    ValueType.INTEGER: Integer(),
    ValueType.BIG_INTEGER: BigInteger(),
    ValueType.DECIMAL: Numeric(),
    ValueType.FLOAT: Double(),
    ValueType.BOOLEAN: Boolean(),
    ValueType.DATETIME: DateTime(timezone=True),
    ValueType.DATE: Date(),
    ValueType.OBJECT_ID: Text(),
}
"""The types of derived columns that are no column's of a table."""

EXTREMES = frozenset((Function.MIN, Function.MAX))
"""Measures that are values of the column."""

INEXACT = frozenset((Function.SUM, Function.AVG, Function.STDDEV))
"""Measures whose last digits depend on the order in which doubles are taken."""

VALUE = "value"


class Columns:
    """The columns of one table, or of an alias of one, and derived ones; `rows` is what to select from."""

    def __init__(
        self, table: FromClause, tables: Mapping[str, Table], values: Values, derived: Iterable[Derived] = ()
    ) -> None:
        self.table = table
        self._tables = tables
        self._values = values
        self._paths = Paths(table, tables)
        self._numbers = count()
        self._derived = {column.name: (column, self._at_end(column)) for column in derived}

    @property
    def rows(self) -> FromClause:
        """The table with all that is joined to it, which leaves its rows as many as they are."""
        return self._paths.joined

    def __getitem__(self, name: str) -> Expression:
        """A column's value."""
        return self._derived[name][1] if name in self._derived else self.table.c[name]

    def named(self, name: str) -> Expression:
        """The same by its name, to select it."""
        return self[name].label(name) if name in self._derived else self[name]

    def nullable(self, name: str) -> bool:
        """Whether a column may be NULL."""
        return self._derived[name][0].nullable if name in self._derived else bool(self.table.c[name].nullable)

    def _at_end(self, column: Derived) -> Expression:
        end = self._paths.end(column.path)
        match column.at_end:
            case Column(name):
                return end.c[name]
            case Known() as known:
                value, otherwise = self._known(end, known, TYPES[column.type]), known.otherwise
            case Figure() as figure:
                value, otherwise = self._figure(end, figure), figure.otherwise
        if otherwise is None:
            return value
        value = func.coalesce(value, literal_column(str(otherwise)))
        return case((end.c[column.path[-1][1].key[0]].is_not(None), value)) if column.path else value

    def _figure(self, end: FromClause, figure: Figure) -> Expression:
        """A subquery for each row, which finds by an index; where there is none, one that groups all rows once."""
        name = f"figure {next(self._numbers)}"
        table = self._tables[figure.target.name].alias(f"of {name}")
        value = _value(table, figure).label(VALUE)
        if figure.relation.indexed:
            found = select(value).where(same_values(figure.relation, end, table)).correlate(end).lateral(name)
            self._paths.join(found, true())
            return found.c[VALUE]
        keys = [table.c[remote] for remote in figure.relation.remote]
        grouped = select(*keys, value).group_by(*keys).subquery(name)
        self._paths.join(grouped, same_values(figure.relation, end, grouped))
        return grouped.c[VALUE]

    def _known(self, end: FromClause, known: Known, type_: TypeEngine[Any]) -> Expression:
        """See `known_values` for what is bound."""
        columns = [sql_column(name, end.c[name].type) for name in known.local]
        arrays = [self._values.bind(ARRAY(column.type)) for column in columns]
        listed = func.unnest(*arrays, self._values.bind(ARRAY(type_))).table_valued(*columns, sql_column(VALUE, type_))
        joined = listed.render_derived(name=f"known {next(self._numbers)}")
        self._paths.join(joined, and_(*(joined.c[name] == end.c[name] for name in known.local)))
        return joined.c[VALUE]


def known_values(derived: Iterable[Derived]) -> Iterator[Any]:
    """The values that `Columns` binds: an array for each column of the keys, and one of what is known of them."""
    for column in derived:
        if isinstance(column.at_end, Known):
            known = column.at_end
            yield from ([key[position] for key in known.keys] for position in range(len(known.local)))
            yield list(known.values)


def _value(table: FromClause, figure: Figure) -> Expression:
    """What the rows of a subquery come to, as a value of a type, with which others can be compared."""
    measure, type_ = figure.measure, figure.type
    if measure is None:
        return type_coerce(func.count(), TYPES[type_])
    column, value = figure.target.columns[measure.column], table.c[measure.column]
    in_order = column.type is ValueType.FLOAT and measure.function in INEXACT
    made = measured(measure, column, value, by=table.c[figure.target.key[0]] if in_order else None)
    if measure.function in EXTREMES:
        return type_coerce(made, value.type)
    return type_coerce(Sql("(", made, ")::numeric") if type_ is ValueType.DECIMAL else made, TYPES[type_])
