"""Enums, derived from the closed sets of columns."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, cast

import strawberry

from stores.catalogue import Column, Entity
from stores.naming import pascal_case


def enum_of(entity: Entity, column: Column) -> Any:
    """The GraphQL enum of a column with a closed set of values: `WagerStatus` with `PENDING`, `ACTIVE`, …

    Each member's value is the text that the store holds.
    """
    name = f"{entity.name}{pascal_case(column.name)}"
    members = Enum(name, {_member(value): value for value in column.values})  # type: ignore[misc]
    return strawberry.enum(cast("Any", members), name=name, description=column.description)


def _member(value: str) -> str:
    return re.sub(r"[^A-Z0-9_]", "_", value.upper())
