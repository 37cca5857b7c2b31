"""Execute a prepared operation with the executor of its schema."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import ExecutionResult, GraphQLError
from graphql.execution import Executor

from graph.execution.executor import BreadthFirstExecutor
from graph.execution.prepare import OperationRejected, Prepared


@dataclass(frozen=True, slots=True)
class OperationResult:
    """What an executed operation gave. `data` is None if an error reached the root; `errors` are not yet formatted."""

    data: dict[str, Any] | None
    errors: list[GraphQLError]
    extensions: dict[str, Any] | None = None


async def execute(
    schema: strawberry.Schema, prepared: Prepared, context: object, request_extensions: dict[str, Any]
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
    result = executor.execute_operation()
    if inspect.isawaitable(result):
        result = await result
    assert isinstance(result, ExecutionResult)  # noqa: S101  (the schema has neither @defer nor @stream)
    return OperationResult(result.data, result.errors or [])
