"""Documents written by PostgreSQL itself: one statement, in which each relation is a subquery of its own.

Rows become JSON by `row_to_json`, which calls members as the columns are labelled. What is not the operation's own has
names with a space in them, which no label has: PostgreSQL takes a label for the row of the same name otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from sqlalchemy import ColumnClause, ColumnElement, FromClause, Table, Text, cast, func, select
from sqlalchemy.sql.selectable import Select as SqlSelect

from stores.catalogue import Entity
from stores.derived import derived_columns
from stores.document import (
    Around,
    Constant,
    Content,
    Document,
    Documents,
    End,
    Group,
    Items,
    Members,
    More,
    Nested,
    Part,
    Token,
    Value,
)
from stores.postgres.build import Builder
from stores.postgres.json_form import shown, token
from stores.postgres.sql import Sql, Values, quoted

Expression = ColumnElement[Any]
Same = Iterable[tuple[Expression, str]]
"""What the rows' columns must equal."""

ITEM = "the item"


class DocumentBuilder:
    """Builds one statement; binds values as `stores.postgres.compile.values_of` orders them."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._values = Values()
        self._names = count()

    def documents(self, query: Documents) -> SqlSelect[Any]:
        """The text; or, of several keys, for each its columns and then its text."""
        builder = Builder(self._tables[query.entity.name], self._tables, self._values)
        columns = query.keys.columns if query.keys else ()
        if query.key is not None:
            same: Same = [(builder.value(name), name) for name in columns]
            return select(_bytes(self._content(query.document, same)))
        keys = builder.keys(columns)
        same = [(keys.c[name], name) for name in columns]
        return select(*keys.c, _bytes(self._content(query.document, same)))

    def _content(self, document: Document, same: Same) -> Expression:
        """The object of one row, or that around a list.

        Its rows are found first, and only what is then left of them is written: PostgreSQL would write all, and sort.
        """
        ends = tuple(_ends(document.around or ()))
        page, limit = self._page(document, same, ends)
        members = self._members(page, document.entity, document.members)
        if ends:
            members = [self._object(select(*members)).label(ITEM), *(page.c[name] for name in _positions(ends))]
        rows = select(*members).select_from(page)
        return self._object(rows) if document.around is None else self._list(document, document.around, rows, limit)

    def _page(self, document: Document, same: Same, ends: Sequence[More | End]) -> tuple[FromClause, Expression]:
        """The rows, with what is needed of them, and how many the list takes."""
        table = self._tables[document.entity.name].alias(self._name("table"))
        names = dict.fromkeys((*document.members.columns, *_positions(ends))) or document.entity.key
        builder = Builder(table, self._tables, self._values, derived_columns(document.entity))
        columns = [builder.columns.named(name) for name in names]
        rows: SqlSelect[Any] = select(*columns).select_from(builder.columns.rows)
        for outer, remote in same:
            rows = rows.where(table.c[remote] == outer)
            rows = rows.correlate(outer.table) if isinstance(outer, ColumnClause) else rows
        rows, limit = builder.ordered(rows, document), self._values.limit()
        return rows.limit(Sql(limit, " + 1") if More() in ends else limit).subquery(self._name("page")), limit

    def _list(self, document: Document, around: Around, rows: SqlSelect[Any], limit: Expression) -> Expression:
        listed, ends = rows.subquery(self._name("rows")), tuple(_ends(around))
        if not ends:
            facts = [Sql("array_to_json(coalesce(array_agg(", listed.table_valued(), "), '{}'))").label("the items")]
        else:
            items = Sql("array_to_json((coalesce(array_agg(", listed.c[ITEM], "), '{}'))[1:", limit, "])")
            facts = [
                items.label("the items"),
                Sql("count(*) > ", limit).label("more"),
                Sql("least(count(*), ", limit, ")").label("size"),
            ]
            facts += [
                Sql("(array_agg(", listed.c[name], "))[1]").label(f"first {name}")
                for name in _positions(ends, last=False)
            ]
            for name in _positions(ends, last=True):
                last = Sql("(array_agg(", listed.c[name], "))[least(count(*), ", limit, ")]")
                facts.append(last.label(f"last {name}"))
        known = select(*facts).select_from(listed).subquery(self._name("list"))
        return self._object(select(*self._around(known, document.entity, around)).select_from(known))

    def _around(self, known: FromClause, entity: Entity, around: Around) -> list[Expression]:
        members: list[Expression] = []
        for name, content in around:
            match content:
                case Constant(value):
                    member: Expression = _constant(value)
                case Items():
                    member = known.c["the items"]
                case More():
                    member = known.c["more"]
                case End(mark, last):
                    values = [known.c[f"{'last' if last else 'first'} {column}"] for column in mark.columns]
                    columns = [entity.columns[column] for column in mark.columns]
                    text = token(mark.head, zip(columns, values, strict=True))
                    member = Sql("CASE WHEN ", known.c["size"], " > 0 THEN ", text, " END")
                case Group(inner):
                    member = self._object(select(*self._around(known, entity, inner)).correlate(known))
            members.append(member.label(name))
        return members

    def _members(self, table: FromClause, entity: Entity, members: Members) -> list[Expression]:
        return [self._member(table, entity, content).label(name) for name, content in members.contents]

    def _member(self, table: FromClause, entity: Entity, content: Content) -> Expression:
        match content:
            case Constant(value):
                return _constant(value)
            case Value(column):
                return shown(entity.columns[column], content, table.c[column])
            case Token(head, columns):
                return token(head, ((entity.columns[column], table.c[column]) for column in columns))
            case Part(members):
                return self._object(select(*self._members(table, entity, members)).correlate(table))
            case Nested(document, pairs):
                return self._content(document, [(table.c[local], remote) for local, remote in pairs])

    def _object(self, statement: SqlSelect[Any]) -> Expression:
        """The statement's first row as an object, which it calls by the labels."""
        row = statement.subquery(self._name("object"))
        return select(func.row_to_json(row.table_valued())).scalar_subquery()

    def _name(self, kind: str) -> str:
        return f"{kind} {next(self._names)}"


def _ends(around: Around) -> Iterator[More | End]:
    """What is told of how the list goes on."""
    for _, content in around:
        if isinstance(content, Group):
            yield from _ends(content.members)
        elif isinstance(content, More | End):
            yield content


def _positions(ends: Iterable[More | End], **wanted: bool) -> list[str]:
    """The columns of the tokens, each once: of the first row's or the last's, or of both."""
    tokens = (end.token for end in ends if isinstance(end, End) and wanted.get("last", end.last) == end.last)
    return list(dict.fromkeys(name for token in tokens for name in token.columns))


def _constant(value: str | bool) -> Sql:
    return Sql(f"{quoted(value)}::text" if isinstance(value, str) else str(value).lower())


def _bytes(content: Expression) -> Expression:
    """The text in UTF-8 as it goes out: as a text in Python, one wide letter would make all of them wide."""
    return func.convert_to(cast(content, Text()), Sql("'UTF8'"))
