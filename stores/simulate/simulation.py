"""The simulation: all kinds of rows on both stores, at one rate."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from stores.errors import BadInput, Outage
from stores.mongo.driver import Driver
from stores.mongo.models.pantheon import DATABASE
from stores.simulate.agent_log import AgentLog
from stores.simulate.fleet import Fleet
from stores.simulate.jackpots import Jackpots, news_queue
from stores.simulate.kind import MongoKind, PostgresKind
from stores.simulate.pace import Pace
from stores.simulate.plans import Plans
from stores.simulate.side import STATEMENT_LIMIT, MongoSide, PostgresSide
from stores.simulate.telemetry import Telemetry
from stores.simulate.wagers import Wagers


@dataclass(frozen=True, slots=True)
class Step:
    """The rows that a step has written, by kind, and why a store could not be written into, by its name."""

    rows: Mapping[str, int]
    lost: Mapping[str, str]


class Simulation:
    """Writes `rate` rows a second, spread over the kinds. One at a time may run on a database."""

    def __init__(
        self, postgres_url: str, mongo_url: str, *, rate: float, random: Random, mongo_database: str = DATABASE
    ) -> None:
        fleet, news = Fleet(), news_queue()
        # Each kind has a chance of its own, so that none depends on when the others are due.
        chance = [Random(random.getrandbits(64)) for _ in range(5)]
        # Plans are made of the miners that telemetry has loaded.
        rows: tuple[PostgresKind, ...] = (Telemetry(fleet, chance[0]), Wagers(chance[1]), Plans(fleet, chance[2]))
        documents: tuple[MongoKind, ...] = (Jackpots(news, chance[3]), AgentLog(news, chance[4]))
        shares = {kind.name: kind.share for kind in rows} | {kind.name: kind.share for kind in documents}
        driver = Driver(mongo_url, mongo_database, time_limit=STATEMENT_LIMIT, connections=2)
        sides: tuple[PostgresSide | MongoSide, ...] = (PostgresSide(postgres_url, rows), MongoSide(driver, documents))
        self._sides = sides
        self._pace = Pace(rate, shares)

    async def start(self, now: datetime) -> None:
        """Load what is there. Raises BadInput for databases without rows, and Outage."""
        for side in self._sides:
            await side.open(now)
        self._pace.due(now)

    async def step(self, now: datetime) -> Step:
        """Write what is due since the last step; one store goes on while the other is away."""
        counts = self._pace.due(now)
        results = await asyncio.gather(*(side.step(now, counts) for side in self._sides), return_exceptions=True)
        rows: dict[str, int] = {}
        lost: dict[str, str] = {}
        for side, result in zip(self._sides, results, strict=True):
            if isinstance(result, dict):
                rows |= result
            elif isinstance(result, Outage | BadInput):
                lost[side.name] = str(result)
            else:
                raise result
        return Step(rows, lost)

    async def close(self) -> None:
        """Give back every connection."""
        for side in self._sides:
            await side.close()
