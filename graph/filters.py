"""`where`: an input for each entity with a member for each column and relation, and the filter that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from graph.column_filters import ColumnFilters, Given, all_of, not_null, read_column
from graph.fields import fields_of, require_distinct
from graph.inputs import input_field, new_input
from stores.catalogue import Column, Entity, Relation
from stores.errors import BadInput
from stores.filter import And, Filter, Not, Or, Related, all_parts
from stores.naming import camel_case

Read = Callable[[Any, int], Filter]
"""A member's value, and in how many inputs it stands, in; what it says out. Raises BadInput."""

DEPTH_LIMIT = 20
"""Inputs within each other in one `where`."""

TEST_LIMIT = 200
"""Tests of columns and relations in one `where`."""


class EntityFilter:
    """The input `AgentFilter`, and `AgentListFilter` for relations to many agents."""

    def __init__(self, entity: Entity) -> None:
        self._entity = entity
        self.input = new_input(f"{entity.name}Filter", f"Which {entity.plural}: all that is said holds of them.")
        self.list_input = new_input(f"{entity.name}ListFilter", f"What holds of a list of {entity.plural}.")
        fields_of(self.list_input).extend(
            input_field(name, self.input, text)
            for name, text in (
                ("some", "Of at least one row this holds."),
                ("none", "Of no row this holds."),
                ("every", "Of every row this holds, as of none where there is none."),
            )
        )
        self._readers: dict[str, Read] = {}

    def complete(
        self, column_types: Mapping[str, Any], columns: ColumnFilters, filters: Mapping[str, EntityFilter]
    ) -> None:
        """Add the members. `column_types` are the columns' GraphQL types, `filters` those of all entities.

        Raises Misconfigured where two members share a name.
        """
        fields = fields_of(self.input)
        for name, annotation, read, text in (
            ("and", list[self.input], self._all, "All of these hold."),  # type: ignore[name-defined]
            ("or", list[self.input], self._any, "At least one of these holds."),  # type: ignore[name-defined]
            ("not", self.input, self._none, "This does not hold."),
        ):
            fields.append(input_field(name, annotation, text))
            self._readers[name] = read
        for column in self._entity.exposed:
            name = camel_case(column.name)
            annotation = columns.input_of(column, column_types[column.name])
            fields.append(input_field(name, annotation, column.description))
            self._readers[name] = partial(_read_column, column)
        for relation in self._entity.relations.values():
            name, target = camel_case(relation.name), filters[relation.target]
            fields.append(input_field(name, target.list_input if relation.many else target.input, relation.description))
            self._readers[name] = partial(target.read_list if relation.many else target.read_row, relation)
        require_distinct(f"{self._entity.name}Filter", fields)

    def of(self, given: Given | None) -> Filter | None:
        """What a `where` says, if it is there. Raises BadInput."""
        if given is None:
            return None
        where = self.read(given, 0)
        if sum(not isinstance(part, And | Or | Not) for part in all_parts(where)) > TEST_LIMIT:
            raise BadInput(f"a filter may hold {TEST_LIMIT} tests")
        return where

    def read(self, given: Given, depth: int) -> Filter:
        """What an input within a `where` says. Raises BadInput."""
        if depth >= DEPTH_LIMIT:
            raise BadInput(f"a filter may be {DEPTH_LIMIT} levels deep")
        said = ((name, not_null(name, value)) for name, value in given.items())
        return all_of([self._readers[name](value, depth + 1) for name, value in said])

    def read_row(self, relation: Relation, given: Given, depth: int) -> Filter:
        """What is said of the one row that a relation leads to: that there is one, too."""
        return Related(relation, self._entity, self.read(given, depth))

    def read_list(self, relation: Relation, given: Given, depth: int) -> Filter:
        """What is said of the rows that a relation leads to."""
        found = partial(Related, relation, self._entity)
        made: Mapping[str, Callable[[Filter], Filter]] = {
            "some": found,
            "none": lambda part: Not(found(part)),
            "every": lambda part: Not(found(Not(part))),
        }
        said = ((name, not_null(name, value)) for name, value in given.items())
        return all_of([made[name](self.read(value, depth)) for name, value in said])

    def _all(self, given: Sequence[Given], depth: int) -> Filter:
        return all_of([self.read(part, depth) for part in given])

    def _any(self, given: Sequence[Given], depth: int) -> Filter:
        return Or(tuple(self.read(part, depth) for part in given))

    def _none(self, given: Given, depth: int) -> Filter:
        return Not(self.read(given, depth))


def _read_column(column: Column, given: Given, depth: int) -> Filter:  # noqa: ARG001
    return read_column(column, given)
