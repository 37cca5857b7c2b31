"""Scripts that Node runs against the service, with npm packages as their lock file pins them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from app.web.node import find_node

SOURCE = Path(__file__).parent / "audits"
CACHE = Path(__file__).parents[2] / ".polygraph" / "audits"
LIMIT = 60.0


@cache
def folder() -> Path:
    """Where the scripts and their packages are: installed once, anew when the lock file changes."""
    found = CACHE / hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()[:16]
    if not found.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=CACHE) as temporary:
            copy = Path(temporary) / "audits"
            shutil.copytree(SOURCE, copy)
            find_node().install(copy)
            copy.rename(found)
    for script in SOURCE.glob("*.mjs"):
        shutil.copy(script, found)
    return found


def lines_of(name: str, *arguments: str) -> list[Any]:
    """Run a script to its end; the JSON lines that it printed."""
    process = subprocess.run(_command(name, arguments), check=False, capture_output=True, timeout=LIMIT)
    assert process.returncode == 0, process.stderr.decode()
    return [orjson.loads(line) for line in process.stdout.splitlines()]


@contextmanager
def script(name: str, *arguments: str) -> Iterator[Iterator[Any]]:
    """Start a script; the JSON lines that it prints, as they come. It must end when the block does."""
    with subprocess.Popen(_command(name, arguments), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield map(orjson.loads, process.stdout)
            assert process.wait(LIMIT) == 0
        finally:
            process.kill()


def _command(name: str, arguments: Iterable[str]) -> list[str]:
    return [str(find_node().executable), str(folder() / name), *arguments]
