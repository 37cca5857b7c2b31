"""Strawberry fields that are derived instead of written: columns and everything that runs a resolver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from stores.errors import Misconfigured

Resolver = Callable[..., Any]


class ColumnField(StrawberryField):
    """A column of an entity: its value is read from the row by the column's name."""

    def __init__(self, name: str, annotation: object, description: str, column: str) -> None:
        super().__init__(
            python_name=column,
            graphql_name=name,
            type_annotation=StrawberryAnnotation(annotation),
            description=description,
        )
        self.column = column

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """Called by Strawberry for each value."""
        return source[self.column]


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
