"""A long answer leaves turns of the event loop to others, so that one request does not hold up all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from graphql import GraphQLError

from graph.execution.background import TURN
from graph.execution.executor import BreadthFirstExecutor
from tests.graph.execution.both import answered, schema_of

MANY = 20 * TURN
SCHEMA = schema_of(
    "type Query { rows: [Row] } type Row { n: Int failing: Int }",
    {"Query.rows": lambda *_: list(range(MANY)), "Row.n": lambda n, _: n, "Row.failing": lambda *_: GraphQLError("no")},
)


async def turns_while(running: Awaitable[Any]) -> int:
    """How often the event loop came round before this ended."""
    task = asyncio.ensure_future(running)
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    await task
    return turns


async def test_there_is_a_turn_for_every_so_many_objects() -> None:
    assert await turns_while(answered(BreadthFirstExecutor, SCHEMA, "{ rows { __typename } }")) >= MANY // TURN


async def test_there_is_a_turn_for_every_so_many_errors() -> None:
    few = await turns_while(answered(BreadthFirstExecutor, SCHEMA, "{ rows { n } }"))
    many = await turns_while(answered(BreadthFirstExecutor, SCHEMA, "{ rows { failing } }"))
    assert many - few >= MANY // TURN
