"""Subscriptions over source streams, on every executor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest
import strawberry
from graphql import GraphQLError

from graph.context import Context
from graph.execution.execute import OperationResult, admit
from graph.execution.executor import EXECUTORS
from graph.execution.prepare import Documents, OperationRejected
from graph.live.subscribe import Subscriptions
from resolvers.loaders import Session
from stores.errors import BadInput, Stopping
from tests.graph.unlimited import UNLIMITED

seen: list[str] = []
idle = asyncio.Event()
"""Set when a source waits after its last event."""


@strawberry.type
class Event:
    """An event with a field that fails for some."""

    number: int

    @strawberry.field
    def odd(self) -> int | None:
        """The number, if it is odd."""
        if self.number % 2 == 0:
            raise BadInput("it is even")
        return self.number


@strawberry.type
class Query:
    """The root that every schema has."""

    number: int = 1


@strawberry.type
class Subscription:
    """Source streams."""

    @strawberry.subscription
    async def events(self, to: int) -> AsyncIterator[Event]:
        """Events with the numbers from 1; it waits after the last one."""
        try:
            for number in range(1, to + 1):
                yield Event(number=number)
            idle.set()
            await asyncio.Event().wait()
        finally:
            seen.append("closed")

    @strawberry.subscription
    async def impatient(self) -> AsyncIterator[Event]:
        """A stream with a time limit of its own."""
        yield Event(number=1)
        raise TimeoutError("of its own")

    @strawberry.subscription
    async def refused(self) -> AsyncIterator[Event]:
        """No stream."""
        raise BadInput("no stream")


@asynccontextmanager
async def context() -> AsyncIterator[Context]:
    """A context over no stores; `seen` tells of its end."""
    session = Session({})
    try:
        yield Context(session)
    finally:
        await session.close()
        seen.append("context")


@pytest.fixture(params=list(EXECUTORS))
def schema(request: pytest.FixtureRequest) -> strawberry.Schema:
    """The schema on each executor."""
    seen.clear()
    idle.clear()
    return strawberry.Schema(Query, subscription=Subscription, execution_context_class=EXECUTORS[request.param])


async def results(
    schema: strawberry.Schema, text: str, subscriptions: Subscriptions | None = None
) -> AsyncGenerator[OperationResult]:
    """The results of a subscription."""
    documents = Documents(schema._schema, UNLIMITED, cache_size=0)
    operation = await admit(schema, await documents.prepare(text, None, {}), 100, {})
    async with aclosing((subscriptions or Subscriptions()).results(operation, context)) as stream:
        async for result in stream:
            yield result


async def test_each_event_is_executed_in_a_context_of_its_own(schema: strawberry.Schema) -> None:
    """With data and the errors of its fields; the source is closed with the stream, and no context stays open."""
    async with aclosing(results(schema, "subscription { events(to: 2) { number odd } }")) as stream:
        first, second = await anext(stream), await anext(stream)
    assert (first.data, first.errors) == ({"events": {"number": 1, "odd": 1}}, [])
    assert second.data == {"events": {"number": 2, "odd": None}}
    assert [(error.message, error.path) for error in second.errors] == [("it is even", ["events", "odd"])]
    assert seen == ["context", "context", "closed", "context"]


async def test_stream_that_cannot_begin_raises_the_error_of_its_field(schema: strawberry.Schema) -> None:
    """With the path and the cause."""
    with pytest.raises(GraphQLError, match="no stream") as raised:
        await anext(results(schema, "subscription { refused { number } }"))
    assert raised.value.path == ["refused"]
    assert isinstance(raised.value.original_error, BadInput)


async def test_wrong_variables_are_refused(schema: strawberry.Schema) -> None:
    """Before there is a stream."""
    with pytest.raises(OperationRejected) as raised:
        await anext(results(schema, "subscription ($to: Int!) { events(to: $to) { number } }"))
    assert raised.value.code == "BAD_USER_INPUT"
    assert seen == []


async def test_stopping_ends_what_waits_and_what_would_begin(schema: strawberry.Schema) -> None:
    """At once, with Stopping, after the clean-up of the source."""
    subscriptions = Subscriptions()
    stream = results(schema, "subscription { events(to: 1) { number } }", subscriptions)
    await anext(stream)
    waiting = asyncio.ensure_future(anext(stream))
    await idle.wait()
    subscriptions.stop()
    subscriptions.stop()
    with pytest.raises(Stopping):
        await waiting
    assert "closed" in seen
    with pytest.raises(Stopping):
        await anext(results(schema, "subscription { events(to: 1) { number } }", subscriptions))


async def test_time_limit_of_a_source_is_no_stop(schema: strawberry.Schema) -> None:
    """It is the source's own error."""
    stream = results(schema, "subscription { impatient { number } }")
    await anext(stream)
    with pytest.raises(TimeoutError, match="of its own"):
        await anext(stream)
