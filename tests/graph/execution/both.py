"""Small schemas run by both executors: ours must answer as graphql-core's does."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    build_schema,
    parse,
    validate,
)
from graphql.execution import Executor

from graph.execution.executor import BreadthFirst, BreadthFirstExecutor, Plans

Answer = dict[str, Any]


def schema_of(sdl: str, resolvers: Mapping[str, Callable[..., Any]] | None = None) -> GraphQLSchema:
    """A schema with these resolvers, each under its `Type.field`."""
    schema = build_schema(sdl)
    for place, resolve in (resolvers or {}).items():
        type_name, field_name = place.split(".")
        schema.type_map[type_name].fields[field_name].resolve = resolve  # type: ignore[attr-defined]
    return schema


async def answered(
    executor_class: type[Executor[Any]], schema: GraphQLSchema, text: str, root: Any = None, **options: Any
) -> Answer:
    """What one executor answers; `root` may be a function that makes the root value, as one coroutine serves once."""
    document = parse(text)
    assert validate(schema, document) == []
    executor = executor_class.build(schema, document, root() if inspect.isfunction(root) else root, **options)
    if isinstance(executor, list):
        return formatted(ExecutionResult(None, executor))
    result = executor.execute_operation()
    result = await result if inspect.isawaitable(result) else result
    assert isinstance(result, ExecutionResult)
    return formatted(result)


async def both(schema: GraphQLSchema, text: str, root: Any = None, **options: Any) -> Answer:
    """Our answer, when graphql-core gives the same data, in the same order, and the same errors, in whatever order."""
    ours, reference = await _two(schema, text, root, **options)
    assert _sorted(ours) == _sorted(reference)
    return ours


async def both_in_part(schema: GraphQLSchema, text: str, root: Any = None, **options: Any) -> Answer:
    """The same for fields that are waited for and fail beside each other, in or below a place that becomes null.

    Which of them graphql-core tells depends on how many turns of the event loop each took, and after the specification
    (section 6.4.4) one is enough. So here both name the same null places, each with an error in it or below; what we
    tell is what happens where nothing is propagated; and errors in no such place are the same.
    """
    ours, reference = await _two(schema, text, root, **options)
    every = await answered(_Unpropagated, schema, text, root, **options)
    assert [each for each in ours["errors"] if each not in every["errors"]] == []
    told = {_null_place(ours["data"], each["path"]) for each in ours["errors"]}
    assert told == {_null_place(ours["data"], each["path"]) for each in reference["errors"]}
    assert _in_place(ours) == _in_place(reference)
    return ours


async def _two(schema: GraphQLSchema, text: str, root: Any, **options: Any) -> tuple[Answer, Answer]:
    ours = await answered(BreadthFirstExecutor, schema, text, root, **options)
    reference = await answered(Executor, schema, text, root, **options)
    assert json.dumps(ours["data"]) == json.dumps(reference["data"])
    return ours, reference


class _Unpropagated(Executor[Any]):
    """graphql-core's executor that leaves a null where it arose, and so tells every error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_propagation = False


def _sorted(answer: Answer) -> list[str]:
    return sorted(map(json.dumps, answer["errors"]))


def _null_place(data: Any, path: list[str | int]) -> tuple[str | int, ...]:
    """The place on the way to an error's own that is null."""
    for length, key in enumerate(path):
        if data is None:
            return tuple(path[:length])
        data = data[key]
    return tuple(path)


def _in_place(answer: Answer) -> list[str]:
    """The errors that made null their own place alone."""
    errors = (each for each in answer["errors"] if _null_place(answer["data"], each["path"]) == tuple(each["path"]))
    return sorted(map(json.dumps, errors))


def formatted(result: ExecutionResult) -> Answer:
    """The answer as plain values."""
    return {"data": result.data, "errors": [_formatted(error) for error in result.errors or ()]}


def _formatted(error: GraphQLError) -> dict[str, Any]:
    return {"locations": [], "path": [], **error.formatted}


def places(answer: Answer) -> list[tuple[str, list[str | int]]]:
    """The message and the path of each error."""
    return [(error["message"], error["path"]) for error in answer["errors"]]


async def later(value: Any) -> Any:
    """The value, or the exception raised, when awaited."""
    if isinstance(value, Exception):
        raise value
    return value


async def planned(
    schema: GraphQLSchema, document: DocumentNode, plans: Plans, variables: dict[str, Any], root: Any = None
) -> ExecutionResult:
    """The result of our executor with plans that may know the operation from another run."""
    executor = BreadthFirstExecutor.build(schema, document, root, raw_variable_values=variables)
    assert isinstance(executor, BreadthFirstExecutor)
    assert schema.query_type is not None
    return await BreadthFirst(plans, schema.query_type, root, executor.variable_values, None, lambda: executor).result()
