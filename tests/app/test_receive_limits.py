"""Limits on receiving: neither size nor slowness lets a client hold what it should not."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from app.settings import Settings
from tests.app.answer import JSON, code, post
from tests.app.service import Address, read_all

HEAD = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"


def _chunks(size: int) -> Iterator[bytes]:
    yield b'{"query": "{hello}", "padding": "'
    yield from (b"x" * 1_000 for _ in range(size // 1_000))
    yield b'"}'


def test_body_over_the_limit_is_refused(client: httpx.Client, settings: Settings) -> None:
    """Announced or not, a larger body is answered 413 and the connection is closed; one below the limit runs."""
    size = settings.body_limit
    for body in (b"".join(_chunks(size)), _chunks(size)):
        response = client.post("/graphql", content=body, headers={"content-type": JSON})
        assert (response.status_code, code(response)) == (413, "BODY_TOO_LARGE")
        assert response.headers["connection"] == "close"
    response = client.post("/graphql", content=_chunks(size - 2_000), headers={"content-type": JSON})
    assert response.status_code == 200


def test_absurd_content_length_is_no_server_error(address: Address) -> None:
    """Not even a length of a thousand digits."""
    answer = address.exchange(HEAD + b"content-length: %b\r\n\r\n" % (b"9" * 1_000))
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", b"408"),
        (b"POST /gra", b"408"),
        (b"\r\n", b"408"),
        (HEAD + b"x-slow: ", b"408"),
        (HEAD + b"content-length: 100\r\n\r\n", b"408"),
        (HEAD + b'content-length: 100\r\n\r\n{"query"', b"408"),
        (HEAD + b'transfer-encoding: chunked\r\n\r\n8\r\n{"query"\r\n', b"408"),
    ],
)
def test_slow_request_is_given_up(address: Address, settings: Settings, sent: bytes, status: bytes) -> None:
    """A request whose headers or body do not arrive in time is answered 408 and its connection closed."""
    began = time.monotonic()
    answer = address.exchange(sent)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert settings.receive_timeout * 0.9 < time.monotonic() - began < settings.receive_timeout + 2


@pytest.mark.parametrize("trickle", [b"x-a: b\r\n", b"x"])
def test_trickle_does_not_extend_the_time(address: Address, settings: Settings, trickle: bytes) -> None:
    """The limit is for all of the headers, or all of the body, not for each byte."""
    head = HEAD if trickle != b"x" else HEAD + b"content-length: 1000\r\n\r\n"
    began = time.monotonic()
    with address.connect() as connection:
        connection.sendall(head)
        connection.settimeout(0.05)
        answer = b""
        while not answer:
            assert time.monotonic() - began < settings.receive_timeout + 2
            try:
                answer = connection.recv(1_000)
            except TimeoutError:
                connection.sendall(trickle)
    assert answer.startswith(b"HTTP/1.1 408")


def test_later_request_on_a_connection_has_the_limit_too(address: Address, settings: Settings) -> None:
    """Neither an unfinished request nor blank lines keep a used connection for longer."""
    for unfinished in (b"GET /graphql?que", b"\r\n"):
        with address.connect() as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
            assert b'{"status":"ok"}' in connection.recv(65_536)
            began = time.monotonic()
            connection.sendall(unfinished)
            assert read_all(connection).startswith(b"HTTP/1.1 408")
            assert time.monotonic() - began < settings.receive_timeout + 2


@pytest.mark.parametrize("endless", [b"GET /graphql?query=" + b"x" * 100_000, HEAD + b"x-a: " + b"x" * 100_000])
def test_headers_over_the_limit_are_refused(address: Address, endless: bytes) -> None:
    """A request line or headers without end are cut off."""
    with address.connect() as connection:
        connection.sendall(endless)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 431")


def test_slow_request_does_not_hinder_others(address: Address, client: httpx.Client) -> None:
    """Many connections that wait for their bodies leave the service responsive."""
    connections = [address.connect() for _ in range(50)]
    for connection in connections:
        connection.sendall(HEAD + b"content-length: 100\r\n\r\n")
    assert post(client, {"query": "{ hello }"}).status_code == 200
    for connection in connections:
        with connection:
            assert read_all(connection).startswith(b"HTTP/1.1 408")
