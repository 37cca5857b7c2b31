"""Enums, derived from the closed sets of columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import Any, cast

import strawberry

from stores.catalogue import Column, Entity
from stores.errors import Misconfigured
from stores.naming import pascal_case

NAME = re.compile(r"[A-Z_][A-Z0-9_]*")


def enum_of(entity: Entity, column: Column) -> Any:
    """The GraphQL enum of a column with a closed set of values: `WagerStatus` with `PENDING`, `ACTIVE`, …

    Each member's value is the text that the store holds. Raises Misconfigured.
    """
    name = f"{entity.name}{pascal_case(column.name)}"
    names = {_member(value): value for value in column.values}
    if len(names) < len(column.values) or not all(NAME.fullmatch(member) for member in names):
        raise Misconfigured(f"{entity.name}.{column.name}: its values make no distinct names of an enum")
    members = Enum(name, names)  # type: ignore[misc]
    return strawberry.enum(cast("Any", members), name=name, description=column.description)


def column_enum(name: str, columns: Iterable[Column], description: str) -> Any:
    """An enum of columns, whose values are their names."""
    members: Any = Enum(name, {column.name.upper(): column.name for column in columns})  # type: ignore[misc]
    return strawberry.enum(members, name=name, description=description)


def plain(value: Any) -> Any:
    """A value, or a list of values, with what the store holds instead of an enum's members."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def _member(value: str) -> str:
    return re.sub(r"[^A-Z0-9_]", "_", value.upper())
