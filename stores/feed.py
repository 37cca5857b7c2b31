"""Feeds: what changes in a store, in an order in which nothing is missed. Each store has one in each process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from stores.catalogue import Entity
from stores.query import KeyValue
from stores.store import Row

Position = tuple[Any, ...]
"""A place between two changes of a store: plain JSON values that only the store's own feed understands."""


class Operation(StrEnum):
    """What happened to a row."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row, and the position after it.

    `before` is the row as it was, of an update or a delete, where the store has kept that: all columns of the entity,
    those of which nothing is known as None. A row of a view is told of with the document that it shows, whether the
    view has it, or had it, or not: who reads the row by its key sees.
    """

    entity: str
    operation: Operation
    key: KeyValue
    position: Position
    before: Row | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Some changes in their order, and the position to go on from. `more` says that others are there to be read now.

    `unsaid` names entities some of whose rows have gone, as their time was over, without being told of one by one.
    """

    changes: Sequence[Change]
    position: Position
    more: bool = False
    unsaid: Collection[str] = ()


class Feed(Protocol):
    """Changes of a store's entities. Methods raise Outage; a feed heals by itself."""

    async def require(self, entities: Collection[Entity]) -> None:
        """Raise BadInput if changes of some of these entities cannot be told in this installation."""

    async def now(self) -> Position:
        """The position after all that has been committed in its order, and before all that has not."""

    async def read(self, entities: Collection[Entity], after: Position, limit: int) -> Changes:
        """The first changes of these entities after a position: one statement, whatever the entities.

        A change is told once its transaction, and every one that could come before it in the order, has ended; so
        nothing is missed by going on from the position. A row that was written and changed within what is read may be
        told of in several changes, and those that two transactions made to one row may come in either order.

        Raises CursorExpired if changes after the position have been forgotten, and BadCursor if it is none of this
        store's.
        """

    async def wait(self, after: Position, limit: float) -> None:
        """Return when there may be changes after a position, or after `limit` seconds at the latest."""

    def is_after(self, position: Position, other: Position) -> bool:
        """Whether the first position comes after the other. Raises BadCursor."""

    async def close(self) -> None:
        """Give back what it holds."""
