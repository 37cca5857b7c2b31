"""Loaders: the keys of all parents on one level become one query.

A `Session` lives for one request. It holds one `aiodataloader.DataLoader` for each place in the operation that asks for
a relation, so that the number of statements depends on the operation alone.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Mapping, Sequence
from typing import Any, cast

from aiodataloader import DataLoader

from resolvers.ledger import Ledger
from resolvers.pages import Page, PageRequest
from stores.catalogue import Entity
from stores.query import Count, Keys, KeyValue, Order, Select
from stores.store import Row, Store

Batch = Callable[[tuple[KeyValue, ...]], Awaitable[Mapping[KeyValue, Any]]]
"""Distinct keys in, what was found for each of them out."""


class Session:
    """What one request needs to read: the stores, its loaders and its ledger. A key that holds a None finds nothing."""

    def __init__(self, stores: Mapping[str, Store]) -> None:
        self._stores = stores
        self._loaders: dict[Hashable, DataLoader[KeyValue, Any]] = {}
        self._batches: set[asyncio.Task[Any]] = set()
        self.ledger = Ledger()

    async def one(
        self, place: Hashable, entity: Entity, columns: Sequence[str], by: tuple[str, ...], key: KeyValue
    ) -> Row | None:
        """The row whose `by` columns equal `key`; the first in order of its key should there be several."""
        if None in key:
            return None

        async def batch(keys: tuple[KeyValue, ...]) -> Mapping[KeyValue, Row]:
            wanted = tuple(dict.fromkeys((*columns, *by)))
            # Unique is what the catalogue says; MongoDB does not hold every name to it.
            order = () if by == entity.key else tuple(Order(column) for column in entity.key)
            rows = await self._select(Select(entity, wanted, order=order, keys=Keys(by, keys)))
            return {tuple(row[column] for column in by): row for row in reversed(rows)}

        return cast("Row | None", await self._load((place, Row), batch, key))

    async def page(self, place: Hashable, request: PageRequest, by: tuple[str, ...], key: KeyValue) -> Page:
        """A page of the rows whose `by` columns equal `key`; with no columns, of all rows."""
        if None in key:
            return request.page(())
        if not by:
            return request.page(await self._select(request.query(None)))

        async def batch(keys: tuple[KeyValue, ...]) -> Mapping[KeyValue, Page]:
            grouped = _grouped(await self._select(request.query(Keys(by, keys))), by)
            return {each: request.page(grouped[each]) for each in keys}

        return cast("Page", await self._load((place, Page), batch, key))

    async def count(self, place: Hashable, entity: Entity, by: tuple[str, ...], key: KeyValue) -> int:
        """The number of rows whose `by` columns equal `key`; with no columns, of all rows."""
        if None in key:
            return 0

        async def batch(keys: tuple[KeyValue, ...]) -> Mapping[KeyValue, int]:
            query = Count(entity, keys=Keys(by, keys) if by else None)
            return await self.ledger.count(self._stores[entity.store], query)

        return await self._load((place, Count), batch, key) or 0

    async def close(self) -> None:
        """End what still runs: aiodataloader gives each batch a task of its own, which outlives a cancelled request."""
        running = list(self._batches)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _select(self, query: Select) -> list[Row]:
        return await self.ledger.select(self._stores[query.entity.store], query)

    async def _load(self, identity: Hashable, batch: Batch, key: KeyValue) -> Any:
        loader = self._loaders.get(identity)
        if loader is None:
            loader = self._loaders[identity] = DataLoader(self._batched(batch))
        return await loader.load(key)

    def _batched(self, batch: Batch) -> Callable[[list[KeyValue]], Coroutine[Any, Any, list[Any]]]:
        """What aiodataloader expects: results in the order of the keys, None where nothing was found."""

        async def load(keys: list[KeyValue]) -> list[Any]:
            task = cast("asyncio.Task[Any]", asyncio.current_task())
            self._batches.add(task)
            try:
                found = await batch(tuple(keys))
            finally:
                self._batches.discard(task)
            return [found.get(key) for key in keys]

        return load


def _grouped(rows: Iterable[Row], by: tuple[str, ...]) -> Mapping[KeyValue, list[Row]]:
    groups: dict[KeyValue, list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in by)].append(row)
    return groups
