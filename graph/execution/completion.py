"""Completing values (GraphQL specification, section 6.4.3), a whole column of them at once.

A column is a list with a value for each parent. An exception in it is the error of its parent's field, and stays where
it is until the operation has run (`graph.execution.nulls`).
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field as attribute
from functools import partial
from itertools import chain, repeat
from types import NoneType
from typing import Any

from graphql import GraphQLError, GraphQLLeafType, GraphQLObjectType, GraphQLResolveInfo
from graphql.execution import Executor
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import Path, Undefined, is_iterable

from graph.background import Turns
from graph.execution.plan import Abstract, Field, Leaf, ListOf, NonNull, Object, Scope, Shape
from graph.fields import ColumnField

Completed = list[Any]
Values = Sequence[Any]

LEAF = 16
"""Bytes that a leaf takes with its name; more or less, for it is not looked at."""

SLICE = 2_000
"""Values that are worked on between two looks at whether others shall have their turn."""


@dataclass(slots=True)
class Begun:
    """Objects of one scope with their columns; the fields that are resolved are still to come."""

    scope: Scope
    sources: Values
    objects: list[dict[str, Any]]


@dataclass(slots=True)
class Outcome:
    """What a run learns besides the data: the fields that failed somewhere, and what came later than its parent.

    `scopes` holds the scope of each object of an abstract type, by the object's identity; `turns` are those of the run.
    `extent` is the answer's in bytes, estimated, without what `shared` objects take where they are written again.
    """

    failed: set[Field] = attribute(default_factory=set)
    deferred: set[Field] = attribute(default_factory=set)
    scopes: dict[int, Scope] = attribute(default_factory=dict)
    turns: Turns = attribute(default_factory=Turns)
    extent: int = 0
    shared: bool = False


class Completion:
    """Completes the values of one field; `begun` are the objects that it met."""

    def __init__(self, executor: Callable[[], Executor[Any]], outcome: Outcome, field: Field) -> None:
        self._executor = executor
        self._outcome = outcome
        self._field = field
        self.begun: list[Begun] = []

    async def complete(self, shape: Shape, values: Values) -> Completed:
        """A completed value for each value, in order."""
        await self._outcome.turns.pause()
        match shape:
            case NonNull():
                return self._not_null(await self.complete(shape.of, values))
            case ListOf():
                return await self._lists(shape, values)
            case Leaf():
                return await self._leaves(shape.type, values)
            case Object():
                return await self._objects(shape, values)
            case Abstract():
                return await self._abstract(shape, values)

    def _usual(self, values: Values) -> bool:
        """Whether there is neither a null nor an exception among the values."""
        kinds = set(map(type, values))
        if any(issubclass(kind, Exception) for kind in kinds):
            self._outcome.failed.add(self._field)
            return False
        return NoneType not in kinds

    def _not_null(self, column: Completed) -> Completed:
        if NoneType not in set(map(type, column)):
            return column
        self._outcome.failed.add(self._field)
        field = f"{self._field.parent}.{self._field.nodes[0].name.value}"
        return [
            TypeError(f"Cannot return null for non-nullable field {field}.") if value is None else value
            for value in column
        ]

    async def _leaves(self, type_: GraphQLLeafType, values: Values) -> Completed:
        self._usual(values)
        column = await self._outcome.turns.in_slices(values, SLICE, partial(_leaves, type_))
        self._usual(column)
        return column

    async def _lists(self, shape: ListOf, values: Values) -> Completed:
        if self._field.trusted:
            lists = [list(value) if type(value) is tuple else value for value in values]
        else:
            lists = [await self._list(value) for value in values]
        self._usual(lists)
        items = await self.complete(shape.of, list(chain.from_iterable(each for each in lists if type(each) is list)))
        column: Completed = []
        start = 0
        for each in lists:
            if type(each) is list:
                column.append(items[start : start + len(each)])
                start += len(each)
            else:
                column.append(each)
        return column

    async def _list(self, value: Any) -> Any:
        """A list with all its items awaited; null and exceptions are what they are."""
        if value is None or isinstance(value, Exception):
            return value
        try:
            if hasattr(value, "__aiter__"):
                self._outcome.deferred.add(self._field)
                items = [item async for item in value]
            elif is_iterable(value):
                items = list(value)
            else:
                field = f"{self._field.parent}.{self._field.nodes[0].name.value}"
                return GraphQLError(f"Expected Iterable, but did not find one for field '{field}'.")
        except Exception as error:
            return error
        return await settled(self._outcome, self._field, items)

    async def _objects(self, shape: Object, values: Values) -> Completed:
        if not self._field.trusted and shape.type.is_type_of is not None:
            values = [await self._checked(shape.type, value) for value in values]
        return await self._of_scope(shape.scope, values)

    async def _checked(self, type_: GraphQLObjectType, value: Any) -> Any:
        """The value, or the error that it is not of this type."""
        if value is None or isinstance(value, Exception) or type_.is_type_of is None:
            return value
        try:
            fits = type_.is_type_of(value, self._info())
            if inspect.isawaitable(fits):
                fits = await fits
        except Exception as error:
            return error
        return value if fits else invalid_return_type_error(type_, value, self._field.details)

    async def _of_scope(self, scope: Scope | GraphQLError, values: Values) -> Completed:
        """Objects of one scope; a row that several parents share makes one object."""
        usual = self._usual(values)
        present = values if usual else [each for each in values if each is not None and not isinstance(each, Exception)]
        if isinstance(scope, GraphQLError):
            self._outcome.failed.update((self._field,) if present else ())
            return [each if each is None or isinstance(each, Exception) else scope for each in values]
        # A resolver of its own may answer differently each time it is called; what is derived does not.
        several = self._field.trusted and await repeated(self._outcome.turns, present)
        self._outcome.shared |= several
        sources = list({id(each): each for each in present}.values()) if several else present
        objects = await begin(self._outcome, scope, sources)
        self.begun.append(Begun(scope, sources, objects))
        if len(objects) == len(values):
            return objects
        if several:
            made = dict(zip(map(id, sources), objects, strict=True))
            return [made.get(id(each), each) for each in values]
        rest = iter(objects)
        return [each if each is None or isinstance(each, Exception) else next(rest) for each in values]

    async def _abstract(self, shape: Abstract, values: Values) -> Completed:
        self._usual(values)
        column = list(values)
        positions: dict[str, list[int]] = {}
        types: dict[str, GraphQLObjectType] = {}
        for position, value in enumerate(values):
            if value is None or isinstance(value, Exception):
                continue
            try:
                concrete = await self._concrete(shape, value)
            except Exception as error:
                column[position] = error
                self._outcome.failed.add(self._field)
                continue
            types[concrete.name] = concrete
            positions.setdefault(concrete.name, []).append(position)
        await shape.prepare(types.values())
        for name, places in positions.items():
            scope = shape.scopes[name]
            sources = [values[place] for place in places]
            if not self._field.trusted:
                sources = [await self._checked(types[name], source) for source in sources]
            for place, made in zip(places, await self._of_scope(scope, sources), strict=True):
                column[place] = made
                if isinstance(scope, Scope) and isinstance(made, dict):
                    self._outcome.scopes[id(made)] = scope
        return column

    async def _concrete(self, shape: Abstract, value: Any) -> GraphQLObjectType:
        executor, info = self._executor(), self._info()
        resolve_type = shape.type.resolve_type or executor.type_resolver
        name = resolve_type(value, info, shape.type)
        if inspect.isawaitable(name):
            name = await name
        return executor.ensure_valid_runtime_type(name, shape.type, self._field.details, info, value)

    def _info(self) -> GraphQLResolveInfo[Any]:
        return info_of(self._executor(), self._field)


async def settled(outcome: Outcome, field: Field, values: list[Any]) -> list[Any]:
    """The values with everything awaited that can be; what one raised stands in its place, and null for `Undefined`."""
    waiting = [position for position, value in enumerate(values) if inspect.isawaitable(value)]
    if waiting:
        outcome.deferred.add(field)
        found = await asyncio.gather(*(values[position] for position in waiting), return_exceptions=True)
        for position, value in zip(waiting, found, strict=True):
            if isinstance(value, BaseException) and not isinstance(value, Exception):
                raise value
            values[position] = value
    return [None if value is Undefined else value for value in values]


async def repeated(turns: Turns, values: Values) -> bool:
    """Whether a value stands in several places."""
    seen: set[int] = set()

    def note(part: Values) -> list[Any]:
        seen.update(map(id, part))
        return []

    await turns.in_slices(values, SLICE, note)
    return len(seen) < len(values)


async def begin(outcome: Outcome, scope: Scope, sources: Values) -> list[dict[str, Any]]:
    """An object for each source, with its columns."""
    outcome.extent += LEAF * len(scope.names) * len(sources)
    length = max(1, SLICE // max(1, len(scope.names)))
    return await outcome.turns.in_slices(sources, length, partial(_begun, outcome, scope))


def _begun(outcome: Outcome, scope: Scope, sources: Values) -> list[dict[str, Any]]:
    if scope.read is None or not sources:
        return [scope.template.copy() for _ in sources]
    read = map(scope.read, sources)
    columns: Iterable[Values] = [list(read)] if len(scope.columns) == 1 else zip(*read, strict=True)
    written_columns = {
        field.name: _column(outcome, field, values) for field, values in zip(scope.columns, columns, strict=True)
    }
    cells = (written_columns.get(name) or repeat(value) for name, value in scope.template.items())
    return [dict(zip(scope.names, row, strict=True)) for row in zip(*cells, strict=False)]


def _leaves(type_: GraphQLLeafType, values: Values) -> Completed:
    return [value if value is None or isinstance(value, Exception) else written(type_, value) for value in values]


def _column(outcome: Outcome, field: Field, values: Values) -> Values:
    assert field.write is not None  # noqa: S101  (only columns come here)
    assert field.column is not None  # noqa: S101
    column = field.write(values)
    if column is None:
        column = [cell(field.column, field.leaf, value) for value in values]
        if any(isinstance(value, Exception) for value in column):
            outcome.failed.add(field)
    return column


def cell(column: ColumnField, leaf: GraphQLLeafType, value: Any) -> Any:
    """One value of a column, checked and serialized by itself, or the error that it cannot be shown."""
    try:
        checked = column.shown(value)
    except Exception as error:
        return error
    return None if checked is None else written(leaf, checked)


def written(type_: GraphQLLeafType, value: Any) -> Any:
    """A leaf's value as the response holds it, or the error that it cannot be."""
    try:
        return Executor.complete_leaf_value(type_, value)
    except Exception as error:
        return error


def info_of(executor: Executor[Any], field: Field) -> GraphQLResolveInfo[Any]:
    """What a resolver is told. Its path has no indices of lists: it is one for all parents."""
    path = Path(None, field.name, field.parent.name)
    return executor.build_resolve_info(field.definition, field.nodes, field.parent, path)
