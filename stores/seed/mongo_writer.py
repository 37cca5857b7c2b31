"""Writes the drawn documents into MongoDB in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from stores.errors import BadInput
from stores.mongo.driver import Driver
from stores.seed.postgres_writer import Progress
from stores.seed.world import World

DOCUMENTS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class MongoWriter:
    """Fills `collections`, in order. There is no transaction: what was written stays."""

    driver: Driver
    collections: Sequence[str]

    async def clear(self, *, replace: bool) -> None:
        """Empty the collections. Raises BadInput if any document is there and `replace` is not given."""
        for collection in self.collections:
            if await self.driver.aggregate(collection, [{"$limit": 1}, {"$project": {"_id": 1}}]):
                if not replace:
                    raise BadInput(
                        f"{collection} already holds documents: `polygraph seed --replace` deletes them first"
                    )
                await self.driver.command({"delete": collection, "deletes": [{"q": {}, "limit": 0}]})

    async def write(self, world: World, progress: Progress) -> dict[str, int]:
        """Insert every collection's documents; the number of documents of each."""
        return {collection: await self._insert(collection, world, progress) for collection in self.collections}

    async def _insert(self, collection: str, world: World, progress: Progress) -> int:
        count, documents = 0, iter(world.once(collection))
        while batch := list(islice(documents, DOCUMENTS_AT_ONCE)):
            await self.driver.insert(collection, batch)
            count += len(batch)
            progress(collection, count, max(count, world.expected(collection)))
        progress(collection, count, count)
        return count
