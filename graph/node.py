"""Global object identification (the Relay specification): `Node`, and ids that name any row of any system."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from resolvers.token import pack, unpack
from stores.catalogue import Catalogue, Entity
from stores.errors import BadInput
from stores.query import KeyValue
from stores.store import PYTHON_TYPES, Row, can_equal


@strawberry.interface(description="Any row of any system, found again by its `nodeId`.")
class Node:
    """Every entity's type implements this."""

    node_id: strawberry.ID = strawberry.field(description="Names this row in the whole graph.")

    @classmethod
    def resolve_type(cls, row: Row, *_: Any) -> str:
        """The type of a row that `node` or `nodes` found."""
        return str(row["__typename"])


def encode_node_id(entity: Entity, row: Row) -> str:
    """The global id of a row, which must hold the columns of its key."""
    return pack([entity.name, *(_plain(row[column]) for column in entity.key)])


def _plain(value: Any) -> Any:
    """A key's value as JSON; one of another type than its column's names the row, and is found by nothing."""
    if isinstance(value, date):
        return value.isoformat()
    return [value.exact] if hasattr(value, "exact") else value


def decode_node_id(catalogue: Catalogue, node_id: str) -> tuple[Entity, KeyValue]:
    """The entity and the key that a global id names. Raises BadInput."""
    damaged = BadInput(f"`{node_id[:100]}` is not a nodeId of this graph")
    try:
        name, *plain = unpack(node_id)
        entity = catalogue[name]
        key = tuple(_value(entity, column, each) for column, each in zip(entity.key, plain, strict=True))
    except (ValueError, TypeError, KeyError) as error:
        raise damaged from error
    return entity, key


def _value(entity: Entity, column: str, plain: Any) -> Any:
    """A key's value as its store gives it. Raises ValueError or TypeError where it is of another type."""
    (expected,) = PYTHON_TYPES[entity.columns[column].type]
    value = expected.fromisoformat(plain) if issubclass(expected, date) else plain
    if type(value) is not expected or not can_equal(entity.columns[column], value):
        raise TypeError(column)
    return value
