"""A WebSocket connection that cuts clients that do not read, and lets the service say goodbye when the server stops."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.config import Config
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from app.stall import Stall

LOGGER = logging.getLogger("uvicorn.error.websocket")
"""Without a line for every connection that opens or closes, unless asked for."""

CLOSING = 2.0
"""Seconds that a client has to confirm that the connection is closed."""


class WebSocketConnection(WebSocketsSansIOProtocol):
    """uvicorn's connection over the library `websockets`, without what is never used and with what it lacks.

    send_timeout: seconds in which a client must take some of what waits for it; then the connection is cut.

    When the server stops, `stop` of the lifespan's state is called; the application closes the connection.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        send_timeout: float,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.logger = self.conn.logger = LOGGER
        self.close_timeout = CLOSING
        self.queue = Inbox()  # type: ignore[assignment]
        self._stall = Stall(self.loop, send_timeout)
        self._unsent_pong = b""

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stall.end()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client has not taken what was sent: start the clock."""
        super().pause_writing()
        self._stall.begin(self.transport)

    def resume_writing(self) -> None:
        """The client has taken most of it: stop the clock, and answer its last ping."""
        self._stall.end()
        super().resume_writing()
        if self._unsent_pong:
            self.transport.write(self._unsent_pong)
            self._unsent_pong = b""

    async def send(self, message: ASGISendEvent) -> None:
        """See the ASGI specification. Raises ClientDisconnected also when the connection was closed for a fault."""
        await self.writable.wait()
        if self.close_sent:
            raise ClientDisconnected
        await super().send(message)
        if message["type"] == "websocket.accept":
            # A quarter of what an idle connection takes: its handshake.
            del self.request, self.response

    def shutdown(self) -> None:
        """Leave it to the application to end its operations and to close the connection, unless it has done so."""
        if self.close_sent:
            super().shutdown()
        else:
            self.app_state["stop"]()

    async def run_asgi(self) -> None:
        """Run the application; if it was cancelled there is no time left for the client to confirm the end."""
        await super().run_asgi()
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            (self.transport.close if self.writable.is_set() else self.transport.abort)()

    def handle_ping(self) -> None:
        """Answer. For a client that does not read, keep only the last answer (RFC 6455, section 5.5.3)."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            # Nothing, if it was written with the answer to another one that came at the same time.
            self._unsent_pong = b"".join(self.conn.data_to_send()) or self._unsent_pong

    def send_receive_event_to_app(self) -> None:
        """Pass a message on; text that is not UTF-8 closes the connection (RFC 6455, section 8.1), without an alarm."""
        if self.curr_msg_data_type == "text" and not self.close_sent and not _is_utf8(b"".join(self.frames)):
            self.frames = []
            self.conn.send_close(1007)
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()


class Inbox:
    """What uvicorn uses of `asyncio.Queue`, of which one takes three kilobytes on every idle connection."""

    __slots__ = ("_events", "_reader")

    def __init__(self) -> None:
        self._events: list[ASGIReceiveEvent] = []
        self._reader: asyncio.Future[None] | None = None

    def empty(self) -> bool:
        """Whether nothing waits to be read."""
        return not self._events

    def put_nowait(self, event: ASGIReceiveEvent) -> None:
        """Add an event, and wake who waits for one."""
        self._events.append(event)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def get(self) -> ASGIReceiveEvent:
        """The next event. One task at a time may wait for it."""
        while not self._events:
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        return self._events.pop(0)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
