"""Stores with sample data, and plain ways to look into them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from stores.embedded.servers import Endpoints
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.driver import Driver
from stores.mongo.store import MongoOptions, connect
from stores.postgres import migrations
from stores.seed import SCALES, Report, seed


@dataclass(frozen=True, slots=True)
class Seeded:
    """A connection to each store, and when the sample data ends."""

    postgres: asyncpg.Connection[Any]
    mongo: Driver
    postgres_url: str
    mongo_url: str
    mongo_database: str
    now: datetime

    async def fill(self, scale: str, number: int = 1, *, replace: bool = False) -> Report:
        """Seed both stores."""
        return await seed(
            self.postgres_url,
            self.mongo_url,
            scale=SCALES[scale],
            seed=number,
            now=self.now,
            replace=replace,
            mongo_database=self.mongo_database,
        )

    async def value(self, sql: str, *arguments: Any) -> Any:
        """The one value that a statement finds."""
        return await self.postgres.fetchval(sql, *arguments)


@asynccontextmanager
async def empty_stores(endpoints: Endpoints, name: str, now: datetime) -> AsyncIterator[Seeded]:
    """A database of this name in each store, migrated and without rows; dropped at the end."""
    administrator = await asyncpg.connect(endpoints.postgres_url)
    await administrator.execute(f"CREATE DATABASE {name}")
    url = urlunsplit(urlsplit(endpoints.postgres_url)._replace(path=f"/{name}"))
    driver = connect(MongoOptions(endpoints.mongo_url, database=name, time_limit=30))
    try:
        await migrations.upgrade(url)
        await Bootstrap(driver).up()
        postgres = await asyncpg.connect(url)
        yield Seeded(postgres, driver, url, endpoints.mongo_url, name, now)
        await postgres.close()
    finally:
        await driver.command({"dropDatabase": 1})
        await driver.close()
        await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await administrator.close()
