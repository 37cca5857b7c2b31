"""Loaders: what is asked for one parent at a time becomes one batch for all parents on a level.

A `Session` lives for one request. The breadth-first executor hands whole batches to its `reader`; graphql-core's own
executor resolves parent by parent, and for it a `Session` holds one `aiodataloader.DataLoader` for each place in the
operation. Either way the number of statements depends on the operation alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from aiodataloader import DataLoader

from resolvers.look_ups import LookUps
from resolvers.reader import KEY_LIMIT, Reader
from stores.catalogue import Entity
from stores.query import KeyValue
from stores.store import Row, Store

Batch = Callable[[list[Any]], Awaitable[Sequence[Any]]]
"""Parents in; for each of them what was found, or the exception that it shall see, out."""


class Session:
    """What one request needs to read; it may share `look_ups` with others.

    key_limit: keys that a filter may carry from one store to another, and values that an order may.
    """

    def __init__(
        self, stores: Mapping[str, Store], look_ups: LookUps | None = None, key_limit: int = KEY_LIMIT
    ) -> None:
        self.reader = Reader(stores, look_ups, key_limit)
        self.ledger = self.reader.ledger
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    async def row(self, entity: Entity, columns: tuple[str, ...], by: tuple[str, ...], key: KeyValue) -> Row | None:
        """The row whose `by` columns equal `key`. Look-ups of one shape share a statement, wherever they stand."""
        shape = (entity.name, columns, by)
        loader = self._loaders.get(shape)
        if loader is None:
            loader = self._loaders[shape] = DataLoader(partial(self.reader.rows, entity, columns, by))
        row: Row | None = await loader.load(key)
        return row

    async def load(self, place: Hashable, batch: Batch, parent: Any) -> Any:
        """What `batch` finds for this parent, asked together with all others that are asked for at this place."""
        loader = self._loaders.get(place)
        if loader is None:
            loader = self._loaders[place] = DataLoader(_of_boxes(batch), cache=False, get_cache_key=id)
        return await loader.load((parent,))

    async def close(self) -> None:
        """End what still runs: aiodataloader gives each batch a task of its own, which outlives a cancelled request."""
        await self.reader.close()


def _of_boxes(batch: Batch) -> Callable[[list[tuple[Any]]], Coroutine[Any, Any, list[Any]]]:
    """A parent comes in a box: it need not be hashable, and the root is None, which aiodataloader does not take."""

    async def load(boxes: list[tuple[Any]]) -> list[Any]:
        return list(await batch([parent for (parent,) in boxes]))

    return load
