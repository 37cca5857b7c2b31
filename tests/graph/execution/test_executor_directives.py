"""`@skip` and `@include`, by literals and by variables."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from graphql import parse

from graph.execution.executor import Plans
from graph.operation.variants import VARIANT_LIMIT
from tests.graph.execution.both import both, places, planned, schema_of

SDL = """
    interface Being { name: String }
    type Dog implements Being { name: String  barks: Boolean  friend: Being }
    type Query { a: Int  b: Int  box: Box  being: Being } type Box { a: Int  b: Int  must: Int! }
"""
ROOT = {"a": 1, "b": 2, "box": {"a": 3, "b": 4}, "being": {"__typename": "Dog", "name": "Rex", "barks": True}}


@pytest.mark.parametrize(("skip", "include"), list(product(("true", "false"), repeat=2)))
@pytest.mark.parametrize(
    "text",
    [
        "{ a %s b }",
        "{ a ... %s { b } }",
        "{ a ...F %s } fragment F on Query { b }",
        "{ a ... on Query %s { b box { a } } box { b } }",
        "{ box { a %s b } }",
        "{ box %s { a } box { b } }",
        "{ being { ... on Dog %s { barks } name } }",
        "{ being { ...F %s } } fragment F on Being { name ... on Dog { barks } }",
        "{ box %s { must } }",
        "{ a %s a }",
        "{ __typename %s box { a %s } }",
    ],
)
async def test_literals_in_every_place(text: str, skip: str, include: str) -> None:
    directives = f"@skip(if: {skip}) @include(if: {include})"
    await both(schema_of(SDL), text.replace("%s", directives), ROOT)


@pytest.mark.parametrize("variables", [{}, {"v": True}, {"v": False}, {"v": None}])
@pytest.mark.parametrize("declared", ["Boolean = true", "Boolean = false", "Boolean! = true"])
@pytest.mark.parametrize(
    "text",
    [
        "query ($v: %s) { a @include(if: $v) b @skip(if: $v) }",
        "query ($v: %s) { a box { a @include(if: $v) b } }",
        "query ($v: %s) { a box { ... @skip(if: $v) { a b } must } }",
        "query ($v: %s) { a ...F } fragment F on Query { being { ... on Dog @skip(if: $v) { barks } } }",
        "query ($v: %s) { box @include(if: $v) { a } again: box { ...F } } fragment F on Box { a @skip(if: $v) }",
    ],
)
async def test_variables_in_every_place(text: str, declared: str, variables: dict[str, Any]) -> None:
    """A nullable one that is null is an error of the field whose selections it stands in, or of the operation."""
    await both(schema_of(SDL), text % declared, ROOT, raw_variable_values=variables)


async def test_a_condition_that_is_null_at_the_root_leaves_no_data() -> None:
    text = "query ($v: Boolean = true) { a @skip(if: $v) }"
    answer = await both(schema_of(SDL), text, ROOT, raw_variable_values={"v": None})
    assert answer["data"] is None
    assert len(answer["errors"]) == 1


async def test_a_condition_that_is_null_below_a_field_is_that_fields_error() -> None:
    text = "query ($v: Boolean = true) { a box { a @skip(if: $v) } }"
    answer = await both(schema_of(SDL), text, ROOT, raw_variable_values={"v": None})
    assert answer["data"] == {"a": 1, "box": None}
    assert [path for _, path in places(answer)] == [["box"]]


async def test_nothing_may_be_left_of_a_selection() -> None:
    answer = await both(schema_of(SDL), "{ box { a @skip(if: true) } b @include(if: false) }", ROOT)
    assert answer["data"] == {"box": {}}


async def test_a_condition_of_one_run_is_not_that_of_the_next() -> None:
    """Plans are remembered by the values that directives go by, and no more of them than a limit."""
    schema = schema_of(SDL)
    names = [f"v{number}" for number in range(5)]
    fields = " ".join(f"{name}: a @include(if: ${name})" for name in names)
    document = parse(f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ {fields} }}")
    plans = Plans.of(document)
    combinations = list(product((True, False), repeat=len(names)))
    assert len(combinations) > VARIANT_LIMIT
    for values in combinations * 2:
        variables = dict(zip(names, values, strict=True))
        result = await planned(schema, document, plans, variables, ROOT)
        assert result.data == {name: 1 for name, included in variables.items() if included}
