"""Subscriptions over source streams of their fields: each event is executed as an operation of its own.

GraphQL specification, section 6.2.3: https://spec.graphql.org/draft/#sec-Subscription
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any

from graphql import ExecutionResult, create_source_event_stream

from graph.context import Context, Contexts
from graph.execution.execute import Admitted, OperationResult, run
from stores.errors import Stopping


class Subscriptions:
    """The subscriptions that run."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Timeout] = set()
        self._stopped = False

    async def results(self, operation: Admitted, contexts: Contexts) -> AsyncGenerator[OperationResult]:
        """The result of each event. Raises what the source raises, a GraphQLError if it cannot begin, and Stopping.

        There is a context for the source stream as long as it lives, and one for each of its events.
        """
        async with contexts() as context:
            source = await self._unless_stopped(lambda: _source(operation, context))
            try:
                while True:
                    try:
                        event = await self._unless_stopped(source.__anext__)
                    except StopAsyncIteration:
                        return
                    async with contexts() as event_context:
                        result = await run(operation, event_context, event)
                    yield result
            finally:
                if isinstance(source, AsyncGenerator):
                    await source.aclose()

    def stop(self) -> None:
        """End all of them, and those that would begin later."""
        if self._stopped:
            return
        self._stopped = True
        for limit in self._waiting:
            limit.reschedule(asyncio.get_running_loop().time())

    async def _unless_stopped(self, wait: Callable[[], Any]) -> Any:
        """What is waited for. Raises Stopping as soon as there is no use in waiting."""
        if self._stopped:
            raise _stopping()
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._waiting.add(limit)
                try:
                    return await wait()
                finally:
                    self._waiting.discard(limit)
        except TimeoutError:
            if limit.expired():
                raise _stopping() from None
            raise


async def _source(operation: Admitted, context: Context) -> AsyncIterator[Any]:
    source = create_source_event_stream(operation.executor(context))
    if inspect.isawaitable(source):
        source = await source
    if isinstance(source, ExecutionResult):
        assert source.errors  # noqa: S101  (that is how graphql-core tells that there is no stream)
        raise source.errors[0]
    return source.__aiter__()


def _stopping() -> Stopping:
    return Stopping("The server is stopping: subscribe again.")
