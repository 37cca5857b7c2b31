"""Running a plan: one field at a time for all its parents, the fields of a scope beside each other."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Sequence
from typing import Any, cast

import orjson
from graphql import GraphQLError
from graphql.execution import Executor
from graphql.execution.values import VariableValues

from graph.execution.completion import Begun, Completion, Outcome, Values, begin, info_of, settled
from graph.execution.documents import LevelByLevel, asked, empty
from graph.execution.nulls import nothing_left
from graph.execution.plan import Field, Scope
from resolvers.reader import Reader
from stores.errors import StoreForbidden, StoreNotMigrated, UnrepresentableValue, UserError

SLICE = 50
"""Parents whose values are made between two looks at whether others shall have their turn: each may hold 1,000 rows."""

IN_DETAIL = (LevelByLevel, UserError, GraphQLError, UnrepresentableValue, StoreForbidden, StoreNotMigrated)
"""What goes wrong with a part of a document only; level by level it is told of that part."""


class Run:
    """One run of an operation's plan. `outcome` is complete when the run has ended.

    `executor` gives graphql-core's, for resolvers of their own and for abstract types.
    """

    def __init__(self, variables: VariableValues, context: Any, executor: Callable[[], Executor[Any]]) -> None:
        self._variables = variables
        self._context = context
        self._executor = executor
        self.outcome = Outcome()

    async def data(self, scope: Scope, root: Any, *, serially: bool) -> dict[str, Any]:
        """The response's data. Where something failed, an exception stands in its place.

        Of fields that run serially none begins after an error has reached the root.
        """
        sources = [root]
        objects = await begin(self.outcome, scope, sources)
        begun = Begun(scope, sources, objects)
        if serially:
            for field in (*scope.at_hand, *scope.waited):
                await self._field(field, begun)
                if self.outcome.failed and nothing_left(scope, objects[0], self.outcome):
                    break
        else:
            await self._finish([begun])
        return objects[0]

    async def _finish(self, all_begun: Sequence[Begun]) -> None:
        """Resolve what is still to come of these objects, all that has to be waited for beside each other."""
        waited = [(field, begun) for begun in all_begun if begun.sources for field in begun.scope.waited]
        if len(waited) == 1:
            await self._at_hand(all_begun)
            await self._field(*waited[0])
        elif waited:
            async with asyncio.TaskGroup() as tasks:
                for field, begun in waited:
                    tasks.create_task(self._field(field, begun))
                    await self.outcome.turns.pause()
                await self._at_hand(all_begun)
        else:
            await self._at_hand(all_begun)

    async def _at_hand(self, all_begun: Sequence[Begun]) -> None:
        for begun in all_begun:
            for field in begun.scope.at_hand if begun.sources else ():
                await self._field(field, begun)

    async def _field(self, field: Field, begun: Begun) -> None:
        await self.outcome.turns.pause()
        sources, objects = begun.sources, begun.objects
        column = await self._documents(field, sources)
        if column is not None:
            put(field, objects, column)
            return
        values = await self._resolved(field, sources)
        completion = Completion(self._executor, self.outcome, field)
        column = await completion.complete(field.shape, values)
        put(field, objects, column)
        await self._finish(completion.begun)

    async def _documents(self, field: Field, sources: Values) -> Values | None:
        """What a field and all below it come to, if one statement can tell that, or the error that stopped it."""
        if not field.one_document or field.rows is None:
            return None
        reader: Reader = self._context.session.reader
        if not reader.writes_documents(field.rows.entity):
            return None
        try:
            query = asked(field, sources, self._variables)
            self.outcome.deferred.add(field)
            texts = await reader.documents(query.document, query.by, query.keys)
        except IN_DETAIL:
            return None
        except Exception as error:
            self.outcome.failed.add(field)
            return [error] * len(sources)
        self.outcome.extent += sum(len(text) for text in texts if text is not None)
        nothing = empty(query.document)
        return [nothing if text is None else orjson.Fragment(text) for text in texts]

    async def _resolved(self, field: Field, sources: Values) -> Values:
        """A value for each source, or the exception that is its error."""
        try:
            if field.bind is None:
                return await self._one_by_one(field, sources)
            batch = field.batch or field.bind(field.arguments(self._variables))
            context = self._context
            if field.at_hand:
                turns = self.outcome.turns
                return await turns.in_slices(sources, SLICE, lambda part: list(cast("Values", batch(part, context))))
            values = batch(sources, context)
            if inspect.isawaitable(values):
                self.outcome.deferred.add(field)
                values = await values
            return values
        except Exception as error:
            return [error] * len(sources)

    async def _one_by_one(self, field: Field, sources: Values) -> Values:
        """Values of a field with a resolver of its own, which knows of one parent only."""
        executor = self._executor()
        info = info_of(executor, field)
        arguments = field.arguments(self._variables)
        resolve = field.definition.resolve or executor.field_resolver
        values: list[Any] = []
        for source in sources:
            try:
                values.append(resolve(source, info, **arguments))
            except Exception as error:
                values.append(error)
        return await settled(self.outcome, field, values)


def put(field: Field, objects: Sequence[dict[str, Any]], column: Values) -> None:
    """Put a field's values into the objects of its parents."""
    for parent, value in zip(objects, column, strict=True):
        parent[field.name] = value
