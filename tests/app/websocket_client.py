"""A client of the WebSocket sub-protocol that sends whatever a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from app.graphql_ws_message import PROTOCOL
from tests.app.service import Address

LIMIT = 10.0
"""Seconds within which everything must come that a test waits for."""

Message = dict[str, Any]


class Client:
    """An open connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, type_: str, **members: Any) -> None:
        """Send a message."""
        await self.send_raw(orjson.dumps({"type": type_, **members}).decode())

    async def send_raw(self, data: str | bytes) -> None:
        """Send a frame of text or bytes."""
        await self.connection.send(data)

    async def subscribe(self, identifier: str, query: str, **parameters: Any) -> None:
        """Ask for an operation."""
        await self.send("subscribe", id=identifier, payload={"query": query, **parameters})

    async def receive(self) -> Message:
        """The next message."""
        async with asyncio.timeout(LIMIT):
            text = await self.connection.recv()
        assert isinstance(text, str)
        message: Message = orjson.loads(text)
        return message

    async def result(self, identifier: str) -> Message:
        """The payload of the next message, which must be a result of this operation."""
        message = await self.receive()
        assert (message["type"], message["id"]) == ("next", identifier), message
        payload: Message = message["payload"]
        return payload

    async def error_code(self, identifier: str) -> str:
        """The code of the next message, which must be this operation's error."""
        message = await self.receive()
        assert (message["type"], message["id"]) == ("error", identifier), message
        (error,) = message["payload"]
        assert error["message"]
        return str(error["extensions"]["code"])

    async def expect(self, *expected: Message) -> None:
        """The next messages must be these."""
        assert [await self.receive() for _ in expected] == list(expected)

    async def in_step(self) -> None:
        """The next message must be the answer to one that is sent now: nothing else has come."""
        await self.send("ping", payload={"in": "step"})
        await self.expect({"type": "pong", "payload": {"in": "step"}})

    async def closed(self) -> tuple[int, str]:
        """The code and the reason with which the server closes; messages that come before are dropped."""
        frame = (await self._end()).rcvd
        assert frame is not None, "the connection was cut"
        return frame.code, frame.reason

    async def cut(self) -> None:
        """The server must end the connection without closing it in order."""
        assert (await self._end()).rcvd is None

    async def _end(self) -> ConnectionClosed:
        with pytest.raises(ConnectionClosed) as raised:
            await self._read_on()
        return raised.value

    async def _read_on(self) -> None:
        async with asyncio.timeout(LIMIT):
            while True:
                await self.connection.recv()


@asynccontextmanager
async def connected(address: Address, protocols: Sequence[str] = (PROTOCOL,), **options: Any) -> AsyncIterator[Client]:
    """An open connection, on which nothing has been sent."""
    names = [Subprotocol(name) for name in protocols] or None
    options = {"compression": None, "ping_interval": None, "close_timeout": 1} | options
    async with connect(address.websocket_url, subprotocols=names, **options) as connection:
        yield Client(connection)


@asynccontextmanager
async def initialised(address: Address, **options: Any) -> AsyncIterator[Client]:
    """A connection that the server has acknowledged."""
    async with connected(address, **options) as client:
        await client.send("connection_init")
        await client.expect({"type": "connection_ack"})
        yield client
