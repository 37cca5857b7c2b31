"""Telemetry under many writers: each row that is committed comes once to each subscriber whom it concerns."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any, NamedTuple

import asyncpg

from tests.app.loss.follower import Follower
from tests.app.loss.installation import GONE, Blow, Installation, connected, following, struck, until

WRITERS = 8
MINERS = 10
LARGEST = 200
"""Rows of one transaction at most."""

DELAYS = (0.0, 0.0, 0.01, 0.05, 0.2, 1.0)
"""Seconds that transactions stay open, so that they commit in another order than they have begun in."""

PREPARE = """
INSERT INTO hosting.hosting_sites (id, name, location, capacity_mw) VALUES (1, 'North', 'X', 1), (2, 'South', 'Y', 2);
INSERT INTO hosting.miner_models (id, name, manufacturer, hashrate, power_consumption, efficiency)
    VALUES (1, 'S19', 'B', 100, 3000, 30);
INSERT INTO hosting.hosting_miners (id, serial_number, miner_model_id, site_id, status)
    SELECT n, 'serial ' || n, 1, 1 + n % 2, 'active' FROM generate_series(0, 9) AS n"""

COLUMNS = ("id", "miner_id", "temperature", "recorded_at")
INSERT = f"INSERT INTO hosting.miner_telemetry ({', '.join(COLUMNS)}) VALUES ($1, $2, $3, $4)"
INSERT_MANY = f"""INSERT INTO hosting.miner_telemetry ({", ".join(COLUMNS)})
    SELECT * FROM unnest($1::bigint[], $2::integer[], $3::numeric[], $4::timestamptz[])"""

QUERY = """subscription ($where: TelemetrySampleFilter, $after: String, $batch: Int) {
    telemetrySampleStream(where: $where, after: $after, batch: $batch) {
        cursor nodes { id miner { serialNumber } } } }"""


class Sample(NamedTuple):
    """A row."""

    id: int
    miner: int
    heat: int
    at: datetime


@dataclass
class Subscriber:
    """What one subscriber asks for, what that is of the rows, and the ids that it was told."""

    where: dict[str, Any] | None
    batch: int
    wants: Callable[[Sample], bool]
    told: list[int] = field(default_factory=list)

    def take(self, batch: dict[str, Any]) -> None:
        """Keep the ids."""
        assert all(node["miner"]["serialNumber"] for node in batch["nodes"])
        self.told += [int(node["id"]) for node in batch["nodes"]]


def subscribers() -> list[Subscriber]:
    """Some who want all, and some whose filters part the rows: found by a value, by a relation's, or not at all."""
    return [
        Subscriber(None, 1_000, lambda _: True),
        Subscriber(None, 7, lambda _: True),
        Subscriber({"minerId": {"eq": 3}}, 1, lambda sample: sample.miner == 3),
        Subscriber({"minerId": {"in": [1, 2, 4]}}, 10, lambda sample: sample.miner in {1, 2, 4}),
        Subscriber({"miner": {"siteId": {"eq": 2}}}, 100, lambda sample: sample.miner % 2 == 1),
        Subscriber({"temperature": {"gt": "80"}}, 50, lambda sample: sample.heat > 80),
        Subscriber({"not": {"temperature": {"gt": "80"}}}, 500, lambda sample: sample.heat <= 80),
    ]


