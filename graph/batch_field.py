"""Fields that are resolved for all parents on a level at once."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, cast

import strawberry
from graphql import GraphQLResolveInfo
from strawberry.types.arguments import StrawberryArgument

from graph.annotation import annotated
from graph.context import Context
from graph.fields import DerivedField
from graph.selection import Selection, place_of
from resolvers.pages import PageRequest
from stores.catalogue import Entity
from stores.query import KeyValue

Arguments = Mapping[str, Any]
"""A field's arguments as GraphQL's coercion gives them; one that was left out is None."""

Batch = Callable[[Sequence[Any], Context], Awaitable[Sequence[Any]] | Sequence[Any]]
"""Parents in; for each of them its value, or an exception that is the error of its field alone, out.

What an asynchronous one raises is the error of all of them. One that is no coroutine function makes each value by
itself, and may be called with some of the parents at a time.
"""

Bind = Callable[[Arguments], Batch]
"""A field's arguments in; how all its parents are resolved out. May raise UserError."""

Prepare = Callable[[Selection], Bind]
"""What is selected below a field in, which is the same each time an operation runs; its `Bind` out."""


KeysOf = Callable[[Sequence[Any]], Sequence[KeyValue]]
"""Parents in; for each of them the key of its rows out."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a field brings at most for one parent: what the cost of an operation is made of.

    `of` tells it by those of the field's `arguments` that have a say, the one to be reduced where it is too much first,
    and raises UserError where they are wrong. Rows are `paged` if the field leads to a page whose lists hold them,
    beside what else is selected of the page.
    """

    of: Callable[[Arguments], int]
    arguments: tuple[str, ...] = ()
    paged: bool = False


ONE = Size(lambda arguments: 1)  # noqa: ARG005
"""One row, or one figure that a store has to find."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows a field leads to, for who asks a store for several levels at once.

    `pairs` are the columns that are equal, (local, remote), and `keys_of` the parents' values in the local ones;
    `indexed` as in the `Relation`. A list has a `request` by its arguments, which raises BadInput and BadCursor. A row
    that is looked up has no parents, but by its arguments columns with their values, or BadInput. `size` says how many
    rows there are.
    """

    entity: Entity
    pairs: tuple[tuple[str, str], ...]
    keys_of: KeysOf
    indexed: bool = True
    request: Callable[[Arguments], PageRequest] | None = None
    look_up: Callable[[Arguments], tuple[tuple[str, ...], KeyValue]] | None = None
    size: Size = ONE


class BatchField(DerivedField):
    """A field that is derived and resolves whole batches; any executor takes it, the breadth-first one directly.

    `size` is how many rows it brings, if any: those of its `rows` if nothing is said.
    """

    def __init__(
        self,
        name: str,
        annotation: object,
        description: str | None,
        prepare: Prepare,
        arguments: Sequence[StrawberryArgument] = (),
        *,
        rows: Rows | None = None,
        size: Size | None = None,
    ) -> None:
        super().__init__(
            python_name=name,
            graphql_name=name,
            type_annotation=annotated(annotation),
            description=description,
        )
        self.prepare = prepare
        self.rows = rows
        self.size = size or (rows.size if rows else None)
        self.arguments = list(arguments)

    def resolve(self, source: Any, info: GraphQLResolveInfo[Context], /, **arguments: Any) -> Any:
        """The value for one parent, by itself or of the batch that all parents at its place make."""
        place, context = place_of(info), info.context
        batch = context.batches.get(place)
        if batch is None:
            selection = Selection(info.schema, info.fragments, info.field_nodes)
            batch = context.batches[place] = self.prepare(selection)(arguments)
        if inspect.iscoroutinefunction(batch):
            return context.session.load(place, partial(batch, context=context), source)
        (value,) = cast("Sequence[Any]", batch((source,), context))
        return value


def each(value: Callable[[Any], Any]) -> Prepare:
    """A field whose value is at hand in its parent; what `value` raises is the error of that parent's field alone."""

    def batch(parents: Sequence[Any], context: Context) -> list[Any]:  # noqa: ARG001
        values: list[Any] = []
        for parent in parents:
            try:
                values.append(value(parent))
            except Exception as error:
                values.append(error)
        return values

    return lambda selection: lambda arguments: batch  # noqa: ARG005


def required_argument(name: str, annotation: object, description: str) -> StrawberryArgument:
    """An argument that must be given."""
    return _argument(name, annotation, description, strawberry.UNSET)


def argument(name: str, annotation: object, description: str) -> StrawberryArgument:
    """An argument that may be left out, which is the same as null."""
    return _argument(name, annotation, description, None)


@cache
def _argument(name: str, annotation: object, description: str, default: object) -> StrawberryArgument:
    """Fields share the arguments that they have in common: there are fifteen thousand in all."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        type_annotation=annotated(annotation),
        description=description,
        default=default,
    )
