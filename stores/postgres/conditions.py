"""Filters as SQL conditions, with all values bound.

SQL has a third truth value: what is said of a NULL is neither true nor false. It counts as false, so `Not` asks whether
its part is true.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Numeric,
    Table,
    Text,
    and_ as sql_and,
    false,
    func,
    literal_column,
    or_ as sql_or,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.sql.selectable import Select as SqlSelect
from sqlalchemy.types import TypeEngine

from stores.filter import (
    Among,
    And,
    Beyond,
    Choice,
    Compare,
    Filter,
    IsNull,
    JsonCompare,
    JsonContains,
    JsonExists,
    JsonPath,
    Match,
    Matches,
    Not,
    Operator,
    Or,
    Related,
    Test,
    all_parts,
)
from stores.postgres.columns import Columns
from stores.postgres.paths import same_values
from stores.postgres.sql import Sql, Values, filled, quoted
from stores.shape import are_choices

OPERATORS: Mapping[Operator, Callable[[Any, Any], ColumnElement[bool]]] = {
    Operator.EQUAL: eq,
    Operator.LESS: lt,
    Operator.LESS_OR_EQUAL: le,
    Operator.GREATER: gt,
    Operator.GREATER_OR_EQUAL: ge,
}

JSON_TYPES: Mapping[type, tuple[str, str, TypeEngine[Any]]] = {
    str: ("string", "{there} #>> '{}'", Text()),
    bool: ("boolean", "({there})::boolean", Boolean()),
    int: ("number", "({there})::numeric", Numeric()),
    float: ("number", "({there})::numeric", Numeric()),
}
"""By the type of a value: what `jsonb_typeof` calls it, how it is taken out of JSON, and as what."""

PATTERNS: Mapping[Match, str] = {
    Match.LIKE: "{}",
    Match.LIKE_IN_ANY_CASE: "{}",
    Match.STARTS_WITH: "{}%",
    Match.ENDS_WITH: "%{}",
    Match.CONTAINS: "%{}%",
}


class Conditions:
    """Builds conditions on rows with these columns; `depth` counts the rows that led to them."""

    def __init__(self, columns: Columns, tables: Mapping[str, Table], values: Values, depth: int = 0) -> None:
        self._columns = columns
        self._tables = tables
        self._values = values
        self._depth = depth

    def of(self, where: Filter, *, hidden: bool = False) -> ColumnElement[bool]:
        """A filter; with `hidden` values, which PostgreSQL does not look at when it plans."""
        match where:
            case And(parts):
                return sql_and(true(), *(self.of(part, hidden=hidden) for part in parts))
            case Or(parts):
                return sql_or(false(), *(self.of(part, hidden=hidden) for part in parts))
            case Not(part):
                return Sql("((", self.of(part), ") IS NOT TRUE)")
            case Related():
                return self._related(where)
            case Beyond():
                # One plan for all pages of a list: planning takes longer than reading a page.
                return self.of(where.spelt_out, hidden=True)
            case _:
                return self._test(where, hidden=hidden)

    def _test(self, test: Test, *, hidden: bool) -> ColumnElement[bool]:
        column = self._columns[test.column]
        match test:
            case Compare(_, Operator.EQUAL, Choice() as choice):
                return _chosen(column, (choice,))
            case Compare(_, operator, _):
                value = self._values.bind(column.type)
                return OPERATORS[operator](column, _hidden(value) if hidden else value)
            case IsNull(_, negated):
                return column.is_not(None) if negated else column.is_(None)
            case Among(_, values):
                known = are_choices(values)
                return _chosen(column, values) if known else column == func.any(self._values.bind(ARRAY(column.type)))
            case Matches(_, match, _):
                pattern = self._values.bind(Text())
                return column.ilike(pattern) if match is Match.LIKE_IN_ANY_CASE else column.like(pattern)
            case _:
                return self._json(test)

    def _json(self, where: JsonCompare | JsonContains | JsonExists) -> ColumnElement[bool]:
        there = Sql("(", self._columns[where.column], ")")
        if where.path:
            # No index knows that an empty path leads nowhere else.
            there = Sql("(", self._columns[where.column], " #> ", self._values.bind(ARRAY(Text())), ")")
        match where:
            case JsonExists():
                return Sql("(jsonb_typeof(", there, ") <> 'null')")
            case JsonContains():
                return Sql("(", there, " @> ", self._values.bind(JSONB()), ")")
            case JsonCompare(_, _, operator, value):
                name, taken, type_ = JSON_TYPES[type(value)]
                compared = Sql(filled(taken, there=there), f" {operator} ", self._values.bind(type_))
                return Sql("CASE WHEN jsonb_typeof(", there, f") = '{name}' THEN ", compared, " ELSE false END")

    def _related(self, where: Related) -> ColumnElement[bool]:
        table, here = self._tables[where.target.name].alias(f"related {self._depth}"), self._columns.table
        found: SqlSelect[Any] = select(literal_column("1")).select_from(table)
        found = found.where(same_values(where.relation, here, table))
        if where.where is not None:
            columns = Columns(table, self._tables, self._values)
            found = found.where(Conditions(columns, self._tables, self._values, self._depth + 1).of(where.where))
        return found.correlate(here).exists()


def _chosen(column: ColumnElement[Any], choices: tuple[str, ...]) -> ColumnElement[bool]:
    """That a column is one of a few texts, which PostgreSQL knows when it plans: some are rare."""
    return Sql(column, f" IN ({', '.join(map(quoted, choices))})")


def condition_values(where: Filter | None) -> Iterator[Any]:
    """The values of a filter in the order in which `Conditions` binds them."""
    for part in all_parts(where):
        yield from _own_values(part)


def _own_values(part: Filter) -> Iterator[Any]:
    match part:
        case Compare(_, Operator.EQUAL, Choice()):
            return
        case Compare(_, _, value):
            yield value
        case Among(_, values):
            if not are_choices(values):
                yield list(values)
        case Matches(_, match, text):
            yield PATTERNS[match].format(text if "like" in match else re.sub(r"([\\%_])", r"\\\1", text))
        case JsonCompare(_, path, _, value):
            yield from (*_bound(path), value)
        case JsonContains(_, path, value):
            yield from (*_bound(path), json.dumps(value))
        case JsonExists(_, path):
            yield from _bound(path)


def _bound(path: JsonPath) -> list[list[str]]:
    return [list(path)] if path else []


def _hidden(value: BindParameter[Any]) -> ColumnElement[Any]:
    return select(value).scalar_subquery()
