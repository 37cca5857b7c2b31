"""The reader: whole batches of keys in, one statement each, and what was found for every key out."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Sized
from typing import Any, TypeVar, cast

from resolvers.ledger import Ledger
from resolvers.pages import Page, PageRequest
from stores.catalogue import Entity
from stores.errors import PolygraphError
from stores.query import Count, Keys, KeyValue, Order, Select
from stores.store import Row, Store

Answer = TypeVar("Answer", bound=Sized)
Query = TypeVar("Query", Select, Count)


class ReaderClosed(PolygraphError):
    """The request has ended, and what still ran for it with it. Nobody is there to see this."""


class Reader:
    """Reads from the stores for one request, and writes every statement into its ledger."""

    def __init__(self, stores: Mapping[str, Store]) -> None:
        self._stores = stores
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False
        self.ledger = Ledger()

    async def rows(
        self, entity: Entity, columns: Sequence[str], by: tuple[str, ...], keys: tuple[KeyValue, ...]
    ) -> Mapping[KeyValue, Row]:
        """For each key that finds any, the row whose `by` columns equal it; of several the first by its own key."""
        wanted = tuple(dict.fromkeys((*columns, *by)))
        # Unique is what the catalogue says; MongoDB does not hold every name to it.
        order = () if by == entity.key else tuple(Order(column) for column in entity.key)
        rows = await self._select(Select(entity, wanted, order=order, keys=Keys(by, keys)))
        return {tuple(row[column] for column in by): row for row in reversed(rows)}

    async def page(self, request: PageRequest) -> Page:
        """A page of all rows."""
        return request.page(await self._select(request.query(None)))

    async def pages(
        self, request: PageRequest, by: tuple[str, ...], keys: tuple[KeyValue, ...]
    ) -> Mapping[KeyValue, Page]:
        """For every key, a page of the rows whose `by` columns equal it."""
        grouped = _grouped(await self._select(request.query(Keys(by, keys))), by)
        return {key: request.page(grouped[key]) for key in keys}

    async def counts(self, entity: Entity, by: tuple[str, ...], keys: tuple[KeyValue, ...]) -> Mapping[KeyValue, int]:
        """For each key that finds any, the number of rows whose `by` columns equal it; with no columns, of all rows."""
        query = Count(entity, keys=Keys(by, keys) if by else None)
        return await self._ask(self._stores[entity.store].count, query)

    async def close(self) -> None:
        """End every statement that still runs, and let none begin: a batch may outlive the request it was made for."""
        self._closed = True
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

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


def _grouped(rows: Iterable[Row], by: tuple[str, ...]) -> Mapping[KeyValue, list[Row]]:
    groups: dict[KeyValue, list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in by)].append(row)
    return groups
