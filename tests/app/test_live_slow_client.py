"""A client that does not read: it costs the gateway next to nothing, disturbs nobody, and can go on without loss."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any
from urllib.parse import urlsplit

import orjson
import psutil
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.graphql_ws_message import PROTOCOL
from stores.embedded.servers import Endpoints
from stores.postgres import migrations
from tests.app.command import Service, service
from tests.app.loss.follower import Follower
from tests.app.loss.installation import connected, following, until
from tests.app.loss.telemetry import MINERS, PREPARE, Writing

OTHERS = 50
ROUNDS = 20
ROUND = 1_000
"""Rows of a round."""

PROMPT = 5.0
"""Seconds within which the others must have a round's rows, on a machine that has much else to do."""

GROWTH = 5_000_000
"""Bytes by which the gateway may grow in the second half. Its rows would take nine times as many if they waited."""

SMALL = 8_192
"""Bytes that the operating system takes for the slow client."""

ALL = """subscription ($after: String) { telemetrySampleStream(after: $after, batch: 100) { cursor nodes { id
    hashrate temperature powerConsumption fanSpeed recordedAt
    miner { serialNumber status createdAt model { name manufacturer } site { name location capacityMw } } } } }"""
OWN = """subscription ($miner: Int!, $after: String) {
    telemetrySampleStream(where: {minerId: {eq: $miner}}, after: $after) { cursor nodes { id } } }"""


async def test_a_client_that_does_not_read_is_told_so_and_goes_on_without_loss(
    empty_database: str, endpoints: Endpoints
) -> None:
    await migrations.upgrade(empty_database)
    connection = await connected(empty_database)
    await connection.execute(PREPARE)
    with service("serve", postgres_url=empty_database, mongo_url=endpoints.mongo_url, send_timeout="600") as gateway:
        url = gateway.url.replace("http", "ws") + "/graphql"
        counts = [0] * OTHERS
        others = [Follower(url, OWN, {"miner": each % MINERS}, counting(counts, each)) for each in range(OTHERS)]
        async with slow_client(url) as slow, following(others):
            growth = await write_while_others_read(empty_database, counts, gateway)
            told, cursor = await read_to_the_end(slow)
        assert growth < GROWTH
        assert not sum((other.ends for other in others), others[0].ends)
        assert len(told) < ROUNDS * ROUND
        again = Follower(url, ALL, {}, lambda batch: told.extend(int(node["id"]) for node in batch["nodes"]))
        again.cursor = cursor
        async with following([again]):
            await until(lambda: len(told) >= ROUNDS * ROUND, lambda: len(told))
    assert told == [id_ for (id_,) in await connection.fetch("SELECT id FROM hosting.miner_telemetry ORDER BY id")]
    await connection.close()


def counting(counts: list[int], index: int) -> Any:
    """Takes batches, and counts their rows."""

    def take(batch: dict[str, Any]) -> None:
        counts[index] += len(batch["nodes"])

    return take


@asynccontextmanager
async def slow_client(url: str) -> AsyncIterator[ClientConnection]:
    """A subscription to everything, of which nothing is read but what the libraries take by themselves."""
    host, port = urlsplit(url).hostname, urlsplit(url).port
    taps = socket.socket()
    taps.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    taps.setblocking(False)
    await asyncio.get_running_loop().sock_connect(taps, (host, port))
    async with connect(
        url, sock=taps, subprotocols=[Subprotocol(PROTOCOL)], compression=None, ping_interval=None, max_queue=1
    ) as connection:
        await connection.send('{"type":"connection_init"}')
        assert orjson.loads(await connection.recv())["type"] == "connection_ack"
        await connection.send(orjson.dumps({"type": "subscribe", "id": "1", "payload": {"query": ALL}}).decode())
        assert b"next" in (got := await connection.recv(decode=False)), got
        yield connection


async def write_while_others_read(url: str, counts: list[int], gateway: Service) -> int:
    """Write rounds, each when the others have got the one before; by how much the gateway grows in the end."""
    connection, writing = await connected(url), Writing(url, 0, Random(1))
    memory: list[int] = []
    for round_ in range(1, ROUNDS + 1):
        for miner in range(MINERS):
            await writing._insert_many(connection, writing._samples(ROUND // MINERS, miner))
        await until(lambda: min(counts) >= round_ * ROUND // MINERS, lambda: round_, PROMPT)  # noqa: B023
        memory.append(resident(gateway))
    await connection.close()
    return max(memory) - memory[ROUNDS // 2]


def resident(gateway: Service) -> int:
    """The gateway's memory in bytes."""
    assert gateway._process is not None
    return int(psutil.Process(gateway._process.pid).memory_info().rss)


async def read_to_the_end(connection: ClientConnection) -> tuple[list[int], str]:
    """Read at last: the ids of all rows that were sent, and the cursor with which the subscription was ended."""
    told: list[int] = []
    async with asyncio.timeout(PROMPT):
        async for text in connection:
            message = orjson.loads(text)
            if message["type"] == "error":
                (error,) = message["payload"]
                assert error["extensions"]["code"] == "SUBSCRIPTION_LAGGED"
                return told, error["extensions"]["cursor"]
            told += [int(node["id"]) for node in message["payload"]["data"]["telemetrySampleStream"]["nodes"]]
    raise AssertionError("the connection was closed")
