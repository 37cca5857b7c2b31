"""How the PostgreSQL feed waits: woken at once, quiet while nothing happens, and healed after whatever was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial
from time import monotonic
from typing import Any

import asyncpg
import pytest

from stores.embedded.servers import EmbeddedServers
from stores.errors import Outage
from stores.feed import Changes, Position
from stores.postgres import migrations
from stores.postgres.feed import PostgresFeed
from stores.postgres.pool import PostgresOptions
from tests.polling import until
from tests.stores.postgres_changes import ENTITIES, SLEEPERS, Watched, delete_all, watched

LOGIN = ENTITIES["LoginRecord"]
INSERT = "INSERT INTO hosting.login_records (id, email, success) VALUES ({}, 'x', true)"
LONG = 3_600.0
"""A poll that no test lives to see."""
DEADLINE = 20


@pytest.fixture
async def alone(migrated_url: str) -> AsyncIterator[str]:
    """The migrated database, which no other feed is connected to."""
    await until_left(migrated_url)
    yield migrated_url
    await delete_all(migrated_url)


@pytest.fixture
async def patient(alone: str) -> AsyncIterator[Watched]:
    """A feed that never polls, and listens."""
    async with watched(alone, poll=LONG) as patient:
        await until_quiet(patient)
        yield patient


async def until_left(url: str) -> None:
    """Return when no feed is connected."""
    statement = """
        SELECT count(*) = 0 FROM pg_stat_activity
        WHERE application_name LIKE 'polygraph%' AND datname = current_database()
    """
    connection = await asyncpg.connect(url)
    await until(partial(connection.fetchval, statement))
    await connection.close()


async def until_quiet(here: Watched) -> None:
    """Read until nothing wakes the feed any more: it listens then."""
    await until_listening(here)
    await here.new()


async def until_listening(here: Watched, other_than: int = 0) -> int:
    """The process behind the connection that listens, once there is another one than this."""
    return int(await until(partial(here.writer.fetchval, SLEEPERS, other_than)))


async def next_changes(feed: PostgresFeed, position: Position) -> Changes:
    """The first changes that come, as a reader gets them."""
    while True:
        changes = await feed.read([LOGIN], position, 100)
        if changes.changes:
            return changes
        position = changes.position
        await feed.wait(position, LONG)


async def test_a_commit_wakes_who_waits(patient: Watched) -> None:
    async with asyncio.timeout(DEADLINE):
        waiting = asyncio.create_task(patient.feed.wait(patient.position, LONG))
        await asyncio.sleep(0)
        await patient.execute(INSERT.format(1))
        await waiting
    assert [change.key for change in await patient.new()] == [(1,)]


async def test_a_commit_between_a_read_and_the_wait_after_it_is_not_slept_through(patient: Watched) -> None:
    """Though its notification came already, and woke another reader."""
    async with asyncio.timeout(DEADLINE):
        waiting = asyncio.create_task(patient.feed.wait(patient.position, LONG))
        await asyncio.sleep(0)
        await patient.execute(INSERT.format(1))
        await waiting
        await patient.feed.wait(patient.position, LONG)


async def test_a_wait_ends_at_its_limit(patient: Watched) -> None:
    async with asyncio.timeout(DEADLINE):
        start = monotonic()
        await patient.feed.wait(patient.position, 0.2)
    assert monotonic() - start >= 0.19


async def test_many_readers_are_quiet_while_nothing_happens(alone: str) -> None:
    """One statement for each poll of each, though other databases and tables are busy."""
    async with watched(alone, poll=0.5) as quiet:
        await until_quiet(quiet)
        before, start = quiet.feed.statements, monotonic()
        readers = [asyncio.create_task(next_changes(quiet.feed, quiet.position)) for _ in range(3)]
        while monotonic() - start < 2:
            await quiet.execute("CREATE TEMPORARY TABLE IF NOT EXISTS busy (n int); INSERT INTO busy VALUES (1)")
            await asyncio.sleep(0.01)
        passed = monotonic() - start
        for reader in readers:
            reader.cancel()
        assert quiet.feed.statements - before <= 3 * (1 + 2 * passed / 0.5)


async def test_a_transaction_in_flight_costs_ever_fewer_statements_and_then_lets_go(alone: str) -> None:
    """Its end notifies nobody, for it wrote elsewhere."""
    async with watched(alone, poll=1.0) as waiting:
        await until_quiet(waiting)
        older = await asyncpg.connect(alone)
        await older.execute("BEGIN; CREATE TEMPORARY TABLE elsewhere (n int)")
        await waiting.execute(INSERT.format(1))
        reader = asyncio.create_task(next_changes(waiting.feed, waiting.position))
        before, start = waiting.feed.statements, monotonic()
        await asyncio.wait([reader], timeout=2.5)
        assert not reader.done()
        # 0.01 s, 0.02 s, 0.04 s … and no more than 1 s between two.
        assert waiting.feed.statements - before <= 12 + (monotonic() - start)
        await older.execute("COMMIT")
        async with asyncio.timeout(DEADLINE):
            assert [change.key for change in (await reader).changes] == [(1,)]
        await older.close()


async def test_a_short_transaction_in_flight_delays_no_longer_than_it_lasts(patient: Watched) -> None:
    """A poll would come in an hour."""
    older = await asyncpg.connect(patient.url)
    await older.execute("BEGIN; CREATE TEMPORARY TABLE elsewhere (n int)")
    await patient.execute(INSERT.format(1))
    reader = asyncio.create_task(next_changes(patient.feed, patient.position))
    await asyncio.wait([reader], timeout=0.1)
    await older.execute("ROLLBACK")
    async with asyncio.timeout(DEADLINE):
        assert [change.key for change in (await reader).changes] == [(1,)]
    await older.close()


async def test_a_lost_notification_is_made_up_for_by_the_poll(alone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the connection that should have brought it, which may be dead in silence, is replaced by another one."""
    monkeypatch.setattr("stores.postgres.feed.CHANNEL", "elsewhere")
    async with watched(alone, poll=0.3) as deaf, asyncio.timeout(DEADLINE):
        await until_quiet(deaf)
        process = await until_listening(deaf)
        reader = asyncio.create_task(next_changes(deaf.feed, deaf.position))
        await asyncio.wait([reader], timeout=0.1)
        await deaf.execute(INSERT.format(1))
        assert [change.key for change in (await reader).changes] == [(1,)]
        await until_listening(deaf, other_than=process)


