"""The embedded servers, one pair for the whole run, and empty databases on them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app.settings import PREFIX
from stores.embedded.servers import EmbeddedServers, Endpoints

# What a developer has set for a service of theirs is nothing to the tests; the first module that reads it comes later.
for variable in [name for name in os.environ if name.upper().startswith(PREFIX)]:
    del os.environ[variable]

NUMBERS = count()


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """A PostgreSQL and a SecantusDB server that every test may use and none may stop."""
    with EmbeddedServers(tmp_path_factory.mktemp("embedded")) as servers:
        yield servers


@pytest.fixture(scope="session")
def endpoints(servers: EmbeddedServers) -> Endpoints:
    """Where the servers listen."""
    return Endpoints(servers.postgres.url, servers.mongo.url)


@pytest.fixture
async def empty_database(endpoints: Endpoints) -> AsyncIterator[str]:
    """The URL of a new PostgreSQL database, dropped afterwards."""
    name = f"test_{next(NUMBERS)}"
    administrator = await asyncpg.connect(endpoints.postgres_url)
    await administrator.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(endpoints.postgres_url)._replace(path=f"/{name}"))
    await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await administrator.close()
