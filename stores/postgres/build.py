"""Statements over one table, built with SQLAlchemy Core; all values bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
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
from sqlalchemy.types import TypeEngine

from stores.document import Document
from stores.postgres.sql import Sql, limit_mark
from stores.query import And, Beyond, Compare, Count, Filter, IsNull, Operator, Or, Order, Select

OPERATORS: Mapping[Operator, Callable[[Any, Any], ColumnElement[bool]]] = {
    Operator.EQUAL: eq,
    Operator.LESS: lt,
    Operator.LESS_OR_EQUAL: le,
    Operator.GREATER: gt,
    Operator.GREATER_OR_EQUAL: ge,
}


class Builder:
    """Builds what concerns one table, or an alias of one; binds `value_0`, `value_1`, … as `numbers` counts them."""

    def __init__(self, table: FromClause, numbers: Iterator[int] | None = None) -> None:
        self._table = table
        self._numbers = count() if numbers is None else numbers

    def select(self, query: Select) -> SqlSelect[Any]:
        """A page, the rows of some keys, or, with keys and a limit, a page for each key by LATERAL."""
        columns = [self._table.c[name] for name in query.columns]
        if query.keys and query.limit is not None:
            keys = self.keys(query.keys.columns)
            same = (self._table.c[name] == keys.c[name] for name in query.keys.columns)
            page = self.page(select(*columns).where(*same), query).lateral("page")
            return select(*page.c).select_from(keys.join(page, true()))
        statement = select(*columns)
        if query.keys:
            statement = statement.where(self._among(query.keys.columns))
        return self.page(statement, query)

    def count(self, query: Count) -> SqlSelect[Any]:
        """`count(*)`, grouped by the columns of the keys."""
        columns = [self._table.c[name] for name in (query.keys.columns if query.keys else ())]
        statement = select(*columns, func.count().label("count")).select_from(self._table).group_by(*columns)
        if query.keys:
            statement = statement.where(self._among(query.keys.columns))
        return statement.where(self._condition(query.where)) if query.where else statement

    def page(self, statement: SqlSelect[Any], query: Select) -> SqlSelect[Any]:
        """The statement with a query's filter, order and limit."""
        statement = self.ordered(statement, query)
        return statement if query.limit is None else statement.limit(self.limit())

    def ordered(self, statement: SqlSelect[Any], query: Select | Document) -> SqlSelect[Any]:
        """The statement with a query's filter and order."""
        if query.where:
            statement = statement.where(self._condition(query.where))
        return statement.order_by(*(self._order(part) for part in query.order))

    def value(self, column: str) -> BindParameter[Any]:
        """A value of a column."""
        return self._value(self._table.c[column].type)

    def limit(self) -> Sql:
        """The query's limit, to be written in."""
        return limit_mark(next(self._numbers))

    def _condition(self, where: Filter, *, hidden: bool = False) -> ColumnElement[bool]:
        """A filter; with `hidden` values, which PostgreSQL does not look at when it plans."""
        match where:
            case Compare(column, operator, _):
                value = self._value(self._table.c[column].type)
                return OPERATORS[operator](self._table.c[column], _hidden(value) if hidden else value)
            case IsNull(column, negated):
                return self._table.c[column].is_not(None) if negated else self._table.c[column].is_(None)
            case And(parts):
                return sql_and(true(), *(self._condition(part, hidden=hidden) for part in parts))
            case Or(parts):
                return sql_or(false(), *(self._condition(part, hidden=hidden) for part in parts))
            case Beyond():
                # One plan for all pages of a list: planning takes longer than reading a page.
                return self._condition(where.spelt_out, hidden=True)

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
        keys = self.keys(columns)
        return tuple_(*(self._table.c[name] for name in columns)).in_(select(*(keys.c[name] for name in columns)))

    def keys(self, columns: tuple[str, ...]) -> FromClause:
        """A row for each key."""
        arrays = [self._value(ARRAY(self._table.c[name].type)) for name in columns]
        return func.unnest(*arrays).table_valued(*columns).render_derived(name="keys")

    def _value(self, type_: TypeEngine[Any]) -> BindParameter[Any]:
        return bindparam(f"value_{next(self._numbers)}", type_=type_, required=False)


def _hidden(value: BindParameter[Any]) -> ColumnElement[Any]:
    return select(value).scalar_subquery()
