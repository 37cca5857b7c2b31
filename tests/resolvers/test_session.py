"""A session ends with its request: no statement runs on or begins after it is closed, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from resolvers.loaders import Session
from resolvers.reader import ReaderClosed
from stores.postgres.catalogue import derive
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore

AGENT = derive()["Agent"]
BY_ID = (AGENT, ("name",), ("id",), ("a",))
MORE_BY_ID = (AGENT, ("id", "name"), ("id",), ("a",))


@pytest.fixture
async def store(empty_database: str) -> AsyncIterator[PostgresStore]:
    """A store with one agent."""
    connection = await asyncpg.connect(empty_database)
    await connection.execute("CREATE SCHEMA fire22; CREATE TABLE fire22.agents (id text PRIMARY KEY, name text)")
    await connection.execute("INSERT INTO fire22.agents VALUES ('a', 'Ann')")
    await connection.close()
    store = PostgresStore(PostgresOptions(empty_database))
    yield store
    await store.close()


@pytest.mark.parametrize("ticks", range(6))
async def test_a_request_cancelled_at_any_moment_leaves_no_statement_behind(store: PostgresStore, ticks: int) -> None:
    """Loaders begin their batches a few turns of the loop after they are asked."""
    session = Session({"postgres": store})
    request = asyncio.create_task(session.row(*BY_ID))
    for _ in range(ticks):
        await asyncio.sleep(0)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    await session.close()
    known = len(session.ledger.statements)
    for _ in range(10):
        await asyncio.sleep(0)
    await store.ping()
    assert len(session.ledger.statements) == known <= 1
    assert [task for task in asyncio.all_tasks() if "Store" in repr(task.get_coro())] == []


async def test_who_still_waits_when_the_session_is_closed_is_told(store: PostgresStore) -> None:
    """graphql-core lets the siblings of a failed field run on in the background."""
    session = Session({"postgres": store})
    waiting = asyncio.create_task(session.row(*BY_ID))
    async with asyncio.timeout(5):
        while not session.reader._running:  # noqa: ASYNC110  (a turn of the loop is what it waits for)
            await asyncio.sleep(0)
        await session.close()
        with pytest.raises(ReaderClosed):
            await waiting


async def test_nothing_begins_in_a_closed_session(store: PostgresStore) -> None:
    session = Session({"postgres": store})
    await session.close()
    with pytest.raises(ReaderClosed):
        await session.row(*BY_ID)
    assert session.ledger.statements == []


async def test_the_same_key_is_asked_for_once_in_look_ups_of_one_shape(store: PostgresStore) -> None:
    session = Session({"postgres": store})
    rows = await asyncio.gather(*(session.row(*BY_ID) for _ in range(3)), session.row(*MORE_BY_ID))
    assert [row and row["name"] for row in rows] == ["Ann"] * 4
    assert [statement.keys for statement in session.ledger.statements] == [1, 1]
    await session.close()
