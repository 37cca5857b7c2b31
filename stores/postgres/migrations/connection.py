"""Connections for migrations: one of SQLAlchemy's, because Alembic needs it, over one of asyncpg."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from stores.postgres.connection import connect


@asynccontextmanager
async def transaction(url: str) -> AsyncIterator[AsyncConnection]:
    """One transaction on the database at `url`. Raises StoreUnavailable if it cannot be reached."""
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: connect(url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def exclusive_transaction(url: str) -> AsyncIterator[AsyncConnection]:
    """A transaction that waits until no other run is migrating this database."""
    async with transaction(url) as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('polygraph migrations', 0))"))
        yield connection
