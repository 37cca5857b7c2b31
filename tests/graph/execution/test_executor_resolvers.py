"""Resolvers: those that answer at once, later or not at all; default ones; what they are told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLResolveInfo, GraphQLScalarType, Undefined
from graphql.execution import Executor

from graph.execution.executor import BreadthFirstExecutor
from tests.graph.execution.both import answered, both, both_in_part, later, places, schema_of


def _raises(*_: Any) -> None:
    raise ValueError("at once")


AT_ONCE = {
    "raised at once": _raises,
    "given as a value": lambda *_: ValueError("value"),
}
AWAITED = {
    "raised later": lambda *_: later(ValueError("later")),
    "given as a value later": lambda *_: _given(ValueError("value")),
    "raised as GraphQL's": lambda *_: later(GraphQLError("coded", extensions={"code": "ODD"})),
    "located already": lambda *_: later(GraphQLError("elsewhere", path=["some", "place"])),
}
FAILURES = {**AT_ONCE, **AWAITED}


async def _given(value: Any) -> Any:
    return value


@pytest.mark.parametrize("name", list(FAILURES))
@pytest.mark.parametrize("type_", ["Int", "Int!", "[Int!]", "Box", "Box!"])
async def test_an_error_is_told_with_its_message_place_and_extensions(name: str, type_: str) -> None:
    schema = schema_of(
        f"type Query {{ field: {type_}  box: Box  boxes: [Box] }} type Box {{ field: {type_}  value: Int }}",
        {"Query.field": FAILURES[name], "Box.field": FAILURES[name]},
    )
    selection = "field { value }" if "Box" in type_ else "field"
    text = f"{{ {selection} box {{ value {selection} }} boxes {{ {selection} value }} }}"
    compare = both_in_part if type_.endswith("!") and name in AWAITED else both
    answer = await compare(schema, text, {"box": {"value": 1}, "boxes": [{"value": 1}, {"value": 2}]})
    assert answer["errors"]


async def test_an_error_leaves_its_siblings_alone() -> None:
    schema = schema_of("type Query { good: Int  bad: Int  late: Int }", {"Query.bad": _raises})
    answer = await both(schema, "{ good bad late }", lambda: {"good": 1, "late": lambda _: later(3)})
    assert answer["data"] == {"good": 1, "bad": None, "late": 3}
    assert places(answer) == [("at once", ["bad"])]


async def test_the_location_is_that_of_each_node_that_selects_the_field() -> None:
    schema = schema_of("type Query { bad: Int }", {"Query.bad": _raises})
    answer = await both(schema, "{ bad ... { bad } }")
    assert answer["errors"][0]["locations"] == [{"line": 1, "column": 3}, {"line": 1, "column": 13}]


async def test_what_is_undefined_is_null() -> None:
    schema = schema_of("type Query { a: Int  b: [Int]  c: Int!  d: [Int]  box: Box  boxes: [Box] } type Box { a: Int }")
    root = {"a": Undefined, "b": Undefined, "d": [1, Undefined], "box": Undefined, "boxes": [Undefined]}
    answer = await both(schema, "{ a b d box { a } boxes { a } }", root)
    assert answer["data"] == {"a": None, "b": None, "d": [1, None], "box": None, "boxes": [None]}
    assert (await both(schema, "{ c }", {"c": Undefined}))["data"] is None


@dataclass
class Thing:
    """An object whose fields are attributes and methods."""

    size: int

    def double(self, _info: GraphQLResolveInfo[Any], times: int = 2) -> int:
        """A method is called."""
        return self.size * times

    async def slow(self, _info: GraphQLResolveInfo[Any]) -> int:
        """So is a coroutine function."""
        return self.size

    @property
    def broken(self) -> int:
        """Properties may raise."""
        raise ValueError("broken")


async def test_default_resolvers_read_mappings_attributes_and_methods() -> None:
    fields = "size: Int  double(times: Int): Int  slow: Int  broken: Int  missing: Int"
    schema = schema_of(f"type Query {{ thing: Thing  mapping: Thing }} type Thing {{ {fields} }}")
    root = {"thing": Thing(3), "mapping": {"size": 4, "double": lambda _, times=5: times, "slow": lambda _: later(6)}}
    text = "{ thing { size double six: double(times: 2) slow broken missing } mapping { size double slow broken } }"
    answer = await both(schema, text, root)
    assert answer["data"] == {
        "thing": {"size": 3, "double": 6, "six": 6, "slow": 3, "broken": None, "missing": None},
        "mapping": {"size": 4, "double": 5, "slow": 6, "broken": None},
    }
    assert places(answer) == [("broken", ["thing", "broken"])]


async def test_the_root_value_may_be_an_object_or_nothing() -> None:
    schema = schema_of("type Query { size: Int  double: Int }")
    assert (await both(schema, "{ size double }", Thing(3)))["data"] == {"size": 3, "double": 6}
    assert (await both(schema, "{ size double }", None))["data"] == {"size": None, "double": None}


async def test_a_resolver_is_told_of_the_operation() -> None:
    told: list[tuple[Any, ...]] = []

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> str:
        told.append(
            (
                source,
                arguments,
                info.field_name,
                str(info.return_type),
                info.parent_type.name,
                info.path.as_list(),
                info.root_value,
                info.context,
                info.operation.name.value if info.operation.name else None,
                list(info.fragments),
                # Strawberry's executors give the plain values, graphql-core's gives them with their sources.
                getattr(info.variable_values, "coerced", info.variable_values),
                len(info.field_nodes),
                info.schema is schema,
            )
        )
        return "told"

    schema = schema_of("type Query { field(a: Int = 5, b: String): String! }", {"Query.field": resolve})
    text = "query Q($b: String) { alias: field(b: $b) ...F } fragment F on Query { alias: field(b: $b) }"
    options = {"context_value": {"of": "request"}, "raw_variable_values": {"b": "x"}}
    assert (await both(schema, text, {"root": 1}, **options))["data"] == {"alias": "told"}
    assert told[0] == told[1]
    assert told[0][1] == {"a": 5, "b": "x"}


async def test_the_path_that_a_resolver_is_told_has_the_name_alone() -> None:
    """A field is planned once for all its parents: below the root its path has no ancestors and no indices."""
    paths: list[Any] = []
    resolvers = {"Box.value": lambda _, info: paths.append(info.path.as_list())}
    schema = schema_of("type Query { boxes: [Box] } type Box { value: Int }", resolvers)
    await both(schema, "{ boxes { value } }", {"boxes": [{}]})
    assert paths == [["value"], ["boxes", 0, "value"]]


async def test_field_and_type_resolvers_of_the_executor_are_used() -> None:
    sdl = "interface Being { name: String } type Dog implements Being { name: String } type Query { being: Being }"
    answer = await both(
        schema_of(sdl),
        "{ being { __typename name } }",
        field_resolver=lambda _, info, **__: info.field_name,
        type_resolver=lambda *_: "Dog",
    )
    assert answer["data"] == {"being": {"__typename": "Dog", "name": "name"}}


async def test_a_scalar_that_cannot_be_written_is_an_error_in_its_place() -> None:
    schema = schema_of("scalar Odd type Query { one: Odd  all: [Odd!]  none: Odd }")
    scalar = schema.type_map["Odd"]
    assert isinstance(scalar, GraphQLScalarType)

    def write(value: Any) -> Any:
        if value == 13:
            raise GraphQLError("Unlucky")
        return None if value == 0 else value

    scalar.coerce_output_value = scalar.serialize = write  # type: ignore[method-assign]
    answer = await both(schema, "{ one all none }", {"one": 13, "all": [1, 13], "none": 0})
    assert answer["data"] == {"one": None, "all": None, "none": None}
    assert len(answer["errors"]) == 3


@pytest.mark.parametrize("value", [1, "1", 1.0, 1.5, True, "x", 2**31, float("nan"), [1], {"a": 1}, b"1"])
@pytest.mark.parametrize("type_", ["Int", "Float", "String", "Boolean", "ID", "Colour"])
async def test_each_scalar_takes_and_refuses_the_same_values(type_: str, value: Any) -> None:
    schema = schema_of(f"enum Colour {{ RED GREEN }} type Query {{ value: {type_} }}")
    ours = await answered(BreadthFirstExecutor, schema, "{ value }", {"value": value})
    assert repr(ours) == repr(await answered(Executor, schema, "{ value }", {"value": value}))


async def test_an_enum_is_written_by_its_name_and_another_value_is_an_error() -> None:
    schema = schema_of("enum Colour { RED GREEN } type Query { colours: [Colour] }")
    answer = await both(schema, "{ colours }", {"colours": ["RED", "BLUE", None, "GREEN"]})
    assert answer["data"] == {"colours": ["RED", None, None, "GREEN"]}
    assert [path for _, path in places(answer)] == [["colours", 1]]


@pytest.mark.parametrize("executor_class", [BreadthFirstExecutor, Executor])
async def test_a_resolver_that_is_cancelled_ends_the_operation(executor_class: type[Executor[Any]]) -> None:
    async def cancelled(*_: Any) -> None:
        raise asyncio.CancelledError

    schema = schema_of("type Query { field: Int }", {"Query.field": cancelled})
    with pytest.raises(asyncio.CancelledError):
        await answered(executor_class, schema, "{ field }")
