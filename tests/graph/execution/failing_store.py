"""A real store that, for some queries and always for the same ones, fails instead of answering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from stores.aggregate import Aggregate, Figures
from stores.document import Documents
from stores.errors import StoreTimeout, StoreUnavailable
from stores.query import Count, KeyValue, Select, Size, Sizes
from stores.store import Row, Store


@dataclass(frozen=True, slots=True)
class Failures:
    """Which queries fail, and how: by the shape of a query alone, so that the order of asking plays no part."""

    salt: int
    percent: int

    def befall(self, query: Select | Count | Aggregate) -> None:
        """Raise what befalls this query, if anything does."""
        columns = query.columns if isinstance(query, Select) else ()
        by = query.keys.columns if query.keys else ()
        chance = crc32(f"{self.salt} {query.entity.name} {sorted(columns)} {by}".encode())
        if chance % 100 < self.percent:
            kinds = (StoreUnavailable("away"), StoreTimeout("late"), RuntimeError("unforeseen"))
            raise kinds[chance // 100 % len(kinds)]


NONE = Failures(0, 0)


class FailingStore:
    """Wraps a store: `fail` says what befalls its queries from then on, `write_documents` whether it writes those."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.name = store.name
        self.fail(NONE)
        self.write_documents(allowed=False)

    def fail(self, failures: Failures) -> None:
        """Let these failures befall the queries that follow."""
        self._failures = failures

    def write_documents(self, *, allowed: bool) -> None:
        """One document stands for several queries, so that where those may fail there should be none."""
        self.writes_documents = allowed and self._store.writes_documents

    async def select(self, query: Select) -> Sequence[Row]:
        """See `Store`."""
        self._failures.befall(query)
        return await self._store.select(query)

    async def count(self, query: Count) -> Mapping[KeyValue, int]:
        """See `Store`."""
        self._failures.befall(query)
        return await self._store.count(query)

    async def aggregate(self, query: Aggregate) -> Sequence[Figures]:
        """See `Store`."""
        self._failures.befall(query)
        return await self._store.aggregate(query)

    async def documents(self, query: Documents) -> Sequence[tuple[KeyValue, bytes | None]]:
        """See `Store`."""
        return await self._store.documents(query)

    async def sizes(self, query: Sizes) -> Mapping[str, Size]:
        """See `Store`."""
        return await self._store.sizes(query)

    async def ping(self) -> None:
        """See `Store`."""
        await self._store.ping()

    async def close(self) -> None:
        """See `Store`."""
        await self._store.close()
