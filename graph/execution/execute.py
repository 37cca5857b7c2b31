"""Execute a prepared operation with the executor of its schema."""

from __future__ import annotations

import asyncio
import inspect
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

import strawberry
from graphql import (
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    OperationType,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution import Executor
from graphql.execution.values import VariableValues

from graph.background import in_background
from graph.context import Context
from graph.execution.executor import BreadthFirst, BreadthFirstExecutor
from graph.execution.prepare import OperationRejected, Prepared

INLINE_VARIABLES = 10_000
"""Bytes of variables up to which coercing them takes a few milliseconds."""

ENDING = 0.2
"""Seconds that a cancelled operation on graphql-core has to end by itself."""


@dataclass(slots=True)
class OperationResult:
    """What an executed operation gave.

    `data` is None if an error reached the root; `errors` are not yet formatted; `cost` is in rows that might have come.
    """

    data: dict[str, Any] | None
    errors: list[GraphQLError]
    cost: int = 0
    extensions: dict[str, Any] | None = None


@dataclass(slots=True)
class Admitted:
    """An operation that may run: its variables fit and it is not too dear. `extensions` are those of its request."""

    schema: strawberry.Schema
    prepared: Prepared
    variables: VariableValues
    cost: int
    extensions: dict[str, Any]

    @property
    def definitions(self) -> dict[str, FragmentDefinitionNode]:
        """The fragments by their names."""
        return {name: fragment.definition for name, fragment in self.prepared.fragments.items()}

    def executor(self, context: Context, root: Any = None) -> Executor[Any]:
        """What graphql-core's `Executor.build` makes, with what is known of the operation already."""
        options: Any = {"operation_extensions": self.extensions}
        return self.schema.execution_context_class(
            self.schema._schema,
            self.definitions,
            dict(self.prepared.fragments),
            root,
            context,
            self.prepared.operation,
            self.variables,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            **options,
        )

    @property
    def is_breadth_first(self) -> bool:
        """Whether the schema's executor is ours, and the operation one for it."""
        return (
            issubclass(self.schema.execution_context_class, BreadthFirstExecutor)
            and not self.prepared.plans.directives.left
        )


async def execute(
    schema: strawberry.Schema,
    prepared: Prepared,
    context: Context,
    request_extensions: dict[str, Any],
    size: int = 0,
) -> OperationResult:
    """Run a query or a mutation; resolvers see `context` and, as `info.input_extensions`, `request_extensions`.

    `size` are the bytes that the variables came in. Raises `OperationRejected` if they do not fit the operation, or if
    that costs more than the context allows.
    """
    return await run(await admit(schema, prepared, context.cost_limit, request_extensions, size), context)


async def admit(
    schema: strawberry.Schema,
    prepared: Prepared,
    cost_limit: float,
    request_extensions: dict[str, Any],
    size: int = 0,
) -> Admitted:
    """Coerce the variables, which came in `size` bytes, and price the operation. Raises `OperationRejected`."""
    variables = await in_background(size, INLINE_VARIABLES, lambda: _coerced(prepared))
    cost = await _affordable(schema, prepared, cost_limit, variables)
    return Admitted(schema, prepared, variables, cost, request_extensions)


async def run(operation: Admitted, context: Context, root: Any = None) -> OperationResult:
    """Run an operation once; for a subscription `root` is the event."""
    result = await (_run if operation.is_breadth_first else _run_to_end)(operation, context, root)
    return OperationResult(result.data, result.errors or [], operation.cost)


def _coerced(prepared: Prepared) -> VariableValues:
    values = prepared.declared.coerced(prepared.variables)
    if isinstance(values, list):
        raise OperationRejected("BAD_USER_INPUT", values)
    return values


async def _affordable(
    schema: strawberry.Schema, prepared: Prepared, cost_limit: float, variables: VariableValues
) -> int:
    """The cost of the operation, in rows. Raises `OperationRejected` if it is over the limit."""
    price = await prepared.prices.of(schema._schema, variables)
    cost = price.cost(variables)
    if cost > cost_limit:
        dearest = max(price.sources(variables), key=attrgetter("rows"))
        message = f"The operation may bring {cost:,} rows, more than {cost_limit:,}: {dearest.advice}."
        figures = {"cost": cost, "limit": cost_limit}
        raise OperationRejected("COST_LIMIT_EXCEEDED", [GraphQLError(message, extensions=figures)])
    return cost


async def _run(operation: Admitted, context: Context, root: Any) -> ExecutionResult:
    prepared, executor = operation.prepared, partial(operation.executor, context, root)
    root_type = operation.schema._schema.get_root_type(prepared.operation_type)
    assert root_type is not None  # noqa: S101  (the document is valid)
    limit = context.answer_limit
    run = BreadthFirst(prepared.plans, root_type, root, operation.variables, context, executor, limit)
    return await run.result(serially=prepared.operation_type is OperationType.MUTATION)


async def _run_to_end(operation: Admitted, context: Context, root: Any) -> ExecutionResult:
    """Run on graphql-core, and let it end by itself if the request is cancelled.

    Its session is closed then, so that all it waits for fails: graphql-core leaves no coroutine behind that was never
    awaited. What waits for something else is cancelled.
    """
    task = asyncio.ensure_future(_run_on_core(operation.executor(context, root)))
    try:
        await asyncio.wait((task,))
    except asyncio.CancelledError:
        await context.session.close()
        await asyncio.wait((task,), timeout=ENDING)
        task.cancel()
        await asyncio.wait((task,))
        raise
    return task.result()


async def _run_on_core(executor: Executor[Any]) -> ExecutionResult:
    result = executor.execute_operation()
    if inspect.isawaitable(result):
        result = await result
    assert isinstance(result, ExecutionResult)  # noqa: S101  (the schema has neither @defer nor @stream)
    return result
