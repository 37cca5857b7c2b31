"""`polygraph simulate`: a source of life, for demonstrations and trials."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from app.cli.migrate import require_migrated
from app.cli.terminal import complain, output
from app.databases import endpoints_of
from app.parent import end_with_parent
from app.settings import Settings
from stores.errors import PolygraphError
from stores.simulate import Simulation, Step

TICK = 1.0
"""Seconds between two batches."""

REPORT_EVERY = 5.0
"""Seconds between two lines of what was written."""

GENTLE = 20.0
"""Rows a second that a demonstration shows."""

END_LIMIT = 5.0
"""Seconds that the simulation beside a service has to end."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Course:
    """How a simulation runs: its rows a second, the seconds until it ends by itself, and the seed of its chance."""

    rate: float = GENTLE
    seconds: float | None = None
    seed: int | None = None


async def simulate(settings: Settings, course: Course, say: Say = output.print) -> None:
    """Write until the time is over or a signal to end comes, and say every few seconds how much.

    An outage is told once and got over. Raises BadInput for databases without rows, and Outage if one is away at the
    start.
    """
    ended = _signalled()
    endpoints = endpoints_of(settings)
    await require_migrated(endpoints.postgres_url)
    random = Random(course.seed)
    simulation = Simulation(endpoints.postgres_url, endpoints.mongo_url, rate=course.rate, random=random)
    try:
        await simulation.start(datetime.now(UTC))
        await _run(simulation, course, say, ended)
    finally:
        await simulation.close()


async def _run(simulation: Simulation, course: Course, say: Say, ended: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    last = begun if course.seconds is None else begun + course.seconds
    report = Report(say)
    while not ended.is_set() and (course.seconds is None or loop.time() < last):
        await _until(ended, TICK if course.seconds is None else min(TICK, last - loop.time()))
        report.add(await simulation.step(datetime.now(UTC)), loop.time())
    report.total(loop.time() - begun)


def _signalled() -> asyncio.Event:
    """Is set by the signals that end a command: what is being written is written first."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    return ended


async def _until(ended: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(ended.wait(), max(0.0, seconds))
    except TimeoutError:
        return


class Report:
    """Tells what was written, every few seconds, and on standard error of outages as they begin and end."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._rows: Counter[str] = Counter()
        self._all = 0
        self._since: float | None = None
        self._lost: Mapping[str, str] = {}

    def add(self, step: Step, at: float) -> None:
        """A step that was made at a time, in seconds."""
        for store in step.lost.keys() - self._lost.keys():
            complain(f"{store} is lost, and is tried again every second: {step.lost[store]}")
        for store in self._lost.keys() - step.lost.keys():
            complain(f"{store} answers again")
        self._lost = step.lost
        self._rows.update(step.rows)
        self._all += sum(step.rows.values())
        self._since = at if self._since is None else self._since
        if at - self._since >= REPORT_EVERY:
            self._say(", ".join(f"{kind} {rows:,}" for kind, rows in self._rows.items()))
            self._rows.clear()
            self._since = at

    def total(self, seconds: float) -> None:
        """The last line."""
        self._say(f"Wrote {self._all:,} rows in {seconds:.0f} s")


@contextmanager
def simulated(settings: Settings) -> Iterator[None]:
    """A simulation in a process of its own, for as long as the block runs."""
    process = multiprocessing.get_context("spawn").Process(target=_beside, args=(settings,), daemon=True)
    # A Ctrl-C reaches the whole group of processes, and would be a traceback until this one's loop listens to it.
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    process.start()
    signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        process.terminate()
        process.join(END_LIMIT)
        process.kill()
        process.join()


def _beside(settings: Settings) -> None:
    """The process: says nothing but what goes wrong, and does not outlive its parent."""
    end_with_parent()
    try:
        asyncio.run(simulate(settings, Course(), lambda _: None))
    except PolygraphError as error:
        complain(f"the simulation has ended: {error}")
