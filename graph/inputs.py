"""Input types, made from lists of fields."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from graph.annotation import annotated
from graph.fields import new_type


@strawberry.input
class _AllThat:
    """What inputs are made after."""


@strawberry.input(one_of=True)
class _OneOf:
    """What inputs are made after of which exactly one field is to be given (`@oneOf`)."""


def new_input(name: str, description: str, *, one_of: bool = False) -> Any:
    """An input without fields yet; with `one_of`, exactly one of them is to be given."""
    return new_type(_OneOf if one_of else _AllThat, name, description)


def input_field(name: str, annotation: Any, description: str) -> StrawberryField:
    """A field of an input that may be left out."""
    return StrawberryField(
        python_name=name,
        graphql_name=name,
        type_annotation=annotated(annotation | None),
        description=description,
        default=strawberry.UNSET,
    )
