"""Migrations: the migrated database equals the models, and every revision can be undone and done again."""

from __future__ import annotations

import asyncio
import logging
import sys

import asyncpg
import pytest
from sqlalchemy import text

from stores.errors import BadInput, Misconfigured, StoreUnavailable
from stores.postgres import migrations
from stores.postgres.catalogue import tables
from stores.postgres.migrations.connection import transaction
from tests.stores.description import SCHEMAS, describe

AUTOMATION = ("daily_strategy_performance", "set_updated_at", "cleanup_old_records", "polygraph")
REVISIONS = (
    "0001_fire22",
    "0002_hosting",
    "0003_kingpin",
    "0004_crash",
    "0005_crash_automation",
    "0006_changes",
    "0007_wagers_waiting",
)


async def create_from_models(url: str) -> None:
    """Create every table straight from the models, without a migration."""
    async with transaction(url) as connection:
        for schema in SCHEMAS:
            await connection.execute(text(f"CREATE SCHEMA {schema}"))
        for metadata in dict.fromkeys(table.metadata for table in tables().values()):
            await connection.run_sync(metadata.create_all)


async def drop_schemas(url: str) -> None:
    async with transaction(url) as connection:
        await connection.execute(text(f"DROP SCHEMA {', '.join(SCHEMAS)} CASCADE"))


async def test_migrated_database_equals_the_models_in_every_detail(empty_database: str) -> None:
    await migrations.upgrade(empty_database)
    migrated = await describe(empty_database)
    await drop_schemas(empty_database)
    await create_from_models(empty_database)
    only_migrated = migrated - await describe(empty_database)
    assert await describe(empty_database) <= migrated
    assert [line for line in only_migrated if not any(name in line for name in AUTOMATION)] == []


async def test_alembic_finds_no_difference_and_names_one_that_is_made(empty_database: str) -> None:
    await migrations.upgrade(empty_database)
    assert await migrations.differences(empty_database) == []
    async with transaction(empty_database) as connection:
        await connection.execute(text("ALTER TABLE fire22.agents DROP COLUMN commission_rate"))
        await connection.execute(text("DROP INDEX hosting.idx_curtailment_plans_status_scheduled"))
    found = "\n".join(await migrations.differences(empty_database))
    assert "commission_rate" in found
    assert "idx_curtailment_plans_status_scheduled" in found


async def test_each_revision_goes_up_down_and_up_again(empty_database: str) -> None:
    before = await describe(empty_database)
    for revision in REVISIONS:
        await migrations.upgrade(empty_database, revision)
        above = await describe(empty_database)
        assert above > before, f"{revision} adds nothing"
        await migrations.downgrade(empty_database, "-1")
        assert await describe(empty_database) == before, f"{revision} leaves something behind"
        await migrations.upgrade(empty_database, revision)
        assert await describe(empty_database) == above, f"{revision} differs the second time"
        assert await migrations.current(empty_database) == revision
        before = above
    assert migrations.head() == REVISIONS[-1]


async def test_down_to_base_empties_the_database_and_up_restores_it(empty_database: str) -> None:
    await migrations.upgrade(empty_database)
    full = await describe(empty_database)
    await migrations.downgrade(empty_database, "base")
    assert await describe(empty_database) == set()
    assert await migrations.current(empty_database) is None
    await migrations.upgrade(empty_database)
    assert await describe(empty_database) == full


async def test_downgrade_keeps_what_a_neighbour_put_into_the_schema(empty_database: str) -> None:
    await migrations.upgrade(empty_database, "0001_fire22")
    async with transaction(empty_database) as connection:
        await connection.execute(text("CREATE TABLE fire22.neighbour (id integer)"))
    await migrations.downgrade(empty_database, "base")
    async with transaction(empty_database) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM fire22.neighbour"))).scalar() == 0


async def test_stamp_adopts_tables_that_exist_already(empty_database: str) -> None:
    await create_from_models(empty_database)
    await migrations.stamp(empty_database, "0004_crash")
    await migrations.upgrade(empty_database)
    assert await migrations.current(empty_database) == migrations.head()
    assert await migrations.differences(empty_database) == []


async def test_two_runs_at_once_are_safe(empty_database: str) -> None:
    other = await asyncio.create_subprocess_exec(*upgrade_command(empty_database))
    await migrations.upgrade(empty_database)
    assert await other.wait() == 0
    assert await migrations.current(empty_database) == migrations.head()


def upgrade_command(url: str) -> list[str]:
    """The command line of a second process that migrates the same database."""
    program = (
        "import asyncio, sys; from stores.postgres import migrations; asyncio.run(migrations.upgrade(sys.argv[1]))"
    )
    return [sys.executable, "-W", "error", "-c", program, url]


