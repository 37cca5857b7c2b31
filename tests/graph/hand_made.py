"""The graph over a PostgreSQL database that holds only the rows which a test puts there itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from app.gateway import Gateway
from app.installation import read_schema
from app.settings import Settings
from stores.embedded.servers import Endpoints
from stores.postgres import migrations
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from tests.graph.conftest import Graph

Row = Mapping[str, Any]


class HandMade(Graph):
    """A database with the tables of one system, and the graph over it."""

    def __init__(self, system: str, connection: asyncpg.Connection[Any], gateway: Gateway) -> None:
        super().__init__(gateway)
        self._system = system
        self._connection = connection
        self._filled: dict[str, None] = {}

    async def clear(self) -> None:
        """Leave no row, and count keys from 1 again."""
        for table in reversed([f"{self._system}.{name}" for name in self._filled]):
            # To truncate a table would be to truncate all those that refer to it, which takes a second.
            await self._connection.execute(f"DELETE FROM {table}")
            await self._connection.execute("SELECT setval(pg_get_serial_sequence($1, 'id'), 1, false)", table)
        self._filled.clear()

    async def add(self, table: str, rows: Iterable[Row]) -> None:
        """Put rows into a table; what a row does not say has its default."""
        self._filled[table] = None
        for row in rows:
            places = ", ".join(f"${place}" for place, _ in enumerate(row, 1))
            statement = f"INSERT INTO {self._system}.{table} ({', '.join(row)}) VALUES ({places})"
            await self._connection.execute(statement, *row.values())

    async def change(self, table: str, key: str, value: Any, **changed: Any) -> None:
        """Change the rows of a table that have this value in the column `key`."""
        changes = ", ".join(f"{name} = ${place}" for place, name in enumerate(changed, 2))
        await self._connection.execute(
            f"UPDATE {self._system}.{table} SET {changes} WHERE {key} = $1", value, *changed.values()
        )

    async def one(self, query: str, **variables: Any) -> Any:
        """What the only root field of a query has."""
        (value,) = (await self.data(query, **variables)).values()
        return value


@asynccontextmanager
async def hand_made(endpoints: Endpoints, system: str) -> AsyncIterator[HandMade]:
    """A database of its own for the tests of a system, dropped at the end."""
    administrator = await asyncpg.connect(endpoints.postgres_url)
    await administrator.execute(f"CREATE DATABASE hand_made_{system}")
    url = urlunsplit(urlsplit(endpoints.postgres_url)._replace(path=f"/hand_made_{system}"))
    await migrations.upgrade(url)
    connection, store = await asyncpg.connect(url), PostgresStore(PostgresOptions(url))
    yield HandMade(system, connection, Gateway(read_schema(Settings()), {"postgres": store}, Settings()))
    await store.close()
    await connection.close()
    await administrator.execute(f"DROP DATABASE hand_made_{system} WITH (FORCE)")
    await administrator.close()
