"""The Chromium that the browser tests drive: the machine's own, or the distribution's package."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIMIT = 600.0
"""Seconds for each of the package manager's commands."""

ADVICE = f"the browser tests need one of {', '.join(NAMES)} on the PATH; on Debian: apt-get install chromium"


class NoChromium(Exception):
    """There is no Chromium, and none can be installed; the message says what to do."""


def chromium() -> str:
    """The path of a Chromium, installed first if there is none and this is root on a Debian.

    Raises NoChromium otherwise: tests that need a browser fail without one.
    """
    found = _found()
    if found is None:
        _install()
        found = _found()
    if found is None:
        raise NoChromium(ADVICE)
    return found


def arguments() -> list[str]:
    """What Chromium must be started with: as root it refuses to run in its sandbox."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def _found() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def _install() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None or not Path("/etc/debian_version").exists():
        raise NoChromium(ADVICE)
    _apt_get("update")
    _apt_get("install", "--yes", "--no-install-recommends", "chromium")


def _apt_get(*arguments: str) -> None:
    try:
        done = subprocess.run(
            ["apt-get", "--quiet", *arguments],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=LIMIT,
        )
    except subprocess.TimeoutExpired as error:
        raise NoChromium(f"apt-get {arguments[0]} took longer than {LIMIT:g} s; {ADVICE}") from error
    if done.returncode != 0:
        raise NoChromium(f"apt-get {arguments[0]} failed; {ADVICE}\n{done.stdout[-2000:]}")
