"""Event streams: GraphQL over SSE in the distinct connections mode.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import orjson
import pytest

from app.graphql_sse import LINE_ENDS
from app.settings import Settings
from tests.app.answer import JSON, RESPONSE_JSON, code
from tests.app.sample_schema import SECRET, flooded, schema, slow, stream
from tests.app.service import Address, read_all, running

EVENTS = "text/event-stream"
ACCEPT = {"accept": EVENTS}
COUNT = "subscription ($to: Int!) { count(to: $to) }"
FOREVER = "subscription { forever }"
COMPLETE = ("complete", "")
GET = b"GET /graphql?query=%b HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n"


def events_of(response: httpx.Response) -> Iterator[tuple[str, Any]]:
    """The events of a stream as they come, read as a browser reads them: each has a type and data."""
    kind, data = "message", None
    for line in response.iter_lines():
        name, _, value = line.partition(":")
        if line == "":
            if data is not None:
                yield kind, orjson.loads(data) if data else ""
            kind, data = "message", None
        elif name == "event":
            kind = value.removeprefix(" ")
        elif name == "data":
            value = value.removeprefix(" ")
            data = value if data is None else f"{data}\n{value}"


@contextmanager
def opened(address: Address, query: str, **variables: Any) -> Iterator[httpx.Response]:
    """An event stream, asked for by POST."""
    body = {"query": query, "variables": variables}
    with httpx.stream("POST", f"{address.url}/graphql", json=body, headers=ACCEPT, timeout=15) as response:
        yield response


def all_events(address: Address, query: str, **variables: Any) -> list[tuple[str, Any]]:
    """All events of a stream that ends by itself."""
    with opened(address, query, **variables) as response:
        assert response.status_code == 200
        return list(events_of(response))


def test_subscription_is_streamed(address: Address) -> None:
    """A `next` for each result and a `complete`, under headers that keep caches and proxies from holding them."""
    with opened(address, COUNT, to=3) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == f"{EVENTS}; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-accel-buffering"] == "no"
        assert response.headers["vary"] == "accept"
        assert list(events_of(response)) == [*(("next", {"data": {"count": n}}) for n in (1, 2, 3)), COMPLETE]


def test_subscription_is_streamed_by_get(client: httpx.Client) -> None:
    """As a browser's `EventSource` asks for it."""
    parameters = {"query": COUNT, "variables": '{"to": 1}'}
    with client.stream("GET", "/graphql", params=parameters, headers=ACCEPT) as response:
        assert list(events_of(response)) == [("next", {"data": {"count": 1}}), COMPLETE]


@pytest.mark.parametrize("query", ["{ hello }", 'mutation { hello: rename(name: "x") }', "{ hello outage }"])
def test_queries_and_mutations_have_one_result(address: Address, query: str) -> None:
    """With the errors of its fields, and then the end."""
    (kind, payload), last = all_events(address, query)
    assert (kind, last) == ("next", COMPLETE)
    assert payload["data"]["hello"]
    assert ("errors" in payload) == ("outage" in query)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"),
        (COUNT, "BAD_USER_INPUT"),
        ("{ hello }" + "#\n" * 5_000, "DOCUMENT_TOO_LARGE"),
        ("subscription { stubborn }", "BAD_INPUT"),
        ("subscription { broken }", "STORE_UNAVAILABLE"),
        ('subscription { broken(kind: "crash") }', "INTERNAL_ERROR"),
    ],
)
def test_operation_that_cannot_start_is_told_in_the_stream(address: Address, query: str, expected: str) -> None:
    """By a result without data, as the protocol asks, and the end."""
    (kind, payload), last = all_events(address, query)
    assert (kind, last) == ("next", COMPLETE)
    assert [error["extensions"]["code"] for error in payload["errors"]] == [expected]
    assert "data" not in payload
    assert SECRET not in str(payload)


def test_mutation_by_get_is_told_in_the_stream(client: httpx.Client) -> None:
    """And does not run."""
    parameters = {"query": 'mutation { rename(name: "x") }'}
    response = client.get("/graphql", params=parameters, headers=ACCEPT)
    (_, payload), _ = events_of(response)
    assert payload["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    assert "data" not in payload


def test_stream_that_breaks_off_tells_its_cursor(address: Address) -> None:
    """After the results that came before, and the end after it."""
    first, (kind, payload), last = all_events(address, 'subscription { broken(after: 1, kind: "lagged") }')
    assert (first, kind, last) == (("next", {"data": {"broken": 1}}), "next", COMPLETE)
    assert payload["errors"][0]["extensions"] == {"code": "SUBSCRIPTION_LAGGED", "cursor": "cursor-2"}


@pytest.mark.parametrize(
    ("request_", "status", "expected"),
    [
        ({"method": "PUT"}, 405, "METHOD_NOT_ALLOWED"),
        ({"method": "POST", "content": "{"}, 400, "BAD_REQUEST"),
        ({"method": "POST", "content": "[]"}, 400, "BAD_REQUEST"),
        ({"method": "POST", "content": '"' + "x" * 20_000 + '"'}, 413, "BODY_TOO_LARGE"),
        ({"method": "POST", "content": "x", "headers": {**ACCEPT, "content-type": "text/plain"}}, 415, None),
        ({"method": "GET"}, 400, "BAD_REQUEST"),
    ],
)
def test_request_that_is_none_is_refused_by_http(
    client: httpx.Client, request_: dict[str, Any], status: int, expected: str | None
) -> None:
    """With a status and a coded error in JSON: there is no operation whose stream could tell it."""
    response = client.request(url="/graphql", **{"headers": {**ACCEPT, "content-type": JSON}} | request_)
    assert response.status_code == status
    assert response.headers["content-type"].startswith(JSON)
    assert code(response) == (expected or "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (EVENTS, EVENTS),
        (f"{EVENTS}, */*;q=0.1", EVENTS),
        (f"{EVENTS}, */*", EVENTS),
        (f"{EVENTS}, {JSON};q=0.9", EVENTS),
        (f"{EVENTS};charset=utf-8", EVENTS),
        (f"{JSON}, {EVENTS}", JSON),
        (f"{EVENTS}, {JSON}", JSON),
        (f"{RESPONSE_JSON}, {JSON}, {EVENTS}, multipart/mixed", RESPONSE_JSON),
        (f"{EVENTS};q=0, {JSON}", JSON),
        ("*/*", JSON),
    ],
)
def test_event_stream_is_for_who_prefers_it(client: httpx.Client, accept: str, expected: str) -> None:
    """Clients that would read JSON as well, as some do that name all types they know, get JSON."""
    response = client.post("/graphql", json={"query": "{ hello }"}, headers={"accept": accept})
    assert response.headers["content-type"] == f"{expected}; charset=utf-8"


