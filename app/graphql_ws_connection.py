"""One connection of the WebSocket sub-protocol `graphql-transport-ws`: its state, and its operations.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import aclosing, suppress
from typing import Any

from starlette.types import Receive, Send

from app.gateway import Gateway
from app.graphql_ws_message import ACKNOWLEDGEMENT, PING, CloseCode, Message, Replies, Violation, pong, read_message
from app.operation_request import OperationRequest
from app.refusal import TooManyOperations
from app.settings import Settings
from stores.errors import Stopping

REASON_LIMIT = 123
"""Bytes of a reason to close that a WebSocket frame can hold (RFC 6455, section 5.5)."""

FAREWELL = 1.0
"""Seconds for the last words to a client when there is no more time."""

STOPPING = "The server is stopping: connect again."


class Connection:
    """An accepted connection: one task that reads, and one for each operation that runs.

    An operation is asked for its next result when the socket has taken the one before. Messages are sent in turn: of
    operations that have something to send, each sends one.

    parameters: the payload of the client's `connection_init`; None until that has come.
    """

    __slots__ = (
        "_aside",
        "_closing",
        "_gateway",
        "_heard",
        "_leaving",
        "_loop",
        "_operations",
        "_receive",
        "_send",
        "_settings",
        "_stopping",
        "_timer",
        "_turn",
        "parameters",
    )

    def __init__(self, receive: Receive, send: Send, gateway: Gateway, settings: Settings) -> None:
        self._receive = receive
        self._send = send
        self._gateway = gateway
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._heard = self._loop.time()
        self._timer = self._loop.call_later(settings.init_timeout, self._too_late)
        self._turn = asyncio.Lock()
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._aside: asyncio.Task[None] | None = None
        self._closing = self._stopping = False
        self.parameters: dict[str, Any] | None = None

    async def run(self) -> None:
        """Serve the client until it goes, breaks a rule, or the server ends."""
        try:
            while (event := await self._receive())["type"] == "websocket.receive":
                self._heard = self._loop.time()
                await self._take(read_message(event.get("text")))
                # Here too, however many messages have come at once.
                await asyncio.sleep(0)
        except Violation as violation:
            await self._close(violation.code, violation.reason)
        except asyncio.CancelledError:
            # The server ends, and has no more time: operations that are cancelled now say so to the client.
            self._stopping = True
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await _ended(self._operations.values())
                    await self._close(CloseCode.RESTART, STOPPING)
        finally:
            self._timer.cancel()
            operations = list(self._operations.values())
            self._operations.clear()
            await _ended(operations)
            if self._leaving:
                await asyncio.wait(self._leaving)

    def stop(self) -> None:
        """Start no more operations, and close when those that run have ended."""
        self._stopping = True
        self._close_if_done()

    async def _take(self, message: Message) -> None:
        match message.type:
            case "connection_init":
                await self._initialise(message.payload)
            case "ping":
                await self._write(pong(message.payload))
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                operation = self._operations.pop(message.id, None)
                if operation is not None:
                    operation.cancel()
                    self._leaving.add(operation)
                    operation.add_done_callback(self._leaving.discard)
                    self._close_if_done()

    async def _initialise(self, parameters: dict[str, Any] | None) -> None:
        if self.parameters is not None:
            raise Violation(CloseCode.TOO_MANY_INITIALISATIONS, "Too many initialisation requests")
        self.parameters = parameters or {}
        self._timer.cancel()
        self._timer = self._loop.call_later(self._settings.heartbeat_interval, self._beat)
        await self._write(ACKNOWLEDGEMENT)

    async def _subscribe(self, message: Message) -> None:
        request = message.request()
        if self.parameters is None:
            raise Violation(CloseCode.UNAUTHORIZED, "Unauthorized")
        if message.id in self._operations:
            raise Violation(CloseCode.CONFLICT, f"Subscriber for {message.id} already exists")
        limit = self._settings.connection_operation_limit
        if self._stopping:
            await self._write(Replies.to(message.id).of_failure(Stopping(STOPPING)))
        elif max(len(self._operations), len(self._leaving)) >= limit:
            refusal = TooManyOperations(f"{limit} operations are running on this connection already.")
            await self._write(Replies.to(message.id).of_failure(refusal))
        else:
            self._operations[message.id] = self._loop.create_task(self._operate(message.id, request))

    async def _operate(self, identifier: str, request: OperationRequest) -> None:
        """Run an operation and tell the client of its results and its end, unless the client has ended it."""
        replies = Replies.to(identifier)
        try:
            async with aclosing(self._gateway.subscribe(request)) as results:
                async for text in results:
                    await self._write(replies.of_result(text))
                    # Others have their turn, however many results there are at once.
                    await asyncio.sleep(0)
            await self._write(replies.complete)
        except asyncio.CancelledError:
            if not self._runs(identifier):
                raise
            await self._write(replies.of_failure(Stopping("The server is stopping and could not go on.")))
        except Exception as error:
            await self._write(replies.of_failure(error))
        finally:
            # At once after the last message: until then the client cannot use the id for another operation.
            if self._runs(identifier):
                del self._operations[identifier]
                self._close_if_done()

    def _runs(self, identifier: str) -> bool:
        """Whether this task is the operation with this id: one that the client has ended is not."""
        return self._operations.get(identifier) is asyncio.current_task()

    def _too_late(self) -> None:
        self._set_aside(self._close(CloseCode.TIMEOUT, "Connection initialisation timeout"))

    def _beat(self) -> None:
        """Ask the client whether it is there, unless it has said nothing for too long."""
        reads_late = self._turn.locked()
        if reads_late:
            # It has heard no ping then that it could answer; how long it may be so is the server's limit on sending.
            self._heard = self._loop.time()
        left = self._heard + self._settings.idle_timeout - self._loop.time()
        if left <= 0:
            reason = f"Nothing, not even a pong, came within {self._settings.idle_timeout:g} seconds"
            self._set_aside(self._close(CloseCode.TIMEOUT, reason))
            return
        if not reads_late:
            self._set_aside(self._write(PING))
        self._timer = self._loop.call_later(min(self._settings.heartbeat_interval, left), self._beat)

    def _close_if_done(self) -> None:
        if self._stopping and not self._operations:
            self._set_aside(self._close(CloseCode.RESTART, STOPPING))

    def _set_aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside what runs."""
        self._aside = self._loop.create_task(work)

    async def _write(self, message: bytes) -> None:
        async with self._turn:
            if not self._closing:
                await self._send_or_lose({"type": "websocket.send", "text": message.decode()})

    async def _close(self, code: CloseCode, reason: str) -> None:
        async with self._turn:
            if not self._closing:
                self._closing = True
                cut = reason.encode()[:REASON_LIMIT].decode(errors="ignore")
                await self._send_or_lose({"type": "websocket.close", "code": int(code), "reason": cut})

    async def _send_or_lose(self, event: dict[str, Any]) -> None:
        try:
            await self._send(event)
        except OSError:
            # The client has gone, of which `receive` tells too.
            self._closing = True


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks, and return when they have ended."""
    cancelled = list(tasks)
    for task in cancelled:
        task.cancel()
    if cancelled:
        await asyncio.wait(cancelled)
