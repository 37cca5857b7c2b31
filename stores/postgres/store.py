"""The Postgres store: an asyncpg pool that answers queries, each with one statement."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import Table

from stores.errors import StoreUnavailable, UnrepresentableValue
from stores.postgres.catalogue import tables as model_tables
from stores.postgres.codecs import set_codecs
from stores.postgres.compile import Compiler, Query
from stores.postgres.documents import MARKS
from stores.postgres.failures import UNREACHED, meaning_of
from stores.query import Count, Documents, KeyValue, Select
from stores.store import Row


class Connection(asyncpg.Connection):
    """A connection that is given back as it is, without a statement that resets it: queries change nothing in it."""

    def get_reset_query(self) -> str:
        """Called by asyncpg for each connection that is given back."""
        return ""


@dataclass(frozen=True, slots=True)
class PostgresOptions:
    """Where the database is and how long, in seconds, it may take; `connections` bounds the pool."""

    url: str
    connections: int = 10
    connect_limit: float = 2.0
    time_limit: float = 10.0


class PostgresStore:
    """Answers queries from PostgreSQL. Connects on first use, so it can be made while the database is away."""

    name = "postgres"
    writes_documents = True

    def __init__(self, options: PostgresOptions, tables: Mapping[str, Table] | None = None) -> None:
        self._options = options
        self._compiler = Compiler(model_tables() if tables is None else tables)
        self._pool: asyncpg.Pool[Any] | None = None
        self._opening = asyncio.Lock()
        self._compiling = asyncio.Lock()

    async def select(self, query: Select) -> Sequence[Row]:
        """See `stores.store.Store`."""
        return await self._fetch(query)

    async def count(self, query: Count) -> Mapping[KeyValue, int]:
        """See `stores.store.Store`."""
        return {tuple(record)[:-1]: record[-1] for record in await self._fetch(query)}

    async def documents(self, query: Documents) -> Sequence[tuple[KeyValue, bytes]]:
        """See `stores.store.Store`."""
        records = [tuple(record) for record in await self._fetch(query)]
        if any(mark in text for *_, text in records for mark in MARKS):
            raise UnrepresentableValue("a document holds a value that its field cannot say")
        return [(record[:-1], record[-1]) for record in records]

    async def ping(self) -> None:
        """See `stores.store.Store`."""
        await self._run("SELECT 1", [])

    async def close(self) -> None:
        """See `stores.store.Store`."""
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                await asyncio.wait_for(pool.close(), self._options.connect_limit)
            except TimeoutError:
                pool.terminate()

    async def _fetch(self, query: Query) -> Sequence[Any]:
        if not self._compiler.knows(query):
            # It takes milliseconds, and one request may bring many at once: others get their turn between them.
            async with self._compiling:
                self._compiler.compile(query)
                await asyncio.sleep(0)
        return await self._run(*self._compiler.compile(query))

    async def _run(self, sql: str, arguments: list[Any]) -> Sequence[Any]:
        try:
            async with asyncio.timeout(self._options.time_limit):
                pool = self._pool or await self._open()
                return await self._fetch_from(pool, sql, arguments)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            meaning = meaning_of(error, self._options.time_limit)
            if meaning is None:
                raise
            raise meaning from error

    async def _fetch_from(self, pool: asyncpg.Pool[Any], sql: str, arguments: list[Any]) -> Sequence[Any]:
        """A cancelled statement ends in the database while its connection is released; that has a limit too."""
        try:
            connection = await pool.acquire()
        except TimeoutError as error:
            # The limit of the whole call cancels; a TimeoutError here is that of a new connection.
            raise StoreUnavailable(UNREACHED) from error
        try:
            return await connection.fetch(sql, *arguments)
        finally:
            # A connection that cannot be given back in time is closed by the pool, and what went before still counts.
            with suppress(TimeoutError):
                await pool.release(connection, timeout=self._options.connect_limit)

    async def _open(self) -> asyncpg.Pool[Any]:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._options.url,
                    min_size=0,
                    max_size=self._options.connections,
                    timeout=self._options.connect_limit,
                    init=set_codecs,
                    connection_class=Connection,
                    server_settings={
                        "application_name": "polygraph",
                        "timezone": "UTC",
                        "datestyle": "ISO",
                        "jit": "off",
                    },
                )
            return self._pool
