"""Clients that go away, and servers that do: the operation is cancelled, and nobody is alarmed."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.settings import Settings
from tests.app.sample_schema import schema, slow
from tests.app.service import Address, running

BODY = b'{"query": "{ items: slowItems { name } slow }"}'
REQUEST = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(
    BODY
)


@pytest.mark.parametrize("request_bytes", [REQUEST + BODY, b"GET /graphql?query={slow} HTTP/1.1\r\nhost: x\r\n\r\n"])
def test_operation_of_a_client_that_left_is_cancelled(
    address: Address, client: httpx.Client, caplog: pytest.LogCaptureFixture, request_bytes: bytes
) -> None:
    """Within a second the operation has ended, its clean-up too; nothing is logged as an error; the service goes on."""
    slow.clear()
    with address.connect() as connection:
        connection.sendall(request_bytes)
        assert slow.began.wait(5)
        left = time.monotonic()
    assert slow.ended.wait(1)
    assert time.monotonic() - left < 1
    assert client.get("/graphql?query={hello}").status_code == 200
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_client_that_leaves_within_its_body_is_no_error(
    address: Address, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """A body that breaks off is dropped without a trace."""
    with address.connect() as connection:
        connection.sendall(REQUEST + BODY[:10])
    assert client.get("/graphql?query={hello}").status_code == 200
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_connection_is_used_again(address: Address) -> None:
    """Watching for the end of a connection does not eat the next request on it, sent at once or later."""
    query = b"GET /graphql?query={hello} HTTP/1.1\r\nhost: x\r\n\r\n"
    last = b"GET /graphql?query={hello} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    assert address.exchange(query + query, last).count(b'{"data":{"hello":"Hello, world!"}}') == 3


def test_operation_that_outlasts_the_server_is_told_so(caplog: pytest.LogCaptureFixture) -> None:
    """When the time is over, its client gets a coded error, and its clean-up has run; the log has no trace."""
    slow.clear()
    with ThreadPoolExecutor() as clients, running(schema, Settings(shutdown_timeout=0.1)) as address:
        asked = clients.submit(httpx.get, f"{address.url}/graphql?query={{slow}}", timeout=10)
        assert slow.began.wait(5)
    response = asked.result()
    assert slow.ended.is_set()
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"]["code"] == "SERVER_STOPPING"
    assert [record for record in caplog.records if record.exc_info] == []
