"""Queries: what is wanted from one entity, said in no store's language. A store answers each with one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stores.catalogue import Entity
from stores.filter import Filter
from stores.order import Order

KeyValue = tuple[Any, ...]
"""The values of one key, one for each of its columns."""


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


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large some entities of one store are."""

    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How large an entity is: its rows, as the store knows without counting, and bytes of rows and of indexes."""

    rows: int
    row_bytes: int
    index_bytes: int
