"""Each limit of a document and its variables lets its own figure pass, and refuses one more with both named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from graphql import DocumentNode, GraphQLSchema, build_schema, get_introspection_query, parse

from app.settings import Settings
from graph.execution.prepare import Documents, OperationRejected
from graph.operation.limits import LEVEL_LIMIT, DocumentLimits, variables_size
from tests.graph.operation.work import calls
from tests.graph.unlimited import UNLIMITED

LIMIT = 17

DOCUMENTS: dict[str, Callable[[int], str]] = {
    "characters": "{ name }".ljust,
    "tokens": lambda size: "{ " + "name " * (size - 2) + "}",
    "fields": lambda size: "{ " + "name " * size + "}",
    "aliases": lambda size: "{ " + " ".join(f"a{number}: name" for number in range(size)) + " }",
    "directives": lambda size: "{ " + "name @include(if: true) " * size + "}",
    "depth": lambda size: "{ a " * (size - 1) + "{ name }" + " }" * (size - 1),
    "levels": lambda size: "{ ... " * (size - 1) + "{ name }" + " }" * (size - 1),
    "fragments": lambda size: (
        "{ " + " ".join(f"...F{number}" for number in range(size)) + " }" + "".join(map(fragment, range(size)))
    ),
}
"""For each limit a document that has so much of it."""

SAYS = {
    "characters": "18 characters; at most 17 are allowed. Send long values as variables",
    "tokens": "18 or more tokens and comments; at most 17 are allowed. Split",
    "fields": "18 fields with its fragments opened; at most 17 are allowed. Select fewer",
    "aliases": "18 aliases with its fragments opened; at most 17 are allowed. Select fewer",
    "directives": "18 directives with its fragments opened; at most 17 are allowed. Use fewer",
    "depth": "fields of the document are 18 levels deep with its fragments opened; at most 17 are allowed. Split",
    "levels": "selection sets of the document are 18 levels deep with its fragments opened; at most 17 are allowed.",
    "fragments": "18 fragment definitions; at most 17 are allowed. Use fewer",
}


def fragment(number: int) -> str:
    return f" fragment F{number} on Query {{ name }}"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """A schema in which everything can be nested without end."""
    return build_schema("scalar Any type Query { a: Query  name(of: Any): String }")


async def rejected(schema: GraphQLSchema, limits: DocumentLimits, text: str, **variables: Any) -> tuple[str, str]:
    """The code and the message with which it is refused."""
    with pytest.raises(OperationRejected) as caught:
        await Documents(schema, limits, cache_size=0).prepare(text, None, variables)
    return caught.value.code, str(caught.value)


def test_every_limit_has_a_case() -> None:
    assert {*DOCUMENTS, "variables"} == {field.name for field in fields(DocumentLimits)}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_document_at_its_limit_is_accepted_and_one_beyond_it_refused(schema: GraphQLSchema, name: str) -> None:
    limits = replace(UNLIMITED, **{name: LIMIT})
    documents = Documents(schema, limits, cache_size=0)
    assert (await documents.prepare(DOCUMENTS[name](LIMIT), None, {})).operation
    code, message = await rejected(schema, limits, DOCUMENTS[name](LIMIT + 1))
    assert code == "DOCUMENT_TOO_LARGE"
    assert SAYS[name] in message


@pytest.mark.parametrize("remembered", [True, False])
async def test_variables_are_limited_whether_their_document_is_known_or_not(
    schema: GraphQLSchema, remembered: bool
) -> None:
    text = "query ($v: Any) { name(of: $v) }"
    documents = Documents(schema, replace(UNLIMITED, variables=LIMIT), cache_size=remembered * 100_000)
    assert (await documents.prepare(text, None, {"v": "x" * (LIMIT - 8)})).operation
    assert (text in documents) == remembered
    with pytest.raises(OperationRejected) as caught:
        await documents.prepare(text, None, {"v": "x" * (LIMIT - 7)})
    assert (caught.value.code, str(caught.value)) == (
        "VARIABLES_TOO_LARGE",
        "The variables are 18 bytes of JSON; at most 17 are allowed. Send fewer values at a time.",
    )


def test_variables_are_measured_as_compact_json() -> None:
    """However deep they are, and where they did not come as JSON at all."""
    deep: dict[str, Any] = {}
    for _ in range(300):
        deep = {"a": deep}
    assert variables_size({}) == 0
    assert variables_size({"ä": [1, None]}) == len('{"ä":[1,null]}'.encode())
    assert variables_size(deep) == 300 * len('{"a":}') + 2
    assert variables_size({"a": 2**80}) == len(f'{{"a":{2**80}}}')


@pytest.mark.parametrize(
    ("limit", "text", "has"),
    [
        ("aliases", "{ ...F a { ...F ...F } } fragment F on Query { b: name c: name }", 6),
        ("directives", "{ ...F @skip(if: true) ...F } fragment F on Query { name @skip(if: true) }", 3),
        ("depth", "{ a { ...F } } fragment F on Query { a { ... { a { ...G } } } } fragment G on Query { name }", 4),
        ("aliases", "query A { b: name } query B { c: name }", 2),
        ("depth", "query A { a { name } } query B { name }", 2),
    ],
)
async def test_fragments_count_where_they_are_spread_and_operations_together(
    schema: GraphQLSchema, limit: str, text: str, has: int
) -> None:
    """Of the depth, the deepest operation's counts."""
    documents = Documents(schema, replace(UNLIMITED, **{limit: has}), cache_size=0)
    assert (await documents.prepare(text, "A" if "query A" in text else None, {})).operation
    _, message = await rejected(schema, replace(UNLIMITED, **{limit: has - 1}), text)
    assert f"{has} " in message