async def test_failing_upgrade_changes_nothing(empty_database: str) -> None:
    async with transaction(empty_database) as connection:
        await connection.execute(text("CREATE SCHEMA crash"))
        await connection.execute(text("CREATE TABLE crash.session_logs (id integer)"))
    before = await describe(empty_database)
    with pytest.raises(Misconfigured, match=r"0004_crash.*session_logs"):
        await migrations.upgrade(empty_database)
    assert await describe(empty_database) == before
    assert await migrations.current(empty_database) is None


async def test_unknown_revision_is_bad_input(empty_database: str) -> None:
    with pytest.raises(BadInput, match="0099_nowhere"):
        await migrations.upgrade(empty_database, "0099_nowhere")


async def test_unreachable_database_is_an_outage(unused_tcp_port: int) -> None:
    with pytest.raises(StoreUnavailable):
        await migrations.upgrade(f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing")


async def test_migrating_leaves_logging_alone(empty_database: str) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("asyncio").disabled)
    await migrations.upgrade(empty_database, "0001_fire22")
    assert (root.level, list(root.handlers), logging.getLogger("asyncio").disabled) == before


async def test_rounds_and_bots_are_touched_when_updated(empty_database: str) -> None:
    await migrations.upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    await play_rounds(connection)
    await connection.execute("UPDATE crash.bot_vm_registration SET bot_name = 'renamed'")
    await connection.execute("UPDATE crash.crash_game_rounds SET profit = 5")
    for table in ("bot_vm_registration", "crash_game_rounds"):
        assert await connection.fetchval(f"SELECT bool_and(updated_at > created_at) FROM crash.{table}"), table
    await connection.close()


async def test_cleanup_deletes_in_batches_and_refreshes_the_view(empty_database: str) -> None:
    await migrations.upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    await play_rounds(connection)
    await connection.execute("CALL crash.cleanup_old_records(3650, 2)")
    assert await connection.fetchval("SELECT sum(rounds) FROM crash.daily_strategy_performance") == 10
    await connection.execute("CALL crash.cleanup_old_records(5, 2)")
    assert await connection.fetchval("SELECT count(*) FROM crash.crash_game_rounds") == 5
    assert await connection.fetchval("SELECT count(*) FROM crash.analytics_round_outcomes") == 5
    assert await connection.fetchval("SELECT sum(rounds) FROM crash.daily_strategy_performance") == 5
    assert await connection.fetchval("SELECT array_agg(session_id) FROM crash.session_logs") == ["recent"]
    with pytest.raises(asyncpg.InvalidParameterValueError):
        await connection.execute("CALL crash.cleanup_old_records(0)")
    await connection.close()


async def play_rounds(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """One bot, an ended session of long ago and a recent one, five rounds in each, a day apart."""
    await connection.execute(ROUNDS)


ROUNDS = """
INSERT INTO crash.bot_vm_registration
    (bot_id, session_id, bot_name, vm_id, vm_provider, bot_version, strategy_name, created_at, updated_at)
VALUES ('b1', 'recent', 'Bot', 'vm', 'local', '1.0', 'compound', now() - interval '1 day', now() - interval '1 day');
INSERT INTO crash.game_platform_config (game_name, platform_code, platform_name, min_stake, max_stake)
VALUES ('Aviator', 'fun88', 'Fun88', 1, 100);
INSERT INTO crash.session_logs (session_id, bot_id, game_name, platform_code, strategy_name, session_start, session_end)
VALUES ('old', 'b1', 'Aviator', 'fun88', 'compound', now() - interval '11 days', now() - interval '6 days'),
       ('recent', 'b1', 'Aviator', 'fun88', 'compound', now() - interval '5 days', now());
INSERT INTO crash.crash_game_rounds
    (timestamp, bot_id, session_id, game_name, platform_code, round_number, round_start_timestamp, strategy_name,
     stake_amount, payout_amount, profit, round_outcome, created_at, updated_at)
SELECT age, 'b1', CASE WHEN day < 5 THEN 'recent' ELSE 'old' END, 'Aviator', 'fun88', day + 1, age, 'compound',
       1, 2, 1, 'win', now() - interval '1 day', now() - interval '1 day'
FROM generate_series(0, 9) AS day, LATERAL (SELECT now() - make_interval(days => day) AS age);
INSERT INTO crash.analytics_round_outcomes
    (round_id, bot_id, session_id, game_name, platform_code, timestamp, strategy_name, outcome, stake_amount)
SELECT id, bot_id, session_id, game_name, platform_code, timestamp, strategy_name, round_outcome, stake_amount
FROM crash.crash_game_rounds;
"""
