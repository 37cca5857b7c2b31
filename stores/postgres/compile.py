"""Queries to SQL: built with SQLAlchemy Core, compiled once for each shape, all values bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Table
from sqlalchemy.sql.selectable import Select as SqlSelect

from stores.aggregate import Aggregate
from stores.derived import Known, derived_columns
from stores.document import Document, Documents, Members, Nested, Part
from stores.postgres.aggregates import AggregateBuilder, aggregate_shape, aggregate_values
from stores.postgres.build import Builder
from stores.postgres.columns import known_values
from stores.postgres.conditions import condition_values
from stores.postgres.connection import DIALECT
from stores.postgres.documents import DocumentBuilder
from stores.postgres.sql import LIMIT_MARK, Values
from stores.query import Count, Select
from stores.shape import filter_shape

Query = Select | Count | Documents | Aggregate

BYTES_PER_CHARACTER = 10
"""Upper bound of what a statement and its shape take for each character of it, found with tracemalloc."""

DOCUMENT_VALUES: WeakKeyDictionary[Document, tuple[Any, ...]] = WeakKeyDictionary()
"""The values of documents, as long as somebody has them."""

TEXT_LIMIT = 8
"""Texts that are kept of one statement: those for the limits it was last asked with."""


class Template:
    """The statement of one shape.

    `positions` says which of the query's values each `$n` takes. Limits are written into the text, which is one string
    for the same limits: the driver looks its prepared statements up by it.
    """

    def __init__(self, sql: str, positions: tuple[int, ...]) -> None:
        self._parts = LIMIT_MARK.split(sql)
        self._limits = tuple(map(int, self._parts[1::2]))
        self._positions = positions
        self._texts: dict[tuple[Any, ...], str] = {}
        self.size = len(sql) * (BYTES_PER_CHARACTER + TEXT_LIMIT)

    def filled(self, query: Query) -> tuple[str, list[Any]]:
        """The statement with the values of a query of its shape."""
        values = list(values_of(query))
        return self._text(tuple(values[limit] for limit in self._limits)), [values[each] for each in self._positions]

    def _text(self, limits: tuple[int, ...]) -> str:
        text = self._texts.get(limits)
        if text is None:
            if len(self._texts) == TEXT_LIMIT:
                self._texts.clear()
            parts = list(self._parts)
            parts[1::2] = map(str, limits)
            text = self._texts[limits] = "".join(parts)
        return text


class Compiler:
    """Compiles queries over `tables` (by entity name); remembers statements that take `capacity` bytes together."""

    def __init__(self, tables: Mapping[str, Table], capacity: int = 20_000_000) -> None:
        self._tables = tables
        self._free = capacity
        self._templates: OrderedDict[Hashable, Template] = OrderedDict()

    def known(self, query: Query) -> tuple[str, list[Any]] | None:
        """As `compile`, if a query of this shape was compiled before, which makes it quick."""
        shape = shape_of(query)
        template = self._templates.get(shape)
        if template is None:
            return None
        self._templates.move_to_end(shape)
        return template.filled(query)

    def compile(self, query: Query) -> tuple[str, list[Any]]:
        """The statement and its arguments, in the order of `$1`, `$2`, …"""
        known = self.known(query)
        if known is not None:
            return known
        template = self._templates[shape_of(query)] = self._build(query)
        self._free -= template.size
        while self._free < 0:
            _, oldest = self._templates.popitem(last=False)
            self._free += oldest.size
        return template.filled(query)

    def _build(self, query: Query) -> Template:
        # Constants are in the statement itself: they belong to its shape.
        compiled = self._built(query).compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        return Template(str(compiled), tuple(int(name.removeprefix("value_")) for name in compiled.positiontup or ()))

    def _built(self, query: Query) -> SqlSelect[Any]:
        if isinstance(query, Documents):
            return DocumentBuilder(self._tables).documents(query)
        if isinstance(query, Aggregate):
            return AggregateBuilder(query, self._tables).build()
        table = self._tables[query.entity.name]
        if isinstance(query, Count):
            return Builder(table, self._tables, Values()).count(query)
        return Builder(table, self._tables, Values(), derived_columns(query.entity)).select(query)


def shape_of(query: Query) -> Hashable:
    """All of a query but its values."""
    if isinstance(query, Aggregate):
        return aggregate_shape(query)
    keys = query.keys and query.keys.columns
    if isinstance(query, Documents):
        return Documents, query.document.shape, keys, query.key is not None
    where = filter_shape(query.where)
    if isinstance(query, Count):
        return Count, query.entity.name, where, keys
    known = tuple(column.name for column in derived_columns(query.entity) if isinstance(column.at_end, Known))
    return Select, query.entity.name, query.columns, where, query.order, query.limit is None, keys, known


def values_of(query: Query) -> Iterator[Any]:
    """The values of a query in a fixed order: those known of derived columns, an array for each column of its keys, the
    filter's, the limit.

    Those of nested documents come after those of the document that they are in.
    """
    if isinstance(query, Select):
        yield from known_values(derived_columns(query.entity))
    if isinstance(query, Documents) and query.key is not None:
        yield from query.key
    elif query.keys:
        yield from (
            map(list, zip(*query.keys.values, strict=True)) if query.keys.values else [[] for _ in query.keys.columns]
        )
    if isinstance(query, Documents):
        yield from _known_values(query.document)
        return
    if isinstance(query, Aggregate):
        yield from aggregate_values(query)
        return
    yield from condition_values(query.where)
    if isinstance(query, Select) and query.limit is not None:
        yield query.limit


def _known_values(document: Document) -> tuple[Any, ...]:
    """Those of a document, found once: it may be asked for again and again."""
    values = DOCUMENT_VALUES.get(document)
    if values is None:
        values = DOCUMENT_VALUES[document] = tuple(_document_values(document))
    return values


def _document_values(document: Document) -> Iterator[Any]:
    yield from condition_values(document.where)
    yield document.limit
    yield from _member_values(document.members)


def _member_values(members: Members) -> Iterator[Any]:
    for _, content in members.contents:
        if isinstance(content, Nested):
            yield from _document_values(content.document)
        elif isinstance(content, Part):
            yield from _member_values(content.members)
