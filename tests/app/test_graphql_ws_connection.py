"""Connections of the WebSocket sub-protocol `graphql-transport-ws`: how they begin, what they carry, why they end.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from app.graphql_ws_message import ID_LIMIT
from app.settings import Settings
from tests.app.sample_schema import schema
from tests.app.service import Address, read_all, running
from tests.app.websocket_client import connected, initialised


@pytest.mark.parametrize("protocols", [(), ("graphql-ws",), ("graphql-transport-ws2", "chat")])
async def test_other_sub_protocols_are_closed_4406(address: Address, protocols: Sequence[str]) -> None:
    """A client that does not offer the sub-protocol is told so, and no other one is agreed on."""
    async with connected(address, protocols) as client:
        assert client.connection.subprotocol is None
        code, reason = await client.closed()
    assert (code, "graphql-transport-ws" in reason) == (4406, True)


async def test_sub_protocol_is_chosen_among_others(address: Address) -> None:
    """It is enough that the client offers it."""
    async with connected(address, ("graphql-ws", "graphql-transport-ws")) as client:
        assert client.connection.subprotocol == "graphql-transport-ws"


@pytest.mark.parametrize("members", [{}, {"payload": None}, {"payload": {}}, {"payload": {"token": "t"}}, {"x": 1}])
async def test_initialisation_is_acknowledged(address: Address, members: dict[str, Any]) -> None:
    """Its payload is an object, null or absent; members that nobody knows are ignored."""
    async with connected(address) as client:
        await client.send("connection_init", **members)
        await client.expect({"type": "connection_ack"})


MALFORMED = [
    "",
    "x",
    "{",
    "null",
    "1",
    '"ping"',
    "[]",
    '[{"type":"ping"}]',
    "{}",
    '{"type":null}',
    '{"type":1}',
    '{"type":["ping"]}',
    '{"type":"start"}',
    '{"type":"PING"}',
    '{"type":"connection_ack"}',
    '{"type":"next","id":"1","payload":{}}',
    '{"type":"error","id":"1","payload":[]}',
    '{"type":"connection_init","payload":1}',
    '{"type":"connection_init","payload":[]}',
    '{"type":"connection_init","payload":"x"}',
    '{"type":"ping","payload":1}',
    '{"type":"ping","payload":[1]}',
    '{"type":"pong","payload":"x"}',
    '{"type":"pong","payload":false}',
    '{"type":"ping","payload":{"deep":' + "[" * 300 + "]" * 300 + "}}",
    '{"type":"ping","payload":{"a":NaN}}',
    '{"type":"complete"}',
    '{"type":"complete","id":null}',
    '{"type":"complete","id":1}',
    '{"type":"complete","id":["1"]}',
    '{"type":"complete","id":""}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":1,"payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":["1"],"payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":{},"payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":null,"payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":"","payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":"' + "x" * (ID_LIMIT + 1) + '","payload":{"query":"{hello}"}}',
    '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","id":"1","payload":null}',
    '{"type":"subscribe","id":"1","payload":"{hello}"}',
    '{"type":"subscribe","id":"1","payload":[]}',
    '{"type":"subscribe","id":"1","payload":{}}',
    '{"type":"subscribe","id":"1","payload":{"query":null}}',
    '{"type":"subscribe","id":"1","payload":{"query":["{hello}"]}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{hello}","variables":[]}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{hello}","variables":"{}"}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{hello}","operationName":1}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{hello}","extensions":[]}}',
    b'{"type":"ping"}',
    b"",
    b"\x00\xff",
]


@pytest.mark.parametrize("sent", MALFORMED)
@pytest.mark.parametrize("first", [False, True])
async def test_malformed_message_is_closed_4400(address: Address, sent: str | bytes, first: bool) -> None:
    """With a reason, before as after the initialisation."""
    async with connected(address) if first else initialised(address) as client:
        await client.send_raw(sent)
        code, reason = await client.closed()
    assert code == 4400
    assert reason


async def test_text_that_is_not_utf_8_is_closed_1007(address: Address, caplog: pytest.LogCaptureFixture) -> None:
    """As RFC 6455 has it, and without an alarm."""
    async with initialised(address) as client:
        await client.connection.send(b'{"type":"\xff"}', text=True)
        code, _ = await client.closed()
    assert code == 1007
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


MASK = b"\x00\x00\x00\x00"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"\x83\x80" + MASK, 1002),
        (b"\xc1\x80" + MASK, 1002),
        (b"\x81\x02{}", 1002),
        (b"\x80\x80" + MASK, 1002),
        (b"\x89\xfe\x00\x7e" + MASK + b"x" * 126, 1002),
        (b"\x88\x82" + MASK + b"\x00\x01", 1002),
        (b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff" + MASK, 1009),
        (b"\x01\xfe\x40\x00" + MASK + b"x" * 0x4000 + b"\x80\xfe\x40\x00" + MASK + b"x" * 0x4000, 1009),
    ],
)
def test_broken_frames_are_closed_in_order(
    address: Address, caplog: pytest.LogCaptureFixture, sent: bytes, code: int
) -> None:
    """With the codes of RFC 6455, section 7.4.1, as messages over the limit are, in one frame or in several."""
    handshake = (
        b"GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\n"
        b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with address.connect() as connection:
        connection.sendall(handshake)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 101")
        connection.sendall(sent)
        answer = read_all(connection)
    assert answer[0] == 0x88
    assert int.from_bytes(answer[2:4], "big") == code
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_subscribe_before_the_acknowledgement_is_closed_4401(address: Address) -> None:
    """Nothing is executed."""
    async with connected(address) as client:
        await client.subscribe("1", "{ hello }")
        assert await client.closed() == (4401, "Unauthorized")


async def test_second_initialisation_is_closed_4429(address: Address) -> None:
    """Also long after the first."""
    async with initialised(address) as client:
        await client.in_step()
        await client.send("connection_init")
        assert await client.closed() == (4429, "Too many initialisation requests")


@pytest.mark.parametrize("talk", [False, True])
async def test_missing_initialisation_is_closed_4408(talk: bool) -> None:
    """After the time of the setting, whatever else the client sends meanwhile."""
    with running(schema, Settings(init_timeout=0.3)) as address:
        began = time.monotonic()
        async with connected(address) as client:
            if talk:
                await client.in_step()
            assert await client.closed() == (4408, "Connection initialisation timeout")
        assert 0.25 < time.monotonic() - began < 3


async def test_initialised_connection_is_not_closed() -> None:
    """The time for the initialisation does not go on after it."""
    with running(schema, Settings(init_timeout=0.2)) as address:
        async with initialised(address) as client:
            await client.subscribe("1", "{ nap(seconds: 0.5) }")
            assert await client.result("1") == {"data": {"nap": "rested"}}


async def test_message_over_the_limit_is_closed_1009(address: Address, settings: Settings) -> None:
    """The limit is that of request bodies; what is below it is read."""
    async with initialised(address) as client:
        await client.send("ping", payload={"padding": "x" * (settings.body_limit - 100)})
        assert (await client.receive())["type"] == "pong"
        await client.send("ping", payload={"padding": "x" * settings.body_limit})
        assert (await client.closed())[0] == 1009


@pytest.mark.parametrize("payload", [{}, {"a": [1, {"b": None}]}, {"\u2028": "ü😀"}])
async def test_ping_is_answered_with_its_payload(address: Address, payload: dict[str, Any]) -> None:
    """At any time: before the initialisation and after it."""
    async with connected(address) as client:
        await client.send("ping", payload=payload)
        await client.expect({"type": "pong", "payload": payload})
        await client.send("connection_init")
        await client.send("ping", payload=payload)
        await client.expect({"type": "connection_ack"}, {"type": "pong", "payload": payload})


@pytest.mark.parametrize("members", [{}, {"payload": None}])
async def test_ping_without_payload_is_answered_without(address: Address, members: dict[str, Any]) -> None:
    """Null counts as none."""
    async with connected(address) as client:
        await client.send("ping", **members)
        await client.expect({"type": "pong"})


async def test_pong_is_accepted_at_any_time(address: Address) -> None:
    """Unsolicited, with a payload or without, before the initialisation and after it."""
    async with connected(address) as client:
        await client.send("pong")
        await client.send("connection_init")
        await client.send("pong", payload={"a": 1})
        await client.expect({"type": "connection_ack"})
        await client.in_step()


async def test_frames_of_the_protocol_below_are_answered(address: Address) -> None:
    """A ping frame gets its pong frame."""
    async with connected(address) as client, asyncio.timeout(5):
        await (await client.connection.ping())


async def test_heartbeats_keep_a_client_that_answers_and_give_up_one_that_does_not() -> None:
    """A pong is enough to stay; who says nothing at all for the time of the setting is closed with 4408."""
    with running(schema, Settings(heartbeat_interval=0.1, idle_timeout=0.4)) as address:
        async with initialised(address) as client:
            began = time.monotonic()
            while time.monotonic() - began < 1:
                await client.expect({"type": "ping"})
                await client.send("pong")
            silent = time.monotonic()
            code, reason = await client.closed()
        assert 0.25 < time.monotonic() - silent < 3
        assert (code, reason) == (4408, "Nothing, not even a pong, came within 0.4 seconds")


async def test_other_path_is_no_websocket(address: Address) -> None:
    """It is refused in the handshake."""
    elsewhere = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    keys = b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    answer = await asyncio.to_thread(address.exchange, elsewhere + keys)
    assert answer.startswith(b"HTTP/1.1 403")


async def test_messages_are_text_without_padding(address: Address) -> None:
    """They are compact JSON in text frames."""
    async with initialised(address) as client:
        await client.subscribe('"\u2028', "{ hello }")
        text = await client.connection.recv()
    assert (
        text
        == orjson.dumps({"id": '"\u2028', "type": "next", "payload": {"data": {"hello": "Hello, world!"}}}).decode()
    )
