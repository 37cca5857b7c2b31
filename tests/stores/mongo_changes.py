"""What the tests of MongoDB's feed share: entities, writing, reading to the end, and servers of their own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from pymongo import monitoring

from stores.catalogue import Entity
from stores.embedded.lock import FolderLock
from stores.embedded.mongo import WRITE_PID_AND_EXEC, MongoServer
from stores.feed import Change, Operation, Position
from stores.mongo.catalogue import derive
from stores.mongo.driver import Driver
from stores.mongo.feed import MongoFeed

PANTHEON = derive()
HOUSE, CREDENTIAL, JACKPOT, EVENT, SIGNAL = (
    PANTHEON[name] for name in ("House", "Credential", "Jackpot", "Event", "Signal")
)
INSERT, UPDATE, DELETE = Operation.INSERT, Operation.UPDATE, Operation.DELETE
SOON = 10.0
"""Seconds within which what should happen at once surely does."""


async def write(driver: Driver, collection: str, *documents: dict[str, Any]) -> None:
    """Insert in this order."""
    for document in documents:
        await driver.insert(collection, [document])


async def update(driver: Driver, collection: str, key: Any, change: dict[str, Any]) -> None:
    await driver.command({"update": collection, "updates": [{"q": {"_id": key}, "u": change}]})


async def delete(driver: Driver, collection: str, key: Any) -> None:
    await driver.command({"delete": collection, "deletes": [{"q": {"_id": key}, "limit": 1}]})


async def told(
    feed: MongoFeed, entities: Collection[Entity], after: Position, limit: int = 1_000
) -> tuple[list[Change], Position]:
    """All changes that there are, by reads of this limit, and the position after them."""
    changes: list[Change] = []
    while True:
        read = await feed.read(entities, after, limit)
        changes += read.changes
        after = read.position
        if not read.more:
            return changes, after


async def until_told(
    feed: MongoFeed, entities: Collection[Entity], after: Position, count: int, limit: int = 1_000
) -> list[Change]:
    """So many changes, waited for."""
    changes: list[Change] = []
    async with asyncio.timeout(SOON):
        while len(changes) < count:
            found, after = await told(feed, entities, after, limit)
            changes += found
            if len(changes) < count:
                await feed.wait(after, SOON)
    return changes


def short(changes: Collection[Change]) -> list[tuple[str, Operation, Any]]:
    return [(change.entity, change.operation, change.key[0]) for change in changes]


class Commands(monitoring.CommandListener):
    """The names of what drivers that were made later send to the server."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.noted.append(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass


COMMANDS = Commands()
monitoring.register(COMMANDS)


class SpecialServer(MongoServer):
    """A server that is started with further options."""

    options: tuple[str, ...] = ()

    def _spawn(self, port: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        server = [sys.executable, "-P", "-m", "secantus", "--config", str(self._configuration), *self.options]
        address = ["--host", "127.0.0.1", "--port", str(port), "--storage-path", str(self.data)]
        return subprocess.Popen(
            ["/bin/sh", "-c", WRITE_PID_AND_EXEC, str(self.pid_file), *server, *address],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


@contextmanager
def started(folder: Path, *options: str) -> Iterator[MongoServer]:
    """A server in this folder, with these options, that is stopped at the end."""
    lock = FolderLock(folder / "lock")
    assert lock.acquire()
    server = SpecialServer(folder, lock)
    server.options = options
    server.start()
    try:
        yield server
    finally:
        server.stop()
        lock.release()
