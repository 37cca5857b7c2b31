"""The floor: a server that sends one hand-written statement per request and hands its JSON text on.

The least that any Python server over asyncpg has to do: no GraphQL, no routing, no checks.

Usage: POSTGRES_URL=… POOL_SIZE=… python -m tests.benchmarks.floor
"""

from __future__ import annotations

import asyncio
import os
import sys
from signal import SIGTERM
from typing import Any, cast

import asyncpg
import httptools
import orjson
import uvloop

from tests.benchmarks.queries import FOLDER

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

STATEMENTS = {path.stem: path.read_text(encoding="utf-8") for path in (FOLDER / "floor").glob("*.sql")}


class Connections:
    """Open connections, the latest used first: with little to do, the same one is asked again."""

    def __init__(self) -> None:
        self._free: asyncio.LifoQueue[asyncpg.Connection[Any]] = asyncio.LifoQueue()

    async def open(self, url: str, count: int) -> None:
        """Connect so many times."""
        for _ in range(count):
            self._free.put_nowait(await asyncpg.connect(url, server_settings={"jit": "off"}))

    async def text(self, statement: str, parameters: list[Any]) -> str:
        """The one text that the statement gives."""
        connection = await self._free.get()
        try:
            return cast("str", await connection.fetchval(statement, *parameters))
        finally:
            self._free.put_nowait(connection)


class Exchange(asyncio.Protocol):
    """A client's connection: the body of each request is `{"statement": "Q1", "parameters": […]}`."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._parser = httptools.HttpRequestParser(self)
        self._parts: list[bytes] = []
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, part: bytes) -> None:
        self._parts.append(part)

    def on_message_complete(self) -> None:
        request = orjson.loads(b"".join(self._parts))
        self._parts.clear()
        self._task = asyncio.get_running_loop().create_task(self._answer(**request))

    async def _answer(self, statement: str, parameters: list[Any]) -> None:
        try:
            body = (await self._connections.text(STATEMENTS[statement], parameters)).encode()
        except BaseException:
            # Whoever waits for the answer sees the connection end.
            self._transport.close()
            raise
        self._transport.write(HEAD % len(body) + body)


async def serve(url: str, count: int) -> None:
    """Serve until SIGTERM."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(SIGTERM, ended.set)
    connections = Connections()
    await connections.open(url, count)
    server = await asyncio.get_running_loop().create_server(lambda: Exchange(connections), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    sys.stdout.write(f"The floor serves http://{host}:{port}\n")
    sys.stdout.flush()
    await ended.wait()


if __name__ == "__main__":
    uvloop.run(serve(os.environ["POSTGRES_URL"], int(os.environ["POOL_SIZE"])))
