"""Maintenance: partitions for the months to come, the documents' retention rules, and nothing lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import TypeAlias

import asyncpg
import pytest

from stores.errors import StoreUnavailable
from stores.postgres import migrations
from stores.postgres.catalogue import tables
from stores.postgres.maintenance import RETENTIONS, Action, maintain
from stores.postgres.partitions import LOCK_LIMIT, ensure_partitions, months, partitions_of

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
TELEMETRY = "hosting.miner_telemetry"

MINER = """
INSERT INTO hosting.hosting_sites (name, location, capacity_mw) VALUES ('Site', 'Texas', 10);
INSERT INTO hosting.miner_models (name, manufacturer, hashrate, power_consumption, efficiency)
VALUES ('S19 Pro', 'Bitmain', 110, 3250, 29.5);
INSERT INTO hosting.hosting_miners (serial_number, miner_model_id, site_id) VALUES ('SN1', 1, 1);
"""

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture
async def hosting(empty_database: str) -> AsyncIterator[Connection]:
    """A connection to a migrated database that holds one miner."""
    await migrations.upgrade(empty_database, "0002_hosting")
    connection = await asyncpg.connect(empty_database)
    await connection.execute(MINER)
    yield connection
    await connection.close()


async def record(connection: Connection, *days_ago: float) -> None:
    """One telemetry sample for each of these ages."""
    times = [NOW - timedelta(days=days) for days in days_ago]
    await connection.execute(
        "INSERT INTO hosting.miner_telemetry (miner_id, recorded_at) SELECT 1, unnest($1::timestamptz[])", times
    )


async def ages(connection: Connection) -> list[float]:
    """The ages of the samples in days, oldest first."""
    rows = await connection.fetch("SELECT recorded_at FROM hosting.miner_telemetry ORDER BY recorded_at")
    return [(NOW - row["recorded_at"]) / timedelta(days=1) for row in rows]


async def partition_names(connection: Connection) -> list[str]:
    table = tables()["TelemetrySample"]
    return [partition.table.name for partition in await partitions_of(connection, table)]


async def test_partitions_reach_from_this_month_to_the_third_after_it(hosting: Connection, empty_database: str) -> None:
    actions = await maintain(empty_database, now=NOW)
    expected = [f"miner_telemetry_{month}" for month in ("2025_11", "2025_12", "2026_01", "2026_02")]
    assert await partition_names(hosting) == expected
    created = [action.table for action in actions if action.kind == "create partition"]
    assert created == [f"hosting.{name}" for name in expected]


async def test_telemetry_is_kept_for_90_days_to_the_moment(hosting: Connection, empty_database: str) -> None:
    await ensure_partitions(hosting, date(2025, 6, 1), date(2025, 11, 1))
    await record(hosting, 160, 120, 90.001, 90, 89.999, 1)
    actions = await maintain(empty_database, now=NOW)
    assert await ages(hosting) == [90, 89.999, 1]
    assert [each for each in actions if each.table.startswith(TELEMETRY) and each.kind != "create partition"] == [
        Action("drop partition", "hosting.miner_telemetry_2025_06", 1),
        Action("drop partition", "hosting.miner_telemetry_2025_07", 1),
        Action("delete rows", TELEMETRY, 1),
    ]
    assert (await partition_names(hosting))[0] == "miner_telemetry_2025_08"


async def test_row_without_a_partition_waits_in_the_default_one_and_is_moved(
    hosting: Connection, empty_database: str
) -> None:
    await record(hosting, 0, 1, -20, 40, 100)
    assert await hosting.fetchval("SELECT count(*) FROM hosting.miner_telemetry_default") == 5
    actions = await maintain(empty_database, now=NOW)
    assert Action("create partition", "hosting.miner_telemetry_2025_11", 2) in actions
    assert await ages(hosting) == [40, 1, 0, -20]
    assert await hosting.fetchval("SELECT count(*) FROM hosting.miner_telemetry_2025_11") == 2
    assert await hosting.fetchval("SELECT count(*) FROM hosting.miner_telemetry_default") == 1


async def test_new_partition_carries_the_indexes_and_keys_of_the_whole(hosting: Connection) -> None:
    await ensure_partitions(hosting, date(2025, 11, 1), date(2025, 11, 30))
    attached = await hosting.fetch(
        "SELECT 1 FROM pg_inherits WHERE inhparent = ANY($1::regclass[])",
        ["hosting.miner_telemetry_pkey", "hosting.idx_miner_telemetry_miner_recorded"],
    )
    assert len(attached) == 4  # Each in the default partition and in the new one.
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await hosting.execute("INSERT INTO hosting.miner_telemetry_2025_11 (miner_id, recorded_at) VALUES (7, $1)", NOW)


async def test_month_that_another_partition_covers_is_left_alone(hosting: Connection, empty_database: str) -> None:
    await hosting.execute(
        "CREATE TABLE hosting.winter PARTITION OF hosting.miner_telemetry FOR VALUES FROM ('2025-11-15') TO (MAXVALUE)"
    )
    await maintain(empty_database, now=NOW)
    assert await partition_names(hosting) == ["winter"]


async def test_unpartitioned_telemetry_of_an_older_installation_only_loses_old_rows(
    hosting: Connection, empty_database: str
) -> None:
    await record(hosting, 100, 1)
    await hosting.execute(
        "CREATE TABLE hosting.plain AS TABLE hosting.miner_telemetry; DROP TABLE hosting.miner_telemetry;"
        "ALTER TABLE hosting.plain RENAME TO miner_telemetry"
    )
    actions = await maintain(empty_database, now=NOW)
    assert await ages(hosting) == [1]
    assert {action.kind for action in actions} == {"delete rows"}


async def test_logs_and_outbox_follow_the_documents_rules(hosting: Connection, empty_database: str) -> None:
    await fill_logs(hosting)
    await maintain(empty_database, now=NOW, batch=1)
    assert await hosting.fetchval("SELECT array_agg(email) FROM hosting.login_records") == ["recent"]
    assert await hosting.fetchval("SELECT array_agg(details) FROM hosting.miner_operation_log") == ["recent"]
    left = await hosting.fetchval("SELECT array_agg(event_type ORDER BY id) FROM hosting.outbox_events")
    assert left == ["recent", "old but not sent"]


async def fill_logs(connection: Connection) -> None:
    """Two old rows and a recent one in each log, and in the outbox an old one that was not sent yet."""
    year, month = NOW - timedelta(days=366), NOW - timedelta(days=31)
    for name, time in (("recent", NOW), ("old", year), ("old", year)):
        await connection.execute(
            "INSERT INTO hosting.login_records (email, success, login_time) VALUES ($1, true, $2)", name, time
        )
        await connection.execute(
            "INSERT INTO hosting.miner_operation_log (miner_id, operation, details, timestamp)"
            " VALUES (1, 'start', $1, $2)",
            name,
            time,
        )
    for name, time, sent in (
        ("recent", NOW, NOW),
        ("old", month, month),
        ("old", month, NOW),
        ("old but not sent", month, None),
    ):
        await connection.execute(
            "INSERT INTO hosting.outbox_events (aggregate_type, aggregate_id, event_type, created_at, processed_at)"
            " VALUES ('miner', '1', $1, $2, $3)",
            name,
            time,
            sent,
        )


async def test_dry_run_reports_exactly_what_the_run_then_does(hosting: Connection, empty_database: str) -> None:
    await ensure_partitions(hosting, date(2025, 7, 1), date(2025, 9, 1))
    await record(hosting, 120, 119, 95, 92, 80, 5, 300)
    await fill_logs(hosting)
    planned = await maintain(empty_database, now=NOW, dry_run=True)
    assert len(await ages(hosting)) == 7
    assert await partition_names(hosting) == [f"miner_telemetry_2025_0{month}" for month in (7, 8, 9)]
    assert await maintain(empty_database, now=NOW) == planned
    assert {action.kind: action.rows > 0 for action in planned} == {
        "create partition": False,
        "drop partition": True,
        "delete rows": True,
    }


async def test_second_run_finds_nothing_left_to_do(hosting: Connection, empty_database: str) -> None:
    await record(hosting, 120, 5)
    await fill_logs(hosting)
    await maintain(empty_database, now=NOW)
    again = await maintain(empty_database, now=NOW)
    assert again == [Action("delete rows", retention.table.fullname, 0) for retention in RETENTIONS]


async def test_two_runs_at_once_do_each_thing_once(hosting: Connection, empty_database: str) -> None:
    await ensure_partitions(hosting, date(2025, 7, 1), date(2025, 9, 1))
    await record(hosting, 120, 95, 92, 1)
    runs = await asyncio.gather(*(maintain(empty_database, now=NOW, batch=1) for _ in range(2)))
    done = [action for run in runs for action in run if action.table.startswith(TELEMETRY)]
    assert sum(action.rows for action in done if action.kind != "create partition") == 3
    assert len({action.table for action in done if action.kind == "create partition"}) == 4
    assert await ages(hosting) == [1]


async def test_seeding_past_months_twice_at_once_makes_each_partition_once(
    hosting: Connection, empty_database: str
) -> None:
    other = await asyncpg.connect(empty_database)
    await asyncio.gather(*(ensure_partitions(each, date(2024, 11, 5), date(2025, 2, 3)) for each in (hosting, other)))
    await other.close()
    assert await partition_names(hosting) == [
        f"miner_telemetry_{month}" for month in ("2024_11", "2024_12", "2025_01", "2025_02")
    ]


async def test_bounds_do_not_depend_on_the_time_zone_of_the_session(hosting: Connection) -> None:
    await hosting.execute("SET timezone = 'Asia/Kolkata'")
    await ensure_partitions(hosting, date(2025, 11, 1), date(2025, 12, 1))
    found = await partitions_of(hosting, tables()["TelemetrySample"])
    expected = list(months(tables()["TelemetrySample"], date(2025, 11, 1), date(2025, 12, 31)))
    assert [(each.lower, each.upper) for each in found] == [(each.lower, each.upper) for each in expected]


@asynccontextmanager
async def long_reader(url: str) -> AsyncIterator[asyncpg.transaction.Transaction]:
    """A transaction that has read every partition and goes on; roll it back to end it sooner."""
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    await connection.fetch("SELECT FROM hosting.miner_telemetry")
    yield transaction
    await connection.close()


async def until_someone_waits(connection: Connection, deadline: float = 10) -> None:
    """Return as soon as a statement waits for a table's lock."""
    end = monotonic() + deadline
    while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'"):
        assert monotonic() < end, "nothing ever waited for the table"


