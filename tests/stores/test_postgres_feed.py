"""What the PostgreSQL feed tells of: each row that a statement changed, once, with the values that queries give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from stores.embedded.servers import Endpoints
from stores.errors import BadCursor, CursorExpired, StoreNotMigrated, StoreUnavailable
from stores.feed import Operation
from stores.postgres.feed import PostgresFeed
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import Keys, Select
from tests.stores.postgres_changes import ALL, ENTITIES, Watched, watched
from tests.stores.seeded import empty_stores

AGENT = "INSERT INTO fire22.agents (id, code, name) VALUES"
SITE = "INSERT INTO hosting.hosting_sites (id, name, location, capacity_mw) VALUES (1, 'Site', 'Texas', 10)"
MINER = """
INSERT INTO hosting.hosting_sites (id, name, location, capacity_mw) VALUES (1, 'Site', 'Texas', 10);
INSERT INTO hosting.miner_models (id, name, manufacturer, hashrate, power_consumption, efficiency)
VALUES (1, 'S19 Pro', 'Bitmain', 110, 3250, 29.5);
INSERT INTO hosting.hosting_miners (id, serial_number, miner_model_id, site_id) VALUES (1, 'SN1', 1, 1);
"""
CASCADE = """
INSERT INTO kingpin.users (id, username) VALUES (1, 'ann');
INSERT INTO kingpin.cooldowns (id, user_id, command_type, expires_at) VALUES (1, 1, 'rob', now());
"""
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


async def test_each_row_of_a_statement_is_told_once_with_what_was_there_before(here: Watched) -> None:
    await here.execute(f"{AGENT} ('a', 'A', 'Ann'), ('b', 'B', 'Bob')")
    await here.execute("UPDATE fire22.agents SET name = upper(name)")
    await here.execute("DELETE FROM fire22.agents WHERE id = 'a'")
    found = await here.new()
    assert [(change.operation, change.key) for change in found] == [
        (Operation.INSERT, ("a",)),
        (Operation.INSERT, ("b",)),
        (Operation.UPDATE, ("a",)),
        (Operation.UPDATE, ("b",)),
        (Operation.DELETE, ("a",)),
    ]
    assert [change.before and change.before["name"] for change in found] == [None, None, "Ann", "Bob", "ANN"]
    assert [change.position for change in found] == sorted(change.position for change in found)
    assert await here.new() == []


async def test_an_update_tells_only_of_rows_that_show_another_value(here: Watched) -> None:
    """Also one that changes nothing but a secret, or touches no row; a number with another scale does show."""
    await here.execute(f"{AGENT} ('a', 'A', 'Ann'), ('b', 'B', 'Bob')")
    await here.execute("INSERT INTO fire22.users VALUES ('u', 'ann', 'ann@example.org', 'hash', 'admin')")
    await here.execute(SITE)
    await here.pass_by()
    await here.execute("UPDATE fire22.agents SET name = 'Ann'")
    await here.execute("UPDATE fire22.agents SET name = 'Ann' WHERE id = 'nobody'")
    await here.execute("UPDATE fire22.users SET password_hash = 'another'")
    await here.execute("UPDATE hosting.hosting_sites SET capacity_mw = '10.0'")
    assert await here.told() == [("Agent", "update", "b"), ("Site", "update", 1)]


async def test_a_row_that_one_transaction_makes_and_deletes_is_not_told_of(here: Watched) -> None:
    """Nobody has seen it; a row that was there before, or is there afterwards, is told of."""
    await here.execute(f"{AGENT} ('a', 'A', 'Ann')")
    await here.pass_by()
    await here.execute(f"""
        BEGIN; {AGENT} ('b', 'B', 'Bob'); UPDATE fire22.agents SET name = 'Eve' WHERE id = 'b';
        DELETE FROM fire22.agents; {AGENT} ('a', 'A', 'Ann'); DELETE FROM fire22.agents;
        {AGENT} ('c', 'C', 'Cid'); DELETE FROM fire22.agents; {AGENT} ('c', 'C', 'Cid'); COMMIT""")
    await here.execute("DELETE FROM fire22.agents")
    a, c = ("Agent", "delete", "a"), ("Agent", "delete", "c")
    again, new = ("Agent", "insert", "a"), ("Agent", "insert", "c")
    assert await here.told() == [a, again, a, new, c, new, c]


async def test_a_changed_key_is_a_delete_and_an_insert(here: Watched) -> None:
    await here.execute(f"{AGENT} ('a', 'A', 'Ann'), ('b', 'B', 'Bob')")
    await here.pass_by()
    await here.execute("UPDATE fire22.agents SET id = 'c' WHERE id = 'a'")
    assert await here.told() == [("Agent", "delete", "a"), ("Agent", "insert", "c")]


async def test_an_upsert_tells_of_the_new_row_and_of_the_changed_one(here: Watched) -> None:
    await here.execute(f"{AGENT} ('a', 'A', 'Ann')")
    await here.pass_by()
    await here.execute(f"{AGENT} ('a', 'A', 'Eve'), ('b', 'B', 'Bob') ON CONFLICT (id) DO UPDATE SET name = 'Eve'")
    assert sorted(await here.told()) == [("Agent", "insert", "b"), ("Agent", "update", "a")]
    await here.execute(f"{AGENT} ('a', 'A', 'Ann') ON CONFLICT DO NOTHING")
    assert await here.told() == []


async def test_what_a_savepoint_or_a_transaction_takes_back_is_not_told(here: Watched) -> None:
    for kept, statements in (
        ("a", "ROLLBACK TO before; COMMIT"),
        ("d", "ROLLBACK"),
    ):
        await here.execute(f"""
            BEGIN; {AGENT} ('{kept}', '{kept}', 'x'); SAVEPOINT before;
            {AGENT} ('x{kept}', 'x{kept}', 'x'); {statements}
        """)
    assert await here.told() == [("Agent", "insert", "a")]


async def test_copied_rows_are_told_and_cascades_too(here: Watched) -> None:
    await here.execute(MINER)
    rows = [(number, 1, NEW_YEAR) for number in range(3)]
    await here.pass_by()
    await here.writer.copy_records_to_table(
        "miner_telemetry", schema_name="hosting", columns=["id", "miner_id", "recorded_at"], records=rows
    )
    assert await here.told() == [("TelemetrySample", "insert", number, NEW_YEAR) for number in range(3)]
    await here.execute(CASCADE)
    await here.pass_by()
    await here.execute("DELETE FROM kingpin.users")
    assert set(await here.told()) == {("Player", "delete", 1), ("Cooldown", "delete", 1)}


async def test_a_partitioned_table_tells_each_row_once_by_its_own_name(here: Watched) -> None:
    """Also of a row that moves from one partition to another, whose key is a new one."""
    await here.execute(MINER)
    await here.execute("""
        CREATE TABLE hosting.miner_telemetry_2026_01 PARTITION OF hosting.miner_telemetry
        FOR VALUES FROM ('2026-01-01Z') TO ('2026-02-01Z')
    """)
    await here.pass_by()
    insert = "INSERT INTO hosting.miner_telemetry (id, miner_id, recorded_at) VALUES"
    await here.execute(f"{insert} (1, 1, '2026-01-01Z'), (2, 1, '2020-01-01Z')")
    await here.execute("UPDATE hosting.miner_telemetry SET hashrate = 100 WHERE id = 1")
    await here.execute("UPDATE hosting.miner_telemetry SET recorded_at = '2026-01-01Z' WHERE id = 2")
    await here.execute("DELETE FROM hosting.miner_telemetry WHERE id = 1")
    assert await here.told() == [
        ("TelemetrySample", "insert", 1, NEW_YEAR),
        ("TelemetrySample", "insert", 2, datetime(2020, 1, 1, tzinfo=UTC)),
        ("TelemetrySample", "update", 1, NEW_YEAR),
        ("TelemetrySample", "delete", 2, datetime(2020, 1, 1, tzinfo=UTC)),
        ("TelemetrySample", "insert", 2, NEW_YEAR),
        ("TelemetrySample", "delete", 1, NEW_YEAR),
    ]


async def test_a_reader_of_some_entities_hears_of_no_others_and_goes_on_past_them(
    here: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though there are many more of those between than one statement passes over."""
    monkeypatch.setattr("stores.postgres.feed.SCANNED", 100)
    await here.execute(SITE)
    await here.execute(f"{AGENT} ('first', 'A', 'Ann')")
    await here.execute("""
        INSERT INTO hosting.login_records (email, success) SELECT 'x', true FROM generate_series(1, 1000)
    """)
    await here.execute(f"{AGENT} ('last', 'B', 'Bob')")
    end = await here.feed.now()
    assert [change.key for change in await here.new([ENTITIES["Agent"]])] == [("first",), ("last",)]
    assert here.position == end


