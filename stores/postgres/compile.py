"""Queries to SQL: built with SQLAlchemy Core, compiled once for each shape, all values bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table
from sqlalchemy.sql.selectable import Select as SqlSelect

from stores.postgres.build import Builder
from stores.postgres.connection import DIALECT
from stores.postgres.documents import DocumentBuilder
from stores.query import And, Beyond, Compare, Count, Document, Documents, Filter, IsNull, Nested, Or, Select

Query = Select | Count | Documents


@dataclass(frozen=True, slots=True)
class Template:
    """The statement of one shape. `positions` says which of the query's values each `$n` takes."""

    sql: str
    positions: tuple[int, ...]


class Compiler:
    """Compiles queries over `tables` (by entity name); remembers statements of `capacity` characters together."""

    def __init__(self, tables: Mapping[str, Table], capacity: int = 5_000_000) -> None:
        self._tables = tables
        self._free = capacity
        self._templates: OrderedDict[Hashable, Template] = OrderedDict()

    def knows(self, query: Query) -> bool:
        """Whether a query of this shape was compiled before, which makes it quick."""
        return shape_of(query) in self._templates

    def compile(self, query: Query) -> tuple[str, list[Any]]:
        """The statement and its arguments, in the order of `$1`, `$2`, …"""
        shape = shape_of(query)
        template = self._templates.get(shape)
        if template is None:
            template = self._templates[shape] = self._build(query)
            self._free -= len(template.sql)
            while self._free < 0:
                _, oldest = self._templates.popitem(last=False)
                self._free += len(oldest.sql)
        else:
            self._templates.move_to_end(shape)
        values = list(values_of(query))
        return template.sql, [values[position] for position in template.positions]

    def _build(self, query: Query) -> Template:
        # Constants are in the statement itself: they belong to its shape.
        compiled = self._built(query).compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        return Template(str(compiled), tuple(int(name.removeprefix("value_")) for name in compiled.positiontup or ()))

    def _built(self, query: Query) -> SqlSelect[Any]:
        if isinstance(query, Documents):
            return DocumentBuilder(self._tables).documents(query)
        builder = Builder(self._tables[query.entity.name])
        return builder.select(query) if isinstance(query, Select) else builder.count(query)


def shape_of(query: Query) -> Hashable:
    """All of a query but its values: queries of one shape share a statement."""
    if isinstance(query, Documents):
        return Documents, _document_shape(query.document), query.keys and query.keys.columns, query.around
    keys = query.keys and query.keys.columns
    where = query.where and _filter_shape(query.where)
    if isinstance(query, Count):
        return Count, query.entity.name, where, keys
    return Select, query.entity.name, query.columns, where, query.order, query.limit is None, keys


def values_of(query: Query) -> Iterator[Any]:
    """The values of a query in a fixed order: an array for each column of its keys, the filter's, the limit.

    Those of nested documents come before those of the document that they are in.
    """
    if query.keys:
        yield from (
            map(list, zip(*query.keys.values, strict=True)) if query.keys.values else [[] for _ in query.keys.columns]
        )
    if isinstance(query, Documents):
        yield from _document_values(query.document)
        return
    if query.where:
        yield from _filter_values(query.where)
    if isinstance(query, Select) and query.limit is not None:
        yield query.limit


def _document_shape(document: Document) -> Hashable:
    members = tuple(
        (name, (Nested, content.pairs, content.many, content.around, _document_shape(content.document)))
        if isinstance(content, Nested)
        else (name, content)
        for name, content in document.members
    )
    where = document.where and _filter_shape(document.where)
    return document.entity.name, members, where, document.order, document.limit is None


def _document_values(document: Document) -> Iterator[Any]:
    for _, content in document.members:
        if isinstance(content, Nested):
            yield from _document_values(content.document)
    if document.where:
        yield from _filter_values(document.where)
    if document.limit is not None:
        yield document.limit


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
