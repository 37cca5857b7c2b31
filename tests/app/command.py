"""The real command `polygraph` as a child process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT, SIGKILL, Signals

import httpx
import psutil

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "app.cli")
START_LIMIT = 120.0
STOP_LIMIT = 20.0


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended."""

    code: int
    output: str
    problems: str

    @property
    def problem(self) -> str:
        """What it said on standard error, which must be one line and no traceback."""
        (line,) = self.problems.splitlines()
        return line


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these settings (`postgres_url` …) and no others."""
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith("POLYGRAPH_")}
    # So many starts should not compile every module each time, whatever this process was told.
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    python = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(ROOT / ".polygraph" / "bytecode")}
    # Wide enough that rich folds nothing.
    return inherited | python | {"COLUMNS": "500"} | {f"POLYGRAPH_{name.upper()}": v for name, v in settings.items()}


def polygraph(*arguments: str | Path, **settings: str | Path) -> Result:
    """Run a command to its end, in a folder that holds no project."""
    finished = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd="/",
        env=environment({name: str(value) for name, value in settings.items()}),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_LIMIT,
    )
    return Result(finished.returncode, finished.stdout, finished.stderr)


@dataclass
class Service:
    """A `polygraph serve` or `demo` that can be started and stopped again and again."""

    arguments: tuple[str, ...]
    settings: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None
    _reader: threading.Thread | None = None

    def children(self) -> list[psutil.Process]:
        """Every process that descends from the running one."""
        assert self._process is not None
        children: list[psutil.Process] = psutil.Process(self._process.pid).children(recursive=True)
        return children

    @property
    def output(self) -> str:
        """All that the current run has printed, on both streams."""
        return "".join(self.lines)

    @property
    def url(self) -> str:
        """The address that it printed."""
        found = re.search(r"serves (http://\S+)/graphql", self.output)
        assert found, self.output
        return found[1]

    def start(self) -> float:
        """Start and wait until it answers; the seconds that took."""
        begun = time.monotonic()
        self.lines.clear()
        self._process = subprocess.Popen(
            [*COMMAND, *self.arguments],
            cwd="/",
            env=environment(self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,))
        self._reader.start()
        wait_until(lambda: "serves http" in self.output or self._process_ended(), START_LIMIT)
        assert httpx.get(f"{self.url}/healthz", timeout=START_LIMIT).status_code == 200
        return time.monotonic() - begun

    def stop(self, signal: Signals = SIGINT) -> int:
        """End it as Ctrl-C would, and wait; its exit code."""
        assert self._process is not None
        assert self._reader is not None
        self._process.send_signal(signal)
        code = self._process.wait(STOP_LIMIT)
        self._reader.join(STOP_LIMIT)
        return code

    def _process_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.lines.extend(process.stdout)
        process.stdout.close()


@contextmanager
def service(*arguments: str, **settings: str | Path) -> Iterator[Service]:
    """A service that runs until the block ends."""
    running = Service((*arguments, "--port", "0"), {name: str(value) for name, value in settings.items()})
    try:
        running.start()
        yield running
    finally:
        if not running._process_ended():
            running.stop(SIGKILL if sys.exc_info()[0] else SIGINT)


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Poll until the condition holds; it must within this time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.05)
