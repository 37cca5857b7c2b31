"""Input types made from a list of fields."""

from __future__ import annotations

import types
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import strawberry


@dataclass(frozen=True, slots=True)
class InputField:
    """One optional field of an input type; `attribute` is its name on the Python object."""

    attribute: str
    name: str
    annotation: Any
    description: str


def one_of_input(name: str, description: str, fields: Iterable[InputField]) -> Any:
    """An input of which exactly one field is given (`@oneOf`); the others are UNSET."""
    namespace: dict[str, Any] = {"__annotations__": {}}
    for field in fields:
        namespace["__annotations__"][field.attribute] = field.annotation | None
        namespace[field.attribute] = strawberry.field(
            name=field.name, description=field.description, default=strawberry.UNSET
        )
    made = types.new_class(name, (), {}, lambda body: body.update(namespace))
    return strawberry.input(made, name=name, description=description, one_of=True)
