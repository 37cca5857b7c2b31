"""Arguments and variables: defaults, nulls, what is missing and what does not fit."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from graphql import GraphQLResolveInfo

from tests.graph.execution.both import both, places, schema_of

TYPES = ("Int", "Int = 5", "Int = null", "Int!", "Int! = 5", "[Int!]", "[Int]!", "Point", "Point! = {x: 7}", "Colour")
SDL = """
    input Point {{ x: Int! = 1  y: Int  next: Point }}
    enum Colour {{ RED GREEN }}
    type Query {{ field(a: {0}): String  box: Box }}
    type Box {{ field(a: {0}): String }}
"""

GIVEN: tuple[dict[str, Any], ...] = (
    {},
    {"v": None},
    {"v": 1},
    {"v": [1, 2]},
    {"v": [None]},
    {"v": {"y": 2}},
    {"v": "RED"},
    {"v": 1.5},
)


def _shown(_: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> str:
    return repr(arguments)


def _schema(type_: str) -> Any:
    return schema_of(SDL.format(type_), {"Query.field": _shown, "Box.field": _shown})


@pytest.mark.parametrize(("type_", "given"), list(product(TYPES, GIVEN)))
async def test_a_variable_of_every_type_with_every_value(type_: str, given: dict[str, Any]) -> None:
    declared = type_.split(" =", 1)[0]
    text = f"query ($v: {declared}) {{ field(a: $v) box {{ field(a: $v) }} }}"
    await both(_schema(type_), text, {"box": {}}, raw_variable_values=given)


@pytest.mark.parametrize("literal", ["", "(a: null)", "(a: 3)"])
@pytest.mark.parametrize("type_", ["Int", "Int = 5", "Int = null", "[Int!]", "Int! = 5"])
async def test_literals_and_what_is_left_out(type_: str, literal: str) -> None:
    if type_ == "Int! = 5" and literal == "(a: null)":
        literal = "(a: 4)"
    await both(_schema(type_), f"{{ field{literal} box {{ field{literal} }} }}", {"box": {}})


@pytest.mark.parametrize("given", [{}, {"v": None}, {"v": 3}])
@pytest.mark.parametrize("type_", ["Int! = 5", "Int!"])
async def test_a_nullable_variable_where_null_is_not_allowed(type_: str, given: dict[str, Any]) -> None:
    """Allowed if either has a default; null is then an error of the field."""
    text = "query ($v: Int = 8) { field(a: $v) box { field(a: $v) } }"
    answer = await both(_schema(type_), text, {"box": {}}, raw_variable_values=given)
    assert bool(answer["errors"]) == (given == {"v": None})


@pytest.mark.parametrize("given", [{}, {"v": None}, {"v": 3}])
async def test_a_variable_within_a_literal(given: dict[str, Any]) -> None:
    text = "query ($v: Int) { field(a: {y: $v, next: {y: $v}}) }"
    await both(_schema("Point"), text, raw_variable_values=given)
    await both(_schema("[Int]"), "query ($v: Int) { field(a: [1, $v, 2]) }", raw_variable_values=given)


async def test_variables_that_do_not_fit_refuse_the_operation() -> None:
    answer = await both(_schema("Int!"), "query ($v: Int!) { field(a: $v) }", raw_variable_values={"v": "x"})
    assert answer["data"] is None
    assert len(answer["errors"]) == 1


async def test_an_argument_that_is_wrong_is_an_error_for_each_parent() -> None:
    schema = schema_of("type Query { boxes: [Box] } type Box { field(a: Int! = 1): Int }")
    text = "query ($v: Int = 1) { boxes { field(a: $v) } }"
    answer = await both(schema, text, {"boxes": [{}, {}]}, raw_variable_values={"v": None})
    assert [path for _, path in places(answer)] == [["boxes", 0, "field"], ["boxes", 1, "field"]]


async def test_an_argument_may_have_another_name_in_python() -> None:
    schema = schema_of("type Query { field(from: Int, to: Int = 9): String }", {"Query.field": _shown})
    query = schema.query_type
    assert query is not None
    query.fields["field"].args["from"].out_name = "from_"
    assert (await both(schema, "{ field(from: 1) }"))["data"] == {"field": "{'from_': 1, 'to': 9}"}
