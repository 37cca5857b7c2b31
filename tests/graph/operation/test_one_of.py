"""Inputs of which exactly one field is given, by literals and by variables, in operations and in fragments."""

from __future__ import annotations

import pytest
import strawberry
from graphql import parse

from graph.operation.validation import validation_errors


@strawberry.input(one_of=True)
class Key:
    """Either of two keys."""

    id: int | None = strawberry.UNSET
    name: str | None = strawberry.UNSET


@strawberry.type
class Query:
    """One field that takes a list of them."""

    @strawberry.field
    def find(self, keys: list[Key]) -> str:
        """What was asked for."""
        return str(keys)


SCHEMA = strawberry.Schema(Query)._schema
FRAGMENT = "fragment F on Query { find(keys: {id: $v}) }"
NULLABLE = "Variable '$v' must be non-nullable to be used for the input 'Key'."


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("{ find(keys: [{id: 1}, {name: null}]) }", ["Field 'Key.name' must be non-null."]),
        ("{ find(keys: {}) }", ["OneOf Input Object 'Key' must specify exactly one key."]),
        ('{ find(keys: {id: 1, name: "a"}) }', ["OneOf Input Object 'Key' must specify exactly one key."]),
        ("query ($v: Int!) { find(keys: {id: $v}) }", []),
        ("query ($v: Int) { find(keys: {id: $v}) }", [NULLABLE]),
        ("{ find(keys: {id: $v}) }", ["Variable '$v' is not defined."]),
        ("query ($v: Int!) { find(keys: {id: $v, id: $v}) }", ["There can be only one input field named 'id'."]),
        (FRAGMENT + " query ($v: Int!) { ...F }", []),
        (FRAGMENT + " query ($v: Int) { ...F }", [NULLABLE]),
        ("query A($v: Int!) { ...F } query B { __typename } " + FRAGMENT, []),
        ("query A($v: Int) { ...F } query B($v: Int!) { ...F } " + FRAGMENT, [NULLABLE]),
    ],
)
def test_exactly_one_field_is_given(text: str, errors: list[str]) -> None:
    """A variable may be anywhere, defined or not: it is judged by each operation that uses it."""
    assert [error.message.partition(" by ")[0] for error in validation_errors(SCHEMA, parse(text))] == errors
