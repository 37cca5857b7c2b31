"""Queries: what is wanted from one entity, said in no store's language. A store answers each with one statement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stores.catalogue import Entity

KeyValue = tuple[Any, ...]
"""The values of one key, one for each of its columns."""


class Operator(StrEnum):
    """How a column is compared with a value. A NULL compares true with nothing, not even with another NULL."""

    EQUAL = "="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


@dataclass(frozen=True, slots=True)
class Compare:
    """The column stands in this relation to a value that is not None."""

    column: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class IsNull:
    """The column is NULL (in a document: null or missing), or, negated, is not."""

    column: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold; with no parts, always true."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds; with no parts, never true."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by one column. NULLs come last in either direction unless asked for first, in every store alike."""

    column: str
    descending: bool = False
    nulls_first: bool = False

    def reversed(self) -> Order:
        """The order that reads the same rows backwards."""
        return Order(self.column, not self.descending, not self.nulls_first)


@dataclass(frozen=True, slots=True)
class Beyond:
    """The rows after a position in a total order: `position` holds a value, or None, for each part of `order`.

    `spelt_out` says the same by comparisons, which is enough where all values of a column are of one type.
    """

    order: tuple[Order, ...]
    position: tuple[Any, ...]
    spelt_out: Filter


Filter = Compare | IsNull | And | Or | Beyond


@dataclass(frozen=True, slots=True)
class Keys:
    """Only rows whose `columns` equal one of `values`, pair by pair. `values` are distinct and hold no None."""

    columns: tuple[str, ...]
    values: tuple[KeyValue, ...]


@dataclass(frozen=True, slots=True)
class Select:
    """Rows of an entity, with just the columns asked for.

    With `keys`, `limit` is for each key by itself, `order` holds among the rows of one key, and `columns` must contain
    the key's columns, by which the caller tells the rows apart.
    """

    entity: Entity
    columns: tuple[str, ...]
    where: Filter | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    keys: Keys | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are: in all, or with `keys` for each key."""

    entity: Entity
    where: Filter | None = None
    keys: Keys | None = None
