"""The table of changes: which tables it follows, what it leaves out, how it is kept short, and where it is at home."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from stores.errors import CursorExpired, StoreForbidden
from stores.postgres import migrations
from stores.postgres.feed import PostgresFeed
from stores.postgres.inspection import unrecorded
from stores.postgres.maintenance import Action, maintain
from stores.postgres.pool import PostgresOptions
from tests.stores.postgres_changes import ALL, ENTITIES, Watched, watched

LOGIN = ENTITIES["LoginRecord"]
INSERT = "INSERT INTO hosting.login_records (id, email, success) SELECT n, 'x', true FROM generate_series({}, {}) AS n"
AGED = "UPDATE polygraph.changes SET at = at - interval '1 day' WHERE (key->>0)::int BETWEEN {} AND {}"
COUNT = "SELECT count(*) FROM polygraph.changes"


@pytest.fixture
async def empty(here: Watched) -> AsyncIterator[Watched]:
    """A feed over a database whose table of changes is empty before and after."""
    await here.execute("DELETE FROM polygraph.changes")
    await here.pass_by()
    yield here
    await here.execute("DELETE FROM polygraph.changes")


async def test_all_tables_are_followed_and_no_secret_is_copied(here: Watched) -> None:
    """As many tables as there are entities, however many tables and secrets the models gain."""
    assert await unrecorded(here.url) == []
    followed = "SELECT count(DISTINCT tgrelid) FROM pg_trigger WHERE tgfoid = 'polygraph.record()'::regprocedure"
    assert await here.writer.fetchval(followed) == len(ALL)


async def test_a_table_that_is_not_followed_is_named_and_a_secret_too(here: Watched) -> None:
    await here.execute("DROP TRIGGER polygraph_delete ON fire22.wagers; SELECT polygraph.follow('hosting.users')")
    assert await unrecorded(here.url) == ["table fire22.wagers", "secret hosting.users.password_hash"]
    await here.execute("""
        SELECT polygraph.follow('fire22.wagers'), polygraph.follow('hosting.users', '{password_hash}')
    """)
    assert await unrecorded(here.url) == []


async def test_without_the_migration_no_table_is_followed(empty_database: str) -> None:
    assert await unrecorded(empty_database) == [f"table {entity.source}" for entity in sorted(ALL, key=order)]


def order(entity: object) -> int:
    """The place of an entity in the catalogue."""
    return list(ENTITIES.values()).index(entity)  # type: ignore[arg-type]


async def test_a_table_made_later_can_be_followed_whatever_its_names(here: Watched) -> None:
    """Its key may have many columns, and names that need quotes or are those of the trigger's own parts."""
    await here.execute("""
        CREATE TABLE fire22."odd Name" (n int, "o" text, "select" int, key jsonb, PRIMARY KEY ("o", "select"));
        SELECT polygraph.follow('fire22."odd Name"');
    """)
    try:
        await here.execute("""
            INSERT INTO fire22."odd Name" VALUES (1, 'a', 1, '{}'), (2, 'a', 2, '{}');
            UPDATE fire22."odd Name" SET key = '[]' WHERE "select" = 1;
            UPDATE fire22."odd Name" SET "select" = 3 WHERE "select" = 1;
            DELETE FROM fire22."odd Name"
        """)
        found = await here.writer.fetch("""
            SELECT operation || ' ' || key::text FROM polygraph.changes WHERE source = 'fire22.odd Name'
            ORDER BY transaction, number
        """)
    finally:
        await here.execute("""DROP TABLE fire22."odd Name" """)
    operations = ["insert", "insert", "update", "delete", "insert", "delete", "delete"]
    assert [line.split()[0] for (line,) in found] == operations
    assert [line.partition(" ")[2] for (line,) in found[:5]] == [f'["a", {number}]' for number in (1, 2, 1, 1, 3)]


async def test_a_table_without_a_key_cannot_be_followed(here: Watched) -> None:
    await here.execute("CREATE TEMPORARY TABLE keyless (id int)")
    with pytest.raises(asyncpg.InvalidTableDefinitionError, match="no primary key"):
        await here.execute("SELECT polygraph.follow('keyless')")


