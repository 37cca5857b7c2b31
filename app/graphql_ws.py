"""The endpoint `/graphql` for WebSockets, with the sub-protocol `graphql-transport-ws`.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope, Send

from app.graphql_ws_connection import STOPPING, Connection
from app.graphql_ws_message import PROTOCOL, CloseCode
from app.places import Places
from app.refusal import TooManyConnections
from app.settings import Settings

ENDING = 2.0
"""Seconds that cancelled connections have to end."""


class WebSocketEndpoint:
    """The ASGI application behind it; it finds its `Gateway` in the lifespan's state. Each connection has a place."""

    def __init__(self, settings: Settings, places: Places) -> None:
        self._settings = settings
        self._places = places
        self._connections: dict[Connection, asyncio.Task[None] | None] = {}
        self._stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it is closed."""
        await receive()
        if PROTOCOL not in scope["subprotocols"]:
            await _turn_away(send, None, CloseCode.NOT_ACCEPTABLE, f"The sub-protocol must be {PROTOCOL}.")
        elif self._stopping:
            await _turn_away(send, PROTOCOL, CloseCode.TRY_AGAIN_LATER, STOPPING)
        else:
            await self._serve(scope, receive, send)

    def stop(self) -> None:
        """Close each connection as soon as its operations have ended, and accept no more."""
        self._stopping = True
        for connection in self._connections:
            connection.stop()

    async def finish(self) -> None:
        """Return when all connections have ended; for a server that stops, and has cancelled what took too long."""
        running = [task for task in self._connections.values() if task is not None]
        if running:
            await asyncio.wait(running, timeout=ENDING)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._places.place():
                await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
                connection = Connection(receive, send, scope["state"]["gateway"], self._settings)
                self._connections[connection] = asyncio.current_task()
                if self._stopping:
                    connection.stop()
                try:
                    await connection.run()
                finally:
                    del self._connections[connection]
        except TooManyConnections as refusal:
            await _turn_away(send, PROTOCOL, CloseCode.TRY_AGAIN_LATER, str(refusal))


async def _turn_away(send: Send, protocol: str | None, code: CloseCode, reason: str) -> None:
    """Accept, for a client is told of codes and reasons on an open connection only, and close."""
    await send({"type": "websocket.accept", "subprotocol": protocol})
    await send({"type": "websocket.close", "code": int(code), "reason": reason})
