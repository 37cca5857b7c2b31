"""Strawberry fields of columns, derived instead of written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import strawberry
from graphql import GraphQLResolveInfo, GraphQLSchema, is_object_type
from strawberry.types.field import StrawberryField

from graph.annotation import annotated
from stores.catalogue import Column
from stores.errors import Misconfigured
from stores.naming import camel_case
from stores.store import shown


class DerivedField(StrawberryField):
    """A field that is derived from the catalogue."""

    def resolve(self, source: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any) -> Any:
        """Called by graphql-core's executor for each parent, with arguments coerced."""
        raise NotImplementedError


class ColumnField(DerivedField):
    """A column of an entity: its value is read from the row by the column's name.

    `shown` is what clients see of a value, or UnrepresentableValue: see `stores.store.shown`. `typed` says
    that the column's store holds every value to the column's type.
    """

    def __init__(self, column: Column, annotation: Any, *, typed: bool = False) -> None:
        super().__init__(
            python_name=column.name,
            graphql_name=camel_case(column.name),
            type_annotation=annotated(annotation | None if column.nullable else annotation),
            description=column.description,
        )
        self.column = column
        self.typed = typed
        self.shown = shown(column)

    def resolve(self, source: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any) -> Any:  # noqa: ARG002
        """The column's value in a row."""
        return self.shown(source[self.column.name])


@strawberry.type
class _Empty:
    """What new types are made after: for each of them to be made a dataclass takes long, and much memory."""


def new_object(name: str, description: str, *fields: StrawberryField) -> Any:
    """An object type with these fields so far."""
    made = new_type(_Empty, name, description)
    fields_of(made).extend(fields)
    return made


def new_type(empty: Any, name: str, description: str) -> Any:
    """A type like an empty one of Strawberry's."""
    made: Any = type(name, (), {"__slots__": ()})
    like = empty.__strawberry_definition__
    made.__strawberry_definition__ = replace(like, name=name, origin=made, description=description, fields=[])
    return made


def fields_of(made: type) -> list[StrawberryField]:
    """The fields of a Strawberry type, to add to."""
    fields: list[StrawberryField] = made.__strawberry_definition__.fields  # type: ignore[attr-defined]
    return fields


def resolve_derived(schema: GraphQLSchema) -> None:
    """Let graphql-core call derived fields themselves: Strawberry makes eight closures for each to do it."""
    for type_ in filter(is_object_type, schema.type_map.values()):
        for field in type_.fields.values():
            derived = field.extensions.get("strawberry-definition")
            if isinstance(derived, DerivedField):
                field.resolve = derived.resolve


def require_distinct(owner: str, fields: Sequence[StrawberryField]) -> None:
    """Raise Misconfigured where two fields of a type share a name, or two arguments of one of them."""
    _require_distinct(owner, "fields", (field.graphql_name for field in fields))
    for field in fields:
        names = (argument.graphql_name for argument in field.arguments)
        _require_distinct(f"{owner}.{field.graphql_name}", "arguments", names)


def _require_distinct(owner: str, kind: str, names: Iterable[str | None]) -> None:
    for name in (name for name, count in Counter(names).items() if count > 1):
        raise Misconfigured(f"{owner} would have two {kind} named {name}")
