"""The reader: whole batches of keys in, one statement each, and what was found for every key out."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence, Sized
from dataclasses import replace
from operator import itemgetter
from typing import Any, TypeVar, cast

from resolvers.ledger import Ledger
from resolvers.look_ups import LookUps
from resolvers.order_values import OrderValues, order_crosses
from resolvers.pages import Listed, Page, PageRequest
from resolvers.semi_join import SemiJoin, crosses, key_filter
from stores.aggregate import Aggregate, Figures
from stores.catalogue import Entity
from stores.document import Document, Documents
from stores.errors import PolygraphError
from stores.filter import And, Filter
from stores.order import Order
from stores.query import Count, Keys, KeyValue, Select, Size, Sizes
from stores.store import Row, Store

Answer = TypeVar("Answer", bound=Sized)
Query = TypeVar("Query", Select, Count, Documents, Aggregate, Sizes)


KEY_LIMIT = 10_000
"""Keys that a filter may carry from one store to another, and values that an order may."""

SLICE = 5_000
"""Rows that are brought to their parents before other requests get their turn: a few milliseconds."""


class ReaderClosed(PolygraphError):
    """The request has ended, and what still ran for it with it. Nobody is there to see this."""


class Reader:
    """Reads from the stores for one request, and writes every statement into its ledger.

    What it answers stands in the order of the keys it was given. A key may come several times and is asked for once;
    one that holds a None finds nothing and is not asked for.
    """

    def __init__(
        self, stores: Mapping[str, Store], look_ups: LookUps | None = None, key_limit: int = KEY_LIMIT
    ) -> None:
        self._stores = stores
        self._look_ups = look_ups or LookUps()
        self._key_limit = key_limit
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False
        self.ledger = Ledger()

    async def rows(
        self, entity: Entity, columns: Sequence[str], by: tuple[str, ...], keys: Sequence[KeyValue]
    ) -> list[Row | None]:
        """For each key the row whose `by` columns equal it; of several the first by its own key."""
        wanted = _distinct(keys)
        if not wanted:
            return [None] * len(keys)
        fetched = tuple(dict.fromkeys((*columns, *by)))
        # Unique is what the catalogue says; MongoDB does not hold every name to it.
        order = () if by == entity.key else tuple(Order(column) for column in entity.key)
        rows = await self._select(Select(entity, fetched, order=order, keys=Keys(by, wanted)))
        found = dict(zip(reversed(key_values(rows, by)), reversed(rows), strict=True))
        return [found.get(key) for key in keys]

    async def pages(self, request: PageRequest, by: tuple[str, ...], keys: Sequence[KeyValue]) -> list[Page]:
        """For each key a page of the rows whose `by` columns equal it; with no columns, of all rows."""
        if request.filter is not None:
            request = replace(request, filter=await self._judgeable(request.entity, request.filter))
        wanted = _distinct(keys)
        if wanted:
            among = (key_filter(by, wanted),) if by else ()
            request = replace(request, entity=await self._sortable(request.entity, request.filter, *among))
        if not by:
            return [request.page(await self._select(request.query(None)))] * len(keys)
        rows = await self._select(request.query(Keys(by, wanted))) if wanted else ()
        groups: dict[KeyValue, list[Row]] = defaultdict(list)
        for start in range(0, len(rows), SLICE):
            part = rows[start : start + SLICE]
            for key, row in zip(key_values(part, by), part, strict=True):
                groups[key].append(row)
            if len(part) == SLICE:
                await asyncio.sleep(0)
        pages = {key: request.page(groups[key]) for key in wanted}
        nothing = request.page(())
        return [pages.get(key, nothing) for key in keys]

    async def counts(self, lists: Sequence[Listed]) -> list[int]:
        """For each list, of such as differ by their keys alone, its number of rows."""
        wanted, (entity, by, _, where) = _distinct([each.key for each in lists]), lists[0]
        if not wanted:
            return [0] * len(lists)
        query = Count(entity, await self._judgeable(entity, where), Keys(by, wanted) if by else None)
        counted = await self._ask(self._stores[entity.store].count, query)
        return [counted.get(each.key, 0) for each in lists]

    async def figures(self, query: Aggregate, lists: Sequence[Listed]) -> list[list[Figures]]:
        """For each list, of such as differ by their keys alone, what the query makes of its rows."""
        wanted, (_, by, _, where) = _distinct([each.key for each in lists]), lists[0]
        if not wanted:
            return [[] for _ in lists]
        where = await self._judgeable(query.entity, where)
        found = await self._figures(replace(query, where=where, keys=Keys(by, wanted) if by else None))
        of_key: dict[KeyValue, list[Figures]] = defaultdict(list)
        for figures in found:
            of_key[figures.key].append(figures)
        return [of_key.get(each.key, []) for each in lists]

    async def sizes(self, entities: Sequence[Entity]) -> dict[str, Size]:
        """By their names, the sizes of the entities that have one."""
        asked = {store: tuple(each for each in entities if each.store == store) for store in self._stores}
        found = await asyncio.gather(
            *(self._ask(self._stores[store].sizes, Sizes(each)) for store, each in asked.items() if each)
        )
        return {name: size for sizes in found for name, size in sizes.items()}

    def writes_documents(self, entity: Entity) -> bool:
        """Whether the entity's store writes rows, and what they lead to, as JSON."""
        return self._stores[entity.store].writes_documents

    async def documents(self, document: Document, by: tuple[str, ...], keys: Sequence[KeyValue]) -> list[bytes | None]:
        """For each key the document of the rows whose `by` columns equal it; with no columns, of all rows.

        None stands for a row that there is none of, and for every key that was not asked for.
        """
        wanted = _distinct(keys)
        if not wanted:
            return [None] * len(keys)
        query = Documents(document, Keys(by, wanted) if by else None)
        texts = await self._ask(self._texts_shared if document.is_row and len(wanted) == 1 else self._texts, query)
        return [texts.get(key) for key in keys]

    async def close(self) -> None:
        """End every statement that still runs, and let none begin: a batch may outlive the request it was made for."""
        self._closed = True
        running = list(self._running)
        for task in running:
            task.cancel()
        if running:
            await asyncio.gather(*running, return_exceptions=True)

    async def _texts(self, query: Documents) -> Mapping[KeyValue, bytes | None]:
        return dict(await self._stores[query.entity.store].documents(query))

    async def _texts_shared(self, query: Documents) -> Mapping[KeyValue, bytes | None]:
        """With what other requests look up; each of them has its part in its own ledger."""
        assert query.keys is not None  # noqa: S101  (a row is looked up by its key)
        document, columns, (key,) = query.document, query.keys.columns, query.keys.values

        async def ask(keys: tuple[KeyValue, ...]) -> Mapping[KeyValue, bytes | None]:
            return await self._texts(Documents(document, Keys(columns, keys)))

        found = await self._look_ups.find((document.shape, columns), key, ask)
        return {key: found[key]} if key in found else {}

    async def _judgeable(self, entity: Entity, where: Filter | None) -> Filter | None:
        """A filter that the entity's store can judge. Raises FilterTooWide."""
        if where is None or not crosses(entity, where):
            return where
        return await SemiJoin(self._figures, self._key_limit).within(entity, where)

    async def _sortable(self, entity: Entity, *where: Filter | None) -> Entity:
        """The entity with columns that its store can sort by, of rows for which all of this holds.

        Raises OrderTooWide.
        """
        if not order_crosses(entity):
            return entity
        values = OrderValues(self._figures, self._select, self._key_limit)
        return await values.within(entity, And(tuple(part for part in where if part is not None)))

    async def _figures(self, query: Aggregate) -> Sequence[Figures]:
        return await self._ask(self._stores[query.entity.store].aggregate, query)

    async def _select(self, query: Select) -> Sequence[Row]:
        return await self._ask(self._stores[query.entity.store].select, query)

    async def _ask(self, method: Callable[[Query], Awaitable[Answer]], query: Query) -> Answer:
        if self._closed:
            raise ReaderClosed
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._running.add(task)
        try:
            return await self.ledger.record(query, method(query))
        except asyncio.CancelledError:
            # aiodataloader leaves those who wait for a cancelled batch waiting for ever.
            if self._closed:
                raise ReaderClosed from None
            raise
        finally:
            self._running.discard(task)


def key_values(rows: Sequence[Row], columns: tuple[str, ...]) -> list[KeyValue]:
    """For each row its values in these columns."""
    return list(zip(*(map(itemgetter(column), rows) for column in columns), strict=True))


def _distinct(keys: Sequence[KeyValue]) -> tuple[KeyValue, ...]:
    return tuple(key for key in dict.fromkeys(keys) if None not in key)