class Writing:
    """Connections that write, each one transaction after the other, until so many rows are committed."""

    def __init__(self, url: str, rows: int, random: Random) -> None:
        self._url = url
        self._rows = rows
        self._random = random
        self._ids = count(1)
        self.committed = 0
        self.undone: set[int] = set()
        self.ends: Counter[str] = Counter()

    async def write(self) -> None:
        """One of the connections, and another when it is lost."""
        while self.committed < self._rows:
            connection = await connected(self._url)
            try:
                while self.committed < self._rows:
                    await self._transaction(connection)
            except GONE as error:
                self.ends[type(error).__name__] += 1
            finally:
                connection.terminate()

    async def last(self) -> list[int]:
        """Commit a row for each that subscribers may ask for, in a transaction after all others; their ids."""
        samples = [sample for miner in range(MINERS) for heat in (70, 90) for sample in self._samples(1, miner, heat)]
        connection = await connected(self._url)
        await self._insert_many(connection, samples)
        await connection.close()
        return [sample.id for sample in samples]

    async def _transaction(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        samples = self._samples(self._random.randint(1, LARGEST))
        insert = self._random.choice((self._insert_many, self._insert_apart, self._copy))
        transaction = connection.transaction()
        await transaction.start()
        await insert(connection, samples)
        await asyncio.sleep(self._random.choice(DELAYS))
        if self._random.random() < 0.1:
            self.undone.update(sample.id for sample in samples)
            await transaction.rollback()
        else:
            await transaction.commit()
            self.committed += len(samples)

    def _samples(self, number: int, miner: int | None = None, heat: int | None = None) -> list[Sample]:
        return [
            Sample(
                next(self._ids),
                self._random.randrange(MINERS) if miner is None else miner,
                self._random.randint(60, 100) if heat is None else heat,
                datetime.now(UTC),
            )
            for _ in range(number)
        ]

    async def _insert_many(self, connection: asyncpg.Connection[asyncpg.Record], samples: Sequence[Sample]) -> None:
        await connection.execute(INSERT_MANY, *map(list, zip(*samples, strict=True)))

    async def _insert_apart(self, connection: asyncpg.Connection[asyncpg.Record], samples: Sequence[Sample]) -> None:
        for sample in samples[::20]:
            await connection.execute(INSERT, *sample)
        rest = [sample for number, sample in enumerate(samples) if number % 20]
        await connection.executemany(INSERT, rest)

    async def _copy(self, connection: asyncpg.Connection[asyncpg.Record], samples: Sequence[Sample]) -> None:
        await connection.copy_records_to_table(
            "miner_telemetry", schema_name="hosting", columns=COLUMNS, records=samples
        )


async def rows_come_once(installation: Installation, rows: int, random: Random, blows: Sequence[Blow]) -> str:
    """Write rows while blows fall on the installation; says what has happened.

    Raises AssertionError if a subscriber was not told of each row that concerns it, exactly once.
    """
    url = installation.servers.postgres.url
    connection = await connected(url)
    await connection.execute(PREPARE)
    await connection.close()
    asked, writing = subscribers(), Writing(url, rows, random)
    followers = [
        Follower(installation.websocket_url, QUERY, {"where": each.where, "batch": each.batch}, each.take)
        for each in asked
    ]

    def progress() -> int:
        return sum(len(each.told) for each in asked)

    async with following(followers) as tasks:
        writers = [tasks.create_task(writing.write()) for _ in range(WRITERS)]
        await struck(blows, lambda: len(asked[0].told) / rows, progress)
        await asyncio.gather(*writers)
        last = await writing.last()
        await until(lambda: all(set(each.told[-len(last) :]) & set(last) for each in asked), progress)
        await until(lambda: {*last} <= {*asked[0].told[-len(last) :]}, progress)
    kept = await _kept(url)
    for each in asked:
        assert sorted(each.told) == [sample.id for sample in kept if each.wants(sample)]
    assert not writing.undone & {*asked[0].told}
    ends = sum((follower.ends for follower in followers), Counter[str]())
    return (
        f"{len(kept):,} rows by {WRITERS} writers, {len(writing.undone):,} undone; {len(asked)} subscribers were told "
        f"{progress():,} times; their subscriptions ended so often: {dict(ends)}"
    )


async def _kept(url: str) -> list[Sample]:
    connection = await connected(url)
    records = await connection.fetch(
        "SELECT id, miner_id, temperature::integer, recorded_at FROM hosting.miner_telemetry ORDER BY id"
    )
    await connection.close()
    return [Sample(*record) for record in records]
