"""Connections (the Relay specification): pages of rows with cursors, one pair of types for each entity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import strawberry
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from graph.batch_field import Arguments, Batch, BatchField, KeysOf, Prepare, Rows, argument, each
from graph.context import Context
from graph.ordering import orders_of
from graph.selection import EntityFields, Selection
from resolvers.pages import Page, PageRequest, PageSizes, Paging
from stores.catalogue import Entity
from stores.keyset import total_order
from stores.query import KeyValue
from stores.store import Row


@dataclass(frozen=True, slots=True)
class Connection:
    """The parent of a connection's fields: a page, and of which list it is.

    Cursors are there only if the operation selects them: else their columns were not fetched.
    """

    page: Page
    by: tuple[str, ...]
    key: KeyValue
    cursors: bool

    def cursor(self, position: int) -> str | None:
        """The cursor of the page's first (0) or last (-1) row, if there is one."""
        return self.page.cursor(self.page.rows[position]) if self.cursors and self.page.rows else None


@dataclass(frozen=True, slots=True)
class Edge:
    """A row and the page it is on."""

    page: Page
    row: Row


def fields_of(made: type) -> list[StrawberryField]:
    """The fields of a Strawberry type, to add to."""
    fields: list[StrawberryField] = made.__strawberry_definition__.fields  # type: ignore[attr-defined]
    return fields


PageInfo = strawberry.type(type("PageInfo", (), {}), description="Where a page ends, and whether the list goes on.")
"""Relay's PageInfo. Its parent is the `Connection`."""

fields_of(PageInfo).extend(
    [
        BatchField("hasNextPage", bool, "Whether rows follow this page.", each(lambda list_: list_.page.has_next)),
        BatchField(
            "hasPreviousPage",
            bool,
            "Whether rows come before this page.",
            each(lambda list_: list_.page.has_previous),
        ),
        BatchField(
            "startCursor",
            str | None,
            "The cursor of the first row; null on an empty page.",
            each(lambda list_: list_.cursor(0)),
        ),
        BatchField(
            "endCursor",
            str | None,
            "The cursor of the last row; null on an empty page.",
            each(lambda list_: list_.cursor(-1)),
        ),
    ]
)


def connection_type(entity: Entity, object_type: type) -> type:
    """`AgentConnection` and its `AgentEdge`."""
    plural = f"a list of {entity.plural}"
    edge: Any = strawberry.type(type(f"{entity.name}Edge", (), {}), description=f"A row of {plural} and its position.")
    fields_of(edge).extend(
        [
            BatchField("node", object_type, "The row.", each(lambda edge: edge.row)),
            BatchField("cursor", str, "The row's position in the list.", each(lambda edge: edge.page.cursor(edge.row))),
        ]
    )
    connection = strawberry.type(type(f"{entity.name}Connection", (), {}), description=f"A page of {plural}.")
    fields_of(connection).extend(
        [
            BatchField("nodes", list[object_type], "The rows.", each(lambda list_: list_.page.rows)),  # type: ignore[valid-type]
            BatchField("edges", list[edge], "The rows with their positions.", each(_edges)),
            BatchField("pageInfo", PageInfo, "Where the page ends.", each(lambda list_: list_)),
            BatchField(
                "totalCount",
                int | None,
                "The length of the whole list, whatever the page.",
                lambda selection: lambda arguments: partial(_count, entity),  # noqa: ARG005
            ),
        ]
    )
    return connection


def connection_arguments(order: type) -> list[StrawberryArgument]:
    """What every connection takes."""
    return [
        argument("first", int | None, "Take this many rows from the start (or after `after`)."),
        argument("after", str | None, "Only rows after this cursor."),
        argument("last", int | None, "Take this many rows from the end (or before `before`)."),
        argument("before", str | None, "Only rows before this cursor."),
        argument("orderBy", list[order] | None, "Sort by these columns, in turn; ties by the key."),  # type: ignore[valid-type]
    ]


def rows_of_list(
    entity: Entity, pairs: Iterable[tuple[str, str]], keys_of: KeysOf, sizes: PageSizes, *, indexed: bool = True
) -> Rows:
    """The rows of a list of `entity`, whatever is selected of them."""
    return Rows(entity, tuple(pairs), keys_of, indexed, lambda arguments: request_of(entity, (), arguments, sizes))


def connect(fields: EntityFields, by: tuple[str, ...], keys_of: KeysOf, sizes: PageSizes) -> Prepare:
    """For each parent a page of the rows whose `by` columns equal its key, with the columns that are selected."""

    def bind(wanted: Wanted, arguments: Arguments) -> Batch:
        request = wanted.request(fields.entity, arguments, sizes)

        async def batch(parents: Sequence[Any], context: Context) -> list[Connection]:
            keys = keys_of(parents)
            if wanted.rows:
                pages = await context.session.reader.pages(request, by, keys)
            else:
                pages = [request.page(())] * len(keys)
            return [Connection(page, by, key, wanted.cursors) for page, key in zip(pages, keys, strict=True)]

        return batch

    return lambda selection: partial(bind, Wanted.by(selection, fields))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is selected of a list: which columns, and whether its rows and cursors are wanted at all."""

    columns: tuple[str, ...]
    rows: bool
    cursors: bool

    @classmethod
    def by(cls, selection: Selection, fields: EntityFields) -> Wanted:
        """Read from the selection on the list's connection."""
        name = fields.entity.name
        parts = selection.by_name(f"{name}Connection")
        edge = parts["edges"].by_name(f"{name}Edge") if "edges" in parts else {}
        page_info = parts["pageInfo"].by_name("PageInfo") if "pageInfo" in parts else {}
        lists = (part for part in (parts.get("nodes"), edge.get("node")) if part is not None)
        return cls(
            columns=tuple(dict.fromkeys(column for part in lists for column in part.columns(fields))),
            rows=not parts.keys() <= {"totalCount", "__typename"},
            cursors="cursor" in edge or not {"startCursor", "endCursor"}.isdisjoint(page_info),
        )

    def request(self, entity: Entity, arguments: Arguments, sizes: PageSizes) -> PageRequest:
        """The page that the arguments ask for. Raises BadInput and BadCursor."""
        columns = self.columns
        if self.cursors:
            order = total_order(entity, orders_of(entity, arguments["orderBy"]))
            columns = tuple(dict.fromkeys((*columns, *(part.column for part in order))))
        return request_of(entity, columns, arguments, sizes)


def request_of(entity: Entity, columns: tuple[str, ...], arguments: Arguments, sizes: PageSizes) -> PageRequest:
    """The page that a connection's arguments ask for. Raises BadInput and BadCursor."""
    order = orders_of(entity, arguments["orderBy"])
    paging = Paging(*(arguments[name] for name in ("first", "after", "last", "before")))
    return PageRequest.of(entity, columns or entity.key, order, paging, sizes)


def _edges(source: Connection) -> list[Edge]:
    return [Edge(source.page, row) for row in source.page.rows]


async def _count(entity: Entity, parents: Sequence[Connection], context: Context) -> list[int]:
    return await context.session.reader.counts(entity, parents[0].by, [each.key for each in parents])