async def test_a_listening_connection_that_was_cut_is_made_again(patient: Watched) -> None:
    """And what came meanwhile is told: no poll helps here."""
    process = 0
    async with asyncio.timeout(DEADLINE):
        for row in range(3):
            process = await until_listening(patient, other_than=process)
            await patient.new()
            reader = asyncio.create_task(next_changes(patient.feed, patient.position))
            await patient.writer.fetchval("SELECT pg_terminate_backend($1, 5000)", process)
            await patient.execute(INSERT.format(row))
            changes = await reader
            assert [change.key for change in changes.changes] == [(row,)]
            patient.position = changes.position


async def test_closing_leaves_no_connection_behind(alone: str) -> None:
    """Also while somebody waits and reads."""
    async with watched(alone, poll=LONG) as here:
        await until_quiet(here)
        waiting = asyncio.create_task(here.feed.wait(here.position, LONG))
        await here.feed.read([LOGIN], here.position, 10)
    waiting.cancel()
    await until_left(alone)


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """Servers that these tests stop and start."""
    with EmbeddedServers(tmp_path_factory.mktemp("feed")) as servers:
        asyncio.run(migrations.upgrade(servers.postgres.url))
        yield servers


@pytest.mark.parametrize("ended", ["stop", "kill"])
async def test_a_restart_of_the_server_loses_and_repeats_nothing(own_servers: EmbeddedServers, ended: str) -> None:
    """One reader goes on by itself, another one comes back in a new process with the position it had."""
    server = own_servers.postgres
    told: list[tuple[Any, Position]] = []
    async with watched(server.url) as here:
        start = here.position
        await here.execute(INSERT.format("DEFAULT"))
        reader = asyncio.create_task(follow(here.feed, here.position, told))
        async with asyncio.timeout(DEADLINE):
            await until(lambda: len(told) == 1)
            await asyncio.to_thread(getattr(server, ended))
            await asyncio.to_thread(server.start)
            await insert_more(server.url)
            await until(lambda: len(told) >= 4)
        reader.cancel()
        assert [number for number, _ in told] == sorted({number for number, _ in told})
        assert len(told) == 4
    again = PostgresFeed(PostgresOptions(server.url))
    for after, expected in ((start, told), (told[0][1], told[1:])):
        changes = await again.read([LOGIN], after, 100)
        assert [(change.key[0], change.position) for change in changes.changes] == expected
    await again.close()


async def insert_more(url: str) -> None:
    """Three rows, in a transaction each."""
    connection = await asyncpg.connect(url)
    for _ in range(3):
        await connection.execute(INSERT.format("DEFAULT"))
    await connection.close()


async def follow(feed: PostgresFeed, position: Position, told: list[tuple[Any, Position]]) -> None:
    """Read on for ever, through outages."""
    while True:
        try:
            changes = await feed.read([LOGIN], position, 2)
            position = changes.position
            told += [(change.key[0], change.position) for change in changes.changes]
            await feed.wait(position, LONG)
        except Outage:
            await asyncio.sleep(0.05)
