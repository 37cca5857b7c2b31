"""Live queries: each field of `Query` as a field of `Subscription`, which tells its answer anew when that has changed.

A list is told as its rows, each with the key of the row before it: at first all of them, then those that are new, have
changed or have moved, and the keys of those that are gone. All else is told whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry

from graph.batch_field import Arguments, Batch, BatchField, Bind, Prepare, argument, each
from graph.connections import Connection, Wanted
from graph.context import Context
from graph.fields import new_object
from graph.node import encode_node_id
from graph.objects import EntityTypes
from graph.selection import Selection
from resolvers.pages import Listed
from stores.errors import BadInput
from stores.naming import pascal_case
from stores.store import Row

EVERY, EVERY_LEAST, EVERY_MOST = 1_000, 100, 60_000
"""Milliseconds between two answers at least: if nothing is said, and what may be said."""


@dataclass(frozen=True, slots=True)
class LiveRow:
    """The parent of a row's fields: its global id, and that of the row before it in the list."""

    key: str
    after: str | None
    row: Row


@dataclass(frozen=True, slots=True)
class LiveList:
    """The parent of a live list's fields."""

    connection: Connection
    rows: Sequence[LiveRow]


class LiveQueryField(BatchField):
    """A field of `Subscription` that is a field of `Query`. `list_type` names the type of a list told in patches.

    It has one argument more, whose name no argument of the query's has.
    """

    def __init__(self, query: BatchField, annotation: Any, prepare: Prepare, list_type: str | None = None) -> None:
        interval = "answerEvery" if any(each.graphql_name == "every" for each in query.arguments) else "every"
        super().__init__(
            f"live{pascal_case(query.graphql_name or query.python_name)}",
            annotation,
            f"{query.description} Told anew whenever that has changed, as often as `{interval}` lets it.",
            self._prepared(prepare),
            [*query.arguments, argument(interval, int | None, f"Milliseconds between two answers at least; {EVERY}.")],
            size=query.size,
        )
        self._interval = interval
        self.list_type = list_type

    def milliseconds(self, arguments: Arguments) -> int:
        """How long there are no two answers. Raises BadInput."""
        said = arguments[self._interval]
        every = EVERY if said is None else said
        if not EVERY_LEAST <= every <= EVERY_MOST:
            raise BadInput(f"`{self._interval}` must be from {EVERY_LEAST} to {EVERY_MOST}, not {every}")
        return int(every)

    def _prepared(self, prepare: Prepare) -> Prepare:
        """What the query's field is prepared by, without the argument that it does not have."""

        def prepared(selection: Selection) -> Bind:
            bind = prepare(selection)

            def bound(arguments: Arguments) -> Batch:
                self.milliseconds(arguments)
                return bind({name: value for name, value in arguments.items() if name != self._interval})

            return bound

        return prepared


def live_query_fields(fields: Iterable[BatchField], types: Mapping[str, EntityTypes]) -> Iterator[LiveQueryField]:
    """One for each of these fields of `Query`."""
    for field in fields:
        if field.rows is not None and field.rows.request is not None:
            made = LiveListType(types[field.rows.entity.name])
            yield LiveQueryField(field, made.object | None, made.prepare, made.name)
        else:
            annotation = field.type_annotation.annotation if field.type_annotation else None
            yield LiveQueryField(field, annotation, field.prepare)


class LiveListType:
    """The type `AgentLive`."""

    def __init__(self, types: EntityTypes) -> None:
        self._types = types
        name, plural = types.entity.name, types.entity.plural
        self._row_name, self.name = f"{name}LiveRow", f"{name}Live"
        row = new_object(
            self._row_name,
            f"A row in a live list of {plural}.",
            BatchField("key", strawberry.ID, "Names the row: its `nodeId`.", each(lambda row: row.key)),
            BatchField(
                "after",
                strawberry.ID | None,
                "The key of the row before it; null at first.",
                each(lambda row: row.after),
            ),
            BatchField("node", types.object | None, "The row.", each(lambda row: row.row)),
        )
        self.object = new_object(
            self.name,
            f"A live list of {plural}, or what has changed in it.",
            BatchField("sequence", int, "Counts what was told of the list.", each(lambda _: 0)),
            BatchField("whole", bool, "Whether the rows are all there are.", each(lambda _: True)),
            BatchField("rows", list[row], "All rows, or those that differ.", each(lambda live: live.rows)),  # type: ignore[valid-type]
            # A run does not know what was told before. It has all keys; told are those that the next run lacks.
            BatchField("gone", list[strawberry.ID], "The keys of rows that are gone.", each(_keys)),
            BatchField(
                "list",
                types.connection | None,
                "The list itself, for its figures; null if nothing of it has changed.",
                each(lambda live: live.connection),
            ),
        )

    def prepare(self, selection: Selection) -> Bind:
        """See `BatchField`."""
        wanted = Wanted(self._columns(selection), rows=True, cursors=True)
        lists, entity = self._types.lists, self._types.entity

        def bind(arguments: Arguments) -> Batch:
            request = wanted.request(lists, arguments)

            async def batch(parents: Sequence[Any], context: Context) -> list[LiveList]:
                (page,) = await context.session.reader.pages(request, (), ((),))
                connection = Connection(page, Listed(entity, (), (), page.request.filter), cursors=True)
                keys = [encode_node_id(entity, row) for row in page.rows]
                rows = [LiveRow(*each) for each in zip(keys, [None, *keys], page.rows, strict=False)]
                return [LiveList(connection, rows)] * len(parents)

            return batch

        return bind

    def _columns(self, selection: Selection) -> tuple[str, ...]:
        parts, fields = selection.by_name(self.name), self._types.fields
        row = parts["rows"].by_name(self._row_name) if "rows" in parts else {}
        of_rows = row["node"].columns(fields) if "node" in row else ()
        of_list = Wanted.by(parts["list"], fields).columns if "list" in parts else ()
        return tuple(dict.fromkeys((*fields.entity.key, *of_rows, *of_list)))


def _keys(live: LiveList) -> list[str]:
    return [row.key for row in live.rows]
