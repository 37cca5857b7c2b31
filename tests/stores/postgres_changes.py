"""A migrated database whose changes are read through a feed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from stores.catalogue import Entity
from stores.feed import Change, Position
from stores.postgres.catalogue import derive
from stores.postgres.feed import PostgresFeed
from stores.postgres.pool import PostgresOptions

ENTITIES = derive()
ALL = tuple(ENTITIES.values())


@dataclass
class Watched:
    """A connection that writes, and a feed with the place that it was read up to."""

    url: str
    writer: asyncpg.Connection[Any]
    feed: PostgresFeed
    position: Position

    async def execute(self, sql: str, *arguments: Any) -> None:
        """Write."""
        await self.writer.execute(sql, *arguments)

    async def new(self, entities: Collection[Entity] = ALL, limit: int = 1_000) -> list[Change]:
        """All changes since this was asked last."""
        found: list[Change] = []
        while True:
            changes = await self.feed.read(entities, self.position, limit)
            assert not self.feed.is_after(self.position, changes.position)
            self.position = changes.position
            found += changes.changes
            if not changes.more:
                return found

    async def told(self) -> list[tuple[Any, ...]]:
        """The same, in short: entity, operation, key."""
        return [(change.entity, change.operation.value, *change.key) for change in await self.new()]

    async def pass_by(self) -> None:
        """Leave what was written so far behind."""
        self.position = await self.feed.now()


SLEEPERS = """
SELECT pid FROM pg_locks AS held JOIN pg_database ON pg_database.oid = held.database
WHERE datname = current_database() AND locktype = 'advisory' AND mode = 'ShareLock' AND granted AND pid <> $1
"""
"""The processes behind the connections on which feeds want to be notified, but one."""


@asynccontextmanager
async def watched(url: str, poll: float = 5.0, kept: float = 86_400.0) -> AsyncIterator[Watched]:
    """A feed over a migrated database, read up to now."""
    feed = PostgresFeed(PostgresOptions(url, connect_limit=1, time_limit=5), poll=poll, kept=kept)
    writer = await asyncpg.connect(url)
    try:
        yield Watched(url, writer, feed, await feed.now())
    finally:
        await writer.close()
        await feed.close()


async def delete_all(url: str) -> None:
    """Leave no row in any table, and nothing of that in the feed."""
    connection = await asyncpg.connect(url)
    # Neither the feed's triggers nor those of foreign keys are for replicas.
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(";".join(f"DELETE FROM {entity.source}" for entity in ALL))
    await connection.close()
