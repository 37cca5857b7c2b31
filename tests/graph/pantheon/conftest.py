"""Empty collections for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.gateway import Gateway
from app.settings import Settings
from graph.schema import build_schema
from resolvers.pantheon import ANALYSES
from stores.embedded.servers import Endpoints
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.store import MongoOptions, MongoStore, connect
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph
from tests.graph.pantheon.slots import Slots

DATABASE = "pantheon_slots"


@pytest.fixture(scope="session")
async def empty_slots(endpoints: Endpoints) -> AsyncIterator[Slots]:
    """Collections without documents, in a database of their own."""
    options = MongoOptions(endpoints.mongo_url, database=DATABASE)
    driver, store = connect(options), MongoStore(options)
    await Bootstrap(driver).up()
    gateway = Gateway(build_schema(CATALOGUE, analyses=ANALYSES), {"mongo": store}, Settings())
    yield Slots(driver, Graph(gateway))
    await store.close()
    await driver.command({"dropDatabase": 1})
    await driver.close()


@pytest.fixture
async def slots(empty_slots: Slots) -> AsyncIterator[Slots]:
    """The collections, empty again afterwards."""
    yield empty_slots
    await empty_slots.clear()
