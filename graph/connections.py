"""Connections (the Relay specification): pages of rows with cursors, one pair of types for each entity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from strawberry.types.arguments import StrawberryArgument

from graph.batch_field import ONE, Arguments, Batch, BatchField, KeysOf, Prepare, Rows, Size, argument, each
from graph.context import Context
from graph.fields import fields_of, new_object
from graph.filters import EntityFilter
from graph.ordering import EntityOrder
from graph.selection import EntityFields, Selection
from resolvers.pages import Listed, Page, PageRequest, PageSizes, Paging
from stores.catalogue import Entity
from stores.keyset import total_order
from stores.store import Row


@dataclass(frozen=True, slots=True)
class Connection:
    """The parent of a connection's fields: a page of a list.

    Cursors are there only if the operation selects them: else their columns were not fetched.
    """

    page: Page
    listed: Listed
    cursors: bool

    def cursor(self, position: int) -> str | None:
        """The cursor of the page's first (0) or last (-1) row, if there is one."""
        return self.page.cursor(self.page.rows[position]) if self.cursors and self.page.rows else None


BESIDE_ROWS = frozenset(("totalCount", "aggregate", "groups", "series", "downsampled", "__typename"))
"""What is selected of a list without its rows."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A row and the page it is on."""

    page: Page
    row: Row


PageInfo = new_object("PageInfo", "Where a page ends, and whether the list goes on.")
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


def connection_type(entity: Entity, object_type: type, figures: Sequence[BatchField]) -> type:
    """`AgentConnection` and its `AgentEdge`."""
    plural = f"a list of {entity.plural}"
    edge: Any = new_object(f"{entity.name}Edge", f"A row of {plural} and its position.")
    fields_of(edge).extend(
        [
            BatchField("node", object_type, "The row.", each(lambda edge: edge.row)),
            BatchField("cursor", str, "The row's position in the list.", each(lambda edge: edge.page.cursor(edge.row))),
        ]
    )
    connection: type = new_object(f"{entity.name}Connection", f"A page of {plural}.")
    fields_of(connection).extend(
        [
            BatchField("nodes", list[object_type], "The rows.", each(lambda list_: list_.page.rows)),  # type: ignore[valid-type]
            BatchField("edges", list[edge], "The rows with their positions.", each(_edges)),
            BatchField("pageInfo", PageInfo, "Where the page ends.", each(lambda list_: list_)),
            BatchField(
                "totalCount",
                int | None,
                "The length of the whole list, whatever the page.",
                lambda selection: lambda arguments: _count,  # noqa: ARG005
                size=ONE,
            ),
            *figures,
        ]
    )
    return connection


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of an entity: the arguments that they take, and the pages that those ask for."""

    entity: Entity
    order: EntityOrder
    filter: EntityFilter
    sizes: PageSizes

    def arguments(self) -> list[StrawberryArgument]:
        """What every list takes."""
        return [
            argument("first", int | None, "Take this many rows from the start (or after `after`)."),
            argument("after", str | None, "Only rows after this cursor."),
            argument("last", int | None, "Take this many rows from the end (or before `before`)."),
            argument("before", str | None, "Only rows before this cursor."),
            argument("where", self.filter.input | None, "Only rows of which this holds."),
            argument("orderBy", list[self.order.input] | None, "Sort by these, in turn; ties by the key."),  # type: ignore[name-defined]
        ]

    def rows(self, pairs: Iterable[tuple[str, str]], keys_of: KeysOf, *, indexed: bool = True) -> Rows:
        """The rows of a list, whatever is selected of them."""
        size = Size(self.page_size, ("first", "last"), paged=True)
        return Rows(self.entity, tuple(pairs), keys_of, indexed, partial(self.request, ()), size=size)

    def page_size(self, arguments: Arguments) -> int:
        """How many rows the arguments ask for. Raises BadInput."""
        return Paging(first=arguments["first"], last=arguments["last"]).size(self.sizes)

    def request(self, columns: tuple[str, ...], arguments: Arguments) -> PageRequest:
        """The page that the arguments ask for. Raises BadInput and BadCursor."""
        entity, order = self.order.of(arguments["orderBy"])
        paging = Paging(*(arguments[name] for name in ("first", "after", "last", "before")))
        where = self.filter.of(arguments["where"])
        return PageRequest.of(entity, columns or self.entity.key, order, paging, self.sizes, where=where)


def connect(fields: EntityFields, lists: Lists, by: tuple[str, ...], keys_of: KeysOf) -> Prepare:
    """For each parent a page of the rows whose `by` columns equal its key, with the columns that are selected."""

    def bind(wanted: Wanted, arguments: Arguments) -> Batch:
        request = wanted.request(lists, arguments)

        async def batch(parents: Sequence[Any], context: Context) -> list[Connection]:
            keys = keys_of(parents)
            if wanted.rows:
                pages = await context.session.reader.pages(request, by, keys)
            else:
                pages = [request.page(())] * len(keys)
            return [
                Connection(page, Listed(lists.entity, by, key, page.request.filter), wanted.cursors)
                for page, key in zip(pages, keys, strict=True)
            ]

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
            rows=not parts.keys() <= BESIDE_ROWS,
            cursors="cursor" in edge or not {"startCursor", "endCursor"}.isdisjoint(page_info),
        )

    def request(self, lists: Lists, arguments: Arguments) -> PageRequest:
        """The page that the arguments ask for. Raises BadInput and BadCursor."""
        columns = self.columns
        if self.cursors:
            order = total_order(*lists.order.of(arguments["orderBy"]))
            columns = tuple(dict.fromkeys((*columns, *(part.column for part in order))))
        return lists.request(columns, arguments)


def _edges(source: Connection) -> list[Edge]:
    return [Edge(source.page, row) for row in source.page.rows]


async def _count(parents: Sequence[Connection], context: Context) -> list[int]:
    return await context.session.reader.counts([each.listed for each in parents])
