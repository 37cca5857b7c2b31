"""Statements over one table, built with SQLAlchemy Core; all values bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Table,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import Select as SqlSelect

from stores.derived import Derived
from stores.document import Document
from stores.filter import Filter
from stores.order import Order
from stores.postgres.columns import Columns
from stores.postgres.conditions import Conditions
from stores.postgres.sql import Values
from stores.query import Count, Select


class Builder:
    """Builds what concerns one table, or an alias of one; `columns` are those of its rows.

    `tables` are those that filters and derived columns may lead to.
    """

    def __init__(
        self, table: FromClause, tables: Mapping[str, Table], values: Values, derived: Iterable[Derived] = ()
    ) -> None:
        self._table = table
        self._values = values
        self.columns = Columns(table, tables, values, derived)
        self._conditions = Conditions(self.columns, tables, values)

    def select(self, query: Select) -> SqlSelect[Any]:
        """A page, the rows of some keys, or, with keys and a limit, a page for each key by LATERAL."""
        columns = [self.columns.named(name) for name in query.columns]
        if query.keys and query.limit is not None:
            keys = self.keys(query.keys.columns)
            same = (self._table.c[name] == keys.c[name] for name in query.keys.columns)
            page = self.page(self._rows(*columns).where(*same).correlate(keys), query).lateral("page")
            return select(*page.c).select_from(keys.join(page, true()))
        statement = self._rows(*columns)
        if query.keys:
            statement = statement.where(self.among(query.keys.columns))
        return self.page(statement, query)

    def _rows(self, *columns: ColumnElement[Any]) -> SqlSelect[Any]:
        return select(*columns).select_from(self.columns.rows)

    def count(self, query: Count) -> SqlSelect[Any]:
        """`count(*)`, grouped by the columns of the keys."""
        columns = [self._table.c[name] for name in (query.keys.columns if query.keys else ())]
        statement = select(*columns, func.count().label("count")).select_from(self._table).group_by(*columns)
        if query.keys:
            statement = statement.where(self.among(query.keys.columns))
        return statement.where(self.condition(query.where)) if query.where else statement

    def page(self, statement: SqlSelect[Any], query: Select) -> SqlSelect[Any]:
        """The statement with a query's filter, order and limit."""
        statement = self.ordered(statement, query)
        return statement if query.limit is None else statement.limit(self._values.limit())

    def ordered(self, statement: SqlSelect[Any], query: Select | Document) -> SqlSelect[Any]:
        """The statement with a query's filter and order."""
        if query.where:
            statement = statement.where(self.condition(query.where))
        return statement.order_by(*(self._order(part) for part in query.order))

    def condition(self, where: Filter) -> ColumnElement[bool]:
        """What a filter says of the rows."""
        return self._conditions.of(where)

    def value(self, column: str) -> BindParameter[Any]:
        """A value of a column."""
        return self._values.bind(self._table.c[column].type)

    def _order(self, order: Order) -> ColumnElement[Any]:
        """NULLs are placed in words only where an index read in its own order would place them otherwise."""
        column = self.columns[order.column]
        directed = column.desc() if order.descending else column.asc()
        if not self.columns.nullable(order.column) or order.nulls_first == order.descending:
            return directed
        return directed.nulls_first() if order.nulls_first else directed.nulls_last()

    def among(self, columns: tuple[str, ...]) -> ColumnElement[bool]:
        """The columns equal one of the keys."""
        if len(columns) == 1:
            column = self._table.c[columns[0]]
            return column == func.any(self._values.bind(ARRAY(column.type)))
        keys = self.keys(columns)
        return tuple_(*(self._table.c[name] for name in columns)).in_(select(*(keys.c[name] for name in columns)))

    def keys(self, columns: tuple[str, ...]) -> FromClause:
        """A row for each key."""
        arrays = [self._values.bind(ARRAY(self._table.c[name].type)) for name in columns]
        return func.unnest(*arrays).table_valued(*columns).render_derived(name="keys")
