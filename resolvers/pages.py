"""Pages of ordered lists: what is asked for, which query that is, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from resolvers.cursors import decode_cursor, encode_cursor
from stores.catalogue import Entity
from stores.errors import BadInput
from stores.filter import And, Filter
from stores.keyset import beyond, total_order
from stores.order import Order
from stores.query import Keys, KeyValue, Select
from stores.store import Row


@dataclass(frozen=True, slots=True)
class PageSizes:
    """How many rows a page has when nothing is said, and at most."""

    default: int = 20
    maximum: int = 1_000


@dataclass(slots=True)
class Paging:
    """Relay's four paging arguments as they came."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def size(self, sizes: PageSizes) -> int:
        """The number of rows wanted. Raises BadInput if the arguments cannot be met."""
        if self.first is not None and self.last is not None:
            raise BadInput("pass either `first` or `last`, not both")
        name, size = ("last", self.last) if self.last is not None else ("first", self.first)
        if size is None:
            return min(sizes.default, sizes.maximum)
        if not 0 <= size <= sizes.maximum:
            raise BadInput(f"`{name}` must be from 0 to {sizes.maximum}, not {size}")
        return size


class Listed(NamedTuple):
    """Which list: the rows of an entity whose `by` columns equal the key, and of which `where` holds."""

    entity: Entity
    by: tuple[str, ...]
    key: KeyValue
    where: Filter | None


@dataclass(slots=True)
class PageRequest:
    """A page of an entity's rows in a total order: of all that its filter keeps, or one page for each key.

    bounds: the positions that cursors set.
    """

    entity: Entity
    columns: tuple[str, ...]
    order: tuple[Order, ...]
    size: int
    backward: bool
    after: bool
    before: bool
    bounds: tuple[Filter, ...]
    filter: Filter | None = None

    @classmethod
    def of(
        cls,
        entity: Entity,
        columns: Sequence[str],
        order: Sequence[Order],
        paging: Paging,
        sizes: PageSizes,
        *,
        where: Filter | None = None,
    ) -> PageRequest:
        """Check the arguments and decode the cursors. Raises BadInput and BadCursor."""
        total = total_order(entity, order)
        bounds: list[Filter] = []
        if paging.after is not None:
            bounds.append(beyond(entity, total, decode_cursor(entity, total, paging.after)))
        if paging.before is not None:
            position = decode_cursor(entity, total, paging.before)
            bounds.append(beyond(entity, backwards(total), position))
        return cls(
            entity=entity,
            columns=tuple(columns),
            order=total,
            size=paging.size(sizes),
            backward=paging.last is not None,
            after=paging.after is not None,
            before=paging.before is not None,
            bounds=tuple(bounds),
            filter=where,
        )

    @property
    def where(self) -> Filter | None:
        """Which rows may be on the page: those that the filter keeps, within the bounds."""
        parts = self.bounds if self.filter is None else (self.filter, *self.bounds)
        return And(parts) if parts else None

    def query(self, keys: Keys | None) -> Select:
        """One row more than the page holds, which tells whether there are more."""
        order = backwards(self.order) if self.backward else self.order
        columns = tuple(dict.fromkeys((*self.columns, *(keys.columns if keys else ()))))
        return Select(self.entity, columns, self.where, order, self.size + 1, keys)

    def page(self, rows: Sequence[Row]) -> Page:
        """The page that the rows of `query` (for one key) make."""
        more, kept = len(rows) > self.size, rows[: self.size]
        if self.backward:
            return Page(self, kept[::-1], has_next=self.before, has_previous=more)
        return Page(self, kept, has_next=more, has_previous=self.after)


@dataclass(slots=True)
class Page:
    """Rows of a list, and whether the list goes on at either end."""

    request: PageRequest
    rows: Sequence[Row]
    has_next: bool
    has_previous: bool

    def cursor(self, row: Row) -> str:
        """The position of one of the rows, whose columns must hold the order's."""
        return encode_cursor(self.request.entity, self.request.order, row)


def backwards(order: Sequence[Order]) -> tuple[Order, ...]:
    """The same list read from its end."""
    return tuple(part.reversed() for part in order)
