"""The kinds of rows that are written, and how statements reach PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias

import asyncpg
from sqlalchemy import Executable, Table

from stores.mongo.driver import Driver
from stores.postgres.connection import compiled
from stores.seed.copy_text import chunks
from stores.seed.recipe import Row

Connection: TypeAlias = "asyncpg.Connection[Any]"


class PostgresKind(Protocol):
    """Rows of PostgreSQL. `share` is their part of the rate; what has none follows a clock of its own."""

    name: str
    share: float

    async def load(self, connection: Connection, now: datetime, /) -> None:
        """Begin with what is there. Raises BadInput where there is nothing to begin with."""

    async def write(self, connection: Connection, now: datetime, count: int, /) -> int:
        """Write about so many rows, in a transaction that was begun; the number written."""


class MongoKind(Protocol):
    """The same of MongoDB, without a transaction."""

    name: str
    share: float

    async def load(self, driver: Driver, /) -> None:
        """See `PostgresKind`."""

    async def write(self, driver: Driver, now: datetime, count: int, /) -> int:
        """See `PostgresKind`."""


async def fetch(connection: Connection, statement: Executable) -> list[asyncpg.Record]:
    """The rows that a statement of SQLAlchemy gives back."""
    sql, arguments = compiled(statement)
    return await connection.fetch(sql, *arguments)


async def copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Add rows that all have the same columns; the others get their defaults."""
    columns = list(rows[0])
    source = chunks(rows, columns, lambda _: None)
    await connection.copy_to_table(table.name, schema_name=table.schema, columns=columns, source=source)
