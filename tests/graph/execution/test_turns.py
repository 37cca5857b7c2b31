"""A long operation leaves turns of the event loop to others, so that one request does not hold up all.

A turn lasts no time here, so that there is one wherever there may be one: how many there are does not depend on how
fast the machine is.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLSchema

from graph import background
from graph.background import INLINE_FIELDS, INLINE_LENGTH, Turns
from graph.batch_field import BatchField, Bind, each
from graph.execution import completion, run
from graph.execution.executor import BreadthFirstExecutor
from graph.selection import Selection
from tests.graph.execution.both import answered, both, schema_of

MANY = 10 * completion.SLICE
SDL = """
    interface Being { name: String }
    type Query { rows: [Row] groups: [Group] beings: [Being] }
    type Group { rows: [Row] }
    type Row { n: Int failing: Int late: Int }
"""
KINDS = [f"Kind{number}" for number in range(2 * INLINE_FIELDS)]


@pytest.fixture(autouse=True)
def _no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "TURN", 0.0)


def derived(schema: GraphQLSchema, type_name: str, field_name: str, field: BatchField) -> None:
    """Let the breadth-first executor resolve a field as one that is derived."""
    made = schema.type_map[type_name].fields[field_name]  # type: ignore[attr-defined]
    made.extensions["strawberry-definition"] = field


def schema(rows: int = MANY) -> GraphQLSchema:
    """Many rows; the only error of `late` is in the last."""
    made = schema_of(
        SDL + "".join(f"type {kind} implements Being {{ name: String }} " for kind in KINDS),
        {
            "Query.rows": lambda *_: list(range(rows)),
            "Query.groups": lambda *_: list(range(30)),
            "Query.beings": lambda *_: [{"__typename": kind} for kind in KINDS],
            "Group.rows": lambda *_: [1],
            "Row.n": lambda row, _: row,
            "Row.failing": lambda *_: GraphQLError("no"),
            "Row.late": lambda row, _: GraphQLError("no") if row == rows - 1 else row,
        },
    )
    derived(made, "Row", "n", BatchField("n", int, None, each(lambda row: row)))
    return made


async def turns_while(running: Awaitable[Any]) -> int:
    """How often the event loop came round before this ended."""
    task = asyncio.ensure_future(running)
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    await task
    return turns


async def turns_of(text: str) -> int:
    return await turns_while(answered(BreadthFirstExecutor, schema(), text))


async def test_there_is_a_turn_for_every_so_many_objects() -> None:
    assert await turns_of("{ rows { __typename } }") >= MANY // completion.SLICE


async def test_wide_objects_are_fewer_in_a_turn() -> None:
    """It is values that take the time."""
    names = " ".join(f"a{number}: __typename" for number in range(100))
    assert await turns_of(f"{{ rows {{ {names} }} }}") >= 100 * MANY // completion.SLICE


async def test_there_is_a_turn_for_every_so_many_parents_of_a_derived_field() -> None:
    more = await turns_of("{ rows { n } }") - await turns_of("{ rows { __typename } }")
    assert more >= MANY // run.SLICE


async def test_there_is_a_turn_for_every_error() -> None:
    """Each takes time that grows with the document: its location is found in the text."""
    more = await turns_of("{ rows { failing } }") - await turns_of("{ rows { __typename } }")
    assert more >= MANY


async def test_there_are_turns_where_one_error_is_looked_for_among_many_rows() -> None:
    more = await turns_of("{ rows { late } }") - await turns_of("{ rows { __typename } }")
    assert more >= MANY


async def test_all_that_belongs_to_one_operation_has_one_turn_at_a_time() -> None:
    """However many of its fields could go on at once."""
    turns, rounds, worked = Turns(), 0, []

    async def work() -> None:
        for _ in range(5):
            await turns.pause()
            worked.append(rounds)

    working = asyncio.gather(*(work() for _ in range(20)))
    while not working.done():
        await asyncio.sleep(0)
        rounds += 1
    assert len(worked) == len(set(worked)) == 100


async def test_results_come_in_order_whatever_the_turns() -> None:
    """The answer is graphql-core's, and so are the errors."""
    rows = 3 * completion.SLICE + 1
    answer = await both(schema(rows), "{ rows { n late } beings { name } }")
    assert answer["data"]["rows"][-2:] == [{"n": rows - 2, "late": rows - 2}, {"n": rows - 1, "late": None}]


def threads_of(made: GraphQLSchema, *places: tuple[str, str]) -> list[str]:
    """The names of the threads that plan these fields, as they do so."""
    names: list[str] = []

    def prepare(selection: Selection) -> Bind:
        names.append(threading.current_thread().name)
        return lambda arguments: lambda parents, context: list(parents)  # noqa: ARG005

    for type_name, field_name in places:
        derived(made, type_name, field_name, BatchField(field_name, int, None, prepare))
    return names


async def test_a_short_document_that_opens_to_many_fields_is_planned_in_the_background() -> None:
    made = schema(1)
    names = threads_of(made, ("Row", "n"))
    fields = " ".join(f"a{number}: rows {{ ...Row }}" for number in range(20))
    text = f"{{ {fields} }} fragment Row on Row {{ {' '.join(f'b{number}: n' for number in range(20))} }}"
    assert len(text) < INLINE_LENGTH
    assert INLINE_FIELDS < 20 * 20
    await answered(BreadthFirstExecutor, made, text)
    await answered(BreadthFirstExecutor, made, "{ rows { n } }")
    here = threading.current_thread().name
    assert names[-1] == here
    assert here not in names[:-1]


async def test_what_is_selected_on_many_types_is_planned_in_the_background() -> None:
    """However few fields that is on each of them."""
    made = schema(1)
    names = threads_of(made, *((kind, "name") for kind in KINDS))
    turns = await turns_while(answered(BreadthFirstExecutor, made, "{ beings { name } }"))
    assert len(names) == len(KINDS)
    assert turns > 1
    assert threading.current_thread().name not in names
