"""Telemetry: samples of the miners, in turn."""

from __future__ import annotations

from datetime import datetime
from random import Random

from stores.postgres.catalogue import tables
from stores.simulate.fleet import Fleet
from stores.simulate.kind import Connection, copy


class Telemetry:
    """A `PostgresKind`."""

    name = "telemetry"
    share = 0.55

    def __init__(self, fleet: Fleet, random: Random) -> None:
        self._fleet = fleet
        self._random = random
        self._table = tables()["TelemetrySample"]

    async def load(self, connection: Connection, _: datetime) -> None:
        """See `PostgresKind`."""
        await self._fleet.load(connection)

    async def write(self, connection: Connection, now: datetime, count: int) -> int:
        """See `PostgresKind`."""
        rows = [miner.sample(now, self._random) for miner in self._fleet.next(count)]
        if rows:
            await copy(connection, self._table, rows)
        return len(rows)
