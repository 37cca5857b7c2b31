"""What the stores say of how they answer a statement: by which indexes, reading how much."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from stores.mongo.driver import Driver
from stores.postgres.connection import Connection
from stores.postgres.pool import Pool

PASSED = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
READ = ("Actual Rows", *PASSED)

SETTINGS = """
LOAD 'auto_explain';
SET auto_explain.log_min_duration = -1; SET auto_explain.log_level = notice; SET auto_explain.log_format = json;
SET auto_explain.log_analyze = on; SET auto_explain.log_buffers = on; SET auto_explain.log_verbose = on"""

TOLD = re.compile(r"duration: (?P<duration>[\d.]+) ms\s+plan:\s*(?P<plan>\{.*\})\s*", re.DOTALL)

INDEXES = """
SELECT c.relname, p.relname FROM pg_inherits AS i
JOIN pg_class AS c ON c.oid = i.inhrelid JOIN pg_class AS p ON p.oid = i.inhparent WHERE c.relkind = 'i'"""

SIZES = """
SELECT relnamespace::regnamespace || '.' || relname, greatest(reltuples, 0)::bigint FROM pg_class
WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a statement is answered: by which indexes, of which tables all is read, and in how many milliseconds.

    `read` is the number of rows looked at in tables, `passed` that of those among them that a condition then refused.
    What a store does not tell is None.
    """

    store: str
    indexes: tuple[str, ...]
    whole: tuple[str, ...]
    read: int | None
    passed: int | None
    milliseconds: float | None


@dataclass(frozen=True, slots=True)
class Tables:
    """How many rows each table or collection has, and of a partition's index the name of the whole one."""

    sizes: Mapping[str, int]
    indexes: Mapping[str, str]

    def large(self, limit: int) -> frozenset[str]:
        """Those with more rows than `limit`."""
        return frozenset(name for name, size in self.sizes.items() if size > limit)


async def read_tables(postgres_url: str, mongo: Driver) -> Tables:
    """The tables of both databases, the sizes in PostgreSQL as it estimates them."""
    connection = await asyncpg.connect(postgres_url)
    sizes = dict(map(tuple, await connection.fetch(SIZES)))
    indexes = dict(map(tuple, await connection.fetch(INDEXES)))
    await connection.close()
    collections = (await mongo.command({"listCollections": 1, "cursor": {}}))["cursor"]["firstBatch"]
    for name in (each["name"] for each in collections if each["type"] == "collection"):
        sizes[name] = (await mongo.command({"count": name}))["n"]
    return Tables(sizes, indexes)


class ToldPlans:
    """Has PostgreSQL tell how it runs the statements of a pool of one connection.

    `EXPLAIN` would plan anew, for the values at hand; here is told what became of the statement that the connection
    keeps prepared, whose plan PostgreSQL may have settled for all values.
    """

    def __init__(self, connection: Connection, tables: Tables) -> None:
        self._connection = connection
        self._tables = tables
        self._plans: list[Plan] = []

    async def of(self, running: Awaitable[object]) -> list[Plan]:
        """The plans of what is asked while `running` lasts, in order."""
        self._plans = []
        await self._connection.execute("SET auto_explain.log_min_duration = 0")
        await running
        await self._connection.execute("SET auto_explain.log_min_duration = -1")
        return self._plans

    def hear(self, _: Any, notice: asyncpg.PostgresLogMessage) -> None:
        if told := TOLD.fullmatch(notice.message):
            self._plans.append(_plan(self._tables, orjson.loads(told["plan"]), float(told["duration"])))


@asynccontextmanager
async def told_plans(pool: Pool, tables: Tables) -> AsyncIterator[ToldPlans]:
    """Listen to the one connection of a pool."""
    connection = await pool._taken()
    told = ToldPlans(connection, tables)
    await connection.execute(SETTINGS)
    connection.add_log_listener(told.hear)
    pool._at_hand.append(connection)
    try:
        yield told
    finally:
        connection.remove_log_listener(told.hear)


def _plan(tables: Tables, told: Mapping[str, Any], milliseconds: float) -> Plan:
    nodes = [*_nodes(told["Plan"])]
    indexes = [tables.indexes.get(node["Index Name"], node["Index Name"]) for node in nodes if "Index Name" in node]
    whole = [f"{node['Schema']}.{node['Relation Name']}" for node in nodes if node["Node Type"] == "Seq Scan"]
    read = sum(_rows(node, READ) for node in nodes if "Relation Name" in node)
    passed = sum(_rows(node, PASSED) for node in nodes if "Relation Name" in node)
    return Plan("postgres", _once(indexes), _once(whole), read, passed, milliseconds)


async def explained_pipeline(
    driver: Driver, tables: Tables, source: str | None, stages: Sequence[Mapping[str, Any]]
) -> Plan:
    """SecantusDB tells how the first stages find their documents; of a view, or without a collection, nothing."""
    if source is None or source not in tables.sizes:
        return Plan("mongo", (), (), None, None, None)
    pipeline = {"aggregate": source, "pipeline": list(stages), "cursor": {}}
    told = await driver.command({"explain": pipeline, "verbosity": "executionStats"})
    nodes = [*_documents(told)]
    indexes = [node["indexName"] for node in nodes if node.get("stage") == "IXSCAN" and "indexName" in node]
    whole = [source for node in nodes if node.get("stage") == "COLLSCAN"]
    read = max((node["totalDocsExamined"] for node in nodes if "totalDocsExamined" in node), default=None)
    return Plan("mongo", _once(indexes), _once(whole), read, None, None)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _rows(node: Mapping[str, Any], counts: Sequence[str]) -> int:
    each: float = sum(node.get(name, 0) for name in counts)
    loops: int = node["Actual Loops"]
    return round(each * loops)


def _documents(value: Any) -> Iterator[dict[str, Any]]:
    """A document with all those within it."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _documents(each)


def _once(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
