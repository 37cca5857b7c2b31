"""A PostgreSQL feed under many commits: it looks by itself, so that writers need not notify, and misses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from operator import not_
from typing import Any, TypeAlias

import asyncpg
import pytest

from stores.feed import Change
from tests.polling import until
from tests.stores.postgres_changes import ENTITIES, SLEEPERS, Watched, watched

LOGIN = ENTITIES["LoginRecord"]
INSERT = "INSERT INTO hosting.login_records (email, success) VALUES ('x', true) RETURNING id"
Connection: TypeAlias = "asyncpg.Connection[Any]"
LONG = 3_600.0
DEADLINE = 30


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[tuple[Watched, list[Change]]]:
    """A feed that is read all the time and never polls, and the changes that were told."""
    told: list[Change] = []

    async def read_on() -> None:
        while True:
            changes = await here.feed.read([LOGIN], here.position, 1_000)
            here.position = changes.position
            told.extend(changes.changes)
            if not changes.more:
                await here.feed.wait(here.position, LONG)

    async with watched(url, poll=LONG) as here:
        reader = asyncio.create_task(read_on())
        yield here, told
        reader.cancel()


async def sleeps(connection: Connection) -> bool:
    """Whether a feed wants to be notified."""
    return await connection.fetchval(SLEEPERS, 0) is not None


async def until_asleep(here: Watched) -> None:
    """Return when the feed wants to be notified."""
    await until(lambda: sleeps(here.writer))


async def write_on(here: Watched, end: asyncio.Event) -> list[int]:
    """Commit row by row until the end; their numbers."""
    rows: list[int] = []
    while not end.is_set():
        rows.append(await here.writer.fetchval(INSERT))
    return rows


async def until_awake(connection: Connection) -> None:
    """Return when no feed wants to be notified."""
    await until(lambda: sleeps(connection), not_)


async def until_told(told: list[Change], rows: list[int]) -> None:
    """Return when these were told, each once."""
    await until(lambda: len(told) >= len(rows))
    assert sorted(change.key[0] for change in told) == rows


async def test_a_feed_that_is_woken_often_looks_by_itself_and_then_sleeps_again(
    here: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a transaction wrote while it was awake is told though it sleeps at the commit, which notifies nobody."""
    monkeypatch.setattr("stores.postgres.listener.QUIET", 3)
    await here.feed.close()
    late = await asyncpg.connect(here.url)
    async with reading(here.url) as (busy, told):
        await until_asleep(busy)
        end = asyncio.Event()
        writer = asyncio.create_task(write_on(busy, end))
        await until_awake(late)
        end.set()
        rows = await writer
        await late.execute("BEGIN")
        rows.append(await late.fetchval(INSERT))
        assert not await sleeps(late)
        await until_asleep(busy)
        assert len(told) == len(rows) - 1
        await late.execute("COMMIT")
        await until_told(told, rows)
        rows.append(await busy.writer.fetchval(INSERT))
        await until_told(told, rows)
    await late.close()


async def test_without_a_feed_that_sleeps_writers_notify_nobody(here: Watched) -> None:
    """For transactions that notify commit one after the other. A listener that has not said that it sleeps shows it."""
    await here.feed.close()
    heard: list[object] = []
    await until_awake(here.writer)
    listener = await asyncpg.connect(here.url)
    await listener.add_listener("polygraph_changes", lambda *_: heard.append(None))
    await here.execute(INSERT)
    await listener.fetchval("SELECT 1")
    assert heard == []
    await listener.execute("SELECT pg_advisory_lock_shared(hashtextextended('polygraph feed', 0))")
    await here.execute(INSERT)
    async with asyncio.timeout(DEADLINE):
        while not heard:
            await listener.fetchval("SELECT 1")
    await listener.close()
