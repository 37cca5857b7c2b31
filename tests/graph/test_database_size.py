"""How much room tables and collections take, beside what the databases themselves say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from stores.catalogue import Catalogue
from stores.embedded.servers import Endpoints
from stores.mongo.store import MongoOptions, MongoStore
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import Sizes
from tests.graph.conftest import Graph

SIZES = """query ($system: String) {
    databaseSize(system: $system) { system store name type rows rowBytes indexBytes totalBytes }
}"""


@pytest.fixture
async def connection(sample: Endpoints) -> AsyncIterator[asyncpg.Connection[Any]]:
    opened = await asyncpg.connect(sample.postgres_url)
    yield opened
    await opened.close()


async def test_each_entity_has_its_size_once_the_largest_first_and_views_last(
    graph: Graph, catalogue: Catalogue
) -> None:
    found = (await graph.data(SIZES))["databaseSize"]
    assert {each["type"] for each in found} == set(catalogue)
    assert len(found) == len(catalogue)
    known = [int(each["totalBytes"]) for each in found if each["totalBytes"] is not None]
    assert known == sorted(known, reverse=True)
    assert [each for each in found if each["totalBytes"] is None] == [found[-1]]
    assert (found[-1]["name"], found[-1]["rows"], found[-1]["store"]) == ("SIGN4L", None, "MONGO")


async def test_only_the_system_that_is_asked_for_is_measured(graph: Graph, catalogue: Catalogue) -> None:
    found = (await graph.data(SIZES, system="crash"))["databaseSize"]
    assert {each["type"] for each in found} == {name for name, each in catalogue.items() if each.system == "crash"}
    assert len(graph.statements) == 1


async def test_an_unknown_system_is_refused_with_those_there_are(graph: Graph) -> None:
    said = "there is no system `none`; there are crash, fire22, hosting, kingpin, pantheon"
    assert await graph.errors(SIZES, system="none") == [("BAD_INPUT", said)]


async def test_sizes_are_those_that_postgres_tells(graph: Graph, connection: asyncpg.Connection[Any]) -> None:
    await connection.execute("ANALYZE crash.crash_game_rounds")
    found = {each["name"]: each for each in (await graph.data(SIZES, system="crash"))["databaseSize"]}
    table = found["crash.crash_game_rounds"]
    assert int(table["rows"]) == await connection.fetchval("SELECT count(*) FROM crash.crash_game_rounds")
    whole = await connection.fetchval("SELECT pg_total_relation_size('crash.crash_game_rounds')")
    assert int(table["totalBytes"]) == int(table["rowBytes"]) + int(table["indexBytes"]) == whole
    assert int(table["indexBytes"]) > 0


async def test_all_partitions_of_a_table_count_as_one(graph: Graph, connection: asyncpg.Connection[Any]) -> None:
    await connection.execute("ANALYZE hosting.miner_telemetry")
    found = {each["name"]: each for each in (await graph.data(SIZES, system="hosting"))["databaseSize"]}
    partitions = "SELECT relid FROM pg_partition_tree('hosting.miner_telemetry') WHERE isleaf"
    whole = await connection.fetchval(f"SELECT sum(pg_total_relation_size(relid)) FROM ({partitions})")
    assert int(found["hosting.miner_telemetry"]["totalBytes"]) == whole > 0
    rows = await connection.fetchval("SELECT count(*) FROM hosting.miner_telemetry")
    assert int(found["hosting.miner_telemetry"]["rows"]) == rows > 0


async def test_collections_have_their_rows_and_room(graph: Graph) -> None:
    found = {each["name"]: each for each in (await graph.data(SIZES, system="pantheon"))["databaseSize"]}
    (count,) = (await graph.data("{ events { totalCount } }")).values()
    assert int(found["EV3NT"]["rows"]) == count["totalCount"] > 0
    assert int(found["EV3NT"]["rowBytes"]) > 0
    assert int(found["EV3NT"]["indexBytes"]) > 0


async def test_what_is_not_there_has_no_size(empty_database: str, endpoints: Endpoints, catalogue: Catalogue) -> None:
    stores = (
        ("Bot", PostgresStore(PostgresOptions(empty_database))),
        ("House", MongoStore(MongoOptions(endpoints.mongo_url, database="nothing_there"))),
    )
    for name, store in stores:
        assert await store.sizes(Sizes((catalogue[name],))) == {}
        await store.close()
