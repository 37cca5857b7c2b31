"""`orderBy`: an input for each entity with a field for each of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any

import strawberry

from graph.fields import fields_of
from graph.inputs import input_field, new_input
from stores.catalogue import Entity
from stores.errors import BadInput
from stores.naming import camel_case
from stores.order import Order


@strawberry.enum(description="A direction to sort in. NULLs come last unless the name says first.")
class OrderDirection(Enum):
    """The directions, with the placement of NULLs."""

    ASC = "ASC"
    DESC = "DESC"
    ASC_NULLS_FIRST = "ASC_NULLS_FIRST"
    ASC_NULLS_LAST = "ASC_NULLS_LAST"
    DESC_NULLS_FIRST = "DESC_NULLS_FIRST"
    DESC_NULLS_LAST = "DESC_NULLS_LAST"


def order_input(entity: Entity) -> Any:
    """The input type `AgentOrder`: name one column and its direction; a list of them sorts by several."""
    description = f"One column to sort {entity.plural} by, and its direction."
    made = new_input(f"{entity.name}Order", description, one_of=True)
    fields_of(made).extend(
        input_field(camel_case(column.name), OrderDirection, f"Sort by: {column.description}")
        for column in entity.exposed
    )
    return made


def orders_of(entity: Entity, given: Sequence[Mapping[str, OrderDirection | None]] | None) -> tuple[Order, ...]:
    """The orders that a list of `order_input` values, as GraphQL's coercion gives them, stands for.

    Raises BadInput if there are more of them than columns.
    """
    columns = _columns(entity)
    if given and len(given) > len(columns):
        raise BadInput(f"`orderBy` may name at most {len(columns)} columns of {entity.plural}, not {len(given)}")
    return tuple(
        _order(columns[name], direction) for part in given or () for name, direction in part.items() if direction
    )


@cache
def _columns(entity: Entity) -> Mapping[str, str]:
    return {camel_case(column.name): column.name for column in entity.exposed}


def _order(column: str, direction: OrderDirection) -> Order:
    return Order(
        column,
        descending=direction.value.startswith("DESC"),
        nulls_first=direction.value.endswith("NULLS_FIRST"),
    )
