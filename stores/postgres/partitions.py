"""Monthly partitions of the tables that are partitioned by time: which there are, making them, dropping them.

Months are those of UTC. A row whose month has no partition lies in the default partition; making that month's partition
moves it there.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy import Column, ColumnElement, Insert, MetaData, Table, and_, delete, insert, select, true

from stores.errors import Misconfigured, StoreTimeout
from stores.postgres.catalogue import tables
from stores.postgres.connection import Connection, compiled, quoted

CHILDREN = """
SELECT n.nspname AS schema, c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE i.inhparent = to_regclass($1)
ORDER BY c.relname
"""

LOCK_LIMIT = 1.0
"""Seconds that a change waits for a table: whoever asks for the table meanwhile, also to read it, waits behind it."""

LOCK_ATTEMPTS = 5
"""How often a change tries to get the table."""

LOCK_PAUSE = 2.0
"""Seconds between two attempts, in which those that waited behind the change are answered."""

RANGE = re.compile(r"RANGE \((\w+)\)")

BOUND = re.compile(r"FROM \((?:'(?P<lower>\d[^']*)'|.*?)\) TO \((?:'(?P<upper>\d[^']*)'|.*?)\)")


@dataclass(frozen=True, slots=True)
class Partition:
    """The rows of a table from `lower`, included, to `upper`, excluded; None where there is no bound.

    `table` is the partition as a table of its own, with the columns of the whole.
    """

    table: Table
    lower: datetime | None
    upper: datetime | None

    def holds(self, time: Column[Any]) -> ColumnElement[bool]:
        """The condition that a row, dated by its column `time`, belongs here."""
        lower = true() if self.lower is None else time >= self.lower
        return and_(lower, true() if self.upper is None else time < self.upper)

    def overlaps(self, other: Partition) -> bool:
        """Whether a row could belong to both."""
        return _before(self.lower, other.upper) and _before(other.lower, self.upper)


def _before(lower: datetime | None, upper: datetime | None) -> bool:
    return lower is None or upper is None or lower < upper


def partitioned_tables() -> list[Table]:
    """The models' tables that are partitioned by ranges of time."""
    return [table for table in tables().values() if RANGE.fullmatch(_partition_key(table))]


def time_column(table: Table) -> Column[Any]:
    """The column whose ranges partition the table."""
    found = RANGE.fullmatch(_partition_key(table))
    if found is None:
        raise Misconfigured(f"{table.fullname} is not partitioned by ranges of a column")
    return table.columns[found[1]]


def _partition_key(table: Table) -> str:
    return table.dialect_options["postgresql"]["partition_by"] or ""


async def partitions_of(connection: Connection, table: Table) -> list[Partition]:
    """The table's partitions but the default one, by name."""
    rows = await connection.fetch(CHILDREN, table.fullname)
    return [
        Partition(_part(table, row["schema"], row["name"]), *_bounds(row["bound"]))
        for row in rows
        if row["bound"] != "DEFAULT"
    ]


def _bounds(expression: str) -> tuple[datetime | None, datetime | None]:
    found = BOUND.search(expression)
    return (_time(found["lower"]), _time(found["upper"])) if found else (None, None)


def _time(literal: str | None) -> datetime | None:
    return None if literal is None else datetime.fromisoformat(literal)


def _part(table: Table, schema: str, name: str) -> Table:
    return table.to_metadata(MetaData(), schema=schema, name=name)


def months(table: Table, first: date, last: date) -> Iterator[Partition]:
    """The monthly partitions of the table that would hold the days from `first` to `last`."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        lower, upper = (datetime(each // 12, each % 12 + 1, 1, tzinfo=UTC) for each in (number, number + 1))
        yield Partition(_part(table, str(table.schema), f"{table.name}_{lower:%Y_%m}"), lower, upper)


async def missing_partitions(connection: Connection, table: Table, first: date, last: date) -> list[Partition]:
    """The months from `first` to `last` that no partition covers; none if the real table is not partitioned."""
    if not await connection.fetchval("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass($1)", table.fullname):
        return []
    existing = await partitions_of(connection, table)
    return [month for month in months(table, first, last) if not any(month.overlaps(other) for other in existing)]


async def ensure_partitions(connection: Connection, first: date, last: date) -> None:
    """Make the monthly partitions of every partitioned table for the days from `first` to `last`, where missing.

    Raises `StoreTimeout` when a long transaction holds a table.
    """
    for table in partitioned_tables():
        await extend(connection, table, first, last)


async def extend(connection: Connection, table: Table, first: date, last: date) -> None:
    """Make one table's partitions; see `ensure_partitions`."""

    async def create_missing() -> None:
        for partition in await missing_partitions(connection, table, first, last):
            await _create(connection, table, partition)

    await _change(connection, table, create_missing)


async def drop_partition(connection: Connection, partition: Partition) -> None:
    """Drop the partition with its rows. Raises `StoreTimeout` when a long transaction holds the table."""
    drop = f"DROP TABLE IF EXISTS {quoted(partition.table)}"
    await _change(connection, partition.table, partial(connection.execute, drop))


async def _change(connection: Connection, table: Table, change: Callable[[], Awaitable[object]]) -> None:
    """Make a change that locks out readers, one run at a time, without letting them queue up behind a long reader."""
    for attempt in range(LOCK_ATTEMPTS):
        if attempt:
            await asyncio.sleep(LOCK_PAUSE)
        try:
            async with connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('polygraph partitions', 0))")
                usual = await connection.fetchval("SELECT current_setting('lock_timeout')")
                await _limit_locks(connection, f"{LOCK_LIMIT}s")
                await change()
                # This may be part of a larger transaction, which goes on.
                await _limit_locks(connection, usual)
        except asyncpg.LockNotAvailableError:
            continue
        return
    raise StoreTimeout(f"postgres: a long transaction holds {table.fullname}")


async def _limit_locks(connection: Connection, limit: str) -> None:
    await connection.execute("SELECT set_config('lock_timeout', $1, true)", limit)


async def _create(connection: Connection, table: Table, partition: Partition) -> None:
    """Make the partition apart and attach it: unlike `PARTITION OF`, that lets others write to the table meanwhile."""
    name, whole = quoted(partition.table), quoted(table)
    await connection.execute(f"CREATE TABLE {name} (LIKE {whole} INCLUDING ALL)")
    await _move_from_default(connection, table, partition)
    bounds = f"FROM ('{partition.lower}') TO ('{partition.upper}')"
    await connection.execute(f"ALTER TABLE {whole} ATTACH PARTITION {name} FOR VALUES {bounds}")


async def _move_from_default(connection: Connection, table: Table, partition: Partition) -> None:
    rows = await connection.fetch(CHILDREN, table.fullname)
    for default in (_part(table, row["schema"], row["name"]) for row in rows if row["bound"] == "DEFAULT"):
        # A row of this month that came in after the move would make attaching fail.
        await connection.execute(f"LOCK TABLE {quoted(default)} IN ACCESS EXCLUSIVE MODE")
        sql, arguments = compiled(_move(default, partition))
        await connection.execute(sql, *arguments)


def _move(default: Table, partition: Partition) -> Insert:
    moved = delete(default).where(partition.holds(time_column(default))).returning(default).cte("moved")
    return insert(partition.table).from_select(list(default.columns), select(moved))
