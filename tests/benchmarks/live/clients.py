"""Thousands of WebSocket clients in one process, each with one subscription; they note when rows reach them."""

from __future__ import annotations

import asyncio
import gc
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import orjson
import uvloop
from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.http11 import Response
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from app.graphql_ws_message import PROTOCOL
from tests.benchmarks.processes import Address

OPENING = 50
"""Connections that one process opens at a time."""

START_LIMIT = 300.0
"""Seconds for all clients to be told where they begin."""

LATE = 10.0
"""Seconds within which rows must come that have been committed."""

LOOK = 0.01
"""Seconds between two looks whether all have come."""

OWN = """subscription ($id: Int!) { minerTelemetry(minerIds: [$id]) {
    cursor nodes { minerId hashrate temperature powerConsumption recordedAt } } }"""
SITE = """subscription ($id: Int!) { siteTelemetry(siteIds: [$id]) {
    cursor nodes { minerId hashrate temperature powerConsumption recordedAt } } }"""

INIT = b'{"type":"connection_init"}'
PONG = b'{"type":"pong"}'

Some = TypeVar("Some")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one client subscribes to: telemetry of one miner, or of a site."""

    id: int
    site: bool

    @property
    def message(self) -> bytes:
        """How it says so."""
        payload = {"query": SITE if self.site else OWN, "variables": {"id": self.id}}
        return orjson.dumps({"id": "1", "type": "subscribe", "payload": payload})


@dataclass
class Heard:
    """What all clients of a process have heard: when each row came, with the moment in it; and what went wrong."""

    arrivals: list[tuple[str, float]] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)


class Client(asyncio.Protocol):
    """One connection, of as little as there has to be."""

    def __init__(self, url: str, wanted: Wanted, heard: Heard) -> None:
        self._protocol = ClientProtocol(parse_uri(url), subprotocols=[Subprotocol(PROTOCOL)], max_size=None)
        self._wanted = wanted
        self._heard = heard
        self._transport: Any = None
        self.ready = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the handshake."""
        self._transport = transport
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Answer what must be, and note what has come."""
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                self._say(INIT)
            elif isinstance(event, Frame):
                self._hear(bytes(event.data))
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """That should not be before the end."""
        self._heard.problems[f"connection lost: {exc}"] += 1
        self._give_up()

    def close(self) -> None:
        """Leave without a word."""
        self._transport.abort()

    def _hear(self, text: bytes) -> None:
        message = orjson.loads(text)
        match message["type"]:
            case "next":
                self._note(message["payload"])
            case "connection_ack":
                self._say(self._wanted.message)
            case "ping":
                self._say(PONG)
            case _:
                self._heard.problems[text.decode()] += 1
                self._give_up()

    def _note(self, result: dict[str, Any]) -> None:
        if not self.ready.done():
            self.ready.set_result(None)
        now = time.time()
        (batch,) = result["data"].values()
        self._heard.arrivals += [(node["recordedAt"], now) for node in batch["nodes"]]

    def _give_up(self) -> None:
        if not self.ready.done():
            self.ready.set_result(None)

    def _say(self, text: bytes) -> None:
        self._protocol.send_text(text)

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            self._transport.write(data)


def run(address: Address, wanted: Sequence[Wanted], pipe: Connection) -> None:
    """The process: opens all and says how many seconds that took.

    Told a number, it says how many rows have come, be it so many or too late; told None, all that was heard.
    """
    uvloop.run(_run(address, wanted, pipe))


async def _run(address: Address, wanted: Sequence[Wanted], pipe: Connection) -> None:
    heard, clients, began = Heard(), [], time.monotonic()
    async with asyncio.timeout(START_LIMIT):
        for some in _in_parts(wanted, OPENING):
            clients += await asyncio.gather(*(_opened(address, each, heard) for each in some))
    pipe.send((time.monotonic() - began, heard.problems))
    heard.arrivals.clear()
    # A pause of this process would look like one of the gateway.
    gc.collect()
    gc.disable()
    while (expected := await asyncio.to_thread(pipe.recv)) is not None:
        pipe.send(await _arrived(heard, expected))
    pipe.send((heard.arrivals, heard.problems))
    for client in clients:
        client.close()


async def _arrived(heard: Heard, expected: int) -> int:
    """How many rows have come, as soon as it is as many as expected, or when no more come in time."""
    for _ in range(round(LATE / LOOK)):
        if len(heard.arrivals) >= expected:
            break
        await asyncio.sleep(LOOK)
    return len(heard.arrivals)


async def _opened(address: Address, wanted: Wanted, heard: Heard) -> Client:
    loop, url = asyncio.get_running_loop(), f"ws://{address.host}:{address.port}/graphql"
    make: Callable[[], Client] = lambda: Client(url, wanted, heard)  # noqa: E731
    _, client = await loop.create_connection(make, address.host, address.port)
    await client.ready
    return client


def _in_parts(values: Iterable[Some], size: int) -> Iterator[list[Some]]:
    remaining = iter(values)
    while part := list(islice(remaining, size)):
        yield part
