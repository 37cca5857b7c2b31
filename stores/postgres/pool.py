"""The connections of the Postgres store: asyncpg's pool, and at hand those of it that were used before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from stores.postgres.codecs import set_codecs

STATEMENT_LIMIT = 200_000
"""Characters of a statement that connections still keep prepared; each keeps a hundred."""

ROOM = "SELECT octet_length(repeat(repeat(' ', 1000), 2000))"
"""Takes and gives back two megabytes in the process behind a connection.

From then on glibc keeps so much at hand there (mallopt(3), M_MMAP_THRESHOLD), where it would fetch it from the kernel
for every answer anew: that was a third of the time of an answer of 160 kB.
"""


@dataclass(frozen=True, slots=True)
class PostgresOptions:
    """Where the database is and how long, in seconds, it may take; `connections` bounds the pool."""

    url: str
    connections: int = 10
    connect_limit: float = 2.0
    time_limit: float = 10.0


class Connection(asyncpg.Connection):
    """A connection that is given back as it is, without a statement that resets it.

    Queries change nothing in it but how their plans are made, and each says that for itself.
    """

    _planning: str | None = "auto"

    async def plan(self, mode: str) -> None:
        """How the next statement's plan is made: PostgreSQL's `plan_cache_mode`."""
        if mode != self._planning:
            self._planning = None
            await self.execute(f"SET plan_cache_mode = {mode}")
            self._planning = mode

    def get_reset_query(self) -> str:
        """Called by asyncpg for each connection that is given back."""
        return ""


class Pool:
    """Lends connections, and opens them on first use.

    To take one from asyncpg's pool and give it back costs as much as a small statement. So a connection stays out of
    it, the latest used one on top, unless something went wrong with it or somebody waits for one.
    """

    def __init__(self, options: PostgresOptions) -> None:
        self._options = options
        self._pool: asyncpg.Pool[Any] | None = None
        self._opening = asyncio.Lock()
        self._at_hand: list[PoolConnectionProxy[Any]] = []
        self._wanted = 0

    async def fetch(self, sql: str, arguments: Sequence[Any], *, planned_anew: bool = False) -> Sequence[Any]:
        """The records of one statement. Raises what asyncpg raises, and ConnectionError.

        PostgreSQL plans a statement that comes again without looking at its arguments, unless it is `planned_anew`.
        """
        connection = await self._taken()
        try:
            await cast("Connection", connection).plan("force_custom_plan" if planned_anew else "auto")
            records = await connection.fetch(sql, *arguments)
        except BaseException:
            await self._release(connection)
            raise
        if self._wanted or _is_closed(connection):
            await self._release(connection)
        else:
            self._at_hand.append(connection)
        return records

    async def close(self) -> None:
        """Close all connections, within the limit even where statements run."""
        if self._pool is None:
            return
        # asyncpg's pool waits for all that it lent.
        self._wanted += 1
        try:
            async with asyncio.timeout(self._options.connect_limit):
                while self._at_hand:
                    await self._release(self._at_hand.pop())
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()
        self._pool = None

    async def _taken(self) -> PoolConnectionProxy[Any]:
        while self._at_hand:
            connection = self._at_hand.pop()
            if not _is_closed(connection):
                return connection
            await self._release(connection)
        return await self._acquired()

    async def _acquired(self) -> PoolConnectionProxy[Any]:
        pool = self._pool or await self._open()
        self._wanted += 1
        try:
            return await pool.acquire()
        except TimeoutError as error:
            # The limit of the whole call cancels; a TimeoutError here is that of a new connection.
            raise ConnectionError("no connection in time") from error
        finally:
            self._wanted -= 1

    async def _release(self, connection: PoolConnectionProxy[Any]) -> None:
        """A cancelled statement ends in the database first, within a limit of its own.

        A connection that cannot be given back in time is closed by the pool, and what went before still counts.
        """
        if self._pool is not None:
            with suppress(TimeoutError):
                await self._pool.release(connection, timeout=self._options.connect_limit)

    async def _open(self) -> asyncpg.Pool[Any]:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._options.url,
                    min_size=0,
                    max_size=self._options.connections,
                    timeout=self._options.connect_limit,
                    init=_set_up,
                    connection_class=Connection,
                    max_cacheable_statement_size=STATEMENT_LIMIT,
                    server_settings={
                        "application_name": "polygraph",
                        "timezone": "UTC",
                        "datestyle": "ISO",
                        "jit": "off",
                    },
                )
            return self._pool


async def _set_up(connection: asyncpg.Connection[Any]) -> None:
    await set_codecs(connection)
    await connection.execute(ROOM)


def _is_closed(connection: PoolConnectionProxy[Any]) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        # It was lost, and asyncpg's pool has taken it back.
        return True
