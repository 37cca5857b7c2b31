"""The embedded server that speaks MongoDB's wire protocol: SecantusDB."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, SIGTERM
from threading import Timer
from typing import IO, Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from stores.embedded.port import HOST
from stores.embedded.process import read_pid
from stores.embedded.server import Server
from stores.embedded.text_file import write_text
from stores.embedded.wheels import wheel_folder

CACHE_SIZE = "256M"
ANSWER_LIMIT_MS = 2_000

KNOCK_DELAY = 0.2
"""Seconds from the signal to stop, by which SecantusDB surely has noticed it."""

# The shell writes its number before it becomes the server, so there is no moment with a server and no pid file.
WRITE_PID_AND_EXEC = 'echo $$ > "$0" && exec "$@"'


class MongoServer(Server):
    """SecantusDB, run as the same user by the same interpreter, without authentication on the loopback address."""

    name = "mongo"
    title = "SecantusDB"
    stop_signals = (SIGTERM, SIGKILL)

    @property
    def mark(self) -> str:
        return f" --storage-path {self.data} "

    def answers(self) -> bool:
        pid = read_pid(self.pid_file)
        if pid is None:
            return False
        try:
            with self._client() as client:
                return bool(client.admin.command("serverStatus")["pid"] == pid)
        except PyMongoError:
            return False

    def stop(self) -> None:
        """As any server's. A late connection saves 2 s.

        SecantusDB closes its socket and then waits so long for a thread that only a new connection wakes. Together
        with the signal, a connection would sometimes make it miss the signal altogether.
        """
        if not self.running:
            return
        knock = Timer(KNOCK_DELAY, self._knock)
        knock.start()
        super().stop()
        knock.cancel()
        knock.join()

    def _knock(self) -> None:
        with suppress(OSError):
            socket.create_connection((HOST, self.port), timeout=1).close()

    def _client(self) -> MongoClient[dict[str, Any]]:
        return MongoClient(
            self.url,
            serverSelectionTimeoutMS=ANSWER_LIMIT_MS // 10,
            connectTimeoutMS=ANSWER_LIMIT_MS,
            socketTimeoutMS=ANSWER_LIMIT_MS,
        )

    def _url(self) -> str:
        return f"mongodb://{HOST}:{self.port}/?directConnection=true"

    @property
    def _configuration(self) -> Path:
        return self.folder / "secantusd.toml"

    def _prepare(self) -> None:
        wheel_folder("secantus")
        self.data.mkdir(mode=0o700, exist_ok=True)
        # An empty file of our own keeps the server from reading one in the user's home.
        write_text(self._configuration, "")

    def _spawn(self, port: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        server = [sys.executable, "-P", "-m", "secantus", "--config", str(self._configuration)]
        options = ["--host", HOST, "--port", str(port), "--cache-size", CACHE_SIZE, "--storage-path", str(self.data)]
        return subprocess.Popen(
            ["/bin/sh", "-c", WRITE_PID_AND_EXEC, str(self.pid_file), *server, *options],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
