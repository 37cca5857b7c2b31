"""Prepared documents: remembered within their memory, never if invalid, and no burden on the event loop."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLSchema, OperationType, build_schema, parse

from graph.background import INLINE_LENGTH
from graph.execution.prepare import Documents, OperationRejected, Remembered
from tests.graph.unlimited import UNLIMITED

FIELDS = "abcdefgh"
LONG = " " * INLINE_LENGTH


@pytest.fixture
def schema() -> GraphQLSchema:
    """A schema with one field for each letter."""
    return build_schema("type Query { " + " ".join(f"{name}: Int" for name in FIELDS) + " } type Mutation { m: Int }")


def documents(schema: GraphQLSchema, *texts: str) -> Documents:
    """Documents with memory for as much as these texts take."""
    room = sum(Remembered(schema, text, parse(text), lambda *_: None).size for text in texts)
    return Documents(schema, replace(UNLIMITED, tokens=100), cache_size=room)


async def test_repeated_text_is_parsed_once(schema: GraphQLSchema) -> None:
    """The same text gives the same document, for every operation in it."""
    remembered = documents(schema, LONG * 10 + "{ a b c d e f g }")
    text = "query A { a } mutation M { m }"
    first = await remembered.prepare(text, "A", {})
    second = await remembered.prepare("".join(text), "M", {})
    assert first.fragments is second.fragments
    assert (first.operation_type, second.operation_type) == (OperationType.QUERY, OperationType.MUTATION)


async def test_least_recently_used_documents_make_room(schema: GraphQLSchema) -> None:
    """Memory for three documents holds the three used last."""
    remembered = documents(schema, *["{ a }"] * 3)
    for name in "abcad":
        await remembered.prepare(f"{{ {name} }}", None, {})
    assert [name for name in FIELDS if f"{{ {name} }}" in remembered] == ["a", "c", "d"]


async def test_document_larger_than_the_memory_runs_and_is_not_remembered(schema: GraphQLSchema) -> None:
    """It drives nothing else out."""
    remembered = documents(schema, "{ a }")
    large = "{ a b c d e f g h }"
    await remembered.prepare("{ a }", None, {})
    assert (await remembered.prepare(large, None, {})).operation
    assert large not in remembered
    assert "{ a }" in remembered


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ x }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ " + "a " * 100 + "}", "DOCUMENT_TOO_LARGE"),
    ],
)
async def test_invalid_document_is_never_remembered(schema: GraphQLSchema, text: str, code: str) -> None:
    """It fails each time, in the same step."""
    remembered = documents(schema, LONG * 10 + "{ a b c d e f g }")
    for _ in range(2):
        with pytest.raises(OperationRejected) as caught:
            await remembered.prepare(text, None, {})
        assert caught.value.code == code
        assert caught.value.errors
    assert text not in remembered


async def test_valid_document_with_a_wrong_operation_name_stays_usable(schema: GraphQLSchema) -> None:
    """The name is chosen for each request, not remembered with the document."""
    remembered = documents(schema, LONG * 10 + "{ a b c d e f g }")
    with pytest.raises(OperationRejected, match="'B'"):
        await remembered.prepare("query A { a }", "B", {})
    assert (await remembered.prepare("query A { a }", "A", {})).operation.name


async def test_short_text_is_prepared_without_a_pause(schema: GraphQLSchema) -> None:
    """So is a long one that is remembered: neither waits for the event loop to come round."""
    remembered = documents(schema, LONG + "{ a }", "{ a }")
    await remembered.prepare(LONG + "{ a }", None, {})
    for text in ("{ a }", LONG + "{ a }"):
        with pytest.raises(StopIteration):
            remembered.prepare(text, None, {}).send(None)


async def test_event_loop_goes_on_while_a_long_text_is_prepared(schema: GraphQLSchema) -> None:
    """Its errors come all the same."""
    for text in (LONG + "{ a }", LONG + "{ x }"):
        preparing = asyncio.ensure_future(documents(schema, LONG * 10 + "{ a b c d e f g }").prepare(text, None, {}))
        await asyncio.sleep(0)
        assert not preparing.done()
        await asyncio.wait((preparing,))
        assert isinstance(preparing.exception(), OperationRejected) == ("x" in text)


async def test_same_long_text_at_the_same_time_takes_its_memory_once(schema: GraphQLSchema) -> None:
    """So that another one of the same length still has room."""
    remembered = documents(schema, *[LONG + "{ a }"] * 2)
    texts = [LONG + "{ a }"] * 3 + [LONG + "{ b }"]
    await asyncio.gather(*(remembered.prepare(text, None, {}) for text in texts))
    assert [text in remembered for text in texts] == [True] * 4


@pytest.mark.parametrize("text", [LONG + "{ a }", LONG + "{ x }"])
async def test_client_that_leaves_while_its_text_is_prepared_leaves_no_trace(schema: GraphQLSchema, text: str) -> None:
    """Neither a warning nor an error that nobody asks for; what comes later is prepared."""
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
    remembered = documents(schema, LONG * 10 + "{ a b c d e f g }")
    leaving = [asyncio.ensure_future(remembered.prepare(text, None, {})) for _ in range(3)]
    await asyncio.sleep(0)
    for task in leaving:
        task.cancel()
    await asyncio.wait(leaving)
    assert all(task.cancelled() for task in leaving)
    assert (await remembered.prepare(LONG + "{ b }", None, {})).operation
    asyncio.get_running_loop().set_exception_handler(None)
    assert complaints == []
