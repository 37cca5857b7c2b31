"""Running a plan: one field at a time for all its parents, the fields of a scope beside each other."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

from graphql.execution import Executor

from graph.execution.completion import Begun, Completion, Outcome, Values, begin, info_of, settled
from graph.execution.plan import Field, Scope


class Run:
    """One run of an operation's plan. `outcome` is complete when the run has ended."""

    def __init__(self, executor: Executor[Any]) -> None:
        self._executor = executor
        self.outcome = Outcome()

    async def data(self, scope: Scope, root: Any, *, serially: bool) -> dict[str, Any]:
        """The response's data. Where something failed, an exception stands in its place."""
        sources = [root]
        objects = await begin(self.outcome, scope, sources)
        if serially:
            for field in scope.resolved:
                await self._field(field, sources, objects)
        else:
            await self._finish(Begun(scope, sources, objects))
        return objects[0]

    async def _finish(self, begun: Begun) -> None:
        fields = begun.scope.resolved if begun.sources else ()
        if len(fields) == 1:
            await self._field(fields[0], begun.sources, begun.objects)
        elif fields:
            async with asyncio.TaskGroup() as tasks:
                for field in fields:
                    tasks.create_task(self._field(field, begun.sources, begun.objects))

    async def _field(self, field: Field, sources: Values, objects: list[dict[str, Any]]) -> None:
        values = await self._resolved(field, sources)
        completion = Completion(self._executor, self.outcome, field)
        column = await completion.complete(field.shape, values)
        for parent, value in zip(objects, column, strict=True):
            parent[field.name] = value
        for begun in completion.begun:
            await self._finish(begun)

    async def _resolved(self, field: Field, sources: Values) -> Values:
        """A value for each source, or the exception that is its error."""
        try:
            if field.bind is None:
                return await self._one_by_one(field, sources)
            batch = field.batch or field.bind(field.arguments(self._executor.variable_values))
            values = batch(sources, self._executor.context_value)
            if inspect.isawaitable(values):
                self.outcome.deferred.add(field)
                values = await values
            return values
        except Exception as error:
            return [error] * len(sources)

    async def _one_by_one(self, field: Field, sources: Values) -> Values:
        """Values of a field with a resolver of its own, which knows of one parent only."""
        executor, info = self._executor, info_of(self._executor, field)
        arguments = field.arguments(executor.variable_values)
        resolve = field.definition.resolve or executor.field_resolver
        values: list[Any] = []
        for source in sources:
            try:
                values.append(resolve(source, info, **arguments))
            except Exception as error:
                values.append(error)
        return await settled(self.outcome, field, values)
