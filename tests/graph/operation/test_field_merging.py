"""Which fields can be merged: as graphql-core decides it, in less time."""

from __future__ import annotations

from random import Random

import pytest
from graphql import GraphQLError, OverlappingFieldsCanBeMergedRule, ValidationRule, parse, validate
from hypothesis import given, settings, strategies as st

from graph.operation.field_merging import TOO_MANY_TYPES, FieldMergingRule
from tests.graph.operation.work import calls
from tests.graph.random_documents import SCHEMA, RandomDocument

ACCEPTED = {
    "the same field twice": "{ dog { name name } }",
    "the same alias twice": "{ dog { a: name a: name } }",
    "the same arguments in another order": """{
        dog { eats(food: {kind: "a", grams: 1}) eats(food: {grams: 1, kind: "a"}) }
    }""",
    "the same variable": "query ($v: Int) { being(n: $v) { name } being(n: $v) { size } }",
    "different fields of types that never meet": "{ pet { ... on Dog { a: voice } ... on Cat { a: eats } } }",
    "different arguments for types that never meet": """{
        pet { ... on Dog { friend(n: 1) { name: size } } ... on Cat { friend(n: 2) { name: size } } }
    }""",
    "different fields below types that never meet": """{
        pet { ... on Dog { friend { a: voice } } ... on Cat { friend { a: eats } } }
    }""",
    "a fragment twice in one place": "{ dog { ...F ...F } } fragment F on Dog { name }",
    "a field that nobody has": "{ dog { wrong wrong } }",
    "a composite type and its interface": "{ pet { ... on Dog { friend { size } } ... on Being { friend { size } } } }",
}
REJECTED = {
    "two fields under one alias": "{ dog { a: name a: voice } }",
    "an alias that is a field's name": "{ dog { name name: voice } }",
    "different arguments": "{ being(n: 1) { name } being(n: 2) { name } }",
    "an argument and none": "{ being(n: 1) { name } being { name } }",
    "a value and a variable": "query ($v: Int) { being(n: 1) { name } being(n: $v) { name } }",
    "a block string and a string": '{ dog { eats(food: {kind: "a"}) eats(food: {kind: """a"""}) } }',
    "different fields below one field": "{ dog { a: name } dog { a: voice } }",
    "different fields two levels below": "{ person { owner { a: name } } person { owner { a: pet { __typename } } } }",
    "different fields from two fragments": """
        { dog { ...F ...G } } fragment F on Dog { a: name } fragment G on Dog { a: voice }
    """,
    "different fields within an unlikely fragment": """
        { dog { ...F } } fragment F on Being { a: name ... on Cat { b: size } ... { a: size } }
    """,
    "an interface's field and another of an object": "{ being { a: name ... on Dog { a: voice } } }",
    "different leaves of types that never meet": "{ pet { ... on Dog { voice } ... on Cat { voice } } }",
    "different nullability of types that never meet": "{ pet { ... on Dog { name } ... on Cat { name } } }",
    "a list and none": "{ pet { ... on Dog { a: friend { size } } ... on Cat { a: friends { size } } } }",
    "a leaf and a composite type": "{ pet { ... on Dog { owner { a: name } } ... on Cat { owner: size } } }",
    "different leaves below types that never meet": """{
        pet { ... on Dog { friend { a: size } } ... on Cat { friend { a: voice } } }
    }""",
}


def check(text: str, rule: type[ValidationRule] = FieldMergingRule) -> list[GraphQLError]:
    """The errors of one rule alone."""
    return validate(SCHEMA, parse(text), [rule])


def work_of(text: str) -> int:
    """What the rule takes for a document."""
    document, errors = parse(text), list[GraphQLError]()
    work = calls(lambda: errors.extend(validate(SCHEMA, document, [FieldMergingRule])))
    assert errors == []
    return work


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_fields_that_can_be_merged(text: str) -> None:
    assert check(text) == check(text, OverlappingFieldsCanBeMergedRule) == []


@pytest.mark.parametrize("text", REJECTED.values(), ids=REJECTED)
def test_fields_that_cannot_be_merged_are_told_as_graphql_core_tells_it(text: str) -> None:
    """The same words, with the locations of both fields and of those that select them."""
    (error,) = check(text)
    (expected,) = check(text, OverlappingFieldsCanBeMergedRule)
    assert error.formatted == expected.formatted


def test_the_message_says_what_to_change() -> None:
    (error,) = check("{ x: dog { name } x: cat { name } }")
    assert error.message == (
        "Fields 'x' conflict because 'dog' and 'cat' are different fields."
        " Use different aliases on the fields to fetch both if this was intentional."
    )
    assert [(location.line, location.column) for location in error.locations or ()] == [(1, 3), (1, 19)]


@settings(max_examples=2000, deadline=None)
@given(st.randoms(use_true_random=True))
def test_verdict_is_that_of_graphql_core(random: Random) -> None:
    """About half of these documents have conflicts."""
    text = RandomDocument(random).text()
    assert bool(check(text)) == bool(check(text, OverlappingFieldsCanBeMergedRule)), text


def test_every_conflict_is_told_once() -> None:
    """Also where a fragment brings it to many places; and what is at fault in name is not at fault in type again."""
    fragment = "fragment F on Dog { x: name x: size y: name y: size }"
    text = f"{{ a: dog {{ ...F }} b: dog {{ ...F }} c: dog {{ friend {{ ...F }} }} }} {fragment}"
    assert [error.message.split("'")[1] for error in check(text)] == ["x", "y"]


@pytest.mark.parametrize(
    "pattern",
    [
        "{{ {fields} }}",
        "{{ person {{ {fields} }} person {{ {fields} }} }}",
        "{{ dog {{ ...F }} friend {{ pets {{ ...F }} }} }} fragment F on Dog {{ {fields} }}",
    ],
)
@pytest.mark.parametrize("field", ["friend { __typename } ", "a{n}: friend { __typename } ", "friend { a{n}: name } "])
def test_work_grows_as_the_document_does(pattern: str, field: str) -> None:
    """Four times as many fields take about four times the work, whether they share a response name or not."""
    few, many = (
        work_of(pattern.format(fields="".join(field.replace("{n}", str(n)) for n in range(size)))) for size in (50, 200)
    )
    assert many < 5 * few


def test_fragments_that_spread_each_other_twice_are_seen_once() -> None:
    """Opened, this document has more than 2**80 fields."""

    def text(levels: int) -> str:
        fragments = "".join(
            f"fragment F{n} on Person {{ a: owner {{ ...F{n + 1} }} b: owner {{ ...F{n + 1} }} }}"
            for n in range(levels)
        )
        return f"{{ person {{ ...F0 }} }} {fragments} fragment F{levels} on Person {{ name }}"

    assert work_of(text(80)) < 5 * work_of(text(20))


def test_interfaces_beside_their_types_on_many_levels_are_given_up() -> None:
    """Each level doubles the sets of fields that may meet, since what was selected for one type goes on below."""

    def level(depth: int) -> str:
        if not depth:
            return "size"
        long = "friends { " * depth + "size" + " }" * depth
        return f"friends {{ {level(depth - 1)} }} ... on Dog {{ {long} }} ... on Cat {{ {long} }}"

    assert check(f"{{ being {{ {level(3)} }} }}") == []
    assert [error.message for error in check(f"{{ being {{ {level(20)} }} }}")] == [TOO_MANY_TYPES]
