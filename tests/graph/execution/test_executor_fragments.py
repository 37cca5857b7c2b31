"""Fields that are selected several times, through fragments of every kind, and the order of the answer."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import get_introspection_query, parse, validate

from tests.graph.execution.both import both, schema_of

SDL = """
    interface Being { name: String  friend: Being }
    type Dog implements Being { name: String  friend: Being  barks: Boolean  size(unit: String = "cm"): Int! }
    type Cat implements Being { name: String  friend: Being  meows: Boolean }
    union Pet = Dog | Cat
    type Query { dog: Dog  being: Being  beings: [Being!]!  pet: Pet  self: Query }
"""
CAT = {"__typename": "Cat", "name": "Tom", "meows": True}
DOG = {"__typename": "Dog", "name": "Rex", "barks": True, "size": lambda _, unit: len(unit), "friend": CAT}
ROOT: dict[str, Any] = {"dog": DOG, "being": DOG, "beings": [DOG, CAT, DOG], "pet": CAT}
ROOT["self"] = ROOT

TEXTS = [
    "{ dog { name } dog { barks name } }",
    "{ ...A ...B } fragment A on Query { dog { name } } fragment B on Query { dog { barks } ...A }",
    "{ dog { ...A ... on Being { friend { ...A } } ... on Dog { friend { friend { name } } } } }"
    " fragment A on Being { name }",
    "{ being { friend { name } ... on Dog { friend { __typename } barks } ... on Cat { friend { name } meows } } }",
    "{ beings { ... on Dog { one: name } ... on Cat { two: name } ... { three: name } ...A ...A } }"
    " fragment A on Being { friend { name } }",
    "{ pet { ... on Being { name } ... on Cat { meows name } ... on Pet { __typename } } }",
    "{ pet { ...A } } fragment A on Being { ... on Pet { ... on Cat { ...B } } }"
    " fragment B on Cat { name ...C } fragment C on Cat { meows }",
    '{ dog { a: size b: size(unit: "inch") a: size } }',
    "{ self { self { self { dog { name } } } dog { barks } } }",
    "{ dog { z: name y: barks ... { x: name } w: __typename } being { a: name } dog { v: name z: name } }",
    "query One { dog { name } }",
]


@pytest.mark.parametrize("text", TEXTS)
async def test_what_is_selected_several_times_is_merged_in_order(text: str) -> None:
    answer = await both(schema_of(SDL), text, ROOT)
    assert answer["errors"] == []


async def test_one_of_several_operations_is_run() -> None:
    text = "query One { dog { name } } query Two { dog { ...F } } fragment F on Dog { barks }"
    assert (await both(schema_of(SDL), text, ROOT, operation_name="Two"))["data"] == {"dog": {"barks": True}}
    assert (await both(schema_of(SDL), text, ROOT))["data"] is None
    assert (await both(schema_of(SDL), text, ROOT, operation_name="Three"))["data"] is None


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { self { ...B } } fragment B on Query { ...A }",
    ],
)
def test_cycles_of_fragments_are_refused_before_anything_runs(text: str) -> None:
    assert [error.message for error in validate(schema_of(SDL), parse(text)) if "itself" in error.message]


async def test_introspection_of_a_small_schema_is_the_same() -> None:
    await both(schema_of(SDL), get_introspection_query(input_value_deprecation=True, one_of=True))


async def test_introspection_beside_data_and_by_name() -> None:
    text = """
        query ($name: String! = "Dog") {
            __schema { queryType { name } types { name kind } directives { name args { name } } }
            dog: __type(name: $name) {
                ...T interfaces { ...T } possibleTypes { ...T } fields { name type { ...T ofType { ...T } } }
            }
            being: __type(name: "Being") { ...T possibleTypes { ...T } }
            nothing: __type(name: "Nothing") { name }
            pet { __typename }
        }
        fragment T on __Type { kind name }
    """
    answer = await both(schema_of(SDL), text, ROOT)
    assert answer["data"]["nothing"] is None
    assert answer["data"]["dog"]["interfaces"] == [{"kind": "INTERFACE", "name": "Being"}]