@pytest.mark.parametrize(("last", "kept_from_creation"), [(date(2025, 9, 1), 4), (date(2026, 2, 1), 0)])
async def test_readers_are_answered_while_a_long_one_holds_up_a_change_of_partitions(
    hosting: Connection, empty_database: str, monkeypatch: pytest.MonkeyPatch, last: date, kept_from_creation: int
) -> None:
    """The change gives way, is reported as postponed, and is made by the next run."""
    monkeypatch.setattr("stores.postgres.partitions.LOCK_ATTEMPTS", 2)
    monkeypatch.setattr("stores.postgres.partitions.LOCK_PAUSE", 0.1)
    await ensure_partitions(hosting, date(2025, 7, 1), last)
    await record(hosting, 120)
    names = await partition_names(hosting)
    async with asyncio.timeout(60), long_reader(empty_database):
        run = asyncio.create_task(maintain(empty_database, now=NOW))
        await until_someone_waits(hosting)
        await asyncio.wait_for(ages(hosting), LOCK_LIMIT + 3)
        postponed = [action for action in await run if action.kind == "postpone"]
        assert await partition_names(hosting) == names
    assert [action.rows for action in postponed] == [0] * kept_from_creation + [1]
    again = {action.kind: action.table for action in await maintain(empty_database, now=NOW)}
    assert again["drop partition"] == "hosting.miner_telemetry_2025_07"
    assert ("create partition" in again) == (kept_from_creation > 0)
    assert "postpone" not in again
    assert await ages(hosting) == []


