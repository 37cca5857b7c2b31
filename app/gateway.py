"""The gateway: one schema over the stores, and how one request runs on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import strawberry
from graphql import GraphQLError, OperationType

from app.operation_request import OperationRequest
from app.places import Places
from app.refusal import MethodNotAllowed, TooManyOperations
from app.result_text import ResultText, text_of
from app.settings import Settings
from graph.context import Context
from graph.execution.execute import Admitted, OperationResult, admit, execute
from graph.execution.prepare import Documents, OperationRejected, Prepared
from graph.live.events import LiveOperations, live_field
from graph.live.live_query import LiveQueries
from graph.live.subscribe import Subscriptions
from graph.live_fields import LiveField
from graph.live_queries import LiveQueryField
from resolvers.live.hub import Hub
from resolvers.loaders import Session
from resolvers.look_ups import LookUps
from stores.catalogue import Catalogue
from stores.feed import Feed
from stores.store import Store

NO_STREAM = (
    "A subscription has more results than one JSON response holds: accept only 'text/event-stream',"
    " or use a WebSocket with the sub-protocol 'graphql-transport-ws'."
)


class Gateway:
    """Owns the schema, the stores and the prepared documents; runs operations."""

    def __init__(
        self,
        schema: strawberry.Schema,
        stores: Mapping[str, Store],
        settings: Settings,
        catalogue: Catalogue | None = None,
        feeds: Mapping[str, Feed] | None = None,
    ) -> None:
        self.schema = schema
        self.stores = stores
        self.settings = settings
        self._look_ups = LookUps()
        self._subscriptions = Subscriptions()
        self._hub = Hub(catalogue or Catalogue(()), feeds or {}, self.session, settings.event_limit)
        self._live = LiveOperations(self._hub, self._context, ResultText(), settings.cost_limit)
        self._queries = LiveQueries(self._hub, self._context, ResultText())
        self._places = Places(
            settings.subscription_limit, TooManyOperations, "{} subscriptions are running already: try again later."
        )
        self._documents = Documents(schema._schema, settings.document_limits, cache_size=settings.document_cache_size)

    async def execute(self, request: OperationRequest) -> OperationResult:
        """Run one query or mutation.

        Raises `OperationRejected` if it cannot start, and `MethodNotAllowed` for a mutation in a read-only request.
        """
        prepared = await self._prepared(request)
        if prepared.operation_type is OperationType.SUBSCRIPTION:
            error = GraphQLError(NO_STREAM, prepared.operation)
            raise OperationRejected("UNSUPPORTED_OPERATION", [error])
        return await self._executed(prepared, request)

    async def subscribe(self, request: OperationRequest) -> AsyncGenerator[bytes]:
        """The results of any operation as they come, each as JSON: those of a subscription, or one.

        Raises what `execute` raises, `TooManyOperations`, and for a subscription that cannot begin or is broken off
        PolygraphError (`Interrupted` with a cursor to go on from), GraphQLError, or whatever nobody foresaw.
        """
        prepared = await self._prepared(request)
        if prepared.operation_type is not OperationType.SUBSCRIPTION:
            yield await text_of(await self._executed(prepared, request))
            return
        with self._places.place():
            limit, extensions = self.settings.cost_limit, request.extensions
            operation = await admit(self.schema, prepared, limit, extensions, request.size)
            async with aclosing(self._results(operation)) as results:
                async for result in results:
                    yield result

    def stop_subscriptions(self) -> None:
        """End every subscription with `Stopping`, those too that would begin later."""
        self._subscriptions.stop()
        self._hub.stop()

    async def _results(self, operation: Admitted) -> AsyncGenerator[bytes]:
        match live_field(operation):
            case (details, LiveField() as field):
                results = self._live.results(operation, details, field)
            case (details, LiveQueryField() as field):
                results = self._queries.results(operation, details, field)
            case _:
                results = self._texts(operation)
        async with aclosing(results):
            async for result in results:
                yield result

    async def _texts(self, operation: Admitted) -> AsyncGenerator[bytes]:
        async with aclosing(self._subscriptions.results(operation, self._context)) as results:
            async for result in results:
                yield await text_of(result)

    def session(self) -> Session:
        """What one request reads with, to be closed when it ends."""
        return Session(self.stores, self._look_ups, self.settings.cross_store_key_limit)

    @asynccontextmanager
    async def _context(self) -> AsyncIterator[Context]:
        session = self.session()
        try:
            yield self._context_over(session)
        finally:
            await session.close()

    def _context_over(self, session: Session) -> Context:
        return Context(session, self.settings.answer_limit, self.settings.cost_limit, self._hub.feeds)

    async def _prepared(self, request: OperationRequest) -> Prepared:
        prepared = await self._documents.prepare(request.query, request.operation_name, request.variables)
        if request.read_only and prepared.operation_type is OperationType.MUTATION:
            raise MethodNotAllowed("Mutations are not allowed over GET: send them by POST.", allow="POST")
        return prepared

    async def _executed(self, prepared: Prepared, request: OperationRequest) -> OperationResult:
        session = self.session()
        try:
            result = await execute(self.schema, prepared, self._context_over(session), request.extensions, request.size)
        finally:
            await session.close()
        if request.ledger:
            extensions = {"statements": session.ledger.report(), "cost": result.cost}
            return replace(result, extensions=extensions)
        return result

    async def close(self) -> None:
        """End what is live, and close all stores."""
        await self._hub.close()
        await asyncio.gather(*(store.close() for store in self.stores.values()))
