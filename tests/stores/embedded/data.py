"""A row and a document, to see whether servers keep them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
from pymongo import MongoClient

from stores.embedded import Endpoints


def query(endpoints: Endpoints, statement: str) -> Any:
    async def fetch() -> Any:
        connection = await asyncpg.connect(endpoints.postgres_url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(fetch())


@contextmanager
def things(endpoints: Endpoints) -> Iterator[Any]:
    with MongoClient[dict[str, Any]](endpoints.mongo_url, serverSelectionTimeoutMS=2000) as client:
        yield client["test"]["things"]


def write(endpoints: Endpoints) -> None:
    query(endpoints, "CREATE TABLE thing AS SELECT 7 AS id")
    with things(endpoints) as collection:
        collection.insert_one({"_id": 7})
        # SecantusDB answers before a document is on the disk: a crash may take those of the last moments.
        collection.database.client.admin.command("fsync")


def has_the_data(endpoints: Endpoints) -> bool:
    with things(endpoints) as collection:
        return bool(query(endpoints, "SELECT id FROM thing") == 7 and collection.find_one() == {"_id": 7})
