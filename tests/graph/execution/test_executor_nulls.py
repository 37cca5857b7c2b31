"""Null propagation (GraphQL specification, section 6.4.4) in every combination of positions."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from tests.graph.execution.both import both, later, places, schema_of

TYPES = ("Int", "Int!", "[Int]", "[Int]!", "[Int!]", "[Int!]!", "[[Int]]", "[[Int!]!]!", "[[Int!]]", "[[Int]!]")

VALUES: tuple[Any, ...] = (
    1,
    None,
    ValueError("no"),
    "not a number",
    [],
    [1, None, 2],
    [1, ValueError("no")],
    [[1], None],
    [[1, None], [2]],
    [[None], [ValueError("no"), "x"], 3],
)


@pytest.mark.parametrize(("type_", "value"), list(product(TYPES, VALUES)))
async def test_every_value_in_every_wrapping_of_a_leaf(type_: str, value: Any) -> None:
    schema = schema_of(
        f"type Query {{ before: Int  field: {type_}  box: Box  boxes: [Box!]  after: Int! }}"
        f"type Box {{ field: {type_} }}"
    )
    box = {"field": value}
    root = {"before": 1, "field": value, "box": box, "boxes": [box, {"field": None}], "after": 2}
    await both(schema, "{ before field after }", root)
    await both(schema, "{ before box { field } after }", root)
    await both(schema, "{ before boxes { field } again: boxes { other: field } after }", root)


@pytest.mark.parametrize(("type_", "value"), list(product(TYPES, VALUES)))
async def test_the_same_by_asynchronous_resolvers(type_: str, value: Any) -> None:
    resolvers = {"Query.field": lambda *_: later(value), "Box.field": lambda *_: later(value)}
    schema = schema_of(f"type Query {{ field: {type_}  box: Box }} type Box {{ field: {type_} }}", resolvers)
    await both(schema, "{ field }")
    await both(schema, "{ box { field } }", {"box": {}})


NESTED = """
    type Query { nullable: Level  required: Level!  list: [Level]  full: [Level!]!  }
    type Level {
        value: Int  must: Int!
        nullable: Level  required: Level!  list: [Level]  inner: [Level!]  outer: [Level]!  full: [Level!]!
    }
"""
WAYS = ("nullable", "required", "list", "inner", "outer", "full")


def _level(depth: int) -> Any:
    """A tree whose leaves lack what must be there."""
    if not depth:
        return {"value": ValueError("value"), "must": None}
    single, several = _level(depth - 1), [_level(depth - 1), {"must": 1}, None]
    return {
        "must": depth,
        **{
            way: single if way in ("nullable", "required") else several[: 2 if way in ("inner", "full") else 3]
            for way in WAYS
        },
    }


@pytest.mark.parametrize(
    ("first", "second", "third"), list(product(("nullable", "required", "list", "full"), WAYS, WAYS))
)
async def test_a_null_goes_up_through_objects_and_lists(first: str, second: str, third: str) -> None:
    text = f"{{ {first} {{ {second} {{ {third} {{ value must }} must }} must }} }}"
    answer = await both(schema_of(NESTED), text, _level(3))
    assert answer["errors"]


async def test_where_a_null_comes_to_rest() -> None:
    answer = await both(schema_of(NESTED), "{ nullable { required { inner { must } } } }", _level(3))
    assert answer["data"] == {"nullable": {"required": {"inner": None}}}
    assert places(answer) == [
        ("Cannot return null for non-nullable field Level.must.", ["nullable", "required", "inner", 0, "must"])
    ]


async def test_a_null_that_reaches_the_root_leaves_no_data() -> None:
    answer = await both(schema_of(NESTED), "{ required { full { required { must } } } }", _level(3))
    assert answer["data"] is None
    assert answer["errors"][0]["locations"] == [{"line": 1, "column": 32}]


async def test_an_error_in_what_is_null_already_is_of_no_account() -> None:
    schema = schema_of("type Query { box: Box } type Box { must: Int!  value: Int }")
    root = {"box": {"must": None, "value": ValueError("late")}}
    answer = await both(schema, "{ box { must value } }", root)
    assert [path for _, path in places(answer)] == [["box", "must"]]


async def test_an_error_before_the_null_is_told_as_well() -> None:
    schema = schema_of("type Query { box: Box } type Box { must: Int!  value: Int }")
    root = {"box": {"must": None, "value": ValueError("early")}}
    answer = await both(schema, "{ box { value must } }", root)
    assert [path for _, path in places(answer)] == [["box", "value"], ["box", "must"]]


async def test_what_is_waited_for_fails_after_what_is_at_hand() -> None:
    resolvers = {"Box.slow": lambda *_: later(ValueError("slow"))}
    schema = schema_of("type Query { box: Box } type Box { slow: Int  must: Int!  other: Int }", resolvers)
    root = {"box": {"must": None, "other": ValueError("other")}}
    answer = await both(schema, "{ box { slow must other } }", root)
    assert answer["data"] == {"box": None}
    assert [path for _, path in places(answer)] == [["box", "must"]]


async def test_of_two_that_are_waited_for_and_must_be_there_one_is_told() -> None:
    resolvers = {f"Box.{name}": lambda *_: later(ValueError("no")) for name in ("one", "two")}
    schema = schema_of("type Query { box: Box } type Box { one: Int!  two: Int! }", resolvers)
    answer = await both(schema, "{ box { one two } }", {"box": {}})
    assert answer["data"] == {"box": None}
    assert [path for _, path in places(answer)] == [["box", "one"]]


async def test_one_value_in_two_places_is_null_in_one_of_them_only() -> None:
    schema = schema_of(
        "type Query { lax: Lax  strict: Strict } type Lax { box: Box } type Strict { box: Box! }"
        "type Box { value: Int! }"
    )
    shared = {"box": {"value": None}}
    answer = await both(schema, "{ lax { box { value } } strict { box { value } } }", {"lax": shared, "strict": shared})
    assert answer["data"] == {"lax": {"box": None}, "strict": None}
