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
    """A connection on which more waits to be sent than should. It is cut once its client takes nothing for `limit` s.

    However long an answer is, a client that reads on, be it slowly, gets it.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, limit: float) -> None:
        self._transport = transport
        self._loop = loop
        self._limit = limit
        self._waiting = transport.get_write_buffer_size()
        self._timer = loop.call_later(limit, self._look)

    def end(self) -> None:
        """The client reads again, or has gone."""
        self._timer.cancel()

    def _look(self) -> None:
        waiting = self._transport.get_write_buffer_size()
        if waiting < self._waiting:
            self._waiting = waiting
            self._timer = self._loop.call_later(self._limit, self._look)
        else:
            logger.info("A client took nothing of what was sent to it for %g s: its connection is cut.", self._limit)
            # To close it in order would mean to wait for the client.
            self._transport.abort()
