"""Strawberry fields that are derived instead of written: columns and everything that runs a resolver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from stores.catalogue import Column
from stores.errors import Misconfigured, UnrepresentableValue
from stores.naming import camel_case
from stores.store import PYTHON_TYPES

Resolver = Callable[..., Any]


class ColumnField(StrawberryField):
    """A column of an entity: its value is read from the row by the column's name.

    MongoDB does not hold documents to what a model says: a value that is not is an UnrepresentableValue.
    """

    def __init__(self, column: Column, annotation: Any) -> None:
        super().__init__(
            python_name=column.name,
            graphql_name=camel_case(column.name),
            type_annotation=StrawberryAnnotation(annotation | None if column.nullable else annotation),
            description=column.description,
        )
        self.column = column
        self._python_types = PYTHON_TYPES[column.type]

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """Called by Strawberry for each value."""
        value = source[self.column.name]
        if value is None:
            if not self.column.nullable:
                raise UnrepresentableValue(f"this row has no {self.column.name}, though every row should have one")
        elif not isinstance(value, self._python_types) or (self.column.values and value not in self.column.values):
            raise UnrepresentableValue(f"this row's {self.column.name} holds a value that is not of the field's type")
        return value


class ResolvedField(StrawberryField):
    """A field with arguments, answered by `resolve(source, info, **arguments)`."""

    def __init__(
        self,
        name: str,
        annotation: object,
        description: str,
        resolve: Resolver,
        arguments: Sequence[StrawberryArgument] = (),
    ) -> None:
        super().__init__(
            python_name=name,
            graphql_name=name,
            type_annotation=StrawberryAnnotation(annotation),
            description=description,
        )
        self.resolve = resolve
        self.arguments = list(arguments)

    @property
    def is_basic_field(self) -> bool:
        """False: Strawberry shall convert the arguments and pass the info."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """Called by Strawberry for each parent."""
        return self.resolve(source, info, **kwargs)


def require_distinct(owner: str, fields: Sequence[StrawberryField]) -> None:
    """Raise Misconfigured where two fields of a type share a name."""
    counts = Counter(field.graphql_name for field in fields)
    for name in (name for name, count in counts.items() if count > 1):
        raise Misconfigured(f"{owner} would have two fields named {name}")


def argument(name: str, annotation: object, description: str) -> StrawberryArgument:
    """An argument that may be left out, which is the same as null."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        default=None,
    )
