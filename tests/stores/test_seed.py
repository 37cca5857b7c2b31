"""Sample data as a whole: complete, connected, the same for the same seed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from bson import encode
from sqlalchemy import ForeignKeyConstraint, Table

from stores.catalogue import Column, Entity
from stores.embedded.servers import Endpoints
from stores.errors import BadInput
from stores.links import BUILT_IN, Link, read_links
from stores.mongo import catalogue as mongo_catalogue
from stores.mongo.models.pantheon import DOCUMENTS
from stores.postgres import catalogue as postgres_catalogue
from stores.seed import SCALES, scale_named
from stores.seed.moments import by_day_and_night
from stores.seed.seeding import new_world, ordered_tables
from tests.stores.seeded import Seeded, empty_stores

TABLES = ordered_tables()
VIEWS = {model.__collection__ for model in DOCUMENTS if model.__view__ is not None}
COLLECTIONS = [model for model in DOCUMENTS if model.__view__ is None]
ENTITIES = {**postgres_catalogue.derive(), **mongo_catalogue.derive()}
COLUMNS = [(entity, column) for entity in ENTITIES.values() for column in entity.columns.values()]
KEYS = [
    (table, key)
    for table in TABLES
    for key in sorted(table.foreign_key_constraints, key=lambda key: tuple(map(str, key.column_keys)))
]
SERIALS = [table for table in TABLES if table.autoincrement_column is not None]


def by_name(case: Any) -> str:
    """What a test case is called."""
    if isinstance(case, Table | Column):
        return str(getattr(case, "fullname", case.name))
    if isinstance(case, ForeignKeyConstraint):
        return ",".join(case.column_keys)
    return str(case.name) if isinstance(case, Entity | Link) else str(case)


ONE_CHILD = {
    "crash.analytics_round_outcomes.round_id",
    "kingpin.crate_opens.user_crate_id",
    "kingpin.hall_of_fame_records.previous_record_id",
    "kingpin.hall_of_fame_records.user_id",
    "kingpin.heist_events.schedule_id",
    "kingpin.mission_completions.user_mission_id",
    "kingpin.slot_jackpots.last_winner_id",
}
"""Foreign keys whose parents need not have two children: a round ends once, and records are few."""

ALL_USED = {
    "kingpin.crate_loot_tables.crate_type_id",
    "kingpin.crate_opens.crate_title_id",
    "kingpin.crate_opens.crate_type_id",
    "kingpin.user_crates.crate_type_id",
    "kingpin.user_titles.crate_title_id",
}
"""Foreign keys whose parents may all have children: there are four types of crates and ten titles in them."""


@pytest.fixture
async def stores(endpoints: Endpoints) -> AsyncIterator[Seeded]:
    """Both stores without rows."""
    async with empty_stores(endpoints, "seed_one", datetime.now(UTC)) as stores:
        yield stores


async def values_of(stores: Seeded, entity: Entity, column: Column) -> set[Any]:
    """The different values of a column, None among them where it is missing."""
    if entity.store == "postgres":
        rows = await stores.postgres.fetch(f'SELECT DISTINCT "{column.source}"::text FROM {entity.source}')
        return {row[0] for row in rows}
    documents = await stores.mongo.aggregate(entity.source, [{"$group": {"_id": f"${column.source}"}}])
    return {document["_id"] if isinstance(document["_id"], str | None) else "" for document in documents}


async def checksums(stores: Seeded) -> dict[str, str]:
    """A checksum of every table's rows and every collection's documents."""
    found = {}
    for table in TABLES:
        order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
        rows = f"SELECT md5(string_agg(whole::text, '|' ORDER BY {order})) FROM {table.fullname} AS whole"
        found[table.fullname] = await stores.value(rows)
    for model in COLLECTIONS:
        documents = await stores.mongo.aggregate(model.__collection__, [{"$sort": {"_id": 1}}])
        found[model.__collection__] = sha256(b"".join(map(encode, documents))).hexdigest()
    return found


@pytest.mark.parametrize(
    "source", [*(table.fullname for table in TABLES), *(each.__collection__ for each in COLLECTIONS)]
)
async def test_every_table_and_collection_has_rows(demo: Seeded, source: str) -> None:
    if "." in source:
        assert await demo.value(f"SELECT count(*) FROM {source}") > 0
    else:
        assert await demo.mongo.aggregate(source, [{"$limit": 1}])


@pytest.mark.parametrize(("table", "key"), KEYS, ids=by_name)
async def test_some_parents_have_several_children_and_some_have_none(
    demo: Seeded, table: Table, key: ForeignKeyConstraint
) -> None:
    child = ", ".join(f'child."{name}"' for name in key.column_keys)
    parent = ", ".join(f'parent."{element.column.name}"' for element in key.elements)
    present = f"({child}) IS NOT NULL"
    families = f"SELECT count(*) AS size FROM {table.fullname} AS child WHERE {present} GROUP BY {child}"
    most = await demo.value(f"SELECT max(size) FROM ({families}) AS families")
    childless = await demo.value(
        f"SELECT count(*) FROM {key.referred_table.fullname} AS parent "
        f"WHERE NOT EXISTS (SELECT FROM {table.fullname} AS child WHERE ({child}) = ({parent}))"
    )
    relation = f"{table.fullname}.{','.join(key.column_keys)}"
    assert most >= 2 or relation in ONE_CHILD
    assert childless >= 1 or relation in ALL_USED


@pytest.mark.parametrize(
    ("entity", "column"), [(entity, column) for entity, column in COLUMNS if column.values], ids=by_name
)
async def test_every_value_of_a_closed_set_appears(demo: Seeded, entity: Entity, column: Column) -> None:
    assert set(column.values) <= await values_of(demo, entity, column)


@pytest.mark.parametrize(
    ("entity", "column"),
    [(entity, column) for entity, column in COLUMNS if column.nullable and entity.source not in VIEWS],
    ids=by_name,
)
async def test_every_nullable_column_holds_nulls_and_values(demo: Seeded, entity: Entity, column: Column) -> None:
    found = await values_of(demo, entity, column)
    assert None in found
    assert len(found) > 1


@pytest.mark.parametrize("link", read_links(BUILT_IN), ids=by_name)
async def test_every_link_joins_rows_and_leaves_some_alone(demo: Seeded, link: Link) -> None:
    ends = []
    for end in (link.from_, link.to):
        entity, _, column = end.partition(".")
        ends.append(await values_of(demo, ENTITIES[entity], ENTITIES[entity].columns[column]))
    assert len((ends[0] & ends[1]) - {None}) > 1
    assert (ends[0] ^ ends[1]) - {None}


@pytest.mark.parametrize("table", SERIALS, ids=by_name)
async def test_the_next_row_gets_a_number_of_its_own(demo: Seeded, table: Table) -> None:
    serial = table.autoincrement_column
    assert serial is not None
    following = await demo.value("SELECT nextval(pg_get_serial_sequence($1, $2))", table.fullname, serial.name)
    assert following > await demo.value(f"SELECT max({serial.name}) FROM {table.fullname}")


@pytest.mark.parametrize("table", [table for table in TABLES if "updated_at" in table.columns], ids=by_name)
async def test_no_row_changed_before_it_was_made_or_after_now(demo: Seeded, table: Table) -> None:
    made = next(name for name in ("created_at", "generated_at", "joined_at", "updated_at") if name in table.columns)
    wrong = f"SELECT count(*) FROM {table.fullname} WHERE updated_at < {made} OR updated_at > $1"
    assert await demo.value(wrong, demo.now) == 0


async def test_some_rows_are_older_than_their_retention_and_some_are_of_today(demo: Seeded) -> None:
    for source, column, days in (
        ("hosting.miner_telemetry", "recorded_at", 90),
        ("hosting.login_records", "login_time", 365),
        ("hosting.miner_operation_log", "timestamp", 365),
        ("hosting.outbox_events", "processed_at", 30),
    ):
        assert await demo.value(f'SELECT min("{column}") FROM {source}') < demo.now - timedelta(days=days)
        assert demo.now - timedelta(days=1) < await demo.value(f'SELECT max("{column}") FROM {source}') <= demo.now


@pytest.mark.parametrize("model", [model for model in COLLECTIONS if model.__time__], ids=lambda model: model.__name__)
async def test_no_document_is_near_the_end_of_its_time_to_live(demo: Seeded, model: Any) -> None:
    lives = next(index.expire_after for index in model.__indexes__ if index.expire_after)
    oldest = await demo.mongo.aggregate(
        model.__collection__, [{"$match": {"Timestamp": {"$ne": None}}}, {"$sort": {"Timestamp": 1}}, {"$limit": 1}]
    )
    assert oldest[0]["Timestamp"] > demo.now - timedelta(seconds=lives) + timedelta(days=1)


async def test_the_materialized_view_shows_the_rows(demo: Seeded) -> None:
    shown = await demo.value("SELECT sum(rounds) FROM crash.daily_strategy_performance")
    assert shown == await demo.value("SELECT count(*) FROM crash.analytics_round_outcomes")


async def test_the_same_seed_writes_the_same_and_another_seed_other_rows(stores: Seeded, endpoints: Endpoints) -> None:
    """Also that rows are replaced when that is asked for."""
    await stores.fill("tiny", 7)
    first = await checksums(stores)
    async with empty_stores(endpoints, "seed_two", stores.now) as others:
        await others.fill("tiny", 7)
        assert await checksums(others) == first
    await stores.fill("tiny", 8, replace=True)
    second = await checksums(stores)
    assert [name for name in SCALES["tiny"].rows if first[name] == second[name]] == []
    await stores.fill("tiny", 7, replace=True)
    assert await checksums(stores) == first


async def test_a_store_that_holds_rows_is_not_seeded_over(stores: Seeded) -> None:
    await stores.postgres.execute("INSERT INTO fire22.agents (id, name, code) VALUES ('a', 'A', 'A')")
    with pytest.raises(BadInput, match=r"fire22\.agents already holds rows"):
        await stores.fill("tiny")
    assert await stores.value("SELECT count(*) FROM kingpin.users") == 0


async def test_rows_of_postgres_are_taken_back_when_mongo_refuses(stores: Seeded) -> None:
    await stores.mongo.insert("H0U53", [{"_id": "one"}])
    with pytest.raises(BadInput, match="H0U53 already holds documents"):
        await stores.fill("tiny")
    assert await stores.value("SELECT count(*) FROM fire22.agents") == 0


def test_rows_are_the_same_in_every_process() -> None:
    """Nothing depends on the order of a set or on the hash of a text, which differ from process to process."""
    found = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": number},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in ("1", "2")
    }
    assert len(found) == 1


DIGEST = """
from datetime import UTC, datetime
from hashlib import sha256
from stores.seed.scale import SCALES
from stores.seed.seeding import new_world, ordered_tables
world = new_world(SCALES["tiny"], 1, datetime(2026, 1, 15, 12, tzinfo=UTC))
sources = [table.fullname for table in ordered_tables()] + ["H0U53", "CRED3N7IAL", "JACKP0T", "EV3NT", "ERR0R", "G4ME"]
print(sources, sha256(repr([list(world.once(source)) for source in sources]).encode()).hexdigest())
"""


@pytest.mark.parametrize("hour", [0, 3, 9, 15, 21])
def test_later_stays_later_when_times_follow_day_and_night(hour: int) -> None:
    """A ledger that is written in the order of its wagers relies upon it, on the last day too."""
    now = datetime(2026, 1, 15, hour, 30, tzinfo=UTC)
    even = [now - timedelta(minutes=minutes) for minutes in range(3_000, -1, -1)]
    moved = [by_day_and_night(each, now) for each in even]
    assert moved == sorted(moved)
    assert moved[-1] <= now
    assert [each.date() for each in moved] == [each.date() for each in even]


def test_an_unknown_scale_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="there is no scale huge; choose one of tiny, demo, bench"):
        scale_named("huge")


def test_rows_do_not_depend_on_the_order_in_which_they_are_asked_for() -> None:
    now = datetime(2026, 1, 15, 12, tzinfo=UTC)
    one, other = (new_world(SCALES["tiny"], 3, now) for _ in range(2))
    sources = ["fire22.transactions", "crash.crash_game_rounds", "kingpin.user_inventory", "hosting.miner_telemetry"]
    forwards = {source: list(one.rows(source)) for source in sources}
    backwards = {source: list(other.rows(source)) for source in reversed(sources)}
    assert forwards == backwards
