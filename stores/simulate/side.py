"""The two stores that a simulation writes into; each goes on without the other, and goes on again after an outage."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import func, select

from stores.errors import BadInput, Outage
from stores.mongo.driver import Driver
from stores.postgres.connection import connect
from stores.postgres.failures import meaning_of
from stores.simulate.kind import Connection, MongoKind, PostgresKind, fetch

STATEMENT_LIMIT = 30.0
"""Seconds for all that a step writes into one store, and for what it begins with."""

ONLY_ONE = 0x706F6C79
"""The number of the advisory lock that a simulation holds: two of them would give their wagers the same numbers."""


class PostgresSide:
    """PostgreSQL, over one connection; the rows of a kind are written in one transaction."""

    name = "postgres"

    def __init__(self, url: str, kinds: Sequence[PostgresKind]) -> None:
        self._url = url
        self.kinds = kinds
        self._connection: Connection | None = None

    async def open(self, now: datetime) -> None:
        """Connect, and load what is there. Raises Outage, and BadInput if another simulation runs there."""
        async with self._guarded():
            await self._open(now)

    async def step(self, now: datetime, counts: Mapping[str, int]) -> dict[str, int]:
        """Write so many rows of each kind; the numbers written. Raises Outage; the next step connects anew."""
        async with self._guarded():
            connection = self._connection or await self._open(now)
            written = {}
            for kind in self.kinds:
                async with connection.transaction():
                    written[kind.name] = await kind.write(connection, now, counts[kind.name])
            return written

    async def close(self) -> None:
        """Give the connection back, at once if it is lost."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _open(self, now: datetime) -> Connection:
        connection = self._connection = await connect(self._url)
        ((alone,),) = await fetch(connection, select(func.pg_try_advisory_lock(ONLY_ONE)))
        if not alone:
            raise BadInput("another simulation writes into this database already")
        for kind in self.kinds:
            await kind.load(connection, now)
        return connection

    @asynccontextmanager
    async def _guarded(self) -> AsyncIterator[None]:
        """What fails gives the connection back, so that the next step begins with what is there then."""
        try:
            async with asyncio.timeout(STATEMENT_LIMIT):
                yield
        except BaseException as error:
            await self.close()
            meaning = meaning_of(error, STATEMENT_LIMIT) if isinstance(error, Exception) else None
            if isinstance(meaning, Outage):
                raise meaning from error
            raise


class MongoSide:
    """MongoDB, over the driver's pool."""

    name = "mongo"

    def __init__(self, driver: Driver, kinds: Sequence[MongoKind]) -> None:
        self._driver = driver
        self.kinds = kinds
        self._loaded = False

    async def open(self, _: datetime) -> None:
        """See `PostgresSide`."""
        for kind in self.kinds:
            await kind.load(self._driver)
        self._loaded = True

    async def step(self, now: datetime, counts: Mapping[str, int]) -> dict[str, int]:
        """See `PostgresSide`."""
        try:
            if not self._loaded:
                await self.open(now)
            return {kind.name: await kind.write(self._driver, now, counts[kind.name]) for kind in self.kinds}
        except Outage:
            self._loaded = False
            raise

    async def close(self) -> None:
        """Close the pool."""
        await self._driver.close()
