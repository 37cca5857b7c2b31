"""How large collections are, by what MongoDB keeps of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from stores.mongo.driver import Driver
from stores.query import Size, Sizes

EVERY_COLLECTION = {
    "listCollections": 1,
    "filter": {"type": "collection"},
    "nameOnly": True,
    "cursor": {"batchSize": 1_000},
}
"""Views are no collections."""


async def sizes_of(driver: Driver, query: Sizes) -> Mapping[str, Size]:
    """By the entity's name; a view has no size, nor has a collection that is not there."""
    listed = await driver.command(EVERY_COLLECTION)
    present = {each["name"] for each in listed["cursor"]["firstBatch"]}
    asked = [entity for entity in query.entities if entity.source in present]
    sizes = await asyncio.gather(*(_size_of(driver, entity.source) for entity in asked))
    return {entity.name: size for entity, size in zip(asked, sizes, strict=True)}


async def _size_of(driver: Driver, collection: str) -> Size:
    known = await driver.command({"collStats": collection})
    return Size(int(known["count"]), int(known["storageSize"]), int(known["totalIndexSize"]))
