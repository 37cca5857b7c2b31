"""The service on a real uvicorn, a real socket, in a thread of the test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import strawberry
import uvicorn
from starlette.types import ASGIApp

from app.asgi import build_app
from app.gateway import Gateway
from app.pages import BUILT
from app.server import uvicorn_options
from app.settings import Settings
from stores.store import Store

START_LIMIT = 10.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The service's base address."""
        return f"http://{self.host}:{self.port}"

    @property
    def websocket_url(self) -> str:
        """Where WebSockets are opened."""
        return f"ws://{self.host}:{self.port}/graphql"

    def connect(self) -> socket.socket:
        """A bare connection, for what no HTTP client would send."""
        return socket.create_connection((self.host, self.port), timeout=10)

    def exchange(self, *parts: bytes) -> bytes:
        """Send bytes and return all that comes back until the server closes the connection."""
        with self.connect() as connection:
            for part in parts:
                connection.sendall(part)
            return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Everything a server sends until it closes the connection."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


@contextmanager
def running(
    schema: strawberry.Schema,
    settings: Settings,
    stores: Mapping[str, Store] | None = None,
    port: int = 0,
    built: Path = BUILT,
) -> Iterator[Address]:
    """Run the service over `schema` until the block ends, on a free port if none is given, with pages of `built`."""

    @asynccontextmanager
    async def open_gateway(settings: Settings) -> AsyncIterator[Gateway]:
        gateway = Gateway(schema, stores or {}, settings)
        yield gateway
        await gateway.close()

    with serving(build_app(settings, open_gateway, built), settings, port) as address:
        yield address


@contextmanager
def serving(app: ASGIApp, settings: Settings, port: int = 0) -> Iterator[Address]:
    """Run an application until the block ends, on a free port if none is given."""
    options = uvicorn_options(settings) | {"port": port, "log_config": None}
    server = uvicorn.Server(uvicorn.Config(app, **options))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        _wait_until_started(server)
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        yield Address(host, port)
    finally:
        server.should_exit = True
        thread.join()


def _wait_until_started(server: uvicorn.Server) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not server.started:
        assert time.monotonic() < deadline, "the service did not start"
        time.sleep(0.01)
