"""The rows that are asked for: embedded databases in a folder of their own, filled once and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from pydantic import SecretStr

from app.cli.migrate import Goal, migrate
from app.cli.seed import seed
from app.settings import Settings
from stores.embedded import EmbeddedServers, Endpoints
from stores.embedded.process import read_pid
from stores.errors import BadInput
from tests.benchmarks.processes import ProcessTree
from tests.benchmarks.queries import Subjects


@dataclass(frozen=True, slots=True)
class Databases:
    """Where the databases are, and their processes."""

    endpoints: Endpoints
    postgres: ProcessTree
    mongo: ProcessTree

    def cpu_seconds(self, stores: Collection[str]) -> float:
        """What these of the two stores, `postgres` and `mongo`, have cost so far."""
        return sum(trees.cpu_seconds() for name, trees in self.trees.items() if name in stores)

    @property
    def trees(self) -> Mapping[str, ProcessTree]:
        """The processes of each store."""
        return {"postgres": self.postgres, "mongo": self.mongo}


@contextmanager
def filled_databases(folder: Path, scale: str) -> Iterator[Databases]:
    """Databases with the sample data of a scale, up until the block ends."""
    with EmbeddedServers(folder) as servers:
        endpoints = Endpoints(servers.postgres.url, servers.mongo.url)
        asyncio.run(_fill(endpoints, folder, scale))
        pids = [read_pid(server.pid_file) for server in (servers.postgres, servers.mongo)]
        postgres, mongo = (ProcessTree(pid) for pid in pids if pid is not None)
        yield Databases(endpoints, postgres, mongo)


async def _fill(endpoints: Endpoints, folder: Path, scale: str) -> None:
    """Make tables and rows where they are missing. Without the mark, a seeding was interrupted and begins anew."""
    settings = Settings(postgres_url=SecretStr(endpoints.postgres_url), mongo_url=SecretStr(endpoints.mongo_url))
    async for _ in migrate(settings, Goal()):
        pass
    unfinished = folder / "seeding"
    try:
        await seed(settings, scale=scale, number=1, replace=unfinished.exists(), started=unfinished.touch)
    except BadInput:
        return
    await _vacuum(endpoints.postgres_url)
    unfinished.unlink()


async def _vacuum(url: str) -> None:
    """Settle what PostgreSQL would otherwise do in the background while it is measured."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def find_subjects(url: str) -> Subjects:
    """What the queries are about: the first agent, the first site, and its two latest whole days."""
    connection = await asyncpg.connect(url)
    try:
        agent = await connection.fetchval("SELECT min(id) FROM fire22.agents")
        site = await connection.fetchval("SELECT min(site_id) FROM hosting.hosting_miners")
        latest: datetime = await connection.fetchval("SELECT max(recorded_at) FROM hosting.miner_telemetry")
    finally:
        await connection.close()
    until = latest.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Subjects(agent, site, (until - timedelta(days=2)).isoformat(), until.isoformat())
