"""Random orders of the two entities of `tests.resolvers.filtered`, each of which may live in either store.

What they mean is worked out in plain Python, written from the docstrings of `stores.derived`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from graph.aggregates import columns_of
from stores.aggregate import Function, Measure
from stores.catalogue import Column, Entity, Path, Relation, ValueType
from stores.derived import Derived, Figure, derived, extended
from stores.order import Order
from tests.resolvers.evaluation import Database, Row
from tests.resolvers.filtered import relation
from tests.resolvers.plain_aggregates import measured
from tests.resolvers.random_filters import ENTITIES, VALUES

TO_ONE = {
    "Thing": (relation("group", "Group", ("parent", "id"), many=False),),
    "Group": (relation("leader", "Thing", ("number", "id"), many=False),),
}
TO_MANY = {
    "Thing": (relation("namesakes", "Group", ("word", "word")), relation("peers", "Group", ("number", "number"))),
    "Group": (relation("things", "Thing", ("id", "parent")), relation("alike", "Thing", ("number", "big"))),
}
"""Of keys with NULLs, with values that no row has, and with values that several rows have."""

FUNCTIONS = (Function.COUNT_DISTINCT, Function.SUM, Function.AVG, Function.MIN, Function.MAX)
EXACT = frozenset(ValueType) - {ValueType.JSON, ValueType.FLOAT}
"""Types of columns that have one order and one sum, in whatever store."""


FEW = st.integers(0, 3)
WORDS = st.sampled_from(["", "a", "B", "b", "日\n", "zz"])
"""Values that several rows of either entity have, so that many of them lead somewhere."""


def rows_of(entity: Entity) -> st.SearchStrategy[list[Row]]:
    """Rows with ids from 0 on, enough of them that it shows in which order they are."""
    values = {
        column.name: FEW
        if not column.nullable
        else st.one_of(st.none(), *[LEADING.get(column.name, VALUES[column.type])] * 4)
        for column in entity.columns.values()
    }
    return st.lists(st.fixed_dictionaries(values), min_size=5, max_size=9).map(
        lambda rows: [{**row, "id": number} for number, row in enumerate(rows)]
    )


LEADING: Mapping[str, st.SearchStrategy[Any]] = {"parent": FEW, "number": FEW, "big": FEW, "word": WORDS}
"""Columns that relations go by."""

databases: st.SearchStrategy[Database] = st.fixed_dictionaries(
    {name: rows_of(entity) for name, entity in ENTITIES.items()}
)


@st.composite
def orders(
    draw: st.DrawFn, entities: Mapping[str, Entity], name: str, types: frozenset[ValueType] = EXACT
) -> tuple[Entity, tuple[Order, ...]]:
    """The entity with derived columns, and orders by them and by its own."""
    entity = entities[name]
    own = st.sampled_from([column.name for column in entity.columns.values() if column.type in types])
    columns = draw(st.lists(derivations(entities, name, types), max_size=2))
    names = draw(st.permutations([*(column.name for column in columns), *draw(st.lists(own, max_size=1))]))
    return extended(entity, columns), tuple(Order(each, draw(st.booleans()), draw(st.booleans())) for each in names)


@st.composite
def derivations(draw: st.DrawFn, entities: Mapping[str, Entity], name: str, types: frozenset[ValueType]) -> Derived:
    """A derived column by up to two relations to one row, and maybe one to many."""
    path: Path = ()
    at = entities[name]
    many = draw(st.booleans())
    for _ in range(draw(st.integers(0 if many else 1, 2))):
        step = draw(st.sampled_from(TO_ONE[at.name]))
        at = entities[step.target]
        path = (*path, (step, at))
    if not many:
        return derived(entities[name], path, draw(st.sampled_from(_of_types(at, types))))
    return derived(entities[name], path, draw(figures(entities, at.name, types)))


@st.composite
def figures(draw: st.DrawFn, entities: Mapping[str, Entity], name: str, types: frozenset[ValueType]) -> Figure:
    """What the rows come to that a relation leads to, with an index or without."""
    step = replace(draw(st.sampled_from(TO_MANY[name])), indexed=draw(st.booleans()))
    target = entities[step.target]
    if draw(st.booleans()):
        return Figure(step, target)
    function = draw(st.sampled_from(FUNCTIONS))
    fit = [column for column in columns_of(replace(target, relations={}), function) if column.type in types]
    return Figure(step, target, Measure(function, draw(st.sampled_from(fit)).name))


def _of_types(entity: Entity, types: frozenset[ValueType]) -> Sequence[Column]:
    return [column for column in entity.columns.values() if column.type in types]


def with_derived(entity: Entity, row: Row, database: Database) -> Row:
    """A row with the values of an entity's derived columns."""
    columns = [column for column in entity.columns.values() if isinstance(column, Derived)]
    return {**row, **{column.name: value_of(column, row, database) for column in columns}}


def value_of(column: Derived, row: Row, database: Database) -> Any:
    """The value of a derived column in a row; NULL where its path leads nowhere."""
    at = row
    for step, target in column.path:
        found = _related(step, at, database[target.name])
        if not found:
            return None
        at = found[0]
    figure = column.at_end
    if isinstance(figure, Column):
        return at[figure.name]
    assert isinstance(figure, Figure)
    rows = _related(figure.relation, at, database[figure.target.name])
    if figure.measure is None:
        return len(rows)
    kind = figure.target.columns[figure.measure.column].type
    return measured(figure.measure, kind, [each[figure.measure.column] for each in rows])


def _related(step: Relation, row: Row, others: Sequence[Row]) -> list[Row]:
    key = [row[name] for name in step.local]
    return [other for other in others if None not in key and [other[name] for name in step.remote] == key]