async def test_what_is_too_large_is_not_validated(schema: GraphQLSchema) -> None:
    code, _ = await rejected(schema, replace(UNLIMITED, fields=2), "{ wrong wrong wrong }")
    assert code == "DOCUMENT_TOO_LARGE"


async def test_a_fragment_that_spreads_itself_is_told_by_validation(schema: GraphQLSchema) -> None:
    limits = replace(UNLIMITED, **dict.fromkeys(("fields", "aliases", "directives", "depth", "fragments"), 0))
    code, message = await rejected(schema, limits, "{ ...F } fragment F on Query { b: name @skip(if: true) ...F }")
    assert code == "GRAPHQL_VALIDATION_FAILED"
    assert "within itself" in message


def bomb(levels: int) -> str:
    """Fragments that spread each other twice: opened, they have 2**levels fields."""
    spreads = "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    return f"{{ ...F0 }} {spreads} fragment F{levels} on Query {{ name }}"


async def test_a_bomb_of_fragments_is_refused_by_its_fields(schema: GraphQLSchema) -> None:
    code, message = await rejected(schema, Settings().document_limits, bomb(20))
    assert (code, "1,048,576 fields" in message) == ("DOCUMENT_TOO_LARGE", True)


@pytest.mark.parametrize(
    "text",
    [
        bomb,
        DOCUMENTS["depth"],
        DOCUMENTS["levels"],
        lambda size: DOCUMENTS["directives"](4 * size),
        lambda size: "{ name " + "@include(if: true) " * (4 * size) + "}",
        lambda size: (
            "".join(f"query Q{n} {{ ...F }} " for n in range(size)) + "fragment F on Query { " + "name " * size + "}"
        ),
    ],
)
def test_work_grows_as_the_document_does(text: Callable[[int], str]) -> None:
    """Four times the document takes about four times the work, whatever it opens to."""
    assert work_of(parse(text(80))) < 5 * work_of(parse(text(20)))


def work_of(document: DocumentNode) -> int:
    """What the check takes for a document."""
    return calls(lambda: UNLIMITED.excess_of(document))


async def test_full_introspection_passes_by_default(schema: GraphQLSchema) -> None:
    """With all that the tools ask for; of its limits, the depth is met exactly."""
    text = get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    limits = Settings().document_limits
    assert (await Documents(schema, limits, cache_size=0).prepare(text, None, {})).operation
    _, message = await rejected(schema, replace(limits, depth=limits.depth - 1), text)
    assert "15 levels deep" in message


def test_each_limit_has_its_own_setting() -> None:
    settings = {
        "variables": "variables_limit",
        "characters": "document_limit",
        "tokens": "token_limit",
        "fields": "field_limit",
        "aliases": "alias_limit",
        "directives": "directive_limit",
        "depth": "depth_limit",
        "fragments": "fragment_limit",
    }
    given = {setting: number for number, setting in enumerate(settings.values(), 101)}
    limits = Settings.model_validate(given).document_limits
    assert {name: getattr(limits, name) for name in settings} == {name: given[each] for name, each in settings.items()}
    assert limits.levels == LEVEL_LIMIT