@pytest.mark.parametrize(
    "unrecorded",
    [
        "TRUNCATE fire22.agents CASCADE",
        f"BEGIN; SET LOCAL polygraph.feed = 'off'; {AGENT} ('c', 'C', 'Eve'), ('d', 'D', 'x'); COMMIT",
    ],
)
async def test_a_gap_expires_the_cursors_before_it_for_that_table_alone(here: Watched, unrecorded: str) -> None:
    """A TRUNCATE makes one, and so does a bulk load that says so; what came before is told still."""
    await here.execute(f"{AGENT} ('a', 'A', 'Ann')")
    await here.execute(unrecorded)
    await here.execute(SITE)
    changes = await here.feed.read([ENTITIES["Agent"]], here.position, 10)
    assert [change.key for change in changes.changes] == [("a",)]
    assert changes.more
    with pytest.raises(CursorExpired, match=r"fire22\.agents"):
        await here.feed.read([ENTITIES["Agent"]], changes.position, 10)
    assert [change.key for change in await here.new([ENTITIES["Site"]])] == [(1,)]
    assert here.position == await here.feed.now()
    await here.execute(f"{AGENT} ('e', 'E', 'Dan')")
    assert await here.told() == [("Agent", "insert", "e")]


async def test_rows_whose_time_is_over_can_go_in_silence(here: Watched) -> None:
    await here.execute(f"{AGENT} ('a', 'A', 'Ann')")
    await here.pass_by()
    await here.execute("BEGIN; SET LOCAL polygraph.feed = 'silent'; DELETE FROM fire22.agents; COMMIT")
    await here.execute(f"{AGENT} ('b', 'B', 'Bob')")
    assert await here.told() == [("Agent", "insert", "b")]


