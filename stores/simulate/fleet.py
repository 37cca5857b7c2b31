"""The miners that report, as they are now: what they measure drifts, and now and then one gets hot and cools again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import cycle, islice
from random import Random
from typing import Any

from sqlalchemy import select, true

from stores.errors import BadInput
from stores.postgres.models.hosting import Miner, MinerModel, TelemetrySample
from stores.seed.recipe import Row
from stores.seed.recipes.telemetry import STANDBY_WATTS
from stores.simulate.kind import Connection, fetch

HOT = 1 / 300
"""Chance that a sample shows a miner that has just got hot."""

HOT_CELSIUS = (86.0, 94.0)
USUAL_CELSIUS = (55.0, 78.0)
STILL_CELSIUS = 28.0
THROTTLED_FROM = 75.0


@dataclass(slots=True)
class Reporting:
    """One miner: rated hashrate in TH/s and power in watts, and its temperature now and usually, in degrees Celsius."""

    id: int
    site: int
    status: str
    rated: float
    watts: float
    temperature: float
    usual: float

    def sample(self, now: datetime, random: Random) -> Row:
        """What it reports now."""
        if self.status != "active":
            self.temperature += 0.3 * (STILL_CELSIUS - self.temperature) + random.gauss(0, 0.2)
            return self._row(now, 0.0, STANDBY_WATTS + random.gauss(0, 0.5), 0)
        if random.random() < HOT:
            self.temperature = random.uniform(*HOT_CELSIUS)
        else:
            self.temperature += 0.15 * (self.usual - self.temperature) + random.gauss(0, 0.4)
        throttled = 1 - 0.006 * max(0.0, self.temperature - THROTTLED_FROM)
        hashrate = self.rated * throttled * random.uniform(0.97, 1.01)
        fan = min(7_200, round(3_000 + 75 * max(0.0, self.temperature - 50)))
        return self._row(now, hashrate, self.watts * random.uniform(0.98, 1.02), fan)

    def _row(self, now: datetime, hashrate: float, watts: float, fan: int) -> Row:
        return {
            "miner_id": self.id,
            "hashrate": round(hashrate, 2),
            "temperature": round(self.temperature, 1),
            "power_consumption": round(watts, 1),
            "fan_speed": fan,
            "recorded_at": now,
        }


class Fleet:
    """The miners whose telemetry is collected, by their identifiers; they take turns in reporting."""

    def __init__(self) -> None:
        self.miners: dict[int, Reporting] = {}
        self._turns: Iterable[Reporting] = ()

    async def load(self, connection: Connection) -> None:
        """The miners that are active or curtailed, with their last readings. Raises BadInput if there are none."""
        self.miners = {row["id"]: _reporting(row) for row in await fetch(connection, _readings())}
        if not self.miners:
            raise BadInput("there are no miners to report: run `polygraph seed` first")
        self._turns = cycle(self.miners.values())

    def next(self, count: int) -> list[Reporting]:
        """The miners whose turn it is."""
        return [*islice(self._turns, count)]

    def change(self, miners: Collection[int], status: str) -> None:
        """Note what has become of miners; those that do not report may be among them."""
        for miner in miners:
            if miner in self.miners:
                self.miners[miner].status = status


def _readings() -> Any:
    sample = TelemetrySample
    last = (
        select(sample.temperature)
        .where(sample.miner_id == Miner.id)
        .order_by(sample.recorded_at.desc())
        .limit(1)
        .lateral()
    )
    return (
        select(Miner.id, Miner.site_id, Miner.status, MinerModel.hashrate, MinerModel.power_consumption, last)
        .join(MinerModel, MinerModel.id == Miner.miner_model_id)
        .outerjoin(last, true())
        .where(Miner.cgminer_enabled, Miner.status.in_(("active", "curtailed")))
        .order_by(Miner.id)
    )


def _reporting(row: Any) -> Reporting:
    low, high = USUAL_CELSIUS
    reading: Decimal | None = row["temperature"]
    usual = min(high, max(low, (low + high) / 2 if reading is None else float(reading)))
    return Reporting(
        id=row["id"],
        site=row["site_id"],
        status=row["status"],
        rated=float(row["hashrate"]),
        watts=float(row["power_consumption"]),
        temperature=usual if reading is None else float(reading),
        usual=usual,
    )
