"""Rows that the tests write into the databases, as the five systems would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import asyncpg
from bson import ObjectId
from pymongo import AsyncMongoClient

from stores.embedded.servers import EmbeddedServers
from stores.mongo.models.pantheon import DATABASE

MODEL = """INSERT INTO hosting.miner_models (name, manufacturer, hashrate, power_consumption, efficiency)
    VALUES ($1, 'Maker', 100, 3000, 30) RETURNING id"""

SITE = "INSERT INTO hosting.hosting_sites (name, location, capacity_mw) VALUES ($1, 'Valley', 1) RETURNING id"

MINER = """INSERT INTO hosting.hosting_miners (serial_number, miner_model_id, site_id, status)
    VALUES ($1, $2, $3, 'active') RETURNING id"""

TELEMETRY = """INSERT INTO hosting.miner_telemetry (miner_id, hashrate, power_consumption, temperature, recorded_at)
    VALUES ($1, $2, $3, $4, $5)"""

WAGER = """INSERT INTO fire22.wagers (id, wager_number, customer_id, agent_id, amount, description, status, created_at)
    SELECT $1, $1, id, agent_id, $2, 'a wager of a test', 'pending', $3 FROM fire22.customers ORDER BY id LIMIT 1"""

PLAN = """INSERT INTO hosting.curtailment_plans (site_id, target_power_reduction, power_reduced, status, executed_at)
    VALUES ($1, $2, $2, 'executing', $3) RETURNING id"""

END = "UPDATE hosting.curtailment_plans SET status = 'executed', recovery_time = $2 WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Site:
    """A site of one test alone, and its miners."""

    id: int
    name: str
    miners: tuple[int, ...]


class Sample(NamedTuple):
    """What one miner measured: terahashes a second, watts, degrees Celsius, and when."""

    miner: int
    hashrate: Decimal
    power: Decimal
    temperature: Decimal
    at: datetime


def sample(miner: int, hashrate: int, at: datetime, *, power: int = 3_000, temperature: int = 60) -> Sample:
    """A sample of whole numbers."""
    return Sample(miner, Decimal(hashrate), Decimal(power), Decimal(temperature), at)


@dataclass(frozen=True, slots=True)
class Rows:
    """Writes rows."""

    postgres: asyncpg.Connection[Any]
    mongo: AsyncMongoClient[dict[str, Any]]

    async def site(self, miners: int = 2) -> Site:
        """A new site with so many active miners, all of a model that is rated for 100 TH/s at 3,000 W."""
        name = f"Site {ObjectId()}"
        model = await self.postgres.fetchval(MODEL, f"Model of {name}")
        site: int = await self.postgres.fetchval(SITE, name)
        serials = [f"{name}, miner {number}" for number in range(miners)]
        return Site(site, name, tuple([await self.postgres.fetchval(MINER, each, model, site) for each in serials]))

    async def telemetry(self, samples: Sequence[Sample]) -> None:
        """What miners measured, in one transaction."""
        await self.postgres.executemany(TELEMETRY, samples)

    async def wager(self, amount: Decimal) -> None:
        """A wager of the first customer, placed now."""
        await self.postgres.execute(WAGER, f"test {ObjectId()}", amount, datetime.now(UTC))

    async def curtailment(self, site: Site, megawatts: Decimal) -> int:
        """A plan of a site that is being executed since now; its identifier."""
        plan: int = await self.postgres.fetchval(PLAN, site.id, megawatts, datetime.now(UTC))
        return plan

    async def end(self, plan: int) -> None:
        """Have a curtailment be over."""
        await self.postgres.execute(END, plan, datetime.now(UTC))

    async def house(self, grand: float) -> str:
        """A new house with one credential that plays a Grand of 1,000 dollars and sees this one now; its name."""
        house = f"House {ObjectId()}"
        pantheon = self.mongo[DATABASE]
        await pantheon["H0U53"].insert_one({"_id": house, "Name": house, "Platform": "FireKirin"})
        await pantheon["CRED3N7IAL"].insert_one(
            {"_id": f"{house}, player", "House": house, "Password": "x", "Enabled": True, "Thresholds": {"Grand": 1e3}}
        )
        await self.jackpot(house, grand)
        return house

    async def jackpot(self, house: str, grand: float) -> None:
        """What the credential of such a house sees now."""
        jackpot = {"CredentialId": f"{house}, player", "Grand": grand, "Timestamp": datetime.now(UTC)}
        await self.mongo[DATABASE]["JACKP0T"].insert_one(jackpot)


@asynccontextmanager
async def writing(servers: EmbeddedServers) -> AsyncIterator[Rows]:
    """Connections to both databases."""
    postgres = await asyncpg.connect(servers.postgres.url)
    mongo: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(servers.mongo.url, serverSelectionTimeoutMS=500)
    async with mongo:
        try:
            yield Rows(postgres, mongo)
        finally:
            await postgres.close()
