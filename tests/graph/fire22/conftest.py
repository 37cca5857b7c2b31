"""An empty sportsbook for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.gateway import Gateway
from app.settings import Settings
from graph.schema import build_schema
from resolvers.fire22 import ANALYSES
from stores.embedded.servers import Endpoints
from stores.postgres import migrations
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph
from tests.graph.fire22.books import Books

DATABASE = "fire22_books"


@pytest.fixture(scope="session")
async def empty_books(endpoints: Endpoints) -> AsyncIterator[Books]:
    """Tables without rows, in a database of their own."""
    administrator = await asyncpg.connect(endpoints.postgres_url)
    await administrator.execute(f"CREATE DATABASE {DATABASE}")
    url = endpoints.postgres_url.rpartition("/")[0] + f"/{DATABASE}"
    await migrations.upgrade(url)
    connection, store = await asyncpg.connect(url), PostgresStore(PostgresOptions(url))
    gateway = Gateway(build_schema(CATALOGUE, analyses=ANALYSES), {"postgres": store}, Settings())
    yield Books(connection, Graph(gateway))
    await store.close()
    await connection.close()
    await administrator.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    await administrator.close()


@pytest.fixture
async def books(empty_books: Books) -> AsyncIterator[Books]:
    """The tables, empty again afterwards."""
    yield empty_books
    await empty_books.clear()
