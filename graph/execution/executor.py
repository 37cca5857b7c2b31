"""The executors: ours, breadth first, and graphql-core's own.

Strawberry takes either as `execution_context_class`. The reference for data and errors is graphql-core.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLObjectType, OperationType
from graphql.execution import Executor
from graphql.execution.values import VariableValues
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph.background import in_background
from graph.execution.documents import mark_documents
from graph.execution.extent import Extent
from graph.execution.nulls import settle
from graph.execution.plan import Planner, Scope
from graph.execution.run import Run
from graph.operation.directives import Directives, directives_of
from graph.operation.document_size import document_size
from graph.operation.variants import Grown, Variants
from stores.errors import AnswerTooLarge

INLINE_EXTENT = 200_000
"""Bytes of an answer up to which its extent is found within a few milliseconds."""


class Plans:
    """The last used plans of one operation, by the values of the variables that its `@skip` and `@include` go by.

    directives: at least those of the operation.
    opened: fields of its document with fragments opened.
    grown: gives whom to tell how many more fields the plans have than before, or fewer.
    """

    def __init__(self, directives: Directives, opened: int, grown: Grown = lambda: None) -> None:
        self.directives = directives
        self._opened = opened
        self._plans: Variants[tuple[Planner, Scope]] = Variants(
            directives.conditions, lambda plan: plan[0].fields, grown
        )

    @classmethod
    def of(cls, document: DocumentNode) -> Plans:
        """Plans of an operation in a document of which nothing is known yet."""
        size = document_size(document)
        return cls(directives_of(document), size.fields if size else 0)

    async def scope(self, executor: Executor[Any], root: GraphQLObjectType) -> Scope:
        """The root of the plan for this run. Raises GraphQLError where a directive has no value to go by."""

        async def plan(conditions: VariableValues) -> tuple[Planner, Scope]:
            planner = Planner(executor, conditions, self._opened, mark_documents)
            return planner, await planner.root(root)

        _, scope = await self._plans.of(executor.variable_values, plan)
        return scope

    def count(self) -> None:
        """Tell how the plans have grown: those below interfaces are made while the operation runs."""
        self._plans.count()


class BreadthFirstExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs an operation level by level. `plans`, if given, remembers its plans from one run to the next.

    An answer of more than `answer_limit` bytes, estimated, is refused once it is known to be so long.

    What it does not take (`@defer`, `@stream`, middleware, errors that shall not propagate) is left to graphql-core.
    """

    def __init__(self, *args: Any, plans: Plans | None = None, answer_limit: float = math.inf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._answer_limit = answer_limit
        self._plans = plans or Plans.of(DocumentNode(definitions=(self.operation, *self.fragment_definitions.values())))

    def execute_operation(self, serially: bool | None = None) -> Any:
        """See graphql-core's `Executor`."""
        root = self.schema.get_root_type(self.operation.operation)
        if root is None or self.middleware_manager or not self.error_propagation:
            return super().execute_operation(serially)
        if self._plans.directives.incremental:
            return super().execute_operation(serially)
        if serially is None:
            serially = self.operation.operation is OperationType.MUTATION
        return self._execute(root, serially=serially)

    async def _execute(self, root: GraphQLObjectType, *, serially: bool) -> ExecutionResult:
        try:
            return await self._executed(root, serially=serially)
        except GraphQLError as error:
            return ExecutionResult(None, [error])
        finally:
            self._plans.count()
            # The executor and they refer to each other: all that it holds would stay until the garbage collector comes.
            del self.async_helpers

    async def _executed(self, root: GraphQLObjectType, *, serially: bool) -> ExecutionResult:
        scope = await self._plans.scope(self, root)
        run = Run(self)
        data = await run.data(scope, self.root_value, serially=serially)
        extent = run.outcome.extent
        if run.outcome.shared:
            extent = await in_background(extent, INLINE_EXTENT, lambda: Extent(run.outcome.scopes).of(scope, data))
        if extent > self._answer_limit:
            refused = AnswerTooLarge(f"the answer would be longer than {self._answer_limit} bytes: ask for fewer rows")
            return ExecutionResult(None, [GraphQLError(str(refused), original_error=refused)])
        if not run.outcome.failed:
            return ExecutionResult(data, None)
        return ExecutionResult(*await settle(scope, data, run.outcome))


EXECUTORS: Mapping[str, type[StrawberryGraphQLCoreExecutionContext]] = {
    "breadth-first": BreadthFirstExecutor,
    "standard": StrawberryGraphQLCoreExecutionContext,
}
"""The executors by the names that an operator chooses them by."""
