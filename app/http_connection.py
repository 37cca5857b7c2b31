"""An HTTP connection with limits: on the headers of a request, in length and time, and on clients that do not read."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.stall import Stall, hold_little


class HttpConnection(HttpToolsProtocol):
    """uvicorn's connection, with the limits on receiving headers that it lacks.

    A connection is closed with status 408 if it does not deliver the headers of a request within `receive_timeout`
    seconds of opening, or of the first byte of a later request; and with 431 once they exceed `header_limit` bytes. It
    is cut if its client takes nothing of a response for `send_timeout` seconds.

    When the server stops, `stop` of the lifespan's state is called, so that endless responses end.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        receive_timeout: float,
        header_limit: int,
        send_timeout: float,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._receive_timeout = receive_timeout
        self._header_limit = header_limit
        self._deadline: asyncio.TimerHandle | None = None
        self._header_bytes: int | None = None
        self._stall = Stall(self.loop, send_timeout)
        self._upgraded = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock for the first request."""
        super().connection_made(transport)
        hold_little(transport)
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._stop_clock()
        self._stall.end()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Pass the connection on, and let go of the parser: with it, this would stay in memory as a circle."""
        super().handle_websocket_upgrade()
        self._upgraded = True
        self.parser = None  # type: ignore[assignment]

    def pause_writing(self) -> None:
        """The client has not taken what was sent: start the clock for that."""
        super().pause_writing()
        self._stall.begin(self.transport)

    def resume_writing(self) -> None:
        """The client has taken most of it: stop the clock for that."""
        self._stall.end()
        super().resume_writing()

    def shutdown(self) -> None:
        """Let the application end its operations."""
        self.app_state["stop"]()
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Pass bytes to the parser; count those of unfinished headers."""
        super().data_received(data)
        if self._upgraded:
            return
        if self._header_bytes is not None:
            self._header_bytes += len(data)
            if self._header_bytes > self._header_limit:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._deadline is None and self._answered and self.timeout_keep_alive_task is None:
            # Bytes that begin no request, such as blank lines, have ended uvicorn's own clock for an idle connection.
            self._start_clock()

    def on_message_begin(self) -> None:
        """Start the clock for this request."""
        super().on_message_begin()
        self._header_bytes = 0
        self._start_clock()

    def on_headers_complete(self) -> None:
        """Stop the clock; the body has a limit of its own."""
        self._stop_clock()
        super().on_headers_complete()

    @property
    def _answered(self) -> bool:
        """Whether no response is under way."""
        return self.cycle is None or self.cycle.response_complete

    def _start_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(self._receive_timeout, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None
        self._header_bytes = None

    def _refuse(self, status: HTTPStatus) -> None:
        """Close the connection; say why, unless that would break into the response to an earlier request."""
        self._stop_clock()
        if self.transport.is_closing():
            return
        if self._answered:
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(head.encode("ascii"))
        self.transport.close()
