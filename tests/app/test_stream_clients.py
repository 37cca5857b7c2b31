"""Clients that others wrote, run by Node: those of the npm packages `graphql-ws` and `graphql-sse`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from app.settings import Settings
from tests.app.node import lines_of, script
from tests.app.sample_schema import schema, stream
from tests.app.service import Address, running

COUNT = [{"data": {"count": number}} for number in (1, 2, 3)]
COUNTED_BROKEN = [{"data": {"broken": 1}}]
LAGGED = {"code": "SUBSCRIPTION_LAGGED", "cursor": "cursor-2"}


def codes(errors: list[dict[str, Any]]) -> list[str]:
    """The codes of errors."""
    return [error["extensions"]["code"] for error in errors]


def test_websocket_client_is_served_and_comes_back_after_a_restart() -> None:
    """It sees results, ends and errors as they are meant, ends a subscription itself, and reconnects after 1012."""
    with ExitStack() as service:
        address = service.enter_context(running(schema, Settings()))
        with script("websocket.mjs", address.websocket_url) as lines:
            assert next(lines) == {"results": COUNT}
            assert next(lines) == {"results": [{"data": {"hello": "Hello, world!"}}]}
            assert next(lines) == {"results": [{"data": {"rename": "x"}}]}
            refused = next(lines)
            assert (refused["results"], codes(refused["errors"])) == ([], ["GRAPHQL_VALIDATION_FAILED"])
            broken = next(lines)
            assert broken["results"] == COUNTED_BROKEN
            assert [error["extensions"] for error in broken["errors"]] == [LAGGED]
            stream.clear()
            assert next(lines)["value"] == {"data": {"forever": ""}}
            assert next(lines) == {"completed": True}
            assert stream.ended.wait(5)
            assert next(lines) == [1, 2, 3]
            assert next(lines) == {"ready": True}
            service.close()
            assert codes(next(lines)["errors"]) == ["SERVER_STOPPING"]
            assert next(lines) == {"closed": 1012, "reason": "The server is stopping: connect again."}
            with running(schema, Settings(), port=address.port):
                assert next(lines) == {"results": COUNT[:1]}


def test_event_stream_client_is_served(address: Address) -> None:
    """It sees results and errors as they are meant, and the end of a stream that it leaves is the operation's end."""
    stream.clear()
    counted, greeted, refused, broken, endless = lines_of("event_stream.mjs", f"{address.url}/graphql")
    assert counted == COUNT
    assert greeted == [{"data": {"hello": "Hello, world!"}}]
    assert codes(refused[0]["errors"]) == ["GRAPHQL_VALIDATION_FAILED"]
    assert broken[0] == COUNTED_BROKEN[0]
    assert broken[1]["errors"][0]["extensions"] == LAGGED
    assert endless["value"] == {"data": {"forever": ""}}
    assert stream.ended.wait(5)
