"""The Postgres store: an asyncpg pool that answers queries, each with one statement."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import asyncpg
from sqlalchemy import Table

from stores.aggregate import Aggregate, Figures
from stores.document import Documents
from stores.errors import StoreUnavailable, UnrepresentableValue
from stores.outage import OutageLog
from stores.postgres.aggregates import figures
from stores.postgres.catalogue import tables as model_tables
from stores.postgres.compile import Compiler, Query
from stores.postgres.failures import meaning_of
from stores.postgres.json_form import UNUSUAL
from stores.postgres.pool import Pool, PostgresOptions
from stores.postgres.sizes import STATEMENT, read_sizes, size_arguments
from stores.query import Count, KeyValue, Select, Size, Sizes
from stores.store import Row

FAILURES = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""All that asyncpg raises."""


class PostgresStore:
    """Answers queries from PostgreSQL. Connects on first use, so it can be made while the database is away."""

    name = "postgres"
    writes_documents = True

    def __init__(self, options: PostgresOptions, tables: Mapping[str, Table] | None = None) -> None:
        self._options = options
        self._tables = model_tables() if tables is None else tables
        self._compiler = Compiler(self._tables)
        self._pool = Pool(options)
        self._outages = OutageLog(self.name)
        self._compiling = asyncio.Lock()

    async def select(self, query: Select) -> Sequence[Row]:
        """See `stores.store.Store`."""
        return await self._fetch(query)

    async def count(self, query: Count) -> Mapping[KeyValue, int]:
        """See `stores.store.Store`."""
        return {tuple(record)[:-1]: record[-1] for record in await self._fetch(query)}

    async def aggregate(self, query: Aggregate) -> Sequence[Figures]:
        """See `stores.store.Store`."""
        return list(map(figures(query), map(tuple, await self._fetch(query))))

    async def documents(self, query: Documents) -> Sequence[tuple[KeyValue, bytes | None]]:
        """See `stores.store.Store`."""
        records = [tuple(record) for record in await self._fetch(query)]
        if any(UNUSUAL in text for *_, text in records if text is not None):
            raise UnrepresentableValue("a document holds a value that its field cannot say")
        return [(record[:-1] if query.key is None else query.key, record[-1]) for record in records]

    async def sizes(self, query: Sizes) -> Mapping[str, Size]:
        """See `stores.store.Store`. All of them in one statement."""
        return read_sizes(map(tuple, await self._asked(STATEMENT, size_arguments(query, self._tables))))

    async def ping(self) -> None:
        """See `stores.store.Store`. Over a connection of its own: that all others are in use is no outage."""
        try:
            async with asyncio.timeout(self._options.connect_limit):
                await _say_hello(self._options.url)
        except TimeoutError:
            self._translated(ConnectionError("no connection in time"))
        except FAILURES as error:
            self._translated(error)
        self._outages.answered()

    async def close(self) -> None:
        """See `stores.store.Store`."""
        await self._pool.close()

    async def _fetch(self, query: Query) -> Sequence[Any]:
        compiled = self._compiler.known(query)
        if compiled is None:
            # It takes milliseconds, and one request may bring many at once: others get their turn between them.
            async with self._compiling:
                compiled = self._compiler.compile(query)
                await asyncio.sleep(0)
        return await self._asked(*compiled, planned_anew=_reads_a_part(query))

    async def _asked(self, sql: str, arguments: Sequence[Any], *, planned_anew: bool = False) -> Sequence[Any]:
        try:
            async with asyncio.timeout(self._options.time_limit):
                records = await self._pool.fetch(sql, arguments, planned_anew=planned_anew)
        except FAILURES as error:
            self._translated(error)
        self._outages.answered()
        return records

    def _translated(self, error: Exception) -> NoReturn:
        meaning = meaning_of(error, self._options.time_limit)
        if meaning is None:
            raise error
        if isinstance(meaning, StoreUnavailable):
            self._outages.lost(meaning)
        raise meaning from error


def _reads_a_part(query: Query) -> bool:
    """Whether the query reads all rows of a part, which may be all of the table: two days of telemetry, or a minute.

    A plan for parts of any size took twice the time for two days. To plan takes up to a millisecond, as long as many
    small statements run, so nothing else is planned anew.
    """
    return isinstance(query, Aggregate | Count) and query.where is not None


async def _say_hello(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.fetchval("SELECT 1")
        await connection.close()
    finally:
        connection.terminate()
