"""Rounds: each peer in turn under the same load, so that whatever drifts on the machine hits all alike."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.data import Databases
from tests.benchmarks.load import Load, UnexpectedAnswer, offer
from tests.benchmarks.peers import REFERENCE, RunningPeer
from tests.benchmarks.queries import BenchmarkQuery
from tests.benchmarks.results import Cell, Figures, Ratios, Spread

LONG = 10.0
"""Seconds after which a peer that is so slow is spared the query's further rounds."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: seconds per round, rounds per query, numbers of connections."""

    seconds: float
    rounds: int
    connections: Sequence[int]

    def connections_for(self, query: BenchmarkQuery) -> Sequence[int]:
        """The least number alone where MongoDB is asked: SecantusDB runs one statement after the other."""
        return [min(self.connections)] if "mongo" in query.stores else self.connections


@dataclass(frozen=True, slots=True)
class Sample:
    """One round: processor times in seconds for all its requests, and the peak of the server's memory in bytes."""

    load: Load
    server_cpu: float
    store_cpu: float
    peak_memory: int

    @property
    def requests_per_second(self) -> float:
        """Answers by time."""
        return len(self.load.latencies) / self.load.seconds

    @property
    def p50(self) -> float:
        """Median latency in milliseconds."""
        return 1000 * statistics.median(self.load.latencies)

    @property
    def p99(self) -> float:
        """The latency, in milliseconds, that at most one of a hundred requests exceeds."""
        latencies = sorted(self.load.latencies)
        return 1000 * latencies[math.ceil(0.99 * len(latencies)) - 1]

    def per_request(self, seconds: float) -> float:
        """Milliseconds per request."""
        return 1000 * seconds / len(self.load.latencies)


@dataclass(frozen=True, slots=True)
class Asked:
    """A peer and its request for a query, with the length of the right answer."""

    running: RunningPeer
    query: BenchmarkQuery
    request: bytes
    length: int

    async def sample(self, databases: Databases, connections: int, seconds: float) -> Sample:
        """One round."""
        processes, stores = self.running.processes, self.query.stores
        processes.forget_peak()
        before = processes.cpu_seconds(), databases.cpu_seconds(stores)
        load = await offer(
            self.running.address, self.request, connections=connections, seconds=seconds, length=self.length
        )
        after = processes.cpu_seconds(), databases.cpu_seconds(stores)
        return Sample(load, after[0] - before[0], after[1] - before[1], processes.peak_bytes())


async def asked(running: RunningPeer, query: BenchmarkQuery) -> Asked:
    """The peer made ready for a query: it has answered once."""
    request = await running.request(query)
    return Asked(running, query, request, len(await running.answer(query)))


async def measure(
    query: BenchmarkQuery, peers: Sequence[RunningPeer], databases: Databases, effort: Effort
) -> list[Cell]:
    """All rounds of one query, after one that is not counted: it is Node's chance to compile."""
    taking_part = [await asked(running, query) for running in peers if running.takes(query)]
    for one in taking_part:
        await one.sample(databases, 1, effort.seconds)
    cells: list[Cell] = []
    for connections in effort.connections_for(query):
        samples, failures = await _rounds(taking_part, databases, effort, connections)
        for one in taking_part:
            name = one.running.peer.name
            cells.append(_cell(one, connections, samples, failures.get(name)))
    return cells


async def _rounds(
    taking_part: Sequence[Asked], databases: Databases, effort: Effort, connections: int
) -> tuple[Mapping[str, list[Sample]], Mapping[str, str]]:
    """Each peer's samples, and what those said that failed: they take no further part."""
    samples: dict[str, list[Sample]] = defaultdict(list)
    failures: dict[str, str] = {}
    for number in range(effort.rounds):
        # Another one first each time: nobody always comes after the same neighbour.
        start = number % len(taking_part)
        for one in [*taking_part[start:], *taking_part[:start]]:
            name = one.running.peer.name
            if name in failures or (samples[name] and samples[name][-1].load.seconds > LONG):
                continue
            try:
                samples[name].append(await one.sample(databases, connections, effort.seconds))
            except UnexpectedAnswer as failure:
                failures[name] = str(failure)
    return samples, failures


def _cell(one: Asked, connections: int, samples: Mapping[str, Sequence[Sample]], failure: str | None) -> Cell:
    own, reference = samples[one.running.peer.name], samples.get(REFERENCE)
    return Cell(
        query=one.query.name,
        peer=one.running.peer.name,
        connections=connections,
        rounds=len(own),
        requests=sum(len(sample.load.latencies) for sample in own),
        answer=one.length,
        figures=None if failure else _figures(own),
        ratios=_ratios(own, reference) if reference and not failure else None,
        failure=failure,
    )


def _figures(samples: Sequence[Sample]) -> Figures:
    return Figures(
        requests_per_second=Spread.of(sample.requests_per_second for sample in samples),
        p50=Spread.of(sample.p50 for sample in samples),
        p99=Spread.of(sample.p99 for sample in samples),
        server_cpu=Spread.of(sample.per_request(sample.server_cpu) for sample in samples),
        store_cpu=Spread.of(sample.per_request(sample.store_cpu) for sample in samples),
        peak_memory=max(sample.peak_memory for sample in samples),
    )


def _ratios(own: Sequence[Sample], reference: Sequence[Sample]) -> Ratios | None:
    pairs = list(zip(own, reference, strict=False))
    if any(other.server_cpu == 0 for _, other in pairs):
        # Too short to be measured by a clock of 10 ms.
        return None
    return Ratios(
        requests_per_second=Spread.of(one.requests_per_second / other.requests_per_second for one, other in pairs),
        p50=Spread.of(one.p50 / other.p50 for one, other in pairs),
        server_cpu=Spread.of(
            one.per_request(one.server_cpu) / other.per_request(other.server_cpu) for one, other in pairs
        ),
    )
