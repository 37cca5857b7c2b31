"""Derived columns: what the rows of an entity lead to, as columns that an order adds to the entity.

They are sorted by, and stand in cursors, as the entity's own columns do; only compilers know the difference. Where the
path leads nowhere a derived column is NULL, whatever is at its end; the number of no rows at its end is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from stores.aggregate import Function, Measure, type_of
from stores.catalogue import Column, Entity, Path, Relation, ValueType
from stores.query import KeyValue


@dataclass(frozen=True, slots=True)
class Figure:
    """What the rows come to that a relation to many leads to: a measure of them, or (None) their number."""

    relation: Relation
    target: Entity
    measure: Measure | None = None

    @property
    def names(self) -> list[str]:
        """What it is called, from the outside in."""
        if self.measure is None:
            return [self.relation.name, "count"]
        return [self.relation.name, self.measure.function.name.lower(), self.measure.column]

    @property
    def type(self) -> ValueType:
        """The type of its values. A sum of integers is a DECIMAL, which has no end."""
        if self.measure is None:
            return ValueType.BIG_INTEGER
        function, column = self.measure.function, self.target.columns[self.measure.column]
        summed = function is Function.SUM and column.type is not ValueType.FLOAT
        return ValueType.DECIMAL if summed else type_of(function, column)

    @property
    def otherwise(self) -> int | None:
        """What no rows come to."""
        return 0 if self.measure is None or self.measure.function is Function.COUNT_DISTINCT else None


End = Column | Figure
"""What a derived column is of the row that its path leads to."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Values that were found in another store, each for a key: what a row has in its `local` columns.

    Keys are distinct; neither keys nor values hold a None. A row with another key has the value `otherwise`.
    """

    local: tuple[str, ...]
    keys: tuple[KeyValue, ...]
    values: tuple[Any, ...]
    otherwise: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived(Column):
    """What is `at_end` of the row that `path` leads to; without a path, of the row itself.

    A store is asked for relations within it alone: see `leaving`.
    """

    path: Path
    at_end: End | Known

    @property
    def steps(self) -> Path:
        """All relations that it follows."""
        more = ((self.at_end.relation, self.at_end.target),) if isinstance(self.at_end, Figure) else ()
        return (*self.path, *more)


@dataclass(frozen=True, eq=False)
class Extended(Entity):
    """An entity with derived columns; `columns` has them too."""

    derived: tuple[Derived, ...] = ()


def derived(entity: Entity, path: Path, at_end: End) -> Derived:
    """The column whose name says how it is derived: `customer.name`, `wagers.count`, `agent.wagers.sum.amount`.

    A DATE of another store is the moment at which the day starts: not every store has days.
    """
    names = [relation.name for relation, _ in path]
    names += [at_end.name] if isinstance(at_end, Column) else at_end.names
    made = Derived(
        name=".".join(names),
        source="__of__" + "__".join(names),
        type=at_end.type,
        nullable=bool(path) or isinstance(at_end, Column) or at_end.otherwise is None,
        description="",
        exposed=False,
        path=path,
        at_end=at_end,
    )
    elsewhere = made.type is ValueType.DATE and leaving(made, entity) is not None
    return replace(made, type=ValueType.DATETIME) if elsewhere else made


def extended(entity: Entity, columns: Iterable[Derived]) -> Entity:
    """The entity with these derived columns besides its own; with none, the entity itself."""
    gained = {column.name: column for column in columns}
    if not gained:
        return entity
    members = {field.name: getattr(entity, field.name) for field in fields(Entity)}
    members["columns"] = {**entity.columns, **gained}
    return Extended(**members, derived=tuple(gained.values()))


def derived_columns(entity: Entity) -> tuple[Derived, ...]:
    """The derived columns of an entity."""
    return entity.derived if isinstance(entity, Extended) else ()


def leaving(column: Derived, entity: Entity) -> int | None:
    """Which of the steps from a row of the entity is the first that leads to another store, if one does."""
    stores = (target.store for _, target in column.steps)
    return next((position for position, store in enumerate(stores) if store != entity.store), None)
