"""What the databases need from time to time: partitions for the coming months, and old rows and changes deleted.

The documents also ask for old telemetry to be archived to cold storage. Polygraph knows no such place: an operator who
keeps one exports or detaches a partition before it is dropped (`ALTER TABLE … DETACH PARTITION …`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Delete, Table, and_, delete, func, not_, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from stores.errors import StoreTimeout
from stores.postgres.catalogue import tables
from stores.postgres.changes import FORGET_UNTIL, FORGETTABLE, KEPT, SILENT, UNSAID
from stores.postgres.connection import Connection, compiled, connected
from stores.postgres.models.hosting import LoginRecord, MinerOperation, OutboxEvent, TelemetrySample
from stores.postgres.partitions import (
    Partition,
    drop_partition,
    extend,
    missing_partitions,
    partitioned_tables,
    partitions_of,
    time_column,
)

COMING_MONTHS = 3
"""For how many months after the current one partitions are made."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Rows are kept until the time in `attribute` is `days` days ago, and longer if they do not meet `condition`."""

    attribute: InstrumentedAttribute[datetime]
    days: int
    condition: ColumnElement[bool] | None = None

    @property
    def table(self) -> Table:
        """The table whose rows it is about."""
        return tables()[self.attribute.class_.__name__]

    @property
    def time(self) -> Column[Any]:
        """The column that dates a row."""
        return self.table.columns[self.attribute.key]

    def cutoff(self, now: datetime) -> datetime:
        """The time before which rows are deleted."""
        return now - timedelta(days=self.days)

    def expired(self, now: datetime) -> ColumnElement[bool]:
        """The condition that a row's time is over."""
        return and_(self.time < self.cutoff(now), true() if self.condition is None else self.condition)


RETENTIONS = (
    Retention(TelemetrySample.recorded_at, days=90),
    Retention(LoginRecord.login_time, days=365),
    Retention(MinerOperation.timestamp, days=365),
    Retention(OutboxEvent.created_at, days=30, condition=OutboxEvent.processed_at.is_not(None)),
)
"""The retention rules of the documents."""


