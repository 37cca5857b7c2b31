"""Empty MongoDB databases, and documents of every kind of column to query."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count

import pytest

from stores.embedded.servers import Endpoints
from stores.mongo.driver import Driver
from stores.mongo.store import MongoOptions, MongoStore, connect
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
