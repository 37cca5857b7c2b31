"""The gateway: one schema over the stores, and how one request runs on it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import strawberry
from graphql import GraphQLError, OperationType

from app.operation_request import OperationRequest
from app.refusal import MethodNotAllowed
from app.settings import Settings
from graph.context import Context
from graph.execution.execute import OperationResult, execute
from graph.execution.prepare import Documents, OperationRejected, Prepared
from resolvers.loaders import Session
from resolvers.look_ups import LookUps
from stores.store import Store


class Gateway:
    """Owns the schema, the stores and the prepared documents; runs operations."""

    def __init__(
        self,
        schema: strawberry.Schema,
        stores: Mapping[str, Store],
        settings: Settings,
    ) -> None:
        self.schema = schema
        self.stores = stores
        self.settings = settings
        self._look_ups = LookUps()
        self._documents = Documents(schema._schema, settings.document_limits, cache_size=settings.document_cache_size)

    async def execute(self, request: OperationRequest) -> OperationResult:
        """Run one query or mutation.

        Raises `OperationRejected` if it cannot start, and `MethodNotAllowed` for a mutation in a read-only request.
        """
        prepared = await self._documents.prepare(request.query, request.operation_name, request.variables)
        _admit(prepared, read_only=request.read_only)
        session = Session(self.stores, self._look_ups, self.settings.cross_store_key_limit)
        try:
            context = Context(session, self.settings.answer_limit, self.settings.cost_limit)
            result = await execute(self.schema, prepared, context, request.extensions, request.size)
        finally:
            await session.close()
        if request.ledger:
            extensions = {"statements": session.ledger.report(), "cost": result.cost}
            return replace(result, extensions=extensions)
        return result

    async def close(self) -> None:
        """Close all stores."""
        await asyncio.gather(*(store.close() for store in self.stores.values()))


def _admit(prepared: Prepared, *, read_only: bool) -> None:
    if prepared.operation_type is OperationType.SUBSCRIPTION:
        error = GraphQLError("Subscriptions are not answered by plain HTTP requests.", prepared.operation)
        raise OperationRejected("UNSUPPORTED_OPERATION", [error])
    if read_only and prepared.operation_type is OperationType.MUTATION:
        raise MethodNotAllowed("Mutations are not allowed over GET: send them by POST.", allow="POST")
