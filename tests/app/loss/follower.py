"""A client that is told of events over a WebSocket, and goes on from its last cursor whenever that has ended."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from app.graphql_ws_message import PROTOCOL

PAUSE = 0.05
"""Seconds before a client connects again."""

EXPECTED = frozenset(("SUBSCRIPTION_LAGGED", "SERVER_STOPPING", "STORE_UNAVAILABLE", "STORE_TIMEOUT"))
"""Codes with which a subscription may end; anything else is a fault."""

Take = Callable[[dict[str, Any]], None]
"""Takes what the field of a result has."""


class Follower:
    """One subscription to one field, over as many connections as it takes. `ends` counts how these have ended."""

    def __init__(self, url: str, query: str, variables: Mapping[str, Any], take: Take) -> None:
        self._url = url
        self._query = query
        self._variables = variables
        self._take = take
        self.cursor: str | None = None
        self.ready = asyncio.Event()
        self.ends: Counter[str] = Counter()

    async def run(self) -> None:
        """Follow until cancelled. Raises AssertionError for an answer that no outage explains."""
        while True:
            try:
                await self._follow()
            except (OSError, EOFError, WebSocketException) as error:
                self.ends[type(error).__name__] += 1
            await asyncio.sleep(PAUSE)

    async def _follow(self) -> None:
        options: dict[str, Any] = {"compression": None, "ping_interval": None, "close_timeout": 1, "max_size": None}
        async with connect(self._url, subprotocols=[Subprotocol(PROTOCOL)], **options) as connection:
            await connection.send('{"type":"connection_init"}')
            payload = {"query": self._query, "variables": {**self._variables, "after": self.cursor}}
            await connection.send(orjson.dumps({"type": "subscribe", "id": "1", "payload": payload}).decode())
            await self._listen(connection)

    async def _listen(self, connection: ClientConnection) -> None:
        async for text in connection:
            message = orjson.loads(text)
            match message["type"]:
                case "next":
                    self._told(message["payload"])
                case "error":
                    self._ended(message["payload"])
                    return
                case "ping":
                    await connection.send('{"type":"pong"}')
                case kind:
                    assert kind == "connection_ack", message

    def _told(self, result: dict[str, Any]) -> None:
        assert "errors" not in result, result
        (field,) = result["data"].values()
        self._take(field)
        self.cursor = field["cursor"]
        self.ready.set()

    def _ended(self, errors: list[dict[str, Any]]) -> None:
        (error,) = errors
        code = error["extensions"]["code"]
        assert code in EXPECTED, error
        self.ends[code] += 1
        self.cursor = error["extensions"].get("cursor") or self.cursor
