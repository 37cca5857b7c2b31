"""Another process that owns servers, and what can be seen of them from outside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stores.embedded import EmbeddedServers
from stores.embedded.process import command_line, read_pid

ROOT = Path(__file__).parents[3]

OWNER = """
import sys, time
from pathlib import Path
from stores.embedded import EmbeddedServers
servers = EmbeddedServers(Path(sys.argv[1]))
print("begun", flush=True)
servers.start()
print(servers._watcher.pid, flush=True)
time.sleep(3600)
"""


@contextmanager
def owner_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that starts the servers of the folder and says so; ends by SIGKILL at the latest."""
    command = [sys.executable, "-c", OWNER, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert said(process) == "begun"
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def process_ids(folder: Path) -> list[int]:
    """The numbers of both servers' living processes, as their pid files tell; shorter when one does not live."""
    servers = EmbeddedServers(folder)
    pids = [(read_pid(server.pid_file), server.mark) for server in (servers.postgres, servers.mongo)]
    return [pid for pid, mark in pids if pid is not None and mark in command_line(pid)]


def are_gone(pids: list[int], folder: Path) -> bool:
    return not any(str(folder) in command_line(pid) for pid in pids)