@pytest.mark.parametrize("accept", [JSON, RESPONSE_JSON, "*/*", f"{JSON}, {EVENTS}"])
def test_subscription_in_json_is_told_how(client: httpx.Client, accept: str) -> None:
    """A client that reads JSON alone learns which transports there are."""
    response = client.post("/graphql", json={"query": FOREVER}, headers={"accept": accept})
    assert code(response) == "UNSUPPORTED_OPERATION"
    message = response.json()["errors"][0]["message"]
    assert "text/event-stream" in message
    assert "graphql-transport-ws" in message


def test_results_are_not_held_back() -> None:
    """The first one comes while the stream goes on, and comments keep it alive."""
    with running(schema, Settings(heartbeat_interval=0.1)) as address, opened(address, FOREVER) as response:
        lines = response.iter_lines()
        assert [next(lines) for _ in range(3)] == ["event: next", 'data: {"data":{"forever":""}}', ""]
        assert [next(lines) for _ in range(4)] == [":", "", ":", ""]


@pytest.mark.parametrize("query", ["subscription{forever}", "{slow}"])
def test_operation_of_a_client_that_left_is_cancelled(
    address: Address, client: httpx.Client, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    """Within a second it has ended, its clean-up included; nothing is logged as an error; the service goes on."""
    seen = slow if "slow" in query else stream
    seen.clear()
    with address.connect() as connection:
        connection.sendall(GET % query.encode())
        assert seen.began.wait(5)
    assert seen.ended.wait(1)
    assert client.get("/graphql?query={hello}").status_code == 200
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_client_that_does_not_read_is_cut() -> None:
    """Its operation stands still meanwhile: what waits for it does not grow."""
    flooded.clear()
    flooded.count = 0
    with running(schema, Settings(send_timeout=0.5)) as address, address.connect() as connection:
        connection.sendall(GET % b"subscription{flood(size:10000)}")
        assert flooded.ended.wait(10)
        assert flooded.count < 2_000
        assert not read_all(connection).endswith(b"0\r\n\r\n")


def test_streams_end_with_the_server() -> None:
    """With SERVER_STOPPING and `complete`; the response is whole."""
    stream.clear()
    with ExitStack() as service:
        address = service.enter_context(running(schema, Settings()))
        with opened(address, FOREVER) as response:
            events = events_of(response)
            next(events)
            stopping = threading.Thread(target=service.close)
            stopping.start()
            (kind, payload), last = events
        stopping.join()
    assert (kind, last) == ("next", COMPLETE)
    assert payload["errors"][0]["extensions"]["code"] == "SERVER_STOPPING"
    assert stream.ended.is_set()


def test_query_that_outlasts_the_server_is_told_so(caplog: pytest.LogCaptureFixture) -> None:
    """When the time is over it is cancelled, and its stream ends in order."""
    slow.clear()
    with ThreadPoolExecutor() as clients, running(schema, Settings(shutdown_timeout=0.1)) as address:
        asked = clients.submit(all_events, address, "{ slow }")
        assert slow.began.wait(5)
    (_, payload), last = asked.result()
    assert slow.ended.is_set()
    assert (payload["errors"][0]["extensions"]["code"], last) == ("SERVER_STOPPING", COMPLETE)
    assert [record for record in caplog.records if record.exc_info] == []


def test_streams_take_turns(address: Address) -> None:
    """One without end, and without a pause, leaves others responsive."""
    with opened(address, "subscription { flood }") as response:
        events = events_of(response)
        for _ in range(20):
            next(events)
            asked = time.monotonic()
            assert len(all_events(address, COUNT, to=2)) == 3
            assert time.monotonic() - asked < 2


def test_line_ends_within_json_do_not_end_the_data() -> None:
    """They are white space there, and are written as such."""
    text = b'{"data":\r\n{"a":\n"\\n"}}'
    written = text.translate(LINE_ENDS)
    assert b"\n" not in written
    assert b"\r" not in written
    assert orjson.loads(written) == orjson.loads(text)
