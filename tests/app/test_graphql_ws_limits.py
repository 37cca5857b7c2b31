"""WebSocket connections under load, with clients that do not read, and at the end of the server."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from websockets.exceptions import ConnectionClosed

from app.asgi import build_app
from app.gateway import Gateway
from app.settings import Settings
from tests.app.command import wait_until
from tests.app.sample_schema import flooded, schema, slow, stream
from tests.app.service import Address, running, serving
from tests.app.websocket_client import Client, connected, initialised

FOREVER = "subscription { forever }"
FLOOD = "subscription { flood(size: 10000) }"
PINGS = 80_000
"""So many that the server has read some before the last is sent."""

MASK = b"\x00\x00\x00\x00"
HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-protocol: graphql-transport-ws\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)

COMPLETE = {"type": "complete", "id": "1"}
EVENTS = {"accept": "text/event-stream"}


async def test_operations_of_one_connection_are_limited() -> None:
    """One more is an error of its own; the others go on, and when one has ended there is room again."""
    with running(schema, Settings(connection_operation_limit=2)) as address:
        async with initialised(address) as client:
            for identifier in ("1", "2"):
                await client.subscribe(identifier, FOREVER)
                await client.result(identifier)
            await client.subscribe("3", "{ hello }")
            assert await client.error_code("3") == "TOO_MANY_OPERATIONS"
            await client.send("complete", id="1")
            await client.subscribe("3", "{ hello }")
            assert await client.result("3") == {"data": {"hello": "Hello, world!"}}


async def test_subscriptions_are_limited_over_all_connections() -> None:
    """Those of event streams count as well; queries do not."""
    with running(schema, Settings(subscription_limit=1)) as address:
        async with initialised(address) as first, initialised(address) as second:
            await first.subscribe("1", FOREVER)
            await first.result("1")
            await second.subscribe("1", FOREVER)
            assert await second.error_code("1") == "TOO_MANY_OPERATIONS"
            streamed = await asyncio.to_thread(_events, address, FOREVER)
            assert "TOO_MANY_OPERATIONS" in streamed.text
            await second.subscribe("1", "{ hello }")
            await second.result("1")


async def test_connections_are_limited() -> None:
    """One more is closed with 1013, an event stream refused with 503; a place is free when its connection has ended."""
    with running(schema, Settings(connection_limit=1)) as address:
        async with initialised(address):
            async with connected(address) as second:
                code, reason = await second.closed()
                assert (code, "1 connections" in reason) == (1013, True)
            refused = await asyncio.to_thread(_events, address, "{ hello }")
            assert refused.status_code == 503
            assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_CONNECTIONS"
            assert refused.headers["retry-after"]
        await _until_accepted(address)
        assert (await asyncio.to_thread(_events, address, "{ hello }")).status_code == 200


async def test_limit_for_requests_is_none_for_connections() -> None:
    """A WebSocket outlives the time within which a request must arrive."""
    with running(schema, Settings(receive_timeout=0.2)) as address:
        async with initialised(address) as client:
            await client.subscribe("1", "{ nap(seconds: 0.6) }")
            assert await client.result("1") == {"data": {"nap": "rested"}}
            await client.expect(COMPLETE)
            await client.in_step()


async def test_client_that_does_not_read_holds_up_nobody_and_no_memory() -> None:
    """Its stream stands still after a few messages and goes on where it was when it reads; others are served."""
    with running(schema, Settings()) as address:
        async with initialised(address) as lazy, initialised(address) as other:
            flooded.count = 0
            await lazy.subscribe("1", FLOOD)
            standing = await _standing(other)
            assert standing < 2_000
            for _ in range(standing):
                assert len((await lazy.result("1"))["data"]["flood"]) == 10_000
            await lazy.result("1")
            assert flooded.count > standing


async def test_client_that_never_reads_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    """After the time of the setting, with its operations; nobody is alarmed."""
    with running(schema, Settings(send_timeout=0.3)) as address:
        flooded.clear()
        async with initialised(address) as lazy:
            await lazy.subscribe("1", FLOOD)
            assert await asyncio.to_thread(flooded.ended.wait, 10)
            await lazy.cut()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_client_that_reads_slowly_is_not_cut() -> None:
    """As long as it takes something within the time."""
    with running(schema, Settings(send_timeout=0.5)) as address:
        flooded.clear()
        async with initialised(address) as slow_client:
            await slow_client.subscribe("1", FLOOD)
            began = time.monotonic()
            while time.monotonic() - began < 2:
                await _read_for(slow_client, 0.02)
                await asyncio.sleep(0.1)
            assert not flooded.ended.is_set()


async def test_client_that_reads_late_is_not_taken_for_silent() -> None:
    """It cannot answer a ping behind what it has not read yet; how long that may take, another setting says."""
    with running(schema, Settings(heartbeat_interval=0.1, idle_timeout=0.4)) as address:
        async with initialised(address) as late:
            await late.subscribe("1", FLOOD)
            await asyncio.sleep(1)
            await late.send("complete", id="1")
            await late.send("ping", payload={"in": "step"})
            while (message := await late.receive())["type"] != "pong":
                assert message["type"] in {"next", "ping"}


def test_ping_frames_of_a_client_that_does_not_read_are_answered_when_it_reads() -> None:
    """Not one by one: the answers would be collected in memory. The last one is enough for all."""
    payloads = [b"%0125d" % number for number in range(PINGS)]
    flooded.count = 0
    with running(schema, Settings()) as address, address.connect() as connection:
        connection.sendall(HANDSHAKE)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 101")
        connection.sendall(_frame(0x81, b'{"type":"connection_init"}'))
        connection.sendall(_frame(0x81, b'{"type":"subscribe","id":"1","payload":{"query":"%b"}}' % FLOOD.encode()))
        wait_until(_Unchanged(0.5), 10)
        connection.sendall(b"".join(_frame(0x89, payload) for payload in payloads))
        pongs = []
        for kind, payload in _frames(connection):
            if kind == 0x8A:
                pongs.append(payload)
            if payload == payloads[-1]:
                break
    assert len(pongs) < PINGS


async def test_subscriptions_end_with_the_server() -> None:
    """Each with SERVER_STOPPING, idle connections without; all are closed with 1012, which says: connect again."""
    with ExitStack() as service:
        address = service.enter_context(running(schema, Settings()))
        async with initialised(address) as client, initialised(address) as idle, connected(address) as fresh:
            stream.clear()
            await client.subscribe("1", FOREVER)
            await client.result("1")
            stopped = asyncio.create_task(asyncio.to_thread(service.close))
            assert await client.error_code("1") == "SERVER_STOPPING"
            for each in (client, idle, fresh):
                assert await each.closed() == (1012, "The server is stopping: connect again.")
            await stopped
            assert stream.ended.is_set()


async def test_running_queries_are_finished_when_the_server_ends(caplog: pytest.LogCaptureFixture) -> None:
    """Their connection stays until then and takes no other operation meanwhile."""
    with ExitStack() as service:
        address = service.enter_context(running(schema, Settings()))
        async with initialised(address) as client, initialised(address) as witness:
            slow.clear()
            await client.subscribe("1", "{ nap(seconds: 1) }")
            assert await asyncio.to_thread(slow.began.wait, 5)
            stopped = asyncio.create_task(asyncio.to_thread(service.close))
            await witness.closed()
            await client.subscribe("2", "{ hello }")
            assert await client.error_code("2") == "SERVER_STOPPING"
            assert await client.result("1") == {"data": {"nap": "rested"}}
            await client.expect(COMPLETE)
            assert (await client.closed())[0] == 1012
            await stopped
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_operation_that_outlasts_the_server_is_told_so(caplog: pytest.LogCaptureFixture) -> None:
    """When the time is over, its client gets a coded error, and its clean-up has run; the log has no trace."""
    slow.clear()
    with ExitStack() as service:
        address = service.enter_context(running(schema, Settings(shutdown_timeout=0.2)))
        async with initialised(address) as client:
            await client.subscribe("1", "{ slow }")
            assert await asyncio.to_thread(slow.began.wait, 5)
            stopped = asyncio.create_task(asyncio.to_thread(service.close))
            assert await client.error_code("1") == "SERVER_STOPPING"
            assert (await client.closed())[0] == 1012
            await stopped
    assert slow.ended.is_set()
    assert [record for record in caplog.records if record.exc_info] == []


async def test_server_that_stops_takes_nothing_new() -> None:
    """What comes on connections that were accepted already is refused: WebSockets with 1013, requests with 503."""
    settings = Settings()

    @asynccontextmanager
    async def open_gateway(settings: Settings) -> AsyncIterator[Gateway]:
        yield Gateway(schema, {}, settings)

    service = build_app(settings, open_gateway)

    async def stopped_service(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            scope["state"]["stop"]()
        await service(scope, receive, send)

    with serving(stopped_service, settings) as address:
        async with connected(address) as client:
            assert (await client.closed())[0] == 1013
        for headers in ({}, EVENTS):
            response = await asyncio.to_thread(
                httpx.post, f"{address.url}/graphql", json={"query": "{ hello }"}, headers=headers
            )
            assert response.status_code == 503
            assert response.json()["errors"][0]["extensions"]["code"] == "SERVER_STOPPING"


def _events(address: Address, query: str) -> httpx.Response:
    return httpx.post(f"{address.url}/graphql", json={"query": query}, headers=EVENTS)


async def _until_accepted(address: Address) -> None:
    deadline = time.monotonic() + 5
    while True:
        async with connected(address) as client:
            await client.send("ping")
            try:
                await client.expect({"type": "pong"})
            except ConnectionClosed:
                assert time.monotonic() < deadline, "no place became free"
            else:
                return


async def _standing(other: Client) -> int:
    """How many texts `flood` had given when it gave no more, while another client is answered in good time."""
    deadline = time.monotonic() + 10
    count, since = -1, time.monotonic()
    while time.monotonic() - since < 0.5:
        asked = time.monotonic()
        await other.subscribe("1", "{ hello }")
        await other.result("1")
        await other.expect(COMPLETE)
        assert time.monotonic() - asked < 1
        assert asked < deadline, "it did not stand still"
        if flooded.count != count:
            count, since = flooded.count, time.monotonic()
    return count


async def _read_for(client: Client, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        await client.result("1")


class _Unchanged:
    """Whether `flood` has given nothing for some seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._count = 0
        self._since = time.monotonic()

    def __call__(self) -> bool:
        if self._count != flooded.count or not flooded.count:
            self._count, self._since = flooded.count, time.monotonic()
        return time.monotonic() - self._since > self._seconds


def _frame(kind: int, payload: bytes) -> bytes:
    """A frame of a client, with a payload below 126 bytes; its mask changes nothing."""
    assert len(payload) < 126
    return bytes((kind, 0x80 | len(payload))) + MASK + payload


def _frames(connection: socket.socket) -> Iterator[tuple[int, bytes]]:
    """The frames that a server sends, of payloads below 65,536 bytes."""
    with connection.makefile("rb") as stream:
        while True:
            kind, length = stream.read(2)
            if length == 126:
                length = int.from_bytes(stream.read(2), "big")
            yield kind, stream.read(length)
