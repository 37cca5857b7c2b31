"""Empty MongoDB databases, documents of every kind of column to query, and migrated PostgreSQL databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from stores.embedded.servers import Endpoints
from stores.mongo.driver import Driver
from stores.mongo.store import MongoOptions, MongoStore, connect
from stores.postgres import migrations
from tests.stores.postgres_changes import Watched, delete_all, watched
from tests.stores.samples import Samples
from tests.stores.seeded import Seeded, empty_stores

NUMBERS = count()


@pytest.fixture
async def mongo_options(endpoints: Endpoints) -> AsyncIterator[MongoOptions]:
    """A new MongoDB database, dropped afterwards."""
    options = MongoOptions(endpoints.mongo_url, database=f"test_{next(NUMBERS)}")
    yield options
    driver = connect(options)
    await driver.command({"dropDatabase": 1})
    await driver.close()


@pytest.fixture
async def mongo_driver(mongo_options: MongoOptions) -> AsyncIterator[Driver]:
    """A driver on that database."""
    driver = connect(mongo_options)
    yield driver
    await driver.close()


@pytest.fixture(scope="module")
async def samples(endpoints: Endpoints) -> AsyncIterator[Samples]:
    """A database for one module."""
    options = MongoOptions(endpoints.mongo_url, database=f"samples_{next(NUMBERS)}")
    samples = Samples(MongoStore(options), connect(options))
    await samples.driver.command({"createIndexes": "samples", "indexes": [{"key": {"Group": 1}, "name": "group"}]})
    yield samples
    await samples.driver.command({"dropDatabase": 1})
    await samples.driver.close()
    await samples.store.close()


@pytest.fixture(scope="session")
async def demo(endpoints: Endpoints) -> AsyncIterator[Seeded]:
    """Both stores with sample data of the scale `demo`, for reading only."""
    async with empty_stores(endpoints, "demo", datetime.now(UTC)) as stores:
        await stores.fill("demo")
        yield stores


@pytest.fixture(scope="session")
async def migrated_url(endpoints: Endpoints) -> AsyncIterator[str]:
    """A migrated database, which tests leave without rows."""
    name = "migrated"
    administrator = await asyncpg.connect(endpoints.postgres_url)
    await administrator.execute(f"CREATE DATABASE {name}")
    url = urlunsplit(urlsplit(endpoints.postgres_url)._replace(path=f"/{name}"))
    await migrations.upgrade(url)
    yield url
    await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await administrator.close()


@pytest.fixture
async def here(migrated_url: str) -> AsyncIterator[Watched]:
    """A feed over that database."""
    async with watched(migrated_url) as watched_database:
        yield watched_database
    await delete_all(migrated_url)
