"""Who takes part, and how each is started and asked."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from app.settings import PREFIX, Settings, variable_of
from app.web.node import find_node
from stores.embedded import Endpoints
from tests.benchmarks.load import ask, post
from tests.benchmarks.processes import Address, ProcessTree, server
from tests.benchmarks.queries import BenchmarkQuery

ROOT = Path(__file__).parents[2]
POSTGRAPHILE = Path(__file__).parent / "postgraphile"
POOL_SIZE = "10"
REFERENCE = "postgraphile"
"""The peer that all are compared with."""


@dataclass(frozen=True)
class Peer:
    """A server that takes part. `language` is the folder of its queries."""

    name: str
    title: str
    language: str
    command: tuple[str, ...]
    environment: Mapping[str, str]

    @contextmanager
    def running(self, cores: frozenset[int], folder: Path) -> Iterator[RunningPeer]:
        """Run it on these cores until the block ends; its log goes to the folder."""
        environment = {**_inherited(), **self.environment}
        with server(self.command, environment, cores, folder / f"{self.name}.log") as (address, processes):
            yield RunningPeer(self, address, processes)


@dataclass
class RunningPeer:
    """A peer that can be asked; `pages` holds the cursors to second pages that it has given, by query."""

    peer: Peer
    address: Address
    processes: ProcessTree
    pages: dict[str, str] = field(default_factory=dict)

    def takes(self, query: BenchmarkQuery) -> bool:
        """Whether the query exists in its language."""
        return query.text(self.peer.language) is not None

    async def answer(self, query: BenchmarkQuery) -> bytes:
        """The JSON it answers a query with."""
        return await ask(self.address, await self.request(query))

    async def request(self, query: BenchmarkQuery) -> bytes:
        """The HTTP request for a query. One with a variable `after` asks for the second page of its list."""
        if "after" in query.variables:
            if query.name not in self.pages:
                first = orjson.loads(await ask(self.address, self._post(query)))
                self.pages[query.name] = end_cursor(first)
            query = query.given(after=self.pages[query.name])
        return self._post(query)

    def _post(self, query: BenchmarkQuery) -> bytes:
        if self.peer.language == "floor":
            body: dict[str, Any] = {"statement": query.name, "parameters": list(query.variables.values())}
        else:
            body = {"query": query.text(self.peer.language), "variables": query.variables}
        return post(self.address, orjson.dumps(body))


def end_cursor(answer: Any) -> str:
    """The `endCursor` of an answer's only list. Raises ValueError if there is none."""
    while isinstance(answer, dict):
        if answer.get("endCursor"):
            return str(answer["endCursor"])
        answer = next((value for value in answer.values() if isinstance(value, dict)), None)
    raise ValueError("the answer has no end cursor")


def polygraph_peers(endpoints: Endpoints, *, workers: int = 1) -> list[Peer]:
    """Polygraph with each of its ways to execute."""
    settings = {
        "postgres_url": endpoints.postgres_url,
        "mongo_url": endpoints.mongo_url,
        "postgres_pool_size": POOL_SIZE,
        "page_size_maximum": "20000",
        "cost_limit": "200000",
        "store_timeout": "120",
        "connect_timeout": "60",
        "log_level": "warning",
        "workers": str(workers),
    }
    standard = "Strawberry, aiodataloader"
    if "execution" not in Settings.model_fields:
        return [_polygraph("standard", standard, settings)]
    return [
        _polygraph("polygraph", "Polygraph", settings | {"execution": "breadth-first"}),
        _polygraph("standard", standard, settings | {"execution": "standard"}),
    ]


def all_peers(endpoints: Endpoints) -> list[Peer]:
    """Polygraph, PostGraphile and the floor."""
    database = {"POSTGRES_URL": endpoints.postgres_url, "POOL_SIZE": POOL_SIZE}
    postgraphile = (str(find_node().executable), str(installed_postgraphile() / "server.mjs"))
    production = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    return [
        *polygraph_peers(endpoints),
        Peer("postgraphile", "PostGraphile", "postgraphile", postgraphile, production | database),
        Peer("floor", "Floor: one statement", "floor", (sys.executable, "-m", "tests.benchmarks.floor"), database),
    ]


def installed_postgraphile() -> Path:
    """The folder of PostGraphile as the lock file pins it: installed once, anew when the lock file changes."""
    lock = (POSTGRAPHILE / "package-lock.json").read_bytes()
    folder = ROOT / ".polygraph" / "postgraphile" / hashlib.sha256(lock).hexdigest()[:16]
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as temporary:
            copy = Path(temporary) / "postgraphile"
            shutil.copytree(POSTGRAPHILE, copy)
            find_node().install(copy, "--omit=dev")
            copy.rename(folder)
    shutil.copy(POSTGRAPHILE / "server.mjs", folder)
    return folder


def _polygraph(name: str, title: str, settings: Mapping[str, str]) -> Peer:
    environment = {variable_of(setting): value for setting, value in settings.items()}
    return Peer(name, title, "polygraph", (sys.executable, "-m", "app.cli", "serve", "--port", "0"), environment)


def _inherited() -> dict[str, str]:
    """This process's environment without settings of a service that a developer runs."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))}
