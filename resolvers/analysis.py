"""Analyses: figures that follow a rule of their own, each a function over what it reads from the stores.

The graph derives a field from the function: its name, its arguments and what it returns from the signature, their
descriptions from docstrings and from texts in `Annotated`. A record that it returns is a frozen dataclass.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NewType

from resolvers.odd_values import without_odd
from resolvers.pages import Listed, PageRequest
from resolvers.reader import Reader
from stores.aggregate import Aggregate, Bucket, Figures, GroupBy, GroupOrder, Measure
from stores.catalogue import Catalogue, Entity
from stores.errors import AnswerTooLarge, BadInput
from stores.filter import Among, And, Compare, Filter, Operator, related
from stores.keyset import total_order
from stores.order import Order
from stores.query import KeyValue, Size
from stores.store import Row

ROOT: KeyValue = ()
"""The key of the one list that holds all rows of an entity."""

BigInteger = NewType("BigInteger", int)
"""An integer of 64 bits, in what an analysis takes or returns."""


@dataclass(frozen=True, slots=True)
class Leads:
    """In the annotation of a member that is a key: that the graph shows the row which it is the key of."""

    entity: str


@dataclass(frozen=True, slots=True)
class Where:
    """In the annotation of an argument that is a filter: of which entity's rows it is one."""

    entity: str


@dataclass(frozen=True, slots=True)
class ValueOf:
    """In an annotation: that it is a value of this column, with the column's type in the graph, maybe an enum."""

    entity: str
    column: str


Compute = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A field that `compute` answers: at the root, or of the rows of an `owner`.

    At the root, `compute` takes a Source, and the arguments by their names, and returns what the field has. With an
    owner it takes a Source and rows that hold the columns which it `reads`, and returns for each of them what the field
    has, or the exception that is its error. `rows` are the most that one field reads, which is its part in the cost of
    an operation; a function has them by the arguments named in `priced_by`.
    """

    compute: Compute
    owner: str | None = None
    reads: tuple[str, ...] = ()
    rows: int | Callable[..., int] = 1
    priced_by: tuple[str, ...] = ()


def analysis(
    owner: str | None = None,
    *,
    reads: tuple[str, ...] = (),
    rows: int | Callable[..., int] = 1,
    priced_by: tuple[str, ...] = (),
) -> Callable[[Compute], Analysis]:
    """Make a function an `Analysis`."""
    return lambda compute: Analysis(compute, owner, reads, rows, priced_by)


class Source:
    """What an analysis reads from: entities by their names, each question one statement for all keys."""

    def __init__(self, catalogue: Catalogue, reader: Reader) -> None:
        self.catalogue = catalogue
        self.reader = reader

    def entities(self, system: str | None = None) -> list[Entity]:
        """The entities of a system, or all. Raises BadInput if there is no such system."""
        systems = sorted({entity.system for entity in self.catalogue.values()})
        if system is not None and system not in systems:
            raise BadInput(f"there is no system `{system}`; there are {', '.join(systems)}")
        return [entity for entity in self.catalogue.values() if system in {None, entity.system}]

    def entity(self, name: str) -> Entity:
        """The entity of that name."""
        return self.catalogue[name]

    def group(self, entity: str, path: str, bucket: Bucket | None = None) -> GroupBy:
        """What rows have in common: a column, or by relations to one row each that of another row, `miner.site_id`."""
        by, column = self.catalogue.walk(entity, path)
        return GroupBy(column, by, bucket)

    def among(self, entity: str, path: str, values: Sequence[Any]) -> Filter:
        """That a column, or by relations to one row each that of another row, is one of these values."""
        by, column = self.catalogue.walk(entity, path)
        return related(by, Among(column.name, tuple(values)))

    async def figures(
        self,
        entity: str,
        measures: Sequence[Measure] = (),
        *,
        groups: Sequence[GroupBy | str] = (),
        where: Sequence[Filter | None] = (),
        order: Sequence[GroupOrder] = (),
        limit: int | None = None,
        by: tuple[str, ...] = (),
        keys: Sequence[KeyValue] = (ROOT,),
    ) -> list[list[Figures]]:
        """For each key what the rows come to whose `by` columns equal it, in all or for each group of them."""
        grouped = tuple(self.group(entity, each) if isinstance(each, str) else each for each in groups)
        asked = Aggregate(self.entity(entity), tuple(measures), groups=grouped, order=tuple(order), limit=limit)
        return await self.reader.figures(asked, self._lists(entity, by, keys, where))

    async def counts(
        self,
        entity: str,
        *,
        where: Sequence[Filter | None] = (),
        by: tuple[str, ...] = (),
        keys: Sequence[KeyValue] = (ROOT,),
    ) -> list[int]:
        """For each key how many rows there are whose `by` columns equal it."""
        return await self.reader.counts(self._lists(entity, by, keys, where))

    async def rows(
        self,
        entity: str,
        columns: Sequence[str],
        *,
        where: Sequence[Filter | None] = (),
        order: Sequence[Order] = (),
        limit: int,
        by: tuple[str, ...] = (),
        keys: Sequence[KeyValue] = (ROOT,),
    ) -> list[Sequence[Row]]:
        """For each key the first rows whose `by` columns equal it; what cannot be computed with is None in them."""
        request = self._request(entity, columns, where, order, limit)
        pages = await self.reader.pages(request, by, keys)
        return [without_odd(request.entity, page.rows, columns) for page in pages]

    async def all_rows(
        self, entity: str, columns: Sequence[str], *, where: Sequence[Filter | None] = (), limit: int
    ) -> Sequence[Row]:
        """All rows of which the filters hold, in the order of their keys. Raises AnswerTooLarge if they are more."""
        request = self._request(entity, columns, where, (), limit)
        (page,) = await self.reader.pages(request, (), (ROOT,))
        if page.has_next:
            plural = self.entity(entity).plural
            raise AnswerTooLarge(f"more than {limit} {plural} would have to be read: ask for less")
        return without_odd(request.entity, page.rows, columns)

    async def sizes(self, entities: Sequence[Entity]) -> Mapping[str, Size]:
        """How large the entities are, by their names; a view has no size."""
        return await self.reader.sizes(entities)

    def _request(
        self, entity: str, columns: Sequence[str], where: Sequence[Filter | None], order: Sequence[Order], limit: int
    ) -> PageRequest:
        described = self.entity(entity)
        return PageRequest(
            entity=described,
            columns=tuple(columns),
            order=total_order(described, order),
            size=limit,
            backward=False,
            after=False,
            before=False,
            bounds=(),
            filter=both(*where),
        )

    def _lists(
        self, entity: str, by: tuple[str, ...], keys: Sequence[KeyValue], where: Sequence[Filter | None]
    ) -> list[Listed]:
        return [Listed(self.entity(entity), by, key, both(*where)) for key in keys]


def both(*filters: Filter | None) -> Filter | None:
    """That all these filters hold; those that are not there say nothing."""
    parts = tuple(part for part in filters if part is not None)
    return And(parts) if parts else None


def between(column: str, start: datetime | date | None, end: datetime | date | None) -> Filter | None:
    """That a time is not before `start`, and before `end`, where these are said."""
    from_start = None if start is None else Compare(column, Operator.GREATER_OR_EQUAL, start)
    return both(from_start, None if end is None else Compare(column, Operator.LESS, end))
