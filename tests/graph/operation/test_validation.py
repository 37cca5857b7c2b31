"""Validation ends early only at a named limit, with a code and a message that says what to change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphql import GraphQLSchema, build_schema

from graph.execution.prepare import Documents, OperationRejected
from graph.operation.limits import LEVEL_LIMIT
from graph.operation.validation import ERROR_LIMIT, FRAGMENTS_TOO_SHARED
from tests.graph.unlimited import UNLIMITED

FIELD_LIMIT = 1_000
LIMITS = replace(UNLIMITED, fields=FIELD_LIMIT)


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """A schema in which everything can be nested without end."""
    return build_schema("type Query { a: Query  list(of: [Int]): Query  int(n: Int): Int  name: String }")


async def rejected(schema: GraphQLSchema, text: str) -> OperationRejected:
    """Why a document is rejected."""
    documents = Documents(schema, LIMITS, cache_size=0)
    with pytest.raises(OperationRejected) as caught:
        await documents.prepare(text, None, {})
    return caught.value


def doubling(levels: int) -> str:
    """Fragments that spread each other twice."""
    fragments = "".join(
        f"fragment F{n} on Query {{ a {{ ...F{n + 1} }} b: a {{ ...F{n + 1} }} }}" for n in range(levels)
    )
    return f"{{ ...F0 }} {fragments} fragment F{levels} on Query {{ name }}"


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("{ " + "name " * (FIELD_LIMIT + 1) + "}", "1,001 fields"),
        ("query A { a { name } } " + "".join(f"query B{n} {{ a {{ name }} }}" for n in range(500)), "1,002 fields"),
        (doubling(12), "12,286 fields"),
        (doubling(300), "1,000,000,000 fields"),
    ],
)
async def test_document_with_too_many_fields(schema: GraphQLSchema, text: str, has: str) -> None:
    """Fragments count as often as they are spread, operations together."""
    rejection = await rejected(schema, text)
    assert rejection.code == "DOCUMENT_TOO_LARGE"
    assert str(rejection) == (
        f"The document has {has} with its fragments opened; at most 1,000 are allowed."
        " Select fewer fields, or spread its fragments less often."
    )


async def test_document_at_the_limit_of_fields_is_accepted(schema: GraphQLSchema) -> None:
    documents = Documents(schema, LIMITS, cache_size=0)
    assert (await documents.prepare("{ " + "name " * FIELD_LIMIT + "}", None, {})).operation


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("{ a " * LEVEL_LIMIT + "{ name" + " }" * (LEVEL_LIMIT + 1), 101),
        ("{ ... " * LEVEL_LIMIT + "{ name" + " }" * (LEVEL_LIMIT + 1), 101),
        (
            "{ ...F0 }"
            + "".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(900))
            + "fragment F900 on Query { name }",
            902,
        ),
    ],
)
async def test_document_with_too_many_levels(schema: GraphQLSchema, text: str, levels: int) -> None:
    """Whether they are fields, inline fragments or fragments."""
    rejection = await rejected(schema, text)
    assert rejection.code == "DOCUMENT_TOO_LARGE"
    assert str(rejection) == (
        f"The selection sets of the document are {levels} levels deep with its fragments opened; at most 100 are"
        " allowed. Split the operation into several."
    )


@pytest.mark.parametrize(
    "text",
    [
        "{ a " * 3_000 + "}" * 3_000,
        "{ ... " * 3_000 + "}" * 3_000,
        "{ list(of: " + "[" * 3_000 + "]" * 3_000 + ") { name } }",
        "{ list(of: " + "{ a: " * 3_000 + "1" + "}" * 3_000 + ") { name } }",
        "query ($v: " + "[" * 3_000 + "Int" + "]" * 3_000 + ") { name }",
        "{ a " * 3_000,
    ],
)
async def test_nesting_that_the_parser_refuses(schema: GraphQLSchema, text: str) -> None:
    rejection = await rejected(schema, text)
    assert (rejection.code, str(rejection)) == (
        "GRAPHQL_PARSE_FAILED",
        "Syntax Error: Document is nested too deeply. Parsing aborted.",
    )


async def test_fragment_that_spreads_itself_is_named(schema: GraphQLSchema) -> None:
    """Also if it would have too many fields, or has fields in conflict."""
    text = "{ ...F } fragment F on Query { name name: int a { ...G ...G } } fragment G on Query { a { ...F ...F } }"
    rejection = await rejected(schema, text)
    assert rejection.code == "GRAPHQL_VALIDATION_FAILED"
    assert "Cannot spread fragment 'F' within itself via 'G'." in [error.message for error in rejection.errors]


@pytest.mark.parametrize(
    "text",
    [
        "{ " + "".join(f"wrong{n} " for n in range(200)) + "}",
        "{ int(n: [" + "{a: 1} " * 200 + "]) " + "".join(f"wrong{n} " for n in range(200)) + "}",
        "query (" + "".join(f"$v{n}: Int " for n in range(200)) + ") { name }",
        "{ name " + "".join(f"name{n}: name name{n}: int " for n in range(200)) + "}",
    ],
)
async def test_many_errors_end_with_one_that_says_so(schema: GraphQLSchema, text: str) -> None:
    rejection = await rejected(schema, text)
    assert rejection.code == "GRAPHQL_VALIDATION_FAILED"
    assert len(rejection.errors) == ERROR_LIMIT + 1
    assert rejection.errors[-1].message == "The document has more errors than these 10: mend them first."


async def test_operations_that_share_very_many_fragments_are_told_to_part(schema: GraphQLSchema) -> None:
    """The rules about variables look at every fragment once for each operation."""
    names = [f"F{n}" for n in range(250)]
    spreads = " ".join(f"...{name}" for name in names)
    text = " ".join(f"query Q{n} {{ ...O{n} {spreads} }} fragment O{n} on Query {{ __typename }}" for n in range(250))
    text += " ".join(f"fragment {name} on Query {{ ... {{ __typename }} }}" for name in names)
    documents = Documents(schema, UNLIMITED, cache_size=0)
    with pytest.raises(OperationRejected) as caught:
        await documents.prepare(text, "Q1", {})
    assert (caught.value.code, str(caught.value)) == ("GRAPHQL_VALIDATION_FAILED", FRAGMENTS_TOO_SHARED)
