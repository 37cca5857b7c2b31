"""Processes by number: find one again in a later life of ours, make sure that it is the one meant, and end it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from signal import Signals

# Linux; a slim container has no ps. Other systems have ps.
PROC = Path("/proc")

STOP_LIMIT = 10.0
"""Seconds that a process gets after each signal."""


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll until the condition holds, True, or the time is over, False."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.03)
    return True


def read_pid(file: Path) -> int | None:
    """The number in the first line of a pid file; None when there is no file or no number in it."""
    try:
        pid = int(file.read_text(encoding="utf-8").partition("\n")[0])
    except (OSError, ValueError):
        return None
    return pid if pid > 1 else None


def exists(pid: int) -> bool:
    """Whether the number is taken by any process, ours or not, running or waiting to be reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_line(pid: int) -> str:
    """The arguments separated by blanks, with a blank at both ends; blanks alone for no process or a zombie."""
    if PROC.exists():
        return f" {arguments_in_proc(pid)} "
    listing = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607 - its folder differs between systems
        capture_output=True,
        text=True,
        check=False,
    )
    return f" {listing.stdout.strip()} "


def arguments_in_proc(pid: int) -> str:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def end(pid: int, signals: Sequence[Signals], alive: Callable[[], bool]) -> None:
    """Send one signal after the other, giving each its time, until the process is gone."""
    for signal in signals:
        if not alive():
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal)
        wait_until(lambda: not alive(), STOP_LIMIT)
