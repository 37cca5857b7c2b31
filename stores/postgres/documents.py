"""Documents: rows as JSON texts, with the rows that they lead to inside, written by PostgreSQL itself.

Rows become JSON by `row_to_json` and `json_agg`, which call members as the columns are labelled; each relation is a
subquery of its own. What a field cannot say (a year beyond four digits, a value outside a closed set) is written as
`UNUSUAL`, one of the words that PostgreSQL itself writes for what JSON has no number for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Table,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
)
from sqlalchemy.sql.selectable import ScalarSelect, Select as SqlSelect, Subquery

from stores.catalogue import Column, Entity, ValueType
from stores.postgres.build import Builder
from stores.query import Around, Constant, Document, Documents, Nested, Value

Pairs = Iterable[tuple[ColumnElement[Any], str]]
Expression = ColumnElement[Any]
Limits = tuple[Expression, Expression]

UNUSUAL = "NaN"
MARKS = (f'"{UNUSUAL}"'.encode(), b'"Infinity"', b'"-Infinity"')
"""One of these stands in each text that holds a value which its field cannot say."""


class DocumentBuilder:
    """Builds one statement; binds values as `stores.postgres.compile.values_of` orders them."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._values = count()
        self._names = count()

    def documents(self, query: Documents) -> SqlSelect[Any]:
        """The text, or for each key its columns and then its text."""
        if query.keys is None:
            return select(_bytes(self._list(self._rows(query.document, ()), query.around)))
        keys = Builder(self._tables[query.entity.name], self._values).keys(query.keys.columns)
        same = [(keys.c[name], name) for name in query.keys.columns]
        content = self._list(self._rows(query.document, same), query.around)
        return select(*keys.c, _bytes(content))

    def _rows(self, document: Document, same: Pairs) -> Subquery:
        table = self._tables[document.entity.name].alias(f"table_{next(self._names)}")
        members = [self._member(table, document.entity, content).label(name) for name, content in document.members]
        rows = select(*members).select_from(table)
        for outer, remote in same:
            rows = rows.where(table.c[remote] == outer).correlate(outer.table)
        return Builder(table, self._values).page(rows, document).subquery(f"rows_{next(self._names)}")

    def _list(self, rows: Subquery, around: Around) -> ScalarSelect[Any]:
        listed = func.coalesce(func.json_agg(rows.table_valued()), literal_column("'[]'::json"))
        members = [(listed if text is None else _text(text)).label(name) for name, text in around]
        whole = select(*members).select_from(rows).subquery(f"list_{next(self._names)}")
        return select(func.row_to_json(whole.table_valued())).scalar_subquery()

    def _member(self, table: FromClause, entity: Entity, content: Value | Constant | Nested) -> Expression:
        match content:
            case Constant(text):
                return _text(text)
            case Value(column, names):
                return _value(entity.columns[column], table.c[column], names)
            case Nested(document, pairs, many, around):
                same = [(table.c[local], remote) for local, remote in pairs]
                rows = self._rows(document, same)
                return self._list(rows, around) if many else _one(rows)


def _bytes(content: Expression) -> Expression:
    """The text in UTF-8 as it goes out: as a text in Python, one wide letter would make all of them wide."""
    return func.convert_to(cast(content, Text()), _text("UTF8"))


def _one(row: Subquery) -> ScalarSelect[Any]:
    return select(func.row_to_json(row.table_valued())).scalar_subquery()


def _value(column: Column, value: Expression, names: tuple[tuple[str, str], ...]) -> Expression:
    """A column as clients see it."""
    if names:
        shown = [(value == _text(stored), _text(name)) for stored, name in names]
        return case((value.is_(None), null()), *shown, else_=_text(UNUSUAL))
    return FORMS.get(column.type, _as_it_is)(value)


def _as_it_is(value: Expression) -> Expression:
    return value


def _as_text(value: Expression) -> Expression:
    return cast(value, Text())


def _moment(value: Expression) -> Expression:
    """RFC 3339 with `Z`, and with six digits of a second or none, as `stores.json_value.rfc_3339` writes it."""
    written = func.to_char(func.timezone(_text("UTC"), value), _text('YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    return _within(value, MOMENTS, func.replace(written, _text(".000000Z"), _text("Z")))


def _day(value: Expression) -> Expression:
    return _within(value, DAYS, cast(value, Text()))


def _within(value: Expression, limits: Limits, written: Expression) -> Expression:
    return case((value.between(*limits), written), (value.is_(None), null()), else_=_text(UNUSUAL))


def _text(text: str) -> BindParameter[str]:
    """A text that is part of the statement."""
    return literal(text, Text(), literal_execute=True)


MOMENTS: Limits = (
    literal_column("timestamptz '0001-01-01 00:00:00+00'"),
    literal_column("timestamptz '9999-12-31 23:59:59.999999+00'"),
)
DAYS: Limits = literal_column("date '0001-01-01'"), literal_column("date '9999-12-31'")
"""The first and the last that have a year of four digits."""

FORMS: Mapping[ValueType, Callable[[Expression], Expression]] = {
    ValueType.BIG_INTEGER: _as_text,
    ValueType.DECIMAL: _as_text,
    ValueType.DATETIME: _moment,
    ValueType.DATE: _day,
}
"""How the values of a type are written that JSON has not, or not exactly."""
