"""The one connection of a process on which PostgreSQL wakes it."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import Any

import asyncpg

from stores.postgres.changes import ASLEEP, AWAKE
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import FAILURES

logger = logging.getLogger("polygraph")

FIRST_PAUSE = 0.1
LAST_PAUSE = 10.0
"""Seconds before the first attempt to connect again, and between attempts after many."""

BUSY = 20
"""Notifications within a second, from which on none are wanted."""

QUIET = 0.5
"""Seconds without a change, from which on they are."""


class Listener:
    """Counts the notifications of a channel. Connects when started, and again whenever the connection is lost.

    All commits of a cluster that notify stand in one queue, each until it is on disk. So writers notify only while
    somebody sleeps: a listener says so by a lock in the database, which goes with its connection. Woken too often, it
    stays awake, and its reader has to look by itself (`paced`) until nothing has happened for a while.

    A new connection, and each time that it falls asleep, counts as a notification, because some may have been missed.
    """

    def __init__(self, options: PostgresOptions, channel: str) -> None:
        self._options = options
        self._channel = channel
        self._task: asyncio.Task[None] | None = None
        self._counted = asyncio.Event()
        self._lost = asyncio.Event()
        self._busy = asyncio.Event()
        self._latest: deque[float] = deque(maxlen=BUSY)
        self._stirred = 0.0
        self.count = 0
        self.paced = False

    def start(self) -> None:
        """Listen from now on, if that was not begun before."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen_always())

    def renew(self) -> None:
        """Give the connection up for a new one: it may be dead without anybody having said so."""
        self._lost.set()
        self._busy.set()

    def stir(self) -> None:
        """There was a change just now."""
        self._stirred = monotonic()

    async def beyond(self, count: int) -> None:
        """Return when more notifications than these have been counted."""
        while self.count <= count:
            await self._counted.wait()

    async def close(self) -> None:
        """Listen no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _listen_always(self) -> None:
        pause = FIRST_PAUSE
        while True:
            before = self.count
            try:
                await self._listen()
            except FAILURES as error:
                logger.debug("The connection that listens is lost: %s", error)
            self.paced = False
            pause = FIRST_PAUSE if self.count > before else min(2 * pause, LAST_PAUSE)
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        """Until the connection is lost. Raises what asyncpg raises where there is none to be had."""
        connection: asyncpg.Connection[Any] = await asyncpg.connect(
            self._options.url,
            timeout=self._options.connect_limit,
            command_timeout=self._options.time_limit,
            server_settings={"application_name": "polygraph feed"},
        )
        self._lost.clear()
        try:
            connection.add_termination_listener(lambda _: self.renew())
            await connection.add_listener(self._channel, lambda *_: self._notified())
            while not self._lost.is_set():
                await self._sleep(connection)
                await self._keep_awake()
        finally:
            connection.terminate()

    async def _sleep(self, connection: asyncpg.Connection[Any]) -> None:
        """Until it is woken too often. Who listens again has to look first for what came before that."""
        self._busy.clear()
        self.paced = False
        await connection.execute(ASLEEP)
        self._count_one()
        await self._busy.wait()
        if not self._lost.is_set():
            await connection.execute(AWAKE)

    async def _keep_awake(self) -> None:
        """Until nothing has happened for a while."""
        self.paced = True
        self.stir()
        self._count_one()
        while (rest := self._stirred + QUIET - monotonic()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._lost.wait()
                    return

    def _notified(self) -> None:
        self._latest.append(monotonic())
        if len(self._latest) == BUSY and self._latest[-1] - self._latest[0] < 1:
            self._latest.clear()
            self._busy.set()
        self._count_one()

    def _count_one(self) -> None:
        self.count += 1
        self._counted.set()
        self._counted = asyncio.Event()