async def test_change_of_partitions_is_made_once_the_reader_has_ended(hosting: Connection, empty_database: str) -> None:
    await ensure_partitions(hosting, date(2025, 7, 1), date(2026, 2, 1))
    async with asyncio.timeout(60), long_reader(empty_database) as reader:
        run = asyncio.create_task(maintain(empty_database, now=NOW))
        await until_someone_waits(hosting)
        await reader.rollback()
        assert "postpone" not in {each.kind for each in await run}
    assert (await partition_names(hosting))[0] == "miner_telemetry_2025_08"


async def test_limit_of_waiting_ends_with_the_change(hosting: Connection) -> None:
    """Seeding goes on in the same transaction, and waits for other locks as long as it likes."""
    async with hosting.transaction():
        await hosting.execute("SET LOCAL lock_timeout = '7min'")
        await ensure_partitions(hosting, date(2025, 11, 1), date(2025, 11, 30))
        assert await hosting.fetchval("SHOW lock_timeout") == "7min"


@pytest.mark.parametrize("lock", ["maintenance", "partitions"])
async def test_connection_lost_while_waiting_is_an_outage(hosting: Connection, empty_database: str, lock: str) -> None:
    """Whether outside a transaction or inside one."""
    await hosting.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", f"polygraph {lock}")
    waiting = asyncio.create_task(maintain(empty_database, now=NOW))
    kill = """
        SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
    """
    deadline = monotonic() + 10
    while not await hosting.fetch(kill):
        assert monotonic() < deadline, "the run never waited for the lock"
    with pytest.raises(StoreUnavailable):
        await waiting


async def test_unreachable_database_is_an_outage(unused_tcp_port: int) -> None:
    with pytest.raises(StoreUnavailable):
        await maintain(f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing", now=NOW)