Kind = Literal["create partition", "drop partition", "delete rows", "postpone"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something done, or to be done: `rows` is how many were moved into the table, or deleted with or from it.

    `postpone` is a partition that a long transaction did not let be made or dropped; the next run tries again.
    """

    kind: Kind
    table: str
    rows: int


async def maintain(
    url: str, *, now: datetime, dry_run: bool = False, batch: int = 10_000, kept: float = KEPT
) -> list[Action]:
    """Make partitions for this month and the coming ones, then apply every retention rule.

    The feed is told that rows have gone so, and not which. Its own record of changes is kept for `kept` seconds.

    `dry_run` reports the same without doing it. Whole partitions are dropped; other rows go `batch` at a time, each
    batch in a transaction of its own. A second run at the same time waits for the first and finds little left to do.
    Raises StoreUnavailable if the database cannot be reached.
    """
    async with connected(url) as connection:
        run = Run(connection, now, dry_run, batch)
        if not dry_run:
            # The lock goes with the connection, however the run ends.
            await connection.execute("SELECT pg_advisory_lock(hashtextextended('polygraph maintenance', 0))")
        await connection.execute(SILENT)
        actions = await run.make_partitions()
        thinned: list[Table] = []
        for retention in RETENTIONS:
            done = await run.apply(retention)
            thinned += [retention.table] if any(action.rows for action in done) else []
            actions += done
        actions += await run.forget_changes(kept)
        await run.tell_feeds(thinned)
        return actions


@dataclass(frozen=True, slots=True)
class Run:
    """One run of maintenance over one connection."""

    connection: Connection
    now: datetime
    dry_run: bool
    batch: int

    async def make_partitions(self) -> list[Action]:
        """Make what is missing from this month on, and move there what waits in the default partitions."""
        first, last = coming_days(self.now)
        actions: list[Action] = []
        for table in partitioned_tables():
            missing = await missing_partitions(self.connection, table, first, last)
            planned = [await self._action("create partition", table, partition) for partition in missing]
            actions += await self._change(planned, partial(extend, self.connection, table, first, last))
        return actions

    async def apply(self, retention: Retention) -> list[Action]:
        """Drop the partitions whose every row is expired, and delete the other expired rows."""
        outdated = await self._outdated(retention)
        actions: list[Action] = []
        for partition in outdated:
            planned = [await self._action("drop partition", retention.table, partition)]
            actions += await self._change(planned, partial(drop_partition, self.connection, partition))
        kept = [not_(partition.holds(retention.time)) for partition in outdated]
        expired = and_(retention.expired(self.now), *kept)
        rows = await (self._count if self.dry_run else self._delete)(retention.table, expired)
        return [*actions, Action("delete rows", retention.table.fullname, rows)]

    async def forget_changes(self, kept: float) -> list[Action]:
        """Delete what was recorded more than `kept` seconds ago, if changes are recorded here."""
        if not await self._records_changes():
            return []
        cutoff, rows = self.now - timedelta(seconds=kept), 0
        if self.dry_run:
            rows = await self.connection.fetchval(FORGETTABLE, cutoff)
        else:
            while deleted := await self.connection.fetchval(FORGET_UNTIL, cutoff, self.batch):
                rows += deleted
        return [Action("delete rows", "polygraph.changes", rows)]

    async def tell_feeds(self, thinned: list[Table]) -> None:
        """Tell that rows of these tables have gone, and not which, if changes are recorded here."""
        if not self.dry_run and await self._records_changes():
            for table in thinned:
                await self.connection.execute(UNSAID, table.fullname)

    async def _records_changes(self) -> bool:
        return bool(await self.connection.fetchval("SELECT to_regclass('polygraph.changes') IS NOT NULL"))

    async def _outdated(self, retention: Retention) -> list[Partition]:
        if retention.condition is not None or retention.table not in partitioned_tables():
            return []
        cutoff = retention.cutoff(self.now)
        partitions = await partitions_of(self.connection, retention.table)
        return [each for each in partitions if each.upper is not None and each.upper <= cutoff]

    async def _action(self, kind: Kind, whole: Table, partition: Partition) -> Action:
        rows = await self._count(whole, partition.holds(time_column(whole)))
        return Action(kind, partition.table.fullname, rows)

    async def _change(self, planned: list[Action], change: Callable[[], Awaitable[None]]) -> list[Action]:
        """Do what is planned, unless this is a dry run, and say what became of it."""
        if self.dry_run:
            return planned
        try:
            await change()
        except StoreTimeout:
            return [replace(action, kind="postpone") for action in planned]
        return planned

    async def _count(self, table: Table, condition: ColumnElement[bool]) -> int:
        sql, arguments = compiled(select(func.count()).select_from(table).where(condition))
        return int(await self.connection.fetchval(sql, *arguments))

    async def _delete(self, table: Table, condition: ColumnElement[bool]) -> int:
        """Delete in batches until nothing is left; how many rows went."""
        sql, arguments = compiled(batch_of(table, condition, self.batch))
        total = 0
        while deleted := affected_rows(await self.connection.execute(sql, *arguments)):
            total += deleted
        return total


def coming_days(now: datetime) -> tuple[date, date]:
    """Today, and a day in the last month that partitions are made for."""
    today = now.astimezone(UTC).date()
    year, month = divmod(today.year * 12 + today.month - 1 + COMING_MONTHS, 12)
    return today, date(year, month + 1, 1)


def batch_of(table: Table, condition: ColumnElement[bool], size: int) -> Delete:
    """A statement that deletes at most `size` of the rows that satisfy the condition."""
    key = tuple_(*table.primary_key.columns)
    some = select(*table.primary_key.columns).where(condition).limit(size)
    # The condition again outside, so that only the partitions it can hold in are searched for the keys.
    return delete(table).where(condition, key.in_(some))


def affected_rows(status: str) -> int:
    """The number at the end of PostgreSQL's answer, such as `DELETE 5`."""
    return int(status.rpartition(" ")[2])
