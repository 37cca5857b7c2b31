"""One embedded server: a child process with a folder, a port and a log of its own."""

from __future__ import annotations

import subprocess
import time
from abc import ABC, abstractmethod
from collections import deque
from pathlib import Path
from signal import SIGKILL, Signals
from typing import IO, ClassVar

from stores.embedded.lock import FolderLock
from stores.embedded.port import kept_port
from stores.embedded.process import command_line, end, read_pid, wait_until
from stores.embedded.text_file import read_text, write_text
from stores.errors import Misconfigured, StoreUnavailable

START_LIMIT = 30.0
"""Seconds from the start of a process to its first answer."""

RETRY_PAUSES = (0.1, 0.3, 1.0, 3.0, 0.0)
"""Seconds after each early exit. It may be due to a port just taken or to a killed server's last children."""

LOG_LINES = 20
"""Lines of the log that the error of a failed start shows."""


class Server(ABC):
    """What PostgreSQL and SecantusDB have in common: `start`, `stop`, `kill`, and to be found again after a crash.

    Only the process that holds the folder's lock starts and ends servers. All calls block; they may come from any
    thread, one at a time.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    stop_signals: ClassVar[tuple[Signals, ...]]

    def __init__(self, folder: Path, lock: FolderLock) -> None:
        self.folder = folder / self.name
        self._lock = lock
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The folder of the server's own files."""
        return self.folder / "data"

    @property
    def pid_file(self) -> Path:
        """The file whose first line is the number of the process."""
        return self.folder / "pid"

    @property
    def port(self) -> int:
        """The TCP port of 127.0.0.1; `StoreUnavailable` before the first start."""
        kept = read_text(self.folder / "port")
        if kept is None:
            raise StoreUnavailable(f"{self.title} in {self.folder} was never started")
        return int(kept)

    @property
    def url(self) -> str:
        """Where clients connect. It outlives stops and restarts, unless another program takes the port meanwhile."""
        return self._url()

    @property
    def running(self) -> bool:
        """Whether the process lives, or, seen from a process that does not own it, whether it answers."""
        if self._process is not None:
            return self._process.poll() is None
        return self.answers()

    @property
    def published(self) -> bool:
        """Whether the owner has declared the server ready."""
        return self._ready_file.exists()

    @property
    @abstractmethod
    def mark(self) -> str:
        """A part of the command line, between blanks, that no process but this folder's server has."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether this very server, not another on its port, answers a statement now."""

    @abstractmethod
    def _prepare(self) -> None:
        """Make the server's files where they are missing."""

    @abstractmethod
    def _spawn(self, port: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the process, in a session of its own: Ctrl-C in a terminal is for the parent alone."""

    @abstractmethod
    def _url(self) -> str:
        """The URL for the kept port."""

    def start(self) -> None:
        """Start and wait for the first answer; does nothing while the process lives.

        Raises `StoreUnavailable`, with the end of the log, when it does not come up, and `Misconfigured` when another
        process owns the folder or another user its files.
        """
        if not self._lock.held:
            raise Misconfigured(f"{self.folder.parent} is not owned by this process; only its owner starts its servers")
        if self._process is not None and self._process.poll() is None:
            return
        try:
            self._withdraw()
            self.folder.mkdir(exist_ok=True)
            self._start_until(time.monotonic() + START_LIMIT)
            write_text(self._ready_file, "ready")
        except PermissionError as error:
            raise Misconfigured(f"{self.title} was last run here by another user: {error}") from error

    def stop(self) -> None:
        """End the process in order, or by force when it takes too long; does nothing when it is not running."""
        self._end(self.stop_signals)

    def kill(self) -> None:
        """End the process with SIGKILL, as a crash would."""
        self._end((SIGKILL,))

    def end_leftover(self) -> None:
        """End the server that an earlier owner left behind, if there is one. For the holder of the lock alone."""
        self._withdraw()
        pid = read_pid(self.pid_file)
        if pid is not None:
            end(pid, self.stop_signals, lambda: self.mark in command_line(pid))

    @property
    def _ready_file(self) -> Path:
        return self.folder / "ready"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _withdraw(self) -> None:
        self._ready_file.unlink(missing_ok=True)

    def _end(self, signals: tuple[Signals, ...]) -> None:
        process = self._process
        if process is None:
            return
        self._withdraw()
        end(process.pid, signals, lambda: process.poll() is None)

    def _start_until(self, deadline: float) -> None:
        for pause in RETRY_PAUSES:
            self.end_leftover()
            self._prepare()
            if self._launch(deadline):
                return
            if self.running:
                self._end((SIGKILL,))
                raise StoreUnavailable(f"{self.title} did not answer in {START_LIMIT:g} s.{self._log_end()}")
            time.sleep(pause)
        raise StoreUnavailable(f"{self.title} ends as soon as it is started.{self._log_end()}")

    def _launch(self, deadline: float) -> bool:
        # The log begins anew, or it would grow for ever.
        with self._log.open("wb") as log:
            process = self._process = self._spawn(kept_port(self.folder / "port"), log)
        settled = wait_until(lambda: process.poll() is not None or self.answers(), deadline - time.monotonic())
        return settled and process.poll() is None

    def _log_end(self) -> str:
        with self._log.open(encoding="utf-8", errors="replace") as log:
            lines = deque(log, maxlen=LOG_LINES)
        return f" The end of {self._log}:\n{''.join(lines)}".rstrip()
