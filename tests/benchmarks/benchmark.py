"""One run: all peers up at the same time, what they answer compared, then measured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.agreement import agree
from tests.benchmarks.data import Databases, find_subjects
from tests.benchmarks.growth import growth, large_answer, scaling
from tests.benchmarks.machine import this_machine, versions
from tests.benchmarks.peers import Peer, RunningPeer, all_peers
from tests.benchmarks.processes import Cores
from tests.benchmarks.queries import BenchmarkQuery, Subjects, benchmark_queries
from tests.benchmarks.results import Cell, Growth, LargeAnswer, PeerMemory, Results, Scaling
from tests.benchmarks.rounds import Effort, measure

GROWING = ("Q4", "Q5")
SCALING = ("Q1", "Q2")
IDLE = 2.0
"""Seconds for which the peers are watched while nobody asks them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure. No names: all queries, all peers. `more`: growth, workers and large answers too."""

    scale: str
    effort: Effort
    queries: Sequence[str] = ()
    peers: Sequence[str] = ()
    more: bool = True


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A run over databases that hold the rows; `folder` takes the servers' logs, `tell` hears what is being done."""

    plan: Plan
    databases: Databases
    cores: Cores
    folder: Path
    tell: Callable[[str], None]

    async def run(self) -> Results:
        """Measure all of the plan. Raises Disagreement before, if the peers do not answer the same."""
        begun, machine = datetime.now(UTC), this_machine()
        subjects = await find_subjects(self.databases.endpoints.postgres_url)
        queries = benchmark_queries(subjects, self.plan.queries)
        peers = [peer for peer in all_peers(self.databases.endpoints) if peer.name in (self.plan.peers or (peer.name,))]
        for processes in self.databases.trees.values():
            processes.keep_to(self.cores.others)
        with ExitStack() as stack:
            running = [stack.enter_context(peer.running(self.cores.server, self.folder)) for peer in peers]
            await self._compare(queries, running)
            idle = await self._idle(running)
            cells = [cell for query in queries for cell in await self._measure(query, running)]
            memory = [_memory(one, idle[one.peer.name]) for one in running]
            growths = await self._growths(subjects, running)
        return Results(
            date=begun,
            scale=self.plan.scale,
            rounds=self.plan.effort.rounds,
            seconds=self.plan.effort.seconds,
            machine=machine,
            versions=await versions(self.databases.endpoints),
            queries={query.name: query.title for query in queries},
            peers=memory,
            cells=cells,
            growth=growths,
            scaling=await self._scalings(subjects),
            large_answers=await self._large_answers(subjects, peers),
        )

    async def _compare(self, queries: Sequence[BenchmarkQuery], running: Sequence[RunningPeer]) -> None:
        for query in queries:
            self.tell(f"comparing answers: {query.name}")
            await agree(query, running)

    async def _idle(self, running: Sequence[RunningPeer]) -> dict[str, float]:
        """The percentage of a core that each peer takes while nobody asks it."""
        self.tell("watching idle peers")
        before = {one.peer.name: one.processes.cpu_seconds() for one in running}
        passed = min(IDLE, self.plan.effort.seconds)
        await asyncio.sleep(passed)
        return {one.peer.name: 100 * (one.processes.cpu_seconds() - before[one.peer.name]) / passed for one in running}

    async def _measure(self, query: BenchmarkQuery, running: Sequence[RunningPeer]) -> Sequence[Cell]:
        self.tell(f"{query.name}: {query.title}")
        return await measure(query, running, self.databases, self.plan.effort)

    async def _growths(self, subjects: Subjects, running: Sequence[RunningPeer]) -> list[Growth]:
        found: list[Growth] = []
        for query in benchmark_queries(subjects, GROWING) if self.plan.more else ():
            self.tell(f"growth of {query.name}")
            found += await growth(query, running, self.databases, self.plan.effort.seconds)
        return found

    async def _scalings(self, subjects: Subjects) -> list[Scaling]:
        if not self.plan.more:
            return []
        self.tell("one worker and two")
        queries = benchmark_queries(subjects, SCALING)
        return await scaling(queries, self.databases, self.cores, self.plan.effort.seconds, self.folder)

    async def _large_answers(self, subjects: Subjects, peers: Sequence[Peer]) -> list[LargeAnswer]:
        found: list[LargeAnswer] = []
        small, growing = benchmark_queries(subjects, ("Q1", "Q4"))
        for peer in peers if self.plan.more else ():
            self.tell(f"memory for a large answer: {peer.title}")
            found.append(await large_answer(growing, small, peer, self.cores, self.folder))
        return found


def _memory(running: RunningPeer, idle: float) -> PeerMemory:
    return PeerMemory(
        name=running.peer.name,
        title=running.peer.title,
        idle=idle,
        resident=running.processes.resident_bytes(),
    )
