"""Strawberry fields of columns, derived instead of written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from graph.annotation import annotated
from stores.catalogue import Column
from stores.errors import Misconfigured
from stores.naming import camel_case
from stores.store import shown


class ColumnField(StrawberryField):
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

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """Called by Strawberry for each value."""
        return self.shown(source[self.column.name])


def new_object(name: str, description: str) -> Any:
    """An object type without fields yet."""
    return strawberry.type(type(name, (), {}), description=description)


def fields_of(made: type) -> list[StrawberryField]:
    """The fields of a Strawberry type, to add to."""
    fields: list[StrawberryField] = made.__strawberry_definition__.fields  # type: ignore[attr-defined]
    return fields


def require_distinct(owner: str, fields: Sequence[StrawberryField]) -> None:
    """Raise Misconfigured where two fields of a type share a name."""
    counts = Counter(field.graphql_name for field in fields)
    for name in (name for name, count in counts.items() if count > 1):
        raise Misconfigured(f"{owner} would have two fields named {name}")
