"""Documents of every kind of column, in a MongoDB database of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from pydantic import Field

from stores.catalogue import Entity
from stores.filter import Filter
from stores.mongo.catalogue import derive
from stores.mongo.driver import Driver
from stores.mongo.models.base import Document
from stores.mongo.store import MongoStore
from stores.order import Order
from stores.query import Select

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Sample(Document):
    """A document with a column of every kind."""

    __collection__ = "samples"

    id: int = Field(alias="_id", description="Key.")
    group: str | None = Field(None, alias="Group", description="Parent.")
    number: float | None = Field(None, alias="Number", description="Number.")
    moment: datetime | None = Field(None, alias="Moment", description="Moment.")
    flag: bool | None = Field(None, alias="Flag", description="Flag.")
    anything: dict[str, Any] | None = Field(None, alias="Anything", description="Open.")
    reference: ObjectId | None = Field(None, alias="Reference", description="Reference.")


SAMPLE = derive([Sample], "test")["Sample"]


@dataclass(frozen=True, slots=True)
class Samples:
    """The database: each test writes the documents that it needs."""

    store: MongoStore
    driver: Driver

    async def fill(self, documents: Sequence[Mapping[str, Any]], collection: str = "samples") -> None:
        """Replace the documents of a collection."""
        await self.driver.command({"delete": collection, "deletes": [{"q": {}, "limit": 0}]})
        if documents:
            await self.driver.insert(collection, [dict(document) for document in documents])

    async def ids(self, where: Filter | None, entity: Entity = SAMPLE) -> list[Any]:
        """The keys of the rows that a filter keeps, in order."""
        rows = await self.store.select(Select(entity, ("id",), where=where, order=(Order("id"),)))
        return [row["id"] for row in rows]