async def test_old_changes_are_forgotten_in_batches_and_cursors_before_them_expire(
    empty: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stores.postgres.feed.BATCH", 3)
    start = empty.position
    await empty.execute(INSERT.format(1, 10))
    await empty.execute(INSERT.format(11, 20))
    changes = (await empty.feed.read([LOGIN], start, 100)).changes
    await empty.execute(AGED.format(1, 10))
    assert await empty.feed.forget() == 10
    with pytest.raises(CursorExpired):
        await empty.feed.read([LOGIN], start, 1)
    with pytest.raises(CursorExpired):
        await empty.feed.read([LOGIN], changes[8].position, 1)
    left = (await empty.feed.read([LOGIN], changes[9].position, 100)).changes
    assert left == changes[10:]
    await empty.execute(AGED.format(11, 20))
    assert await empty.feed.forget() == 10
    assert (await empty.feed.read([LOGIN], changes[-1].position, 1)).changes == []
    assert await empty.feed.now() == changes[-1].position


async def test_an_old_change_after_a_young_one_is_kept(empty: Watched) -> None:
    """What is kept has no holes."""
    await empty.execute(INSERT.format(1, 3))
    await empty.execute(AGED.format(2, 3))
    assert await empty.feed.forget() == 0
    assert [change.key for change in await empty.new([LOGIN])] == [(1,), (2,), (3,)]


async def test_processes_do_not_forget_at_once(empty: Watched) -> None:
    await empty.execute(INSERT.format(1, 3))
    await empty.execute(AGED.format(1, 3))
    other = await asyncpg.connect(empty.url)
    await other.execute("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('polygraph changes', 0))")
    assert await empty.feed.forget() == 0
    await other.close()
    assert await empty.feed.forget() == 3


async def test_a_feed_that_reads_forgets_now_and_then(here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stores.postgres.feed.FORGETTING", 0.05)
    async with watched(here.url, kept=0.01) as forgetful, asyncio.timeout(20):
        await here.execute(INSERT.format(1, 3))
        await forgetful.new()
        while await here.writer.fetchval(COUNT):
            await forgetful.new()


async def test_maintenance_forgets_as_it_planned_and_tells_of_none_of_the_rows_it_deletes(empty: Watched) -> None:
    await empty.execute(INSERT.format(1, 10))
    await empty.execute(AGED.format(1, 4))
    await empty.new()
    now = datetime.now(UTC) + timedelta(days=366)
    planned = await maintain(empty.url, now=now, dry_run=True, batch=3)
    assert Action("delete rows", "hosting.login_records", 10) in planned
    assert Action("delete rows", "polygraph.changes", 10) in planned
    assert [each.rows for each in await maintain(empty.url, now=datetime.now(UTC), dry_run=True)][-1] == 4
    assert await maintain(empty.url, now=now, batch=3) == planned
    changes = await empty.feed.read(ALL, empty.position, 100)
    assert (list(changes.changes), set(changes.unsaid)) == ([], {"LoginRecord"})
    assert await empty.writer.fetchval(COUNT) == 1


async def test_a_database_from_a_dump_starts_anew(empty: Watched) -> None:
    """The changes in it have the numbers of foreign transactions, which may be those of coming ones here."""
    start = empty.position
    await empty.execute(INSERT.format(1, 3))
    await empty.execute(f"""
        UPDATE polygraph.forgotten SET home = 'elsewhere';
        INSERT INTO polygraph.changes (transaction, operation, source, key)
        VALUES ('{2**40}', 'insert', '{LOGIN.source}', '[4]')
    """)
    with pytest.raises(CursorExpired):
        await empty.feed.read([LOGIN], start, 10)
    with pytest.raises(CursorExpired):
        await empty.feed.read([LOGIN], start, 10)
    await empty.pass_by()
    assert await empty.writer.fetchval(COUNT) == 0
    await empty.execute(INSERT.format(5, 5))
    assert [change.key for change in await empty.new([LOGIN])] == [(5,)]


async def test_a_reader_needs_no_more_than_the_right_to_read(here: Watched, caplog: pytest.LogCaptureFixture) -> None:
    """Without it, it says so; without that to delete, it leaves forgetting to `polygraph maintain`."""
    await here.execute("CREATE ROLE viewer LOGIN PASSWORD 'viewer'")
    try:
        url = here.url.replace(here.url.split("//")[1].split("@")[0], "viewer:viewer")
        feed = PostgresFeed(PostgresOptions(url))
        with pytest.raises(StoreForbidden):
            await feed.now()
        await here.execute(
            "GRANT USAGE ON SCHEMA polygraph TO viewer; GRANT SELECT ON ALL TABLES IN SCHEMA polygraph TO viewer"
        )
        await here.execute(INSERT.format(1, 2))
        assert [change.key for change in (await feed.read([LOGIN], here.position, 9)).changes] == [(1,), (2,)]
        with pytest.raises(StoreForbidden):
            await feed.forget()
        await feed.close()
    finally:
        await here.execute("DROP OWNED BY viewer; DROP ROLE viewer")
    assert caplog.records == []


async def test_after_a_downgrade_and_an_upgrade_nothing_is_left_and_cursors_are_expired(empty_database: str) -> None:
    left = """
        SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = 'polygraph')
            + (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'polygraph%')
    """
    await migrations.upgrade(empty_database)
    async with watched(empty_database) as here:
        await here.execute(INSERT.format(1, 1))
        start = here.position
        await migrations.downgrade(empty_database, "0005_crash_automation")
        assert await here.writer.fetchval(left) == 0
        await here.execute(INSERT.format(2, 2))
        await migrations.upgrade(empty_database)
        with pytest.raises(CursorExpired):
            await here.feed.read([LOGIN], start, 1)
        await here.pass_by()
        await here.execute(INSERT.format(3, 3))
        assert [change.key for change in await here.new([LOGIN])] == [(3,)]
    assert await migrations.differences(empty_database) == []
