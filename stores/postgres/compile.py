"""Queries to SQL: built with SQLAlchemy Core, compiled once for each shape, all values bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Table,
    and_ as sql_and,
    bindparam,
    false,
    func,
    or_ as sql_or,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import Select as SqlSelect
from sqlalchemy.types import BigInteger, TypeEngine

from stores.postgres.connection import DIALECT
from stores.query import And, Beyond, Compare, Count, Filter, IsNull, Operator, Or, Order, Select

OPERATORS: Mapping[Operator, Callable[[Any, Any], ColumnElement[bool]]] = {
    Operator.EQUAL: eq,
    Operator.LESS: lt,
    Operator.LESS_OR_EQUAL: le,
    Operator.GREATER: gt,
    Operator.GREATER_OR_EQUAL: ge,
}


@dataclass(frozen=True, slots=True)
class Template:
    """The statement of one shape. `positions` says which of the query's values each `$n` takes."""

    sql: str
    positions: tuple[int, ...]


class Compiler:
    """Compiles queries over `tables` (by entity name), remembering at most `capacity` shapes."""

    def __init__(self, tables: Mapping[str, Table], capacity: int = 2_000) -> None:
        self._tables = tables
        self._capacity = capacity
        self._templates: OrderedDict[Hashable, Template] = OrderedDict()

    def compile(self, query: Select | Count) -> tuple[str, list[Any]]:
        """The statement and its arguments, in the order of `$1`, `$2`, …"""
        shape = shape_of(query)
        template = self._templates.get(shape)
        if template is None:
            template = self._templates[shape] = self._build(query)
            if len(self._templates) > self._capacity:
                self._templates.popitem(last=False)
        else:
            self._templates.move_to_end(shape)
        values = list(values_of(query))
        return template.sql, [values[position] for position in template.positions]

    def _build(self, query: Select | Count) -> Template:
        table = self._tables[query.entity.name]
        built = Builder(table).select(query) if isinstance(query, Select) else Builder(table).count(query)
        compiled = built.compile(dialect=DIALECT)
        return Template(str(compiled), tuple(int(name.removeprefix("value_")) for name in compiled.positiontup or ()))


def shape_of(query: Select | Count) -> Hashable:
    """All of a query but its values: queries of one shape share a statement."""
    keys = query.keys and query.keys.columns
    where = query.where and _filter_shape(query.where)
    if isinstance(query, Count):
        return Count, query.entity.name, where, keys
    return Select, query.entity.name, query.columns, where, query.order, query.limit is None, keys


def values_of(query: Select | Count) -> Iterator[Any]:
    """The values of a query in a fixed order: an array for each column of its keys, the filter's, the limit."""
    if query.keys:
        yield from (
            map(list, zip(*query.keys.values, strict=True)) if query.keys.values else [[] for _ in query.keys.columns]
        )
    if query.where:
        yield from _filter_values(query.where)
    if isinstance(query, Select) and query.limit is not None:
        yield query.limit


def _filter_shape(where: Filter) -> Hashable:
    match where:
        case Compare(column, operator, _):
            return Compare, column, operator
        case IsNull():
            return where
        case And(parts) | Or(parts):
            return type(where), tuple(_filter_shape(part) for part in parts)
        case Beyond():
            return _filter_shape(where.spelt_out)


def _filter_values(where: Filter) -> Iterator[Any]:
    match where:
        case Compare(_, _, value):
            yield value
        case And(parts) | Or(parts):
            for part in parts:
                yield from _filter_values(part)
        case Beyond():
            yield from _filter_values(where.spelt_out)


class Builder:
    """Builds one statement over one table; binds `value_0`, `value_1`, … in the order of `values_of`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._numbers = count()

    def select(self, query: Select) -> SqlSelect[Any]:
        """A page, the rows of some keys, or, with keys and a limit, a page for each key by LATERAL."""
        columns = [self._table.c[name] for name in query.columns]
        if query.keys and query.limit is not None:
            keys = self._unnest(query.keys.columns)
            same = (self._table.c[name] == keys.c[name] for name in query.keys.columns)
            page = self._page(select(*columns).where(*same), query).lateral("page")
            return select(*page.c).select_from(keys.join(page, true()))
        statement = select(*columns)
        if query.keys:
            statement = statement.where(self._among(query.keys.columns))
        return self._page(statement, query)

    def count(self, query: Count) -> SqlSelect[Any]:
        """`count(*)`, grouped by the columns of the keys."""
        columns = [self._table.c[name] for name in (query.keys.columns if query.keys else ())]
        statement = select(*columns, func.count().label("count")).select_from(self._table).group_by(*columns)
        if query.keys:
            statement = statement.where(self._among(query.keys.columns))
        return statement.where(self._condition(query.where)) if query.where else statement

    def _page(self, statement: SqlSelect[Any], query: Select) -> SqlSelect[Any]:
        if query.where:
            statement = statement.where(self._condition(query.where))
        statement = statement.order_by(*(self._order(part) for part in query.order))
        return statement if query.limit is None else statement.limit(self._value(BigInteger()))

    def _condition(self, where: Filter) -> ColumnElement[bool]:
        match where:
            case Compare(column, operator, _):
                return OPERATORS[operator](self._table.c[column], self._value(self._table.c[column].type))
            case IsNull(column, negated):
                return self._table.c[column].is_not(None) if negated else self._table.c[column].is_(None)
            case And(parts):
                return sql_and(true(), *(self._condition(part) for part in parts))
            case Or(parts):
                return sql_or(false(), *(self._condition(part) for part in parts))
            case Beyond():
                return self._condition(where.spelt_out)

    def _order(self, order: Order) -> ColumnElement[Any]:
        """NULLs are placed in words only where an index read in its own order would place them otherwise."""
        column = self._table.c[order.column]
        directed = column.desc() if order.descending else column.asc()
        if not column.nullable or order.nulls_first == order.descending:
            return directed
        return directed.nulls_first() if order.nulls_first else directed.nulls_last()

    def _among(self, columns: tuple[str, ...]) -> ColumnElement[bool]:
        if len(columns) == 1:
            column = self._table.c[columns[0]]
            return column == func.any(self._value(ARRAY(column.type)))
        keys = self._unnest(columns)
        return tuple_(*(self._table.c[name] for name in columns)).in_(select(*(keys.c[name] for name in columns)))

    def _unnest(self, columns: tuple[str, ...]) -> FromClause:
        arrays = [self._value(ARRAY(self._table.c[name].type)) for name in columns]
        return func.unnest(*arrays).table_valued(*columns).render_derived(name="keys")

    def _value(self, type_: TypeEngine[Any]) -> BindParameter[Any]:
        return bindparam(f"value_{next(self._numbers)}", type_=type_)
