"""Interfaces and unions: how the type of a value is found, and what is selected on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLSchema

from tests.graph.execution.both import both, later, places, schema_of

SDL = """
    interface Being { name: String }
    interface Animal implements Being { name: String  legs: Int! }
    type Dog implements Animal & Being { name: String  legs: Int!  barks: Boolean  friend: Being }
    type Cat implements Animal & Being { name: String  legs: Int!  meows: Boolean  owner: Person }
    type Person implements Being { name: String  pets: [Pet!] }
    type Stone { name: String }
    union Pet = Dog | Cat
    type Query {
        being: Being  must: Being!  beings: [Being]  all: [Being!]  pets: [Pet]
        animal: Animal  person: Person  dog: Dog
    }
"""

DOG = {"kind": "Dog", "name": "Rex", "legs": 4, "barks": True}
CAT = {"kind": "Cat", "name": "Tom", "legs": 4, "meows": True}
PERSON = {"kind": "Person", "name": "Ann", "pets": [DOG, CAT]}

TEXT = """
    query {
        being { __typename name ...Legs }
        beings {
            type: __typename name ...Legs
            ... on Cat { meows owner { name } }
            ... on Dog { barks friend { name __typename } }
        }
        pets { __typename ... on Being { name } ... on Dog { barks name } ...Legs }
    }
    fragment Legs on Animal { legs }
"""


def _schema(resolve_type: Any = None, is_type_of: Callable[[str], Any] | None = None) -> GraphQLSchema:
    schema = schema_of(SDL)
    for name in ("Being", "Animal", "Pet"):
        schema.type_map[name].resolve_type = resolve_type  # type: ignore[attr-defined]
    for name in ("Dog", "Cat", "Person", "Stone"):
        schema.type_map[name].is_type_of = is_type_of(name) if is_type_of else None  # type: ignore[attr-defined]
    return schema


def _raises(*_: Any) -> None:
    raise ValueError("nobody knows")


RESOLVE_TYPE: dict[str, Any] = {
    "by name": lambda value, *_: value["kind"],
    "by name, later": lambda value, *_: later(value["kind"]),
    "unknown": lambda *_: "Unicorn",
    "impossible": lambda *_: "Stone",
    "abstract": lambda *_: "Being",
    "a scalar": lambda *_: "Int",
    "no name": lambda *_: 5,
    "nothing": lambda *_: None,
    "nothing, later": lambda *_: later(None),
    "raises": _raises,
    "raises later": lambda *_: later(ValueError("nobody knows")),
    "exception": lambda *_: ValueError("value"),
    "now one, now another": lambda value, *_: later("Dog") if value["kind"] == "Cat" else "Unicorn",
}


@pytest.mark.parametrize("name", list(RESOLVE_TYPE))
async def test_every_answer_of_resolve_type(name: str) -> None:
    root = {"being": DOG, "beings": [DOG, None, CAT, PERSON], "pets": [CAT, ValueError("lost"), DOG]}
    answer = await both(_schema(RESOLVE_TYPE[name]), TEXT, root)
    assert bool(answer["data"]["being"]) == name.startswith("by name")


@pytest.mark.parametrize("name", list(RESOLVE_TYPE))
async def test_a_type_that_is_not_found_is_null_as_far_up_as_it_must(name: str) -> None:
    root = {"must": CAT, "all": [DOG, CAT], "person": PERSON}
    schema = _schema(RESOLVE_TYPE[name])
    await both(schema, "{ all { name } person { pets { ... on Dog { barks } } } }", root)
    await both(schema, "{ person { name } must { name } }", root)


IS_TYPE_OF: dict[str, Callable[[str], Any]] = {
    "yes or no": lambda name: lambda value, _: value["kind"] == name,
    "yes or no, later": lambda name: lambda value, _: later(value["kind"] == name),
    "never": lambda _: lambda *_: False,
    "never, later": lambda _: lambda *_: later(False),
    "raises": lambda _: _raises,
    "raises later": lambda _: lambda *_: later(ValueError("nobody knows")),
    "dogs only": lambda name: (lambda *_: True) if name == "Dog" else None,
}


@pytest.mark.parametrize("name", list(IS_TYPE_OF))
@pytest.mark.parametrize("way", ["by itself", "beside resolve_type"])
async def test_every_answer_of_is_type_of(name: str, way: str) -> None:
    root = {"being": DOG, "beings": [DOG, None, CAT, PERSON], "pets": [CAT, DOG]}
    resolve_type = (lambda value, *_: value["kind"]) if way == "beside resolve_type" else None
    schema = _schema(resolve_type, IS_TYPE_OF[name])
    await both(schema, TEXT, root)
    await both(
        schema, "{ dog { name } person { name pets { ... on Being { name } } } }", {"dog": CAT, "person": PERSON}
    )


async def test_typename_in_the_value_says_the_type() -> None:
    root = {"being": {**DOG, "__typename": "Dog"}, "pets": [{**CAT, "__typename": "Cat"}, {"__typename": "Person"}]}
    answer = await both(_schema(), TEXT, root)
    assert answer["data"]["being"] == {"__typename": "Dog", "name": "Rex", "legs": 4}
    assert [path for _, path in places(answer)] == [["pets", 1]]


async def test_objects_of_several_types_stay_in_their_places() -> None:
    root = {"beings": [CAT, DOG, CAT, PERSON, None, DOG]}
    answer = await both(
        _schema(lambda value, *_: value["kind"]), "{ beings { __typename ... on Dog { barks } } }", root
    )
    assert answer["data"]["beings"] == [
        {"__typename": "Cat"},
        {"__typename": "Dog", "barks": True},
        {"__typename": "Cat"},
        {"__typename": "Person"},
        None,
        {"__typename": "Dog", "barks": True},
    ]


async def test_errors_below_different_types_stand_in_their_places() -> None:
    lame = {"kind": "Dog", "friend": {"kind": "Cat"}}
    root = {"beings": [lame, CAT, {"kind": "Cat"}], "all": [DOG, lame]}
    schema = _schema(lambda value, *_: value["kind"])
    answer = await both(
        schema, "{ beings { ... on Animal { legs } } all { ... on Dog { friend { ... on Cat { legs } } } } }", root
    )
    assert answer["data"] == {"beings": [None, {"legs": 4}, None], "all": [{"friend": None}, {"friend": None}]}
    assert sorted(path for _, path in places(answer)) == [
        ["all", 1, "friend", "legs"],
        ["beings", 0, "legs"],
        ["beings", 2, "legs"],
    ]


async def test_one_value_as_two_types_is_completed_as_each() -> None:
    schema = _schema(lambda _, info, __: "Dog" if info.path.key == "being" else "Cat")
    both_ways = {**DOG, **CAT}
    text = (
        "{ being { __typename ... on Dog { barks } ... on Cat { meows } } animal { __typename ... on Cat { meows } } }"
    )
    answer = await both(schema, text, {"being": both_ways, "animal": both_ways})
    assert answer["data"] == {
        "being": {"__typename": "Dog", "barks": True},
        "animal": {"__typename": "Cat", "meows": True},
    }


async def test_typename_at_the_root_and_twice() -> None:
    answer = await both(_schema(), "{ __typename root: __typename ...F } fragment F on Query { __typename }")
    assert answer["data"] == {"__typename": "Query", "root": "Query"}
