"""The load: requests over connections that are kept open, the next one sent when the answer to the last is complete."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import cast

import httptools

from tests.benchmarks.processes import Address

ANSWER_LIMIT = 300.0
"""Seconds for all that was asked to be answered."""


@dataclass
class Load:
    """What was measured at the client: the latency of each request and the time from first to last, in seconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)


class UnexpectedAnswer(Exception):
    """A server answered with another status, or another length, than it should."""


def post(address: Address, body: bytes) -> bytes:
    """The request that posts this JSON to `/graphql`."""
    head = (
        "POST /graphql HTTP/1.1",
        f"Host: {address.host}:{address.port}",
        "Accept: application/json",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*head, "", "")).encode("ascii") + body


def get(address: Address, path: str) -> bytes:
    """The request for a path."""
    return f"GET {path} HTTP/1.1\r\nHost: {address.host}:{address.port}\r\n\r\n".encode("ascii")


async def ask(address: Address, request: bytes) -> bytes:
    """The body of the answer to one request."""
    connection = await _open(address, request)
    try:
        connection.begin(Load(), deadline=0.0)
        await asyncio.wait_for(connection.finished, ANSWER_LIMIT)
    finally:
        connection.close()
    return connection.body


async def offer(address: Address, request: bytes, *, connections: int, seconds: float, length: int | None) -> Load:
    """Send the request again and again over so many connections; each answers at least once.

    Raises UnexpectedAnswer for an answer that is no success, or not `length` bytes long.
    """
    load = Load()
    opened = [await _open(address, request, length) for _ in range(connections)]
    try:
        begun = time.perf_counter()
        for connection in opened:
            connection.begin(load, begun + seconds)
        async with asyncio.timeout(ANSWER_LIMIT):
            await asyncio.gather(*(connection.finished for connection in opened))
        load.seconds = time.perf_counter() - begun
    finally:
        for connection in opened:
            connection.close()
    return load


async def _open(address: Address, request: bytes, length: int | None = None) -> _Connection:
    _, connection = await asyncio.get_running_loop().create_connection(
        lambda: _Connection(request, length), address.host, address.port
    )
    return connection


class _Connection(asyncio.Protocol):
    """One connection; `finished` is done after the first answer that comes after the deadline."""

    def __init__(self, request: bytes, length: int | None) -> None:
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request
        self._length = length
        self._parts: list[bytes] = []
        self._parser = httptools.HttpResponseParser(self)
        self._deadline = 0.0
        self._sent = 0.0

    @property
    def body(self) -> bytes:
        """The latest answer."""
        return b"".join(self._parts)

    def begin(self, load: Load, deadline: float) -> None:
        """Send the first request."""
        self._latencies = load.latencies
        self._deadline = deadline
        self._send()

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.finished.done():
            self.finished.set_exception(UnexpectedAnswer(f"the server hung up: {exc}"))

    def on_body(self, part: bytes) -> None:
        self._parts.append(part)

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        self._latencies.append(now - self._sent)
        length = sum(map(len, self._parts))
        if self._parser.get_status_code() != 200 or self._length not in {None, length}:
            self._fail(length)
        elif now < self._deadline:
            self._send()
        else:
            self.finished.set_result(None)

    def _send(self) -> None:
        self._parts.clear()
        self._sent = time.perf_counter()
        self._transport.write(self._request)

    def _fail(self, length: int) -> None:
        status = self._parser.get_status_code()
        text = self.body[:500].decode(errors="replace")
        self.finished.set_exception(UnexpectedAnswer(f"status {status}, {length} bytes, not {self._length}: {text}"))
