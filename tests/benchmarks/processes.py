"""Processes: on which core they run, what they have cost, how much memory they hold. Linux's /proc alone knows."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import TypeVar

import psutil

Result = TypeVar("Result")

START_LIMIT = 60.0
STOP_LIMIT = 15.0
ADDRESS = re.compile(r"serves http://([\d.]+):(\d+)")


@dataclass(frozen=True, slots=True)
class Cores:
    """The core of the servers under test, and those of the load and the databases."""

    server: frozenset[int]
    others: frozenset[int]

    @classmethod
    def shared_out(cls) -> Cores:
        """The first core for the server, all others for the rest; a single core is shared by all."""
        first, *rest = sorted(os.sched_getaffinity(0))
        return cls(frozenset({first}), frozenset(rest or {first}))


@contextmanager
def running_on(cores: frozenset[int]) -> Iterator[None]:
    """Keep this process to these cores, and for their whole lives the children it starts meanwhile."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    host: str
    port: int


class ProcessTree:
    """A process and all that descend from it."""

    def __init__(self, pid: int) -> None:
        self.root = psutil.Process(pid)

    def cpu_seconds(self) -> float:
        """User and system time so far, that of children already gone included; the kernel counts in ticks of 10 ms."""
        return sum(self._each(lambda process: sum(process.cpu_times()[:4])))

    def resident_bytes(self) -> int:
        """Memory now; pages shared by two processes count twice."""
        return sum(self._each(lambda process: process.memory_info().rss))

    def peak_bytes(self) -> int:
        """The sum of each process's largest resident memory since `forget_peak` (VmHWM)."""
        return sum(self._each(_peak))

    def forget_peak(self) -> None:
        """Begin a new peak at the memory of now (`man 5 proc`, clear_refs)."""
        list(self._each(lambda process: Path(f"/proc/{process.pid}/clear_refs").write_text("5", encoding="ascii")))

    def keep_to(self, cores: frozenset[int]) -> None:
        """Move all the processes to these cores."""
        list(self._each(lambda process: process.cpu_affinity(sorted(cores))))

    def _each(self, read: Callable[[psutil.Process], Result]) -> Iterator[Result]:
        """What is read of each process, but for those that end meanwhile: PostgreSQL's workers come and go."""
        for process in (self.root, *self.root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
                yield read(process)


def _peak(process: psutil.Process) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


@contextmanager
def server(
    command: Sequence[str], environment: Mapping[str, str], cores: frozenset[int], log: Path
) -> Iterator[tuple[Address, ProcessTree]]:
    """Run a server until the block ends, from when it has printed the address it serves.

    Raises RuntimeError with the log when it does not come up.
    """
    # A session of its own: Ctrl-C is for this process, which ends the server in order.
    with running_on(cores), log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)
    try:
        yield _printed_address(process, log), ProcessTree(process.pid)
    finally:
        _end(process)


def _printed_address(process: subprocess.Popen[bytes], log: Path) -> Address:
    deadline = time.monotonic() + START_LIMIT
    while not (found := ADDRESS.search(log.read_text(encoding="utf-8"))):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{process.args!r} does not serve:\n{log.read_text(encoding='utf-8')}")
        time.sleep(0.05)
    return Address(found[1], int(found[2]))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(SIGTERM)
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.send_signal(SIGKILL)
        process.wait()
