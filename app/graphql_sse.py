"""Event streams: an operation's results as server-sent events, in the distinct connections mode.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Send

from app.disconnect import unless_disconnected
from app.gateway import Gateway
from app.media_type import MediaType
from app.operation_request import OperationRequest
from app.places import Places
from app.result_text import text_of_failure
from stores.errors import Stopping

HEADERS = (
    (b"content-type", MediaType.EVENT_STREAM.content_type.encode("ascii")),
    (b"cache-control", b"no-store"),
    (b"vary", b"accept"),
    # nginx would hold events back otherwise.
    (b"x-accel-buffering", b"no"),
)
COMMENT = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"
"""With data, though empty: browsers do not tell of an event without."""

LINE_ENDS = bytes.maketrans(b"\r\n", b"  ")
"""Those of JSON are white space; in an event they would end its data."""


@dataclass(frozen=True, slots=True)
class EventStream:
    """A response whose body is an event stream. The operation ends with it.

    Whatever is wrong with the operation is told in the stream, as the protocol asks: by a result without data.
    """

    receive: Receive
    gateway: Gateway
    request: OperationRequest
    places: Places
    heartbeat_interval: float

    async def send_by(self, send: Send) -> None:
        """Send the response as ASGI messages. Raises `Disconnected`, and `TooManyConnections` before it has begun."""
        with self.places.place():
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            heart = Heart(send, self.heartbeat_interval)
            try:
                await unless_disconnected(self.receive, self._send_results(send))
                last = b""
            except asyncio.CancelledError:
                last = _next(text_of_failure(Stopping("The server is stopping and could not go on.")))
            finally:
                heart.stop()
            await send({"type": "http.response.body", "body": last + COMPLETE})

    async def _send_results(self, send: Send) -> None:
        try:
            async with aclosing(self.gateway.subscribe(self.request)) as results:
                async for text in results:
                    await send(_part(_next(text)))
                    # Others have their turn, however many results there are at once.
                    await asyncio.sleep(0)
        except Exception as error:
            await send(_part(_next(text_of_failure(error))))


class Heart:
    """Sends a comment every `interval` seconds, so that nobody on the way takes the stream for dead."""

    def __init__(self, send: Send, interval: float) -> None:
        self._send = send
        self._interval = interval
        self._loop = asyncio.get_running_loop()
        self._beating: asyncio.Task[None] | None = None
        self._timer = self._loop.call_later(interval, self._beat)

    def stop(self) -> None:
        """Send no more."""
        self._timer.cancel()
        if self._beating is not None:
            self._beating.cancel()

    def _beat(self) -> None:
        # One that still waits to be sent is enough.
        if self._beating is None or self._beating.done():
            self._beating = self._loop.create_task(self._send_comment())
        self._timer = self._loop.call_later(self._interval, self._beat)

    async def _send_comment(self) -> None:
        await self._send(_part(COMMENT))


def _next(text: bytes) -> bytes:
    return b"event: next\ndata: " + text.translate(LINE_ENDS) + b"\n\n"


def _part(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}
