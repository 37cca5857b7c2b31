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
    FromClause,
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
    Compare,
    Filter,
    IsNull,
    JsonCompare,
    JsonContains,
    JsonExists,
    Match,
    Matches,
    Not,
    Operator,
    Or,
    Related,
    Test,
)
from stores.postgres.sql import Sql, Values, filled

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
    """Builds conditions on the rows of one table, or of an alias of one; `depth` counts the rows that led to it."""

    def __init__(self, table: FromClause, tables: Mapping[str, Table], values: Values, depth: int = 0) -> None:
        self._table = table
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
        column = self._table.c[test.column]
        match test:
            case Compare(_, operator, _):
                value = self._values.bind(column.type)
                return OPERATORS[operator](column, _hidden(value) if hidden else value)
            case IsNull(_, negated):
                return column.is_not(None) if negated else column.is_(None)
            case Among():
                return column == func.any(self._values.bind(ARRAY(column.type)))
            case Matches(_, match, _):
                pattern = self._values.bind(Text())
                return column.ilike(pattern) if match is Match.LIKE_IN_ANY_CASE else column.like(pattern)
            case _:
                return self._json(test)

    def _json(self, where: JsonCompare | JsonContains | JsonExists) -> ColumnElement[bool]:
        there = Sql("(", self._table.c[where.column], " #> ", self._values.bind(ARRAY(Text())), ")")
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
        table = self._tables[where.target.name].alias(f"related {self._depth}")
        pairs = zip(where.relation.local, where.relation.remote, strict=True)
        found: SqlSelect[Any] = select(literal_column("1")).select_from(table)
        found = found.where(*(table.c[remote] == self._table.c[local] for local, remote in pairs))
        if where.where is not None:
            found = found.where(Conditions(table, self._tables, self._values, self._depth + 1).of(where.where))
        return found.correlate(self._table).exists()


def condition_values(where: Filter | None) -> Iterator[Any]:
    """The values of a filter in the order in which `Conditions` binds them."""
    match where:
        case None:
            return
        case And(parts) | Or(parts):
            for part in parts:
                yield from condition_values(part)
        case Not(part) | Related(_, _, part):
            yield from condition_values(part)
        case Beyond():
            yield from condition_values(where.spelt_out)
        case _:
            yield from _test_values(where)


def _test_values(test: Test) -> Iterator[Any]:
    match test:
        case Compare(_, _, value):
            yield value
        case Among(_, values):
            yield list(values)
        case Matches(_, match, text):
            yield PATTERNS[match].format(text if "like" in match else re.sub(r"([\\%_])", r"\\\1", text))
        case JsonCompare(_, path, _, value):
            yield from (list(path), value)
        case JsonContains(_, path, value):
            yield from (list(path), json.dumps(value))
        case JsonExists(_, path):
            yield list(path)


def _hidden(value: BindParameter[Any]) -> ColumnElement[Any]:
    return select(value).scalar_subquery()
