"""Clients that do not read: how much may wait for them, and how long."""

from __future__ import annotations

import asyncio
import logging
import socket

logger = logging.getLogger("polygraph")

HELD = 131_072
"""Bytes that the operating system takes ahead for a client; it would take megabytes, and look stuck while they go."""


def hold_little(transport: asyncio.Transport) -> None:
    """Make the system say early that a client does not read."""
    connection = transport.get_extra_info("socket")
    if hasattr(socket, "TCP_NOTSENT_LOWAT") and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, HELD)


class Stall:
    """Times in which more waits to be sent than should. Who takes nothing for `limit` seconds of one is cut off.

    However long an answer is, a client that reads on, be it slowly, gets it.
    """

    __slots__ = ("_limit", "_loop", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, limit: float) -> None:
        self._loop = loop
        self._limit = limit
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, transport: asyncio.Transport) -> None:
        """The client has not taken what was sent."""
        self.end()
        self._wait(transport)

    def end(self) -> None:
        """The client reads again, or has gone, if it was not so before."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self, transport: asyncio.Transport) -> None:
        self._timer = self._loop.call_later(self._limit, self._look, transport, transport.get_write_buffer_size())

    def _look(self, transport: asyncio.Transport, waiting: int) -> None:
        if transport.get_write_buffer_size() < waiting:
            self._wait(transport)
        else:
            logger.info("A client took nothing of what was sent to it for %g s: its connection is cut.", self._limit)
            # To close it in order would mean to wait for the client.
            transport.abort()
