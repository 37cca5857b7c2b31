"""Input types, made from lists of fields."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from graph.annotation import annotated


def new_input(name: str, description: str, *, one_of: bool = False) -> Any:
    """An input without fields yet; with `one_of`, exactly one of them is to be given (`@oneOf`)."""
    made: Any = strawberry.input(type(name, (), {}), name=name, description=description, one_of=one_of)
    # On graphql-core's executor Strawberry makes one of each input; a `BatchField` takes what was coerced instead.
    made.__init__ = _ignoring
    return made


def input_field(name: str, annotation: Any, description: str) -> StrawberryField:
    """A field of an input that may be left out."""
    return StrawberryField(
        python_name=name,
        graphql_name=name,
        type_annotation=annotated(annotation | None),
        description=description,
        default=strawberry.UNSET,
    )


def _ignoring(self: Any, **members: Any) -> None:  # noqa: ARG001
    return
