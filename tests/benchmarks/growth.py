"""How the cost of an answer grows with its rows, with the workers, and what a large one takes in memory."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.data import Databases
from tests.benchmarks.load import offer
from tests.benchmarks.peers import Peer, RunningPeer, polygraph_peers
from tests.benchmarks.processes import Cores
from tests.benchmarks.queries import BenchmarkQuery, growing, large
from tests.benchmarks.results import Growth, LargeAnswer, Scaling
from tests.benchmarks.rounds import asked

WORKERS = (1, 2)
CONNECTIONS = 16
WARM_UP = 30


async def growth(
    query: BenchmarkQuery, peers: Sequence[RunningPeer], databases: Databases, seconds: float
) -> list[Growth]:
    """The query at each of its sizes, one connection."""
    return [await _growth_of(query, running, databases, seconds) for running in peers if running.takes(query)]


async def _growth_of(query: BenchmarkQuery, running: RunningPeer, databases: Databases, seconds: float) -> Growth:
    server_cpu: dict[int, float] = {}
    answer: dict[int, int] = {}
    for factor, larger in growing(query).items():
        one = await asked(running, larger)
        sample = await one.sample(databases, 1, seconds)
        server_cpu[factor] = sample.per_request(sample.server_cpu)
        answer[factor] = one.length
    return Growth(
        query=query.name,
        peer=running.peer.name,
        server_cpu=server_cpu,
        answer=answer,
        exponent=slope({x: math.log(max(y, 0.01)) for x, y in server_cpu.items()}),
    )


def slope(logarithms: Mapping[int, float]) -> float:
    """The slope of the least-squares line through the points (log key, value)."""
    points = [(math.log(key), value) for key, value in logarithms.items()]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


async def scaling(
    queries: Sequence[BenchmarkQuery], databases: Databases, cores: Cores, seconds: float, folder: Path
) -> list[Scaling]:
    """Polygraph with one worker and with two, on all cores."""
    measured: dict[str, dict[int, float]] = {query.name: {} for query in queries}
    for workers in WORKERS:
        peer = polygraph_peers(databases.endpoints, workers=workers)[0]
        with peer.running(cores.server | cores.others, folder) as running:
            for query in queries:
                measured[query.name][workers] = await _requests_per_second(query, running, seconds)
    return [
        Scaling(query=name, peer=peer.name, requests_per_second=by_workers) for name, by_workers in measured.items()
    ]


async def _requests_per_second(query: BenchmarkQuery, running: RunningPeer, seconds: float) -> float:
    """Each worker takes connections as it can: the first load, which is not counted, warms them all."""
    one = await asked(running, query)
    for duration in (seconds / 2, seconds):
        load = await offer(running.address, one.request, connections=CONNECTIONS, seconds=duration, length=one.length)
    return len(load.latencies) / load.seconds


async def large_answer(
    query: BenchmarkQuery, small: BenchmarkQuery, peer: Peer, cores: Cores, folder: Path
) -> LargeAnswer:
    """A fresh server, warmed with small answers, gives one of more than 10 MB (at the scale `bench`)."""
    with peer.running(cores.server, folder) as running:
        for _ in range(WARM_UP):
            await running.answer(small)
        before = running.processes.resident_bytes()
        running.processes.forget_peak()
        answer = len(await running.answer(large(query)))
        added = running.processes.peak_bytes() - before
    return LargeAnswer(peer=peer.name, answer=answer, before=before, added=added)
