"""An installation of its own whose gateway is killed and whose stores are restarted while clients listen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

import asyncpg

from stores.embedded.port import kept_port
from stores.embedded.server import Server
from stores.embedded.servers import EmbeddedServers
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.driver import Driver
from stores.mongo.models.pantheon import DATABASE
from stores.postgres import migrations
from tests.app.command import Service
from tests.app.loss.follower import Follower

PATIENCE = 60.0
"""Seconds without any progress after which something is lost."""

GONE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a writer may see of PostgreSQL when that is stopped, or does not let it write."""

Blow = Callable[[], Awaitable[None]]
"""Something that befalls an installation, and is over when it works again."""

POLL = 0.05
"""Seconds between two looks at a condition."""


@dataclass
class Installation:
    """A gateway in a process of its own, over servers of its own."""

    servers: EmbeddedServers
    gateway: Service
    websocket_url: str

    async def kill_gateway(self) -> None:
        """Have it gone without a word, and start it again."""
        await asyncio.to_thread(self.gateway.stop, SIGKILL)
        await asyncio.to_thread(self.gateway.start)

    async def restart_postgres(self) -> None:
        """Stop PostgreSQL in order, and start it again."""
        await _restart(self.servers.postgres)

    async def restart_mongo(self) -> None:
        """The same for MongoDB."""
        await _restart(self.servers.mongo)


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    """Servers with empty tables, and the gateway, on a port that it keeps."""
    with EmbeddedServers(folder) as servers:
        asyncio.run(_prepare(servers))
        port = kept_port(folder / "gateway_port")
        settings = {"postgres_url": servers.postgres.url, "mongo_url": servers.mongo.url}
        gateway = Service(("serve", "--port", str(port)), settings)
        try:
            gateway.start()
            yield Installation(servers, gateway, f"ws://127.0.0.1:{port}/graphql")
        finally:
            gateway.stop(SIGKILL)


async def _restart(server: Server) -> None:
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)


async def _prepare(servers: EmbeddedServers) -> None:
    await migrations.upgrade(servers.postgres.url)
    driver = Driver(servers.mongo.url, DATABASE, time_limit=30)
    await Bootstrap(driver).up()
    await driver.close()


@asynccontextmanager
async def following(followers: Sequence[Follower]) -> AsyncIterator[asyncio.TaskGroup]:
    """Followers that have been told where they begin, and a group for what runs beside them; any fault ends all."""
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(follower.run()) for follower in followers]
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(follower.ready.wait() for follower in followers))
        yield tasks
        for task in running:
            task.cancel()


async def struck(blows: Sequence[Blow], done: Callable[[], float], progress: Callable[[], int]) -> None:
    """Let blows fall one after the other, spread over the work of which `done` is the share that is done."""
    for number, blow in enumerate(blows, 1):
        share = number / (len(blows) + 1)
        await until(lambda: done() >= share, progress)  # noqa: B023  (it is waited for)
        await blow()


async def until(holds: Callable[[], bool], progress: Callable[[], int], patience: float = PATIENCE) -> None:
    """Return when a condition holds. Raises AssertionError if nothing progresses for so many seconds before that."""
    last, since = progress(), time.monotonic()
    while not holds():
        if (now := progress()) != last:
            last, since = now, time.monotonic()
        assert time.monotonic() - since < patience, f"nothing more comes after {last}"
        await asyncio.sleep(POLL)


async def connected(url: str) -> asyncpg.Connection[asyncpg.Record]:
    """A connection to PostgreSQL, as soon as it takes one."""
    while True:
        try:
            return await asyncpg.connect(url, timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError):
            await asyncio.sleep(POLL)
