"""The executors: ours, breadth first, and graphql-core's own.

Strawberry takes either as `execution_context_class`. The reference for data and errors is graphql-core.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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

    async def scope(
        self, variables: VariableValues, executor: Callable[[], Executor[Any]], root: GraphQLObjectType
    ) -> Scope:
        """The root of the plan for this run. Raises GraphQLError where a directive has no value to go by."""

        async def plan(conditions: VariableValues) -> tuple[Planner, Scope]:
            planner = Planner(executor(), conditions, self._opened, mark_documents)
            return planner, await planner.root(root)

        _, scope = await self._plans.of(variables, plan)
        return scope

    def count(self) -> None:
        """Tell how the plans have grown: those below interfaces are made while the operation runs."""
        self._plans.count()


@dataclass(slots=True)
class BreadthFirst:
    """One run of an operation, level by level: its plans, what it runs with, and what its fields see.

    `make_executor` makes graphql-core's, which few runs need: for a new plan, for resolvers of their own and for
    abstract types. An answer of more than `answer_limit` bytes, estimated, is refused once it is known to be so long.
    """

    plans: Plans
    root_type: GraphQLObjectType
    root: Any
    variables: VariableValues
    context: Any
    make_executor: Callable[[], Executor[Any]]
    answer_limit: float = math.inf
    made: Executor[Any] | None = None

    def executor(self) -> Executor[Any]:
        """graphql-core's executor."""
        if self.made is None:
            self.made = self.make_executor()
        return self.made

    async def result(self, *, serially: bool = False) -> ExecutionResult:
        """What the operation comes to."""
        try:
            return await self._result(serially=serially)
        except GraphQLError as error:
            return ExecutionResult(None, [error])
        finally:
            self.plans.count()
            if self.made is not None:
                # They refer to each other: all that it holds would stay until the garbage collector comes.
                del self.made.async_helpers

    async def _result(self, *, serially: bool) -> ExecutionResult:
        scope = await self.plans.scope(self.variables, self.executor, self.root_type)
        run = Run(self.variables, self.context, self.executor)
        data = await run.data(scope, self.root, serially=serially)
        extent = run.outcome.extent
        if run.outcome.shared:
            extent = await in_background(extent, INLINE_EXTENT, lambda: Extent(run.outcome.scopes).of(scope, data))
        if extent > self.answer_limit:
            refused = AnswerTooLarge(f"the answer would be longer than {self.answer_limit} bytes: ask for fewer rows")
            return ExecutionResult(None, [GraphQLError(str(refused), original_error=refused)])
        if not run.outcome.failed:
            return ExecutionResult(data, None)
        return ExecutionResult(*await settle(scope, data, run.outcome))


class BreadthFirstExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs an operation `BreadthFirst` for whoever executes by graphql-core's or Strawberry's own functions.

    What that does not take (`Directives.left`, middleware) is left to graphql-core.
    """

    def execute_operation(self, serially: bool | None = None) -> Any:
        """See graphql-core's `Executor`."""
        kind = self.operation.operation
        root_type = self.schema.get_root_type(kind)
        plans = Plans.of(DocumentNode(definitions=(self.operation, *self.fragment_definitions.values())))
        if root_type is None or self.middleware_manager or plans.directives.left:
            return super().execute_operation(serially)
        run = BreadthFirst(
            plans,
            root_type,
            self.root_value,
            self.variable_values,
            self.context_value,
            lambda: self,
        )
        return run.result(serially=kind is OperationType.MUTATION if serially is None else serially)


EXECUTORS: Mapping[str, type[StrawberryGraphQLCoreExecutionContext]] = {
    "breadth-first": BreadthFirstExecutor,
    "standard": StrawberryGraphQLCoreExecutionContext,
}
"""The executors by the names that an operator chooses them by."""
