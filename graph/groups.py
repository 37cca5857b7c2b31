"""`groups` of a list: its rows put together by what they have in common, and what each group comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.aggregates import AggregateType, Summary, columns_of
from graph.batch_field import Arguments, Batch, BatchField, Bind, Size, argument, each, required_argument
from graph.context import Context
from graph.fields import fields_of, new_object
from graph.group_inputs import PART_LIMIT, GroupInputs
from graph.selection import Selection
from resolvers.pages import Listed, PageSizes, Paging
from stores.aggregate import Aggregate, Function, Measure
from stores.catalogue import Column, Entity, Relation
from stores.errors import BadInput
from stores.naming import camel_case
from stores.store import shown

OFFSET_LIMIT = 100_000
"""Groups that may be left out: a store finds them all the same."""


@dataclass(frozen=True, slots=True)
class KeyAt:
    """The parent of the values that make a group: those of the row at the end of a path."""

    summary: Summary
    path: tuple[tuple[Relation, Entity], ...] = ()

    def of(self, column: Column) -> Any:
        """The group's value; null where rows were not grouped by the column."""
        for group, value in zip(self.summary.asked.groups, self.summary.figures.groups, strict=True):
            if group.column is column and group.path == self.path:
                return value
        return None


class GroupType:
    """The type `WagerGroup`."""

    def __init__(self, entity: Entity, aggregate: AggregateType, sizes: PageSizes) -> None:
        self.entity = entity
        self.inputs = GroupInputs(entity)
        self._aggregate = aggregate
        self._sizes = sizes
        self.key = new_object(f"{entity.name}GroupKey", f"What a group of {entity.plural} shares, as asked.")
        self.object = new_object(f"{entity.name}Group", f"A group of {entity.plural}.")

    def complete(self, column_types: Mapping[str, Any], groups: Mapping[str, GroupType]) -> None:
        """Add the fields. `column_types` are the GraphQL types of columns, `groups` those of all entities."""
        self.inputs.complete({name: group.inputs for name, group in groups.items()})
        for column in columns_of(self.entity, Function.COUNT_DISTINCT):
            fields_of(self.key).append(_key_field(column, column_types[column.name]))
        for name, relation, target in self.inputs.leading:
            further = partial(_further, relation, target)
            fields_of(self.key).append(BatchField(name, groups[target.name].key, relation.description, each(further)))
        fields_of(self.object).extend(
            [
                BatchField("key", self.key, "What its rows have in common.", each(KeyAt)),
                BatchField("aggregate", self._aggregate.object, "What its rows come to.", each(lambda group: group)),
            ]
        )

    def field(self) -> BatchField:
        """The field of a list that gives groups. Its parent has a `Listed` as `listed`."""
        inputs = self.inputs
        return BatchField(
            "groups",
            list[self.object] | None,  # type: ignore[name-defined]
            "The list's rows, whatever the page, put together by what they have in common.",
            self._prepare,
            [
                required_argument("by", list[inputs.by], "What the rows of a group have in common."),  # type: ignore[name-defined]
                argument("having", list[inputs.having] | None, "Only groups of which all of this holds."),  # type: ignore[name-defined]
                argument("orderBy", list[inputs.order] | None, "Sort by these, in turn; ties by what groups share."),  # type: ignore[name-defined]
                argument("first", int | None, "Take so many groups."),
                argument("offset", int | None, "Leave so many groups out before them."),
            ],
            size=Size(self._page_size, ("first",)),
        )

    def _page_size(self, arguments: Arguments) -> int:
        return Paging(first=arguments["first"]).size(self._sizes)

    def _prepare(self, selection: Selection) -> Bind:
        parts = selection.by_name(f"{self.entity.name}Group")
        selected = self._aggregate.measures(parts["aggregate"]) if "aggregate" in parts else ()

        def bind(arguments: Arguments) -> Batch:
            asked = self._query(selected, arguments)

            async def batch(parents: Sequence[Any], context: Context) -> list[list[Summary]]:
                listed: list[Listed] = [parent.listed for parent in parents]
                found = await context.session.reader.figures(asked, listed)
                return [
                    [Summary(one, asked, figures) for figures in groups]
                    for one, groups in zip(listed, found, strict=True)
                ]

            return batch

        return bind

    def _query(self, selected: Sequence[Measure], arguments: Arguments) -> Aggregate:
        measures = list(selected)
        given = {name: arguments[name] or () for name in ("by", "having", "orderBy")}
        for name, parts in given.items():
            if len(parts) > PART_LIMIT or (name == "by" and not parts):
                raise BadInput(f"`{name}` takes {'1 to ' if name == 'by' else 'at most '}{PART_LIMIT} parts")
        offset = arguments["offset"] or 0
        if not 0 <= offset <= OFFSET_LIMIT:
            raise BadInput(f"`offset` must be from 0 to {OFFSET_LIMIT}")
        groups = tuple(self.inputs.read_by(part) for part in given["by"])
        having = tuple(each for part in given["having"] for each in self.inputs.read_having(part, measures))
        order = tuple(self.inputs.read_order(part, groups, measures) for part in given["orderBy"])
        limit = self._page_size(arguments)
        return Aggregate(self.entity, tuple(measures), None, groups, having, order, limit, offset=offset)


def _further(relation: Relation, target: Entity, key: KeyAt) -> KeyAt:
    return KeyAt(key.summary, (*key.path, (relation, target)))


def _key_field(column: Column, annotation: Any) -> BatchField:
    show = shown(Column(column.name, column.source, column.type, nullable=True, description="", values=column.values))
    return BatchField(
        camel_case(column.name), annotation | None, column.description, each(lambda key: show(key.of(column)))
    )
