"""Connections (the Relay specification): pages of rows with cursors, one pair of types for each entity."""

from __future__ import annotations

from collections.abc import Awaitable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import FieldNode
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.info import Info

from graph.context import Context
from graph.fields import ResolvedField, argument
from graph.ordering import orders_of
from graph.selection import EntityFields, columns_of, place_of, selected
from resolvers.pages import Page, PageRequest, Paging
from stores.catalogue import Entity
from stores.keyset import total_order
from stores.query import KeyValue
from stores.store import Row


@strawberry.type(description="Where a page ends, and whether the list goes on.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = strawberry.field(description="Whether rows follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows come before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first row; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last row; null on an empty page.")


@dataclass(frozen=True, slots=True)
class Connection:
    """The source of a connection's fields: a page, and how to count the whole list."""

    place: Hashable
    page: Page
    by: tuple[str, ...]
    key: KeyValue
    cursors: bool

    def page_info(self) -> PageInfo:
        """Cursors are there only if the operation selects them: else their columns were not fetched."""
        ends = (self.page.rows[0], self.page.rows[-1]) if self.cursors and self.page.rows else (None, None)
        start, end = (None if row is None else self.page.cursor(row) for row in ends)
        return PageInfo(
            has_next_page=self.page.has_next,
            has_previous_page=self.page.has_previous,
            start_cursor=start,
            end_cursor=end,
        )

    def count(self, context: Context) -> Awaitable[int]:
        """The length of the whole list, whatever the page."""
        return context.session.count(self.place, self.page.request.entity, self.by, self.key)


@dataclass(frozen=True, slots=True)
class Edge:
    """A row and the page it is on."""

    page: Page
    row: Row


def connection_type(entity: Entity, object_type: type) -> type:
    """`AgentConnection` and its `AgentEdge`."""
    plural = f"a list of {entity.plural}"
    edge = strawberry.type(type(f"{entity.name}Edge", (), {}), description=f"A row of {plural} and its position.")
    edge.__strawberry_definition__.fields.extend(  # type: ignore[attr-defined]
        [
            ResolvedField("node", object_type, "The row.", lambda source, _: source.row),
            ResolvedField(
                "cursor", str, "The row's position in the list.", lambda source, _: source.page.cursor(source.row)
            ),
        ]
    )
    connection = strawberry.type(type(f"{entity.name}Connection", (), {}), description=f"A page of {plural}.")
    connection.__strawberry_definition__.fields.extend(  # type: ignore[attr-defined]
        [
            ResolvedField("nodes", list[object_type], "The rows.", lambda source, _: source.page.rows),  # type: ignore[valid-type]
            ResolvedField("edges", list[edge], "The rows with their positions.", _edges),  # type: ignore[valid-type]
            ResolvedField("pageInfo", PageInfo, "Where the page ends.", lambda source, _: source.page_info()),
            ResolvedField(
                "totalCount",
                int | None,
                "The length of the whole list, whatever the page.",
                lambda source, info: source.count(info.context),
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


async def connect(
    info: Info[Context, Any],
    fields: EntityFields,
    by: tuple[str, ...],
    key: KeyValue,
    arguments: Mapping[str, Any],
) -> Connection:
    """One page of the rows whose `by` columns equal `key`, with the columns that the operation selects."""
    place = place_of(info)
    plan = info.context.places.get(place)
    if plan is None:
        plan = info.context.places[place] = _plan(info, fields, arguments)
    if plan.rows:
        page = await info.context.session.page(place, plan.request, by, key)
    else:
        page = plan.request.page(())
    return Connection(place, page, by, key, plan.cursors)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one place in an operation asks of a list: which page, and whether its rows and cursors are wanted at all."""

    request: PageRequest
    rows: bool
    cursors: bool


def _plan(info: Info[Context, Any], fields: EntityFields, arguments: Mapping[str, Any]) -> Plan:
    entity = fields.entity
    order = orders_of(entity, arguments.get("orderBy"))
    paging = Paging(*(arguments.get(name) for name in ("first", "after", "last", "before")))
    raw = info._raw_info
    parts = _by_name(selected(raw, raw.field_nodes, f"{entity.name}Connection"))
    edge = _by_name(selected(raw, parts.get("edges", ()), f"{entity.name}Edge"))
    page_info = _by_name(selected(raw, parts.get("pageInfo", ()), "PageInfo"))
    columns = columns_of(raw, (*parts.get("nodes", ()), *edge.get("node", ())), fields)
    cursors = "cursor" in edge or not {"startCursor", "endCursor"}.isdisjoint(page_info)
    if cursors:
        columns = list(dict.fromkeys((*columns, *(part.column for part in total_order(entity, order)))))
    request = PageRequest.of(entity, columns or entity.key, order, paging, info.context.page_sizes)
    return Plan(request, rows=not parts.keys() <= {"totalCount", "__typename"}, cursors=cursors)


def _by_name(nodes: Iterable[FieldNode]) -> dict[str, list[FieldNode]]:
    found: dict[str, list[FieldNode]] = {}
    for node in nodes:
        found.setdefault(node.name.value, []).append(node)
    return found


def _edges(source: Connection, _: Info[Context, Any]) -> list[Edge]:
    return [Edge(source.page, row) for row in source.page.rows]
