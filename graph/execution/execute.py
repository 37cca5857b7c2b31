"""Execute a prepared operation with the executor of its schema."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import ExecutionResult, GraphQLError
from graphql.execution import Executor

from graph.context import Context
from graph.execution.executor import BreadthFirstExecutor
from graph.execution.prepare import OperationRejected, Prepared

ENDING = 0.2
"""Seconds that a cancelled operation on graphql-core has to end by itself."""


@dataclass(frozen=True, slots=True)
class OperationResult:
    """What an executed operation gave. `data` is None if an error reached the root; `errors` are not yet formatted."""

    data: dict[str, Any] | None
    errors: list[GraphQLError]
    extensions: dict[str, Any] | None = None


async def execute(
    schema: strawberry.Schema, prepared: Prepared, context: Context, request_extensions: dict[str, Any]
) -> OperationResult:
    """Run a query or a mutation; resolvers see `context` and, as `info.input_extensions`, `request_extensions`.

    Raises `OperationRejected` if the variables do not fit the operation.
    """
    executor_class = schema.execution_context_class
    remembered: dict[str, Any] = {"plans": prepared.plans} if issubclass(executor_class, BreadthFirstExecutor) else {}
    executor = executor_class.build(
        schema._schema,
        prepared.document,
        context_value=context,
        raw_variable_values=prepared.variables,
        operation_name=prepared.operation.name.value if prepared.operation.name else None,
        operation_extensions=request_extensions,
        **remembered,
    )
    if not isinstance(executor, Executor):
        raise OperationRejected("BAD_USER_INPUT", executor)
    result = await (_run(executor) if isinstance(executor, BreadthFirstExecutor) else _run_to_end(executor, context))
    return OperationResult(result.data, result.errors or [])


async def _run(executor: Executor[Any]) -> ExecutionResult:
    result = executor.execute_operation()
    if inspect.isawaitable(result):
        result = await result
    assert isinstance(result, ExecutionResult)  # noqa: S101  (the schema has neither @defer nor @stream)
    return result


async def _run_to_end(executor: Executor[Any], context: Context) -> ExecutionResult:
    """Run on graphql-core, and let it end by itself if the request is cancelled.

    Its session is closed then, so that all it waits for fails: graphql-core leaves no coroutine behind that was never
    awaited. What waits for something else is cancelled.
    """
    operation = asyncio.ensure_future(_run(executor))
    try:
        await asyncio.wait((operation,))
    except asyncio.CancelledError:
        await context.session.close()
        await asyncio.wait((operation,), timeout=ENDING)
        operation.cancel()
        await asyncio.wait((operation,))
        raise
    return operation.result()
