"""Where the server's time goes: Polygraph under a profiler, with one connection's load."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.data import Databases, find_subjects
from tests.benchmarks.load import ask, get, offer
from tests.benchmarks.peers import polygraph_peers
from tests.benchmarks.processes import Cores
from tests.benchmarks.queries import benchmark_queries
from tests.benchmarks.rounds import asked

WARM_UP = 1.0


async def profile(name: str, databases: Databases, cores: Cores, folder: Path, seconds: float) -> str:
    """The call tree of one query's server, from pyinstrument."""
    (query,) = benchmark_queries(await find_subjects(databases.endpoints.postgres_url), (name,))
    standard = polygraph_peers(databases.endpoints)[0]
    watched = replace(standard, name="profiled", command=(sys.executable, "-m", "tests.benchmarks.profiled"))
    with watched.running(cores.server, folder) as running:
        one = await asked(running, query)
        address, request = running.address, one.request
        await offer(address, request, connections=1, seconds=WARM_UP, length=one.length)
        await ask(address, get(address, "/profile"))
        load = await offer(address, request, connections=1, seconds=seconds, length=one.length)
        tree = await ask(address, get(address, "/profile"))
    return f"{query.name}: {query.title}, {len(load.latencies)} requests in {load.seconds:.1f} s\n{tree.decode()}"
