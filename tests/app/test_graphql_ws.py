"""Operations over the WebSocket sub-protocol `graphql-transport-ws`.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from app.settings import Settings
from tests.app.sample_schema import SECRET, schema, slow, stream
from tests.app.service import Address, running
from tests.app.websocket_client import Client, initialised

COUNT = "subscription ($to: Int!) { count(to: $to) }"
FOREVER = "subscription { forever }"
COMPLETE = {"type": "complete", "id": "1"}


def counted(number: int) -> dict[str, Any]:
    """The message with this result of `COUNT`."""
    return {"type": "next", "id": "1", "payload": {"data": {"count": number}}}


async def begun(client: Client, identifier: str = "1") -> None:
    """Start a subscription without an end."""
    stream.clear()
    await client.subscribe(identifier, FOREVER)
    assert await client.result(identifier) == {"data": {"forever": ""}}


async def test_results_come_in_order_and_then_the_end(address: Address) -> None:
    """All results of a subscription, one `complete`, and nothing after it."""
    async with initialised(address) as client:
        await client.subscribe("1", COUNT, variables={"to": 3})
        await client.expect(*map(counted, (1, 2, 3)), COMPLETE)
        await client.in_step()


@pytest.mark.parametrize(
    "query", ["{ hello }", "query A { hello } query B { add }", 'mutation { hello: rename(name: "x") }']
)
async def test_queries_and_mutations_have_one_result(address: Address, query: str) -> None:
    """And then the end."""
    async with initialised(address) as client:
        await client.subscribe("1", query, operationName="A" if "A" in query else None)
        assert (await client.result("1"))["data"]["hello"]
        await client.expect(COMPLETE)


async def test_errors_of_fields_are_part_of_a_result(address: Address) -> None:
    """As over HTTP: with data, path and code; what nobody foresaw is not shown."""
    async with initialised(address) as client:
        await client.subscribe("1", "{ hello outage crash }")
        payload = await client.result("1")
        await client.expect(COMPLETE)
    assert payload["data"] == {"hello": "Hello, world!", "outage": None, "crash": None}
    codes = [(error["path"], error["extensions"]["code"]) for error in payload["errors"]]
    assert sorted(codes) == [(["crash"], "INTERNAL_ERROR"), (["outage"], "STORE_UNAVAILABLE")]
    assert SECRET not in str(payload)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { count(to: 1) ticks }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"),
        (COUNT, "BAD_USER_INPUT"),
        ("{ hello }" + "#\n" * 5_000, "DOCUMENT_TOO_LARGE"),
        ("subscription { stubborn }", "BAD_INPUT"),
        ("subscription { broken }", "STORE_UNAVAILABLE"),
        ('subscription { broken(kind: "crash") }', "INTERNAL_ERROR"),
    ],
)
async def test_operation_that_cannot_start_is_an_error(address: Address, query: str, code: str) -> None:
    """One `error` with a code, no `complete` after it, and the id is free again."""
    async with initialised(address) as client:
        await client.subscribe("1", query)
        assert await client.error_code("1") == code
        await client.in_step()
        await client.subscribe("1", "{ hello }")
        await client.result("1")


async def test_variables_have_the_limit_of_http() -> None:
    """The same setting holds for both."""
    with running(schema, Settings(variables_limit=100)) as address:
        async with initialised(address) as client:
            await client.subscribe("1", "query ($name: String) { hello(name: $name) }", variables={"name": "x" * 100})
            assert await client.error_code("1") == "VARIABLES_TOO_LARGE"


async def test_subscription_that_breaks_off_is_an_error_with_its_cursor(address: Address) -> None:
    """After the results that came before; then nothing."""
    async with initialised(address) as client:
        await client.subscribe("1", 'subscription { broken(after: 2, kind: "lagged") }')
        assert [await client.result("1") for _ in range(2)] == [{"data": {"broken": n}} for n in (1, 2)]
        extensions = {"code": "SUBSCRIPTION_LAGGED", "cursor": "cursor-2"}
        message = "You read more slowly than events come."
        payload = [{"message": message, "extensions": extensions}]
        await client.expect({"type": "error", "id": "1", "payload": payload})
        await client.in_step()


async def test_what_nobody_foresaw_in_a_stream_is_not_shown(address: Address) -> None:
    """Its client sees an id."""
    async with initialised(address) as client:
        await client.subscribe("1", 'subscription { broken(after: 1, kind: "crash") }')
        await client.result("1")
        message = await client.receive()
    assert message["payload"][0]["extensions"]["code"] == "INTERNAL_ERROR"
    assert SECRET not in str(message)


async def test_client_ends_a_subscription(address: Address, caplog: pytest.LogCaptureFixture) -> None:
    """It is over at once, its clean-up included, and nothing is sent for it afterwards."""
    async with initialised(address) as client:
        await begun(client)
        await client.send("complete", id="1")
        assert await asyncio.to_thread(stream.ended.wait, 1)
        await client.in_step()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_client_ends_a_query(address: Address) -> None:
    """It is cancelled, and its result is not sent."""
    slow.clear()
    async with initialised(address) as client:
        await client.subscribe("1", "{ slow }")
        assert await asyncio.to_thread(slow.began.wait, 5)
        await client.send("complete", id="1")
        assert await asyncio.to_thread(slow.ended.wait, 1)
        await client.in_step()


async def test_end_of_an_operation_that_is_not_there_is_ignored(address: Address) -> None:
    """One that was never there, or has ended."""
    async with initialised(address) as client:
        await client.send("complete", id="never")
        await client.subscribe("1", "{ hello }")
        await client.result("1")
        await client.expect(COMPLETE)
        await client.send("complete", id="1")
        await client.in_step()


@pytest.mark.parametrize("query", [FOREVER, "{ hello }"])
async def test_id_in_use_is_closed_4409(address: Address, query: str) -> None:
    """Whatever kind of operation uses it, or would; the first one ends."""
    async with initialised(address) as client:
        await begun(client)
        await client.subscribe("1", query)
        assert await client.closed() == (4409, "Subscriber for 1 already exists")
        assert await asyncio.to_thread(stream.ended.wait, 1)


async def test_long_reason_is_cut(address: Address) -> None:
    """A close frame holds 123 bytes of it, and no half character."""
    async with initialised(address) as client:
        await begun(client, "ü" * 100)
        await client.subscribe("ü" * 100, FOREVER)
        code, reason = await client.closed()
    assert code == 4409
    assert reason.startswith("Subscriber for üü")
    assert 121 < len(reason.encode()) <= 123


async def test_id_is_free_after_the_client_ended_its_operation(address: Address) -> None:
    """At once, while the former operation still cleans up; what it does then does not touch the new one."""
    async with initialised(address) as client:
        await begun(client)
        for _ in range(3):
            await client.send("complete", id="1")
            await client.subscribe("1", FOREVER)
            assert await client.result("1") == {"data": {"forever": ""}}
        await client.send("complete", id="1")
        await client.subscribe("1", COUNT, variables={"to": 1})
        await client.expect(counted(1), COMPLETE)


async def test_id_is_free_after_the_server_ended_its_operation(address: Address) -> None:
    """After `complete` and after `error`."""
    async with initialised(address) as client:
        for _ in range(3):
            await client.subscribe("1", "{ hello }")
            await client.result("1")
            await client.expect(COMPLETE)
            await client.subscribe("1", "{ nothing }")
            await client.error_code("1")


async def test_operations_run_beside_each_other(address: Address) -> None:
    """A query is answered while another one is slow, and two streams without end take turns."""
    async with initialised(address) as client:
        await client.subscribe("slow", "{ slow }")
        await client.subscribe("1", "{ hello }")
        await client.result("1")
        await client.expect(COMPLETE)
        await client.subscribe("a", "subscription { flood }")
        await client.subscribe("b", "subscription { flood }")
        while (await client.receive())["id"] != "b":
            pass
        ids = [(await client.receive())["id"] for _ in range(300)]
    assert 100 < ids.count("a") < 200


async def test_client_that_goes_away_ends_its_operations(address: Address, caplog: pytest.LogCaptureFixture) -> None:
    """In order or not; nobody is alarmed."""
    for abrupt in (False, True):
        async with initialised(address) as client:
            await begun(client)
            if abrupt:
                client.connection.transport.abort()
        assert await asyncio.to_thread(stream.ended.wait, 2)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
