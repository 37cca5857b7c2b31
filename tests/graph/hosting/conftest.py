"""The graph over a database in which a test has only the rows of hosting that it puts there itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app.gateway import Gateway
from app.installation import read_schema
from app.settings import Settings
from stores.embedded.servers import Endpoints
from stores.postgres import migrations
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from tests.graph.conftest import Graph

Row = Mapping[str, Any]
DATABASE = "hosting_analyses"


class Hosting:
    """A database and the graph over it."""

    def __init__(self, connection: asyncpg.Connection[Any], graph: Graph) -> None:
        self._connection = connection
        self.graph = graph

    async def fill(self, **tables: Sequence[Row]) -> None:
        """Put rows into tables of hosting, one table after the other; nothing else is left in them."""
        names = await self._connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'hosting'")
        every = ", ".join(f"hosting.{record['tablename']}" for record in names)
        await self.execute(f"TRUNCATE {every} RESTART IDENTITY")
        for table, rows in tables.items():
            for row in rows:
                places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
                statement = f"INSERT INTO hosting.{table} ({', '.join(row)}) VALUES ({places})"
                await self.execute(statement, *row.values())

    async def execute(self, statement: str, *values: Any) -> None:
        """Run a statement of SQL."""
        await self._connection.execute(statement, *values)

    async def data(self, query: str, **variables: Any) -> Any:
        """What the graph answers, without errors."""
        return await self.graph.data(query, **variables)

    async def errors(self, query: str, **variables: Any) -> list[tuple[str, str]]:
        """The codes and messages of the graph's errors."""
        return await self.graph.errors(query, **variables)

    @property
    def statements(self) -> int:
        """How many statements the last answer took."""
        return len(self.graph.statements)


@pytest.fixture(scope="session")
async def hosting(endpoints: Endpoints) -> AsyncIterator[Hosting]:
    """Hosting, for tests that fill it."""
    administrator = await asyncpg.connect(endpoints.postgres_url)
    await administrator.execute(f"CREATE DATABASE {DATABASE}")
    url = urlunsplit(urlsplit(endpoints.postgres_url)._replace(path=f"/{DATABASE}"))
    await migrations.upgrade(url)
    connection, store = await asyncpg.connect(url), PostgresStore(PostgresOptions(url))
    yield Hosting(connection, Graph(Gateway(read_schema(Settings()), {"postgres": store}, Settings())))
    await store.close()
    await connection.close()
    await administrator.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    await administrator.close()


def at(clock: str, day: int = 10) -> datetime:
    """A time of a day in March 2026, in UTC."""
    hour, minute, second = map(int, [*clock.split(":"), "0"][:3])
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC)


def site(key: int, capacity: str = "1") -> Row:
    """A site with so many megawatts."""
    return {"id": key, "name": f"Site {key}", "location": "Somewhere", "capacity_mw": Decimal(capacity)}


def model(key: int, hashrate: int, watts: int) -> Row:
    """A model that is rated so."""
    figures = {"hashrate": Decimal(hashrate), "power_consumption": Decimal(watts)}
    return {"id": key, "name": f"Model {key}", "manufacturer": "Maker", **figures, "efficiency": Decimal(1)}


def miner(key: int, site: int, model: int = 1) -> Row:
    """A miner at a site."""
    return {"id": key, "serial_number": f"S{key}", "miner_model_id": model, "site_id": site}


def sample(miner: int, time: datetime, hashrate: str | None, watts: str | None) -> Row:
    """What a miner reported."""
    read = {"hashrate": hashrate and Decimal(hashrate), "power_consumption": watts and Decimal(watts)}
    return {"miner_id": miner, "recorded_at": time, **read}
