"""Loaders: the keys of all parents on one level become one query.

A `Session` lives for one request. It holds one `aiodataloader.DataLoader` for each place in the operation that asks for
a relation, so that the number of statements depends on the operation alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, cast

from aiodataloader import DataLoader

from resolvers.pages import Page, PageRequest
from resolvers.reader import Reader
from stores.catalogue import Entity
from stores.query import KeyValue
from stores.store import Row, Store

Batch = Callable[[tuple[KeyValue, ...]], Awaitable[Mapping[KeyValue, Any]]]
"""Distinct keys in, what was found for each of them out."""


class Session:
    """What one request needs to read, key by key. A key that holds a None finds nothing."""

    def __init__(self, stores: Mapping[str, Store]) -> None:
        self._reader = Reader(stores)
        self._loaders: dict[Hashable, DataLoader[KeyValue, Any]] = {}
        self.ledger = self._reader.ledger

    async def one(
        self, place: Hashable, entity: Entity, columns: Sequence[str], by: tuple[str, ...], key: KeyValue
    ) -> Row | None:
        """The row whose `by` columns equal `key`; the first in order of its key should there be several."""
        if None in key:
            return None
        batch = partial(self._reader.rows, entity, columns, by)
        return cast("Row | None", await self._load((place, Row), batch, key))

    async def page(self, place: Hashable, request: PageRequest, by: tuple[str, ...], key: KeyValue) -> Page:
        """A page of the rows whose `by` columns equal `key`; with no columns, of all rows."""
        if None in key:
            return request.page(())
        if not by:
            return await self._reader.page(request)
        return cast("Page", await self._load((place, Page), partial(self._reader.pages, request, by), key))

    async def count(self, place: Hashable, entity: Entity, by: tuple[str, ...], key: KeyValue) -> int:
        """The number of rows whose `by` columns equal `key`; with no columns, of all rows."""
        if None in key:
            return 0
        return await self._load((place, int), partial(self._reader.counts, entity, by), key) or 0

    async def close(self) -> None:
        """End what still runs: aiodataloader gives each batch a task of its own, which outlives a cancelled request."""
        await self._reader.close()

    async def _load(self, identity: Hashable, batch: Batch, key: KeyValue) -> Any:
        loader = self._loaders.get(identity)
        if loader is None:
            loader = self._loaders[identity] = DataLoader(_in_order(batch))
        return await loader.load(key)


def _in_order(batch: Batch) -> Callable[[list[KeyValue]], Coroutine[Any, Any, list[Any]]]:
    """What aiodataloader expects: results in the order of the keys, None where nothing was found."""

    async def load(keys: list[KeyValue]) -> list[Any]:
        found = await batch(tuple(keys))
        return [found.get(key) for key in keys]

    return load
