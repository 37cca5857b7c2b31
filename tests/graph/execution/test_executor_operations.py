"""Mutations, which run serially, subscription events, and what is left to graphql-core."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from graphql import (
    GraphQLDeferDirective,
    GraphQLSchema,
    GraphQLStreamDirective,
    build_schema,
    parse,
    specified_directives,
)
from graphql.execution import Executor, ExperimentalIncrementalExecutionResults
from graphql.type.directives import GraphQLDisableErrorPropagationDirective

from graph.execution.executor import EXECUTORS as BOTH_OF_STRAWBERRY, BreadthFirstExecutor
from tests.graph.execution.both import answered, both, formatted, later, schema_of

EXECUTORS: list[type[Executor[Any]]] = [BreadthFirstExecutor, Executor]

SDL = """
    type Query { value: Int }
    type Mutation { slow: Box  quick: Box  add(number: Int!): Int  fail: Int  must: Int! }
    type Subscription { event: Box  must: Int! }
    type Box { value: Int  late: Int  must: Int! }
"""


def _recording(log: list[str]) -> GraphQLSchema:
    """A schema whose first mutation ends only when others had many turns to begin."""

    async def slow(*_: Any) -> dict[str, int]:
        log.append("slow begins")
        for _turn in range(20):
            await asyncio.sleep(0)
        log.append("slow ends")
        return {"value": 1}

    async def late(*_: Any) -> int:
        log.append("late")
        return 2

    def must(*_: Any) -> None:
        log.append("must")

    return schema_of(
        SDL,
        {
            "Mutation.slow": slow,
            "Mutation.quick": lambda *_: log.append("quick"),
            "Mutation.must": must,
            "Mutation.fail": lambda *_: later(ValueError("no")),
            "Box.late": late,
        },
    )


@pytest.mark.parametrize("executor_class", EXECUTORS)
async def test_a_mutation_begins_when_the_one_before_is_complete_with_all_below_it(
    executor_class: type[Executor[Any]],
) -> None:
    log: list[str] = []
    text = "mutation { slow { value late } quick { value } again: slow { value } }"
    answer = await answered(executor_class, _recording(log), text)
    assert log == ["slow begins", "slow ends", "late", "quick", "slow begins", "slow ends"]
    assert answer["data"] == {"slow": {"value": 1, "late": 2}, "quick": None, "again": {"value": 1}}


@pytest.mark.parametrize("executor_class", EXECUTORS)
async def test_fields_of_a_query_begin_before_others_have_ended(executor_class: type[Executor[Any]]) -> None:
    started = asyncio.Event()

    async def first(*_: Any) -> int:
        await started.wait()
        return 1

    async def second(*_: Any) -> int:
        started.set()
        return 2

    schema = schema_of("type Query { first: Int  second: Int }", {"Query.first": first, "Query.second": second})
    async with asyncio.timeout(10):
        answer = await answered(executor_class, schema, "{ first second }")
    assert answer["data"] == {"first": 1, "second": 2}


@pytest.mark.parametrize("executor_class", EXECUTORS)
async def test_a_mutation_that_fails_does_not_stop_the_next(executor_class: type[Executor[Any]]) -> None:
    log: list[str] = []
    answer = await answered(executor_class, _recording(log), "mutation { fail quick { value } }")
    assert log == ["quick"]
    assert answer["data"] == {"fail": None, "quick": None}


@pytest.mark.parametrize("executor_class", EXECUTORS)
async def test_no_mutation_begins_after_one_has_made_the_data_null(executor_class: type[Executor[Any]]) -> None:
    log: list[str] = []
    answer = await answered(executor_class, _recording(log), "mutation { must quick { value } }")
    assert answer["data"] is None
    assert log == ["must"]


@pytest.mark.parametrize("executor_class", EXECUTORS)
async def test_no_mutation_begins_after_a_list_has_made_the_data_null(executor_class: type[Executor[Any]]) -> None:
    log: list[str] = []
    schema = schema_of(
        "type Query { a: Int } type Mutation { boxes: [Box!]!  quick: Int } type Box { must: Int! }",
        {"Mutation.boxes": lambda *_: later([{"must": 1}, {}]), "Mutation.quick": lambda *_: log.append("quick")},
    )
    answer = await answered(executor_class, schema, "mutation { boxes { must } quick }")
    assert answer["data"] is None
    assert log == []


async def test_mutations_are_answered_alike() -> None:
    text = "mutation ($n: Int!) { a: add(number: $n) fail b: add(number: 2) slow { late must } quick { must } }"
    answer = await both(_recording([]), text, {"add": lambda _, number: number}, raw_variable_values={"n": 1})
    assert answer["data"] == {"a": 1, "fail": None, "b": 2, "slow": None, "quick": None}
    assert len(answer["errors"]) == 2


@pytest.mark.parametrize(
    "payload", [{"event": {"value": 1}}, {"event": {"value": ValueError("no")}}, {"event": None}, {}, None]
)
async def test_each_event_of_a_subscription_is_answered_alike(payload: Any) -> None:
    schema = schema_of(SDL, {"Box.late": lambda *_: later(2)})
    document = parse("subscription { event { value late } }")
    answers = []
    for executor_class in EXECUTORS:
        executor = executor_class.build(schema, document)
        assert isinstance(executor, Executor)
        for _ in range(2):
            result = executor.build_per_event_executor(payload).execute_operation(False)
            answers.append(formatted(await result if asyncio.iscoroutine(result) else result))  # type: ignore[arg-type]
    assert all(answer == answers[0] for answer in answers)


async def test_an_operation_that_the_schema_has_no_root_for_is_an_error() -> None:
    schema = schema_of("type Query { a: Int }")
    executors = [each.build(schema, parse("mutation { a }")) for each in EXECUTORS]
    results = [executor.execute_operation() for executor in executors if isinstance(executor, Executor)]
    assert formatted(results[0]) == formatted(results[1])  # type: ignore[arg-type]
    assert formatted(results[0])["errors"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["{ a ... @defer { b } }", "{ a list @stream(initialCount: 1) }", "{ ...F @defer } fragment F on Query { a b }"],
)
async def test_defer_and_stream_are_run_by_graphql_core(text: str) -> None:
    schema = build_schema("type Query { a: Int  b: Int  list: [Int] }")
    directives = (*specified_directives, GraphQLDeferDirective, GraphQLStreamDirective)
    schema = GraphQLSchema(schema.query_type, directives=directives)
    payloads: list[list[Any]] = []
    for executor_class in BOTH_OF_STRAWBERRY.values():
        executor = executor_class.build(schema, parse(text), {"a": 1, "b": 2, "list": [1, 2]})
        assert isinstance(executor, Executor)
        result = executor.execute_operation()
        assert isinstance(result, ExperimentalIncrementalExecutionResults)
        rest = [each.formatted async for each in result.subsequent_results]
        payloads.append([result.initial_result.formatted, *rest])
    assert payloads[0] == payloads[1]
    assert len(payloads[0]) > 1


async def test_middleware_is_run_by_graphql_core() -> None:
    def twice(resolve: Any, source: Any, info: Any, **arguments: Any) -> Any:
        return 2 * resolve(source, info, **arguments)

    answer = await both(schema_of("type Query { a: Int }"), "{ a }", {"a": 4}, middleware=[twice])
    assert answer["data"] == {"a": 8}


async def test_an_operation_without_error_propagation_is_run_by_graphql_core() -> None:
    schema = schema_of("type Query { box: Box } type Box { must: Int! }")
    directives = (*specified_directives, GraphQLDisableErrorPropagationDirective)
    schema = GraphQLSchema(schema.query_type, directives=directives)
    answer = await both(schema, "query @experimental_disableErrorPropagation { box { must } }", {"box": {}})
    assert answer["data"] == {"box": {"must": None}}
    assert len(answer["errors"]) == 1
