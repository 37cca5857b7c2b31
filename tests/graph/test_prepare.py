"""Prepared documents: remembered within their memory, and never remembered if invalid."""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema, OperationType, build_schema

from graph.execution.prepare import DOCUMENT_BYTES_PER_CHARACTER, Documents, OperationRejected

FIELDS = "abcdefgh"


@pytest.fixture
def schema() -> GraphQLSchema:
    """A schema with one field for each letter."""
    return build_schema("type Query { " + " ".join(f"{name}: Int" for name in FIELDS) + " } type Mutation { m: Int }")


def documents(schema: GraphQLSchema, characters: int) -> Documents:
    """Documents with memory for so many characters of text."""
    return Documents(schema, token_limit=100, cache_size=characters * DOCUMENT_BYTES_PER_CHARACTER)


def test_repeated_text_is_parsed_once(schema: GraphQLSchema) -> None:
    """The same text gives the same document, for every operation in it."""
    remembered = documents(schema, 1_000)
    text = "query A { a } mutation M { m }"
    first = remembered.prepare(text, "A", {})
    second = remembered.prepare("".join(text), "M", {})
    assert first.document is second.document
    assert (first.operation_type, second.operation_type) == (OperationType.QUERY, OperationType.MUTATION)


def test_least_recently_used_documents_make_room(schema: GraphQLSchema) -> None:
    """Memory for three documents holds the three used last."""
    remembered = documents(schema, 3 * len("{ a }"))
    for name in "abcad":
        remembered.prepare(f"{{ {name} }}", None, {})
    assert [name for name in FIELDS if f"{{ {name} }}" in remembered] == ["a", "c", "d"]


def test_document_larger_than_the_memory_runs_and_is_not_remembered(schema: GraphQLSchema) -> None:
    """It drives nothing else out."""
    remembered = documents(schema, 10)
    large = "{ a b c d e f g h }"
    remembered.prepare("{ a }", None, {})
    assert remembered.prepare(large, None, {}).operation
    assert large not in remembered
    assert "{ a }" in remembered


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ x }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ " + "a " * 100 + "}", "GRAPHQL_PARSE_FAILED"),
    ],
)
def test_invalid_document_is_never_remembered(schema: GraphQLSchema, text: str, code: str) -> None:
    """It fails each time, in the same step."""
    remembered = documents(schema, 10_000)
    for _ in range(2):
        with pytest.raises(OperationRejected) as caught:
            remembered.prepare(text, None, {})
        assert caught.value.code == code
        assert caught.value.errors
    assert text not in remembered


def test_valid_document_with_a_wrong_operation_name_stays_usable(schema: GraphQLSchema) -> None:
    """The name is chosen for each request, not remembered with the document."""
    remembered = documents(schema, 1_000)
    with pytest.raises(OperationRejected, match="'B'"):
        remembered.prepare("query A { a }", "B", {})
    assert remembered.prepare("query A { a }", "A", {}).operation.name
