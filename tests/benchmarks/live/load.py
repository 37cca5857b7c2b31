"""One number of subscribers on a fresh gateway, while telemetry is written."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import asyncpg

from stores.embedded.servers import Endpoints
from tests.app.command import environment
from tests.benchmarks.live.clients import START_LIMIT, Wanted, run
from tests.benchmarks.live.results import Load
from tests.benchmarks.processes import Address, Cores, ProcessTree, server

MINERS = 10_000
SITES = 20
WATCH_SITES = 0.03
"""Share of the subscribers who want a whole site; all others have a miner of their own."""

PROCESSES = 2
"""That hold the clients."""

TICK = 0.05
"""Seconds between two transactions of the writer."""

WARMING = 50
"""Subscribers who come and go before anything is measured."""

QUIET = 20.0
"""Seconds for which it is measured what subscribers cost to whom nothing happens but heartbeats."""

INSERT = """INSERT INTO hosting.miner_telemetry (miner_id, hashrate, temperature, power_consumption, recorded_at)
    SELECT miner, 100 + miner % 20, 60 + miner % 30, 3000, $2 FROM unnest($1::integer[]) AS miner"""

PREPARE = f"""
INSERT INTO hosting.hosting_sites (id, name, location, capacity_mw)
    SELECT n, 'Site ' || n, 'X', 10 FROM generate_series(0, {SITES - 1}) AS n;
INSERT INTO hosting.miner_models (id, name, manufacturer, hashrate, power_consumption, efficiency)
    VALUES (1, 'S19', 'B', 100, 3000, 30);
INSERT INTO hosting.hosting_miners (id, serial_number, miner_model_id, site_id, status)
    SELECT n, 'serial ' || n, 1, n % {SITES}, 'active' FROM generate_series(0, {MINERS - 1}) AS n;
ANALYZE"""

TRANSACTIONS = "SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database WHERE datname = current_database()"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is written, and where the gateway's log goes."""

    rows_per_second: int
    seconds: float
    cores: Cores
    folder: Path


@dataclass
class Written:
    """What was written: the miners of all rows, and when those of each moment were committed."""

    miners: Counter[int] = field(default_factory=Counter)
    commits: dict[datetime, float] = field(default_factory=dict)

    def concerning(self, wanted: Sequence[Wanted]) -> int:
        """How many rows these clients must be told of, all together."""
        sites: Counter[int] = Counter()
        for miner, rows in self.miners.items():
            sites[miner % SITES] += rows
        return sum((sites if each.site else self.miners)[each.id] for each in wanted)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stretch of time has cost each second: seconds of the gateway's CPU, and statements of PostgreSQL."""

    cpu: float
    statements: float


def wanted_by(subscribers: int) -> list[Wanted]:
    """What each wants. Those of sites stand between the others."""
    every = round(1 / WATCH_SITES)
    return [
        Wanted(number % (SITES if number % every == 0 else MINERS), number % every == 0)
        for number in range(subscribers)
    ]


async def measured(subscribers: int, endpoints: Endpoints, offer: Offer) -> Load:
    """The load of so many subscribers. Raises RuntimeError if one of them is refused or loses its connection."""
    settings = {"postgres_url": endpoints.postgres_url, "mongo_url": endpoints.mongo_url}
    command = (sys.executable, "-m", "app.cli", "serve", "--port", "0")
    with server(command, environment(settings), offer.cores.server, offer.folder / f"{subscribers}.log") as (
        address,
        tree,
    ):
        alone = tree.resident_bytes()
        wanted = wanted_by(subscribers)
        with _clients(address, wanted) as pipes:
            set_up = max([await _told(pipe) for pipe in pipes])
            connection = await asyncpg.connect(endpoints.postgres_url)
            idle = await _cost(tree, connection, asyncio.sleep(QUIET))
            written = Written()
            busy = await _cost(tree, connection, _write(connection, offer, written))
            await connection.close()
            memory = tree.resident_bytes() - alone
            for number, pipe in enumerate(pipes):
                await _all_came(pipe, written.concerning(wanted[number::PROCESSES]))
            latencies = sorted([1000 * each for pipe in pipes for each in await _latencies(pipe, written)])
    return Load(
        subscribers=subscribers,
        set_up=subscribers / set_up,
        rows=offer.rows_per_second * round(offer.seconds),
        deliveries=len(latencies),
        latency_p50=latencies[len(latencies) // 2],
        latency_p99=latencies[len(latencies) * 99 // 100],
        latency_most=latencies[-1],
        idle_cpu=100 * idle.cpu,
        cpu=100 * busy.cpu,
        memory=memory // subscribers,
        statements=busy.statements - 1 / TICK,
        idle_statements=idle.statements,
    )


@contextmanager
def _clients(address: Address, wanted: Sequence[Wanted]) -> Iterator[list[Connection]]:
    """Processes of clients on the cores of this one, and the pipes to them."""
    context, pipes, processes = get_context("spawn"), [], []
    try:
        for number in range(PROCESSES):
            ours, theirs = Pipe()
            process = context.Process(target=run, args=(address, wanted[number::PROCESSES], theirs), daemon=True)
            process.start()
            pipes.append(ours)
            processes.append(process)
        yield pipes
    finally:
        for process in processes:
            process.terminate()
            process.join()


async def _told(pipe: Connection) -> float:
    seconds, problems = await _received(pipe)
    _complain(problems)
    return float(seconds)


async def _all_came(pipe: Connection, expected: int) -> None:
    pipe.send(expected)
    came = await _received(pipe)
    if came != expected:
        raise RuntimeError(f"{came} rows have come instead of {expected}")


async def _latencies(pipe: Connection, written: Written) -> list[float]:
    pipe.send(None)
    arrivals, problems = await _received(pipe)
    _complain(problems)
    return [at - written.commits[datetime.fromisoformat(moment)] for moment, at in arrivals]


async def _received(pipe: Connection) -> Any:
    if not await asyncio.to_thread(pipe.poll, START_LIMIT):
        raise RuntimeError("the clients have said nothing")
    return pipe.recv()


def _complain(problems: Counter[str]) -> None:
    if problems:
        raise RuntimeError(f"subscribers had problems: {problems.most_common(3)}")


async def _cost(tree: ProcessTree, connection: asyncpg.Connection[asyncpg.Record], work: Awaitable[None]) -> Cost:
    statements, cpu, began = await _statements(connection), tree.cpu_seconds(), time.monotonic()
    await work
    seconds, spent = time.monotonic() - began, tree.cpu_seconds() - cpu
    return Cost(spent / seconds, (await _statements(connection) - statements) / seconds)


async def _statements(connection: asyncpg.Connection[asyncpg.Record]) -> int:
    """All so far: the gateway's transactions are of one statement each. Sessions tell of them once a second."""
    return int(await connection.fetchval(TRANSACTIONS))


async def _write(connection: asyncpg.Connection[asyncpg.Record], offer: Offer, written: Written) -> None:
    """Insert samples of random miners."""
    random, loop = Random(1), asyncio.get_running_loop()
    began = loop.time()
    for number in range(round(offer.seconds / TICK)):
        await asyncio.sleep(began + number * TICK - loop.time())
        moment = datetime.now(UTC)
        miners = [random.randrange(MINERS) for _ in range(round(offer.rows_per_second * TICK))]
        await connection.execute(INSERT, miners, moment)
        written.commits[moment] = time.time()
        written.miners.update(miners)
