"""Whatever frames a client sends, the server keeps its rules and its calm."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.graphql_ws_message import MEMBERS, PROTOCOL, CloseCode
from tests.app.service import Address

CODES = {1007, 1009, *CloseCode} - {CloseCode.RESTART, CloseCode.TRY_AGAIN_LATER}

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
QUERIES = st.sampled_from(
    ["{ hello }", "{ crash: outage picky }", "subscription { forever }", "subscription { count(to: 3) }", "{", "{ x }"]
)
PAYLOADS = st.fixed_dictionaries(
    {"query": QUERIES | VALUES}, optional={"variables": VALUES, "operationName": VALUES, "extensions": VALUES}
)
MESSAGES = st.fixed_dictionaries(
    {"type": st.sampled_from([*MEMBERS, "next", "error", "connection_ack"]) | VALUES},
    optional={"id": st.sampled_from(["1", "2"]) | VALUES, "payload": PAYLOADS | VALUES, "x": VALUES},
)
GOOD = st.fixed_dictionaries({"type": st.just("subscribe"), "id": st.sampled_from("12"), "payload": PAYLOADS})
FRAMES = (MESSAGES | GOOD).map(json.dumps) | VALUES.map(json.dumps) | st.text(max_size=20) | st.binary(max_size=20)


@given(initialise=st.booleans(), frames=st.lists(FRAMES, max_size=8))
@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_frames_are_answered_by_the_protocol(
    address: Address, caplog: pytest.LogCaptureFixture, initialise: bool, frames: list[str | bytes]
) -> None:
    """The connection goes on, or is closed with a code of the protocol and a reason; never cut, nothing logged."""
    caplog.clear()
    protocol = [Subprotocol(PROTOCOL)]
    with connect(address.websocket_url, subprotocols=protocol, compression=None, ping_interval=None) as connection:
        end = _sent(connection, ['{"type":"connection_init"}', *frames] if initialise else frames)
    if end is not None:
        assert end.rcvd is not None, "cut"
        assert end.rcvd.code in CODES
        assert end.rcvd.reason
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def _sent(connection: ClientConnection, frames: list[str | bytes]) -> ConnectionClosed | None:
    """How the connection ended, or None if the server still answers after all frames."""
    try:
        for frame in [*frames, '{"type":"ping","payload":{"last":"one"}}']:
            connection.send(frame)
        while connection.recv(timeout=10) != '{"type":"pong","payload":{"last":"one"}}':
            pass
    except ConnectionClosed as end:
        return end
    return None