async def test_a_writer_without_rights_to_the_feed_is_recorded_all_the_same(here: Watched) -> None:
    await here.execute("CREATE ROLE poller; GRANT USAGE ON SCHEMA fire22 TO poller")
    try:
        await here.execute("GRANT INSERT ON fire22.agents TO poller; SET ROLE poller")
        await here.execute(f"{AGENT} ('a', 'A', 'Ann')")
        await here.execute("RESET ROLE")
    finally:
        await here.execute("RESET ROLE; DROP OWNED BY poller; DROP ROLE poller")
    assert await here.told() == [("Agent", "insert", "a")]


async def test_a_database_without_the_table_of_changes_says_what_to_run(empty_database: str) -> None:
    feed = PostgresFeed(PostgresOptions(empty_database))
    with pytest.raises(StoreNotMigrated, match="polygraph migrate"):
        await feed.now()
    await feed.close()


async def test_a_database_out_of_reach_is_an_outage(unused_tcp_port: int) -> None:
    feed = PostgresFeed(PostgresOptions(f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing"))
    with pytest.raises(StoreUnavailable):
        await feed.read(ALL, ("", 0, 0), 1)
    await feed.close()


NO_POSITIONS: tuple[Any, ...] = (
    *((), None, "x", ("x",), ("x", 1), (1, 1, 1), ("x", "1", 1), ("x", 1, 1.5), ("x", True, 1), ("x", 1, False)),
    *(("x", -1, 0), ("x", 2**64, 0), ("x", 1, 2**63), ("x", 1, -1), ("x", 1, 1, 1), {"x": 1}, ["x", [1], 1]),
)


@pytest.mark.parametrize("position", NO_POSITIONS)
async def test_what_is_no_position_is_a_bad_cursor(position: Any) -> None:
    """Before anything is asked of the database."""
    feed = PostgresFeed(PostgresOptions("postgresql://nobody@127.0.0.1:1/nothing"))
    with pytest.raises(BadCursor):
        await feed.read(ALL, position, 1)
    with pytest.raises(BadCursor):
        await feed.wait(position, 1)
    with pytest.raises(BadCursor):
        feed.is_after(("x", 1, 1), position)
    await feed.close()


async def test_a_position_of_another_database_or_of_the_future_is_expired(here: Watched) -> None:
    origin, transaction, number = here.position
    for position in (("elsewhere", transaction, number), (origin, transaction + 2**32, number), (origin, 1, 0)):
        with pytest.raises(CursorExpired):
            await here.feed.read(ALL, position, 1)
    with pytest.raises(CursorExpired):
        here.feed.is_after(here.position, ("elsewhere", 1, 1))


async def test_before_and_key_have_the_values_of_a_query_for_every_entity(endpoints: Endpoints) -> None:
    """But for secrets, which are not copied. Seeding itself is a gap: none of its rows is recorded."""
    async with empty_stores(endpoints, "feed_values", datetime.now(UTC)) as stores:
        await stores.fill("tiny")
        assert await stores.value("SELECT array_agg(DISTINCT operation::text) FROM polygraph.changes") == ["gap"]
        for (statement,) in await stores.postgres.fetch(FREE_FROM_FOREIGN_KEYS):
            await stores.postgres.execute(statement)
        await compare_all(stores.postgres_url)


FREE_FROM_FOREIGN_KEYS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
"""


async def compare_all(url: str) -> None:
    """Delete all rows of each table, and compare what is told of them with what a query gave."""
    store = PostgresStore(PostgresOptions(url))
    async with watched(url) as here:
        for entity in ALL:
            shown = tuple(column.name for column in entity.exposed)
            rows = {
                tuple(row[name] for name in entity.key): dict.fromkeys(entity.columns) | dict(row)
                for row in await store.select(Select(entity, shown))
            }
            assert rows, f"the sample data have no {entity}"
            await here.execute(f"DELETE FROM {entity.source}")
            assert {change.key: change.before for change in await here.new()} == rows, entity
    await store.close()


UNUSUAL = """
SET timezone = 'Asia/Kolkata'; SET datestyle = 'German'; SET intervalstyle = 'sql_standard';
INSERT INTO hosting.market_analytics
    (id, btc_price, network_hashrate, network_difficulty, block_reward, volume_24h, created_at)
VALUES
    (1, 'NaN', 'Infinity', 12345678901234567890.123456789012345678900, 1e-30, 1e300, 'infinity'),
    (2, 1.10, 0.00, 100, 3.125, NULL, '-infinity'),
    (3, 0, 1, 2, 3, 4, '10000-01-01 12:00Z'),
    (4, 0, 1, 2, 3, 4, '0044-03-15 12:00:00.000001Z BC'),
    (5, 0, 1, 2, 3, 4, '9999-12-31 23:59:59.999999Z');
INSERT INTO hosting.miner_models (id, name, manufacturer, hashrate, power_consumption, efficiency, release_date)
VALUES (1, E'quote " backslash \\\\ \u2028 tab \t', 'null', 1, 1, 1, 'infinity'), (2, '', '', 1, 1, 1, '0044-03-15 BC'),
    (3, 'x', 'x', 1, 1, 1, '10000-01-01'), (4, 'y', '2026-01-01T00:00:00+00:00', 1, 1, 1, NULL);
INSERT INTO hosting.outbox_events (id, aggregate_type, aggregate_id, event_type, payload)
VALUES (9223372036854775807, 'x', 'x', 'x', '{"b": [1e400, null, "T+00:00"], "a": 1.10, "n": 12345678901234567890123}'),
    (-9223372036854775808, 'x', 'x', 'x', '"text"'), (1, 'x', 'x', 'x', 'null'), (2, 'x', 'x', 'x', '-0.0');
"""


async def test_unusual_values_come_as_queries_give_them(here: Watched) -> None:
    """Whatever the writer's settings: infinite and far moments and days, all digits of numbers, JSON to the letter."""
    store = PostgresStore(PostgresOptions(here.url))
    await here.execute(UNUSUAL)
    await here.pass_by()
    for entity in (ENTITIES["MarketSnapshot"], ENTITIES["MinerModel"], ENTITIES["OutboxEvent"]):
        found = {row["id"]: dict(row) for row in await store.select(Select(entity, tuple(entity.columns)))}
        await here.execute(f"DELETE FROM {entity.source}")
        before = {change.key[0]: change.before for change in await here.new() if change.before}
        assert before == found
        kinds = [[type(value) for value in row.values()] for row in before.values()]
        assert kinds == [[type(found[key][name]) for name in row] for key, row in before.items()]
    await store.close()


async def test_keys_that_are_moments_come_as_queries_give_them(here: Watched) -> None:
    """And find their rows."""
    store, telemetry = PostgresStore(PostgresOptions(here.url)), ENTITIES["TelemetrySample"]
    await here.execute(MINER)
    await here.pass_by()
    await here.execute("SET timezone = 'Asia/Kolkata'")
    for number, moment in enumerate(("infinity", "10000-01-01", "2026-01-01 00:00:00.000001+05:30")):
        await here.execute(
            f"INSERT INTO hosting.miner_telemetry (id, miner_id, recorded_at) VALUES ({number}, 1, '{moment}')"
        )
    keys = tuple(change.key for change in await here.new())
    found = await store.select(Select(telemetry, telemetry.key, keys=Keys(telemetry.key, keys)))
    assert sorted((tuple(row.values()) for row in found), key=str) == sorted(keys, key=str)
    assert len(keys) == 3
    await store.close()
