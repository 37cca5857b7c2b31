"""Where the benchmark ran, and with which versions."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import asyncpg
import orjson
import psutil

from app.web.node import find_node
from stores.embedded import Endpoints
from tests.benchmarks.peers import installed_postgraphile
from tests.benchmarks.results import Machine

PACKAGES = ("strawberry-graphql", "graphql-core", "aiodataloader", "asyncpg", "uvicorn", "uvloop", "SecantusDB")


def this_machine() -> Machine:
    """The machine, as it is now."""
    return Machine(
        cores=os.cpu_count() or 1,
        model=_processor(),
        memory=psutil.virtual_memory().total,
        system=f"{platform.system()} {platform.release()}",
        busy=round(os.getloadavg()[0], 2),
    )


async def versions(endpoints: Endpoints) -> dict[str, str]:
    """The version of everything that takes part."""
    package = installed_postgraphile() / "node_modules" / "postgraphile" / "package.json"
    return {
        "Polygraph": version("polygraph"),
        "Python": platform.python_version(),
        "PostGraphile": orjson.loads(package.read_bytes())["version"],
        "Node": _node_version(),
        "PostgreSQL": await _postgres_version(endpoints.postgres_url),
        **{name: version(name) for name in PACKAGES},
    }


def _node_version() -> str:
    finished = subprocess.run([str(find_node().executable), "--version"], capture_output=True, text=True, check=True)
    return finished.stdout.strip().removeprefix("v")


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return found[1] if found else platform.machine()


async def _postgres_version(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()
