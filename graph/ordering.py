"""`orderBy`: an input for each entity with a field for each of its columns, and for what its relations lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property, partial
from typing import Any, NamedTuple

import strawberry

from graph.aggregates import KINDS, columns_of
from graph.fields import fields_of
from graph.inputs import input_field, new_input
from stores.aggregate import Function, Measure
from stores.catalogue import Column, Entity, Path, Relation, ValueType
from stores.derived import Derived, End, Figure, derived, extended, leaving
from stores.errors import BadInput
from stores.naming import camel_case
from stores.order import Order

PATH_LIMIT = 3
"""Relations that lead from a row to what it is sorted by."""

RELATED_LIMIT = 4
"""Members of one `orderBy` that follow relations: each is a join for every row."""


FUNCTIONS = {kind.name: kind.function for kind in KINDS}
"""What is made of the rows that a relation leads to, by the names of members."""


@strawberry.enum(description="A direction to sort in. NULLs come last unless the name says first.")
class OrderDirection(Enum):
    """The directions, with the placement of NULLs."""

    ASC = "ASC"
    DESC = "DESC"
    ASC_NULLS_FIRST = "ASC_NULLS_FIRST"
    ASC_NULLS_LAST = "ASC_NULLS_LAST"
    DESC_NULLS_FIRST = "DESC_NULLS_FIRST"
    DESC_NULLS_LAST = "DESC_NULLS_LAST"


DIRECTIONS = {
    direction: (direction.value.startswith("DESC"), direction.value.endswith("NULLS_FIRST"))
    for direction in OrderDirection
}
"""Whether each is descending, and has NULLs first."""

Given = Mapping[str, Any]
"""A value of an `orderBy` input, as GraphQL's coercion gives it: one member, with a direction or what is below it."""


class Term(NamedTuple):
    """What is sorted by, at the end of a path, and the direction."""

    path: Path
    end: End
    direction: OrderDirection


Read = Callable[[Any, Path], Iterator[Term]]
"""A member's value, and the path to the row that it is said of, in; what it says out. Raises BadInput."""


class EntityOrder:
    """The input `AgentOrder`; and, where relations lead to many agents, `AgentMeasureOrder`."""

    def __init__(self, entity: Entity) -> None:
        self._entity = entity
        description = f"What to sort {entity.plural} by, one thing, and its direction; a list of them sorts by several."
        self.input = new_input(f"{entity.name}Order", description, one_of=True)
        self._members: dict[str, Read] = {}
        self._columns: dict[str, str] = {}

    @cached_property
    def measures(self) -> Any:
        """The input for a relation to many of the entity's rows."""
        name, plural = self._entity.name, self._entity.plural
        made = new_input(f"{name}MeasureOrder", f"What to sort by of the {plural} that a row leads to.", one_of=True)
        fields_of(made).append(input_field("count", OrderDirection, "Their number."))
        fields_of(made).extend(
            input_field(kind.name, self.input, f"By one column: {kind.description}")
            for kind in KINDS
            if columns_of(self._entity, kind.function)
        )
        return made

    def complete(self, orders: Mapping[str, EntityOrder]) -> None:
        """Add the members. `orders` are those of all entities."""
        fields = fields_of(self.input)
        for column in self._entity.exposed:
            name = camel_case(column.name)
            fields.append(input_field(name, OrderDirection, f"Sort by: {column.description}"))
            self._members[name] = partial(_read_column, column)
            self._columns[name] = column.name
        for relation in self._entity.relations.values():
            name, target = camel_case(relation.name), orders[relation.target]
            described = f"Sort by what this leads to: {relation.description}"
            fields.append(input_field(name, target.measures if relation.many else target.input, described))
            self._members[name] = partial(target._read_list if relation.many else target._read_row, relation)

    def of(self, given: Sequence[Given] | None) -> tuple[Entity, tuple[Order, ...]]:
        """What an `orderBy` stands for: the entity with the columns that it derives, and orders by columns of that.

        Raises BadInput if there is too much of it, or a part makes no order.
        """
        if not given:
            return self._entity, ()
        if len(given) == len(given[0]) == 1 and (only := self._own(given[0])) is not None:
            return self._entity, (only,)
        terms = [term for part in given for term in self._read(part, ())]
        columns = [_column(self._entity, term) for term in terms]
        related = [column for column in columns if isinstance(column, Derived)]
        own, most = len(columns) - len(related), len(self._entity.exposed)
        if own > most:
            raise BadInput(f"`orderBy` may name at most {most} columns of {self._entity.plural}, not {own}")
        if len(related) > RELATED_LIMIT:
            raise BadInput(f"`orderBy` may follow relations at most {RELATED_LIMIT} times, not {len(related)}")
        return extended(self._entity, related), tuple(map(_order, columns, terms))

    def _own(self, given: Given) -> Order | None:
        """The order by a column of the entity itself, which most lists have, without more ado."""
        ((name, direction),) = given.items()
        column = self._columns.get(name)
        return Order(column, *DIRECTIONS[direction]) if column is not None and direction is not None else None

    def _read(self, given: Given, path: Path) -> Iterator[Term]:
        for name, value in given.items():
            if value is not None:
                yield from self._members[name](value, path)

    def _read_row(self, relation: Relation, given: Given, path: Path) -> Iterator[Term]:
        """What is said of the one row that a relation leads to."""
        _require_room(path)
        return self._read(given, (*path, (relation, self._entity)))

    def _read_list(self, relation: Relation, given: Given, path: Path) -> Iterator[Term]:
        """What is said of the rows that a relation leads to."""
        _require_room(path)
        for name, value in given.items():
            if isinstance(value, OrderDirection):
                yield Term(path, Figure(relation, self._entity), value)
            elif value is not None:
                yield from self._read_measure(relation, FUNCTIONS[name], value, path)

    def _read_measure(self, relation: Relation, function: Function, given: Given, path: Path) -> Iterator[Term]:
        columns = {camel_case(column.name): column for column in columns_of(self._entity, function)}
        for name, direction in given.items():
            if name not in columns:
                raise BadInput(f"`orderBy`: {function} makes nothing of `{name}` of {self._entity.plural}")
            if direction is not None:
                yield Term(path, Figure(relation, self._entity, Measure(function, columns[name].name)), direction)


def _require_room(path: Path) -> None:
    if len(path) >= PATH_LIMIT:
        raise BadInput(f"`orderBy` follows at most {PATH_LIMIT} relations, one after the other")


def _read_column(column: Column, direction: OrderDirection, path: Path) -> Iterator[Term]:
    yield Term(path, column, direction)


def _column(entity: Entity, term: Term) -> Column:
    """The column that is sorted by."""
    if not term.path and isinstance(term.end, Column):
        return term.end
    column = derived(entity, term.path, term.end)
    if column.type is ValueType.JSON and leaving(column, entity) is not None:
        raise BadInput(f"`orderBy`: {column.name} is JSON of another store, which has an order of its own")
    return column


def _order(column: Column, term: Term) -> Order:
    return Order(column.name, *DIRECTIONS[term.direction])
