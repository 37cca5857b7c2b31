"""Errors and nulls (GraphQL specification, section 6.4.4): a second pass, taken only if something failed.

While an operation runs, an exception stands where its value would. This pass finds them, says where they are, and puts
null in the nearest place that may be null, in the order in which graphql-core would come to know of them: what is at
hand with its parent before what is waited for, and depth first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import GraphQLError, located_error

from graph.background import in_turns
from graph.execution.completion import Outcome
from graph.execution.plan import Abstract, Field, ListOf, NonNull, Object, Scope, Shape

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An error at a path; `nulled` is the place that becomes null for it, and `depth` how many waits it lies behind."""

    error: GraphQLError
    nulled: Path
    depth: int


async def settle(
    scope: Scope, data: dict[str, Any], outcome: Outcome
) -> tuple[dict[str, Any] | None, list[GraphQLError]]:
    """The data without exceptions, and the errors that they were."""
    failures = await in_turns(Search(outcome).in_object(scope, data, (), (), 0))
    nulls = Nulls(data)
    errors = await in_turns(map(nulls.put, sorted(failures, key=lambda failure: failure.depth)))
    return nulls.data, errors


def nothing_left(scope: Scope, data: dict[str, Any], outcome: Outcome) -> bool:
    """Whether an error has reached the root, as far as the operation has run."""
    return any(
        failure is not None and not failure.nulled for failure in Search(outcome).in_object(scope, data, (), (), 0)
    )


class Search:
    """Finds the exceptions in an operation's data, following the fields that failed and what leads to them.

    There may be few of them in a lot of data: None is given for each item of a list that was gone through.
    """

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._leads_to_failure = cache(self._leads)

    def in_object(
        self, scope: Scope, value: dict[str, Any], path: Path, nulled: Path, depth: int
    ) -> Iterator[Failure | None]:
        """The failures in an object; where one of its own fields cannot be null, `nulled` is."""
        for field in scope.fields:
            if self._leads_to_failure(field):
                here = (*path, field.name)
                later = depth + (field in self._outcome.deferred)
                place = nulled if isinstance(field.shape, NonNull) else here
                yield from self._in_value(field, field.shape, value[field.name], here, place, later)

    def _in_value(  # noqa: PLR0917  (what it needs to know of where it is)
        self, field: Field, shape: Shape, value: Any, path: Path, nulled: Path, depth: int
    ) -> Iterator[Failure | None]:
        if isinstance(value, Exception):
            yield Failure(located_error(value, field.nodes, list(path)), nulled, depth)
            return
        if isinstance(shape, NonNull):
            shape = shape.of
        if value is None:
            return
        if isinstance(shape, ListOf):
            for index, item in enumerate(value):
                here = (*path, index)
                place = nulled if isinstance(shape.of, NonNull) else here
                yield from self._in_value(field, shape.of, item, here, place, depth)
                yield None
        elif isinstance(shape, Object | Abstract):
            scope = shape.scope if isinstance(shape, Object) else self._outcome.scopes[id(value)]
            if isinstance(scope, Scope):
                yield from self.in_object(scope, value, path, nulled, depth)

    def _leads(self, field: Field) -> bool:
        if field in self._outcome.failed:
            return True
        return any(self._leads_to_failure(below) for scope in field.scopes() for below in scope.fields)


class Nulls:
    """Puts nulls into data that is shared: one row may stand in several places, and be null in one of them only."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data: dict[str, Any] | None = dict(data)
        self._own: dict[Path, Any] = {(): self.data}
        self._nulled: set[Path] = set()

    def put(self, failure: Failure) -> GraphQLError | None:
        """Put the null for a failure, and give its error; None if its place, or what that is in, is null already."""
        path = failure.nulled
        if any(path[:length] in self._nulled for length in range(len(path) + 1)):
            return None
        self._nulled.add(path)
        if path:
            self._owned(path[:-1])[path[-1]] = None
        else:
            self.data = None
        return failure.error

    def _owned(self, path: Path) -> Any:
        """The object or list at a path, as a copy that is in this place alone."""
        if path not in self._own:
            parent = self._owned(path[:-1])
            own = parent[path[-1]].copy()
            parent[path[-1]] = self._own[path] = own
        return self._own[path]
