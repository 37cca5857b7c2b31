"""Fields that are resolved for all parents on a level at once."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import strawberry
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from graph.annotation import annotated
from graph.context import Context
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


class BatchField(StrawberryField):
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

    @property
    def is_basic_field(self) -> bool:
        """False: Strawberry shall pass the info."""
        return False

    def get_result(self, source: Any, info: Info[Context, Any] | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """Called by Strawberry for each parent, when graphql-core executes."""
        assert info is not None  # noqa: S101  (only basic fields are asked without one)
        place, context = place_of(info._raw_info), info.context
        batch = context.batches.get(place)
        if batch is None:
            batch = context.batches[place] = self._prepared(info)
        if inspect.iscoroutinefunction(batch):
            return context.session.load(place, partial(batch, context=context), source)
        (value,) = cast("Sequence[Any]", batch((source,), context))
        return value

    def _prepared(self, info: Info[Context, Any]) -> Batch:
        raw = info._raw_info
        definition = raw.parent_type.fields[raw.field_name]
        variables = VariableValues({}, info.variable_values)
        arguments = get_argument_values(definition, raw.field_nodes[0], variables)
        return self.prepare(Selection(raw.schema, raw.fragments, raw.field_nodes))(arguments)


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
    required = argument(name, annotation, description)
    required.default = strawberry.UNSET
    return required


def argument(name: str, annotation: object, description: str) -> StrawberryArgument:
    """An argument that may be left out, which is the same as null."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        type_annotation=annotated(annotation),
        description=description,
        default=None,
    )
