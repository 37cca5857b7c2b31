"""The executors: ours, breadth first, and graphql-core's own.

Strawberry takes either as `execution_context_class`. The reference for data and errors is graphql-core.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLObjectType, OperationDefinitionNode, OperationType
from graphql.execution import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph.execution.background import in_background
from graph.execution.directives import Directives, directives_of
from graph.execution.nulls import settle
from graph.execution.plan import Planner, Scope
from graph.execution.run import Run

PLAN_LIMIT = 8
"""Plans that are remembered of one operation; each combination of values that its directives go by makes another."""


class Plans:
    """The plans of one operation, by the values of the variables that its `@skip` and `@include` go by."""

    def __init__(self) -> None:
        self._directives: Directives | None = None
        self._scopes: dict[tuple[Any, ...], Scope] = {}

    def directives(self, executor: Executor[Any]) -> Directives:
        """The directives of the executor's operation, found once."""
        if self._directives is None:
            self._directives = directives_of(executor.operation, executor.fragment_definitions.values())
        return self._directives

    async def scope(self, executor: Executor[Any], root: GraphQLObjectType) -> Scope:
        """The root of the plan for this run. Raises GraphQLError where a directive has no value to go by."""
        values = executor.variable_values
        key = tuple(values.coerced.get(name) for name in self.directives(executor).conditions)
        scope = self._scopes.get(key)
        if scope is None:
            planner = Planner(executor.schema, executor.operation, executor.fragments, values)
            scope = await in_background(_length(executor.operation), lambda: planner.root(root))
            if len(self._scopes) < PLAN_LIMIT:
                self._scopes[key] = scope
        return scope


def _length(operation: OperationDefinitionNode) -> int:
    """The characters of the document that an operation is from."""
    return len(operation.loc.source.body) if operation.loc else 0


class BreadthFirstExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs an operation level by level. `plans`, if given, remembers its plans from one run to the next.

    What it does not take (`@defer`, `@stream`, middleware, errors that shall not propagate) is left to graphql-core.
    """

    def __init__(self, *args: Any, plans: Plans | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans = plans or Plans()

    def execute_operation(self, serially: bool | None = None) -> Any:
        """See graphql-core's `Executor`."""
        root = self.schema.get_root_type(self.operation.operation)
        if root is None or self.middleware_manager or not self.error_propagation:
            return super().execute_operation(serially)
        if self._plans.directives(self).incremental:
            return super().execute_operation(serially)
        if serially is None:
            serially = self.operation.operation is OperationType.MUTATION
        return self._execute(root, serially=serially)

    async def _execute(self, root: GraphQLObjectType, *, serially: bool) -> ExecutionResult:
        try:
            scope = await self._plans.scope(self, root)
        except GraphQLError as error:
            return ExecutionResult(None, [error])
        run = Run(self)
        data = await run.data(scope, self.root_value, serially=serially)
        if not run.outcome.failed:
            return ExecutionResult(data, None)
        return ExecutionResult(*await settle(scope, data, run.outcome))


EXECUTORS: Mapping[str, type[StrawberryGraphQLCoreExecutionContext]] = {
    "breadth-first": BreadthFirstExecutor,
    "standard": StrawberryGraphQLCoreExecutionContext,
}
"""The executors by the names that an operator chooses them by."""
