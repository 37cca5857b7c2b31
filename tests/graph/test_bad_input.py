"""Bad input: a clear error with a code that says what to change, and nothing else is lost."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson
import pytest

from tests.graph.conftest import Graph


def encoded(*parts: Any) -> str:
    """A text of the form of our cursors and global ids."""
    return urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ("first: -1", "BAD_INPUT", "`first` must be from 0 to 1000, not -1"),
        ("last: -5", "BAD_INPUT", "`last` must be from 0 to 1000, not -5"),
        ("first: 1001", "BAD_INPUT", "`first` must be from 0 to 1000, not 1001"),
        ("first: 1, last: 1", "BAD_INPUT", "pass either `first` or `last`, not both"),
        ('after: ""', "BAD_CURSOR", "damaged"),
        ('after: "not base64 !"', "BAD_CURSOR", "damaged"),
        ('before: "é"', "BAD_CURSOR", "damaged"),
        (f'after: "{encoded(1)}"', "BAD_CURSOR", "damaged"),
        (f'after: "{encoded(1, 2, 3)}"', "BAD_CURSOR", "does not belong"),
        (f'after: "{encoded({"a": 1})}"', "BAD_CURSOR", "damaged"),
        ("orderBy: [{name: ASC, id: ASC}]", "GRAPHQL_VALIDATION_FAILED", "exactly one"),
        ("orderBy: [{}]", "GRAPHQL_VALIDATION_FAILED", "exactly one"),
        ("orderBy: [{name: UP}]", "GRAPHQL_VALIDATION_FAILED", "OrderDirection"),
        ("orderBy: [{passwordHash: ASC}]", "GRAPHQL_VALIDATION_FAILED", "passwordHash"),
        (f"orderBy: [{'{name: ASC} ' * 50}]", "BAD_INPUT", "`orderBy` may name at most"),
        ("first: 99999999999999999999", "GRAPHQL_VALIDATION_FAILED", "Int"),
        (f"first: {'9' * 5_000}", "GRAPHQL_VALIDATION_FAILED", "Int cannot represent non 32-bit"),
        ("first: 1.5", "GRAPHQL_VALIDATION_FAILED", "Int"),
    ],
)
async def test_wrong_paging_arguments_are_refused(graph: Graph, arguments: str, code: str, says: str) -> None:
    for query in (f"{{ agents({arguments}) {{ nodes {{ id }} }} }}", nested(arguments)):
        errors = await graph.errors(query)
        assert errors
        assert all(found == code and says in message for found, message in errors)


@pytest.mark.parametrize(
    "query",
    [
        "{ miner(id: N) { id } }",
        "{ miner(id: -N) { id } }",
        "query ($id: Int = N) { miner(id: $id) { id } }",
        "{ telemetrySample(id: N) { id } }",
        "query ($id: BigInt = N) { telemetrySample(id: $id) { id } }",
        "{ telemetrySample(recordedAt: N) { id } }",
        "{ agent(id: N) { id } }",
        "{ agents(orderBy: [N]) { nodes { id } } }",
        "{ agents(orderBy: [{name: N}]) { nodes { id } } }",
    ],
)
async def test_an_endless_integer_is_refused_in_our_words(graph: Graph, query: str) -> None:
    """Whether an argument, a default, an item of a list or a field of an input: never with Python's own limit."""
    errors = await graph.errors(query.replace("N", "9" * 5_000))
    assert errors
    assert all(code == "GRAPHQL_VALIDATION_FAILED" for code, _ in errors)
    assert not any("4300" in message or "digits) for" in message for _, message in errors)


def nested(arguments: str) -> str:
    """The same arguments on a list of each parent, with customers' columns."""
    return f"{{ agents(first: 3) {{ nodes {{ customers({arguments}) {{ nodes {{ id }} }} }} }} }}"


async def test_a_wrong_argument_leaves_its_siblings_alone(graph: Graph) -> None:
    response = await graph.answer("{ agents(first: -1) { totalCount } wagers(first: 1) { totalCount } }")
    assert response["data"]["agents"] is None
    assert response["data"]["wagers"]["totalCount"] > 0
    assert [error["path"] for error in response["errors"]] == [["agents"]]


async def test_a_cursor_of_another_list_or_another_order_is_refused(graph: Graph) -> None:
    data = await graph.data("{ agents(first: 1) { pageInfo { endCursor } } }")
    cursor = data["agents"]["pageInfo"]["endCursor"]
    for query in (
        "query ($c: String) { customers(after: $c) { nodes { id } } }",
        "query ($c: String) { agents(after: $c, orderBy: [{name: ASC}]) { nodes { id } } }",
        "query ($c: String) { agents(after: $c, orderBy: [{id: DESC}]) { nodes { id } } }",
    ):
        (error,) = await graph.errors(query, c=cursor)
        assert error[0] == "BAD_CURSOR"
        assert "does not belong" in error[1]


async def test_a_cursor_with_a_value_of_another_type_is_refused(graph: Graph) -> None:
    data = await graph.data("{ wagers(first: 1, orderBy: [{createdAt: ASC}]) { pageInfo { endCursor } } }")
    cursor = data["wagers"]["pageInfo"]["endCursor"]
    version, fingerprint, *values = orjson.loads(padded_base64(cursor))
    query = "query ($c: String) { wagers(after: $c, orderBy: [{createdAt: ASC}]) { nodes { id } } }"
    for forged in ([5, *values[1:]], ["yesterday", *values[1:]], [None, *values[1:]], [[], *values[1:]], values[1:]):
        (error,) = await graph.errors(query, c=encoded(version, fingerprint, *forged))
        assert error[0] == "BAD_CURSOR"


def padded_base64(text: str) -> bytes:
    """The bytes of a base64url text without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ agent { id } }", "BAD_INPUT"),
        ('{ agent(id: "a", code: "b") { id } }', "BAD_INPUT"),
        ("{ agent(id: null) { id } }", "BAD_INPUT"),
        ("{ agent(id: 5) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ miner(id: "5") { id } }', "GRAPHQL_VALIDATION_FAILED"),
        ("{ miner(id: 5000000000) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ telemetrySample(id: "5") { id } }', "BAD_INPUT"),
        (
            '{ telemetrySample(id: "99999999999999999999", recordedAt: "2026-01-01T00:00:00Z") { id } }',
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ('{ telemetrySample(id: "5", recordedAt: "yesterday") { id } }', "GRAPHQL_VALIDATION_FAILED"),
        ('{ telemetrySample(id: "5", recordedAt: "2026-01-01T00:00:00") { id } }', "GRAPHQL_VALIDATION_FAILED"),
        ('{ agent(id: "a\\u0000b") { id } }', "BAD_INPUT"),
        ('{ node(nodeId: "nonsense") { nodeId } }', "BAD_INPUT"),
        (f'{{ node(nodeId: "{encoded("Agent")}") {{ nodeId }} }}', "BAD_INPUT"),
        (f'{{ node(nodeId: "{encoded("Agent", 5)}") {{ nodeId }} }}', "BAD_INPUT"),
        (f'{{ node(nodeId: "{encoded("Miner", True)}") {{ nodeId }} }}', "BAD_INPUT"),
        (f'{{ node(nodeId: "{encoded("Miner", 2**60)}") {{ nodeId }} }}', "BAD_INPUT"),
        (f'{{ node(nodeId: "{encoded("Nobody", "x")}") {{ nodeId }} }}', "BAD_INPUT"),
        (f'{{ node(nodeId: "{encoded(5, "x")}") {{ nodeId }} }}', "BAD_INPUT"),
        (f'{{ node(nodeId: "{encoded([], "x")}") {{ nodeId }} }}', "BAD_INPUT"),
        ("{ node { nodeId } }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_a_wrong_key_is_refused(graph: Graph, query: str, code: str) -> None:
    errors = await graph.errors(query)
    assert {found for found, _ in errors} == {code}


@pytest.mark.parametrize(
    "query",
    [
        '{ found: agent(id: "unknown") { id } }',
        "{ found: miner(id: -1) { id } }",
        '{ found: jackpot(id: "nonsense") { id } }',
        '{ found: jackpot(id: "000000000000000000000000") { id } }',
        '{ found: credential(username: "") { username } }',
        f'{{ found: node(nodeId: "{encoded("Agent", "unknown")}") {{ nodeId }} }}',
    ],
)
async def test_an_unknown_key_finds_null(graph: Graph, query: str) -> None:
    assert (await graph.data(query))["found"] is None


async def test_nodes_answer_in_order_with_null_for_the_unknown(graph: Graph) -> None:
    data = await graph.data("{ agents(first: 2) { nodes { nodeId } } houses(first: 1) { nodes { nodeId } } }")
    known = [node["nodeId"] for name in ("agents", "houses") for node in data[name]["nodes"]]
    asked = [known[2], encoded("Agent", "unknown"), known[0], known[1], known[0]]
    data = await graph.data("query ($ids: [ID!]!) { nodes(nodeIds: $ids) { nodeId } }", ids=asked)
    assert data["nodes"] == [{"nodeId": each} if each in known else None for each in asked]
    assert len(graph.statements) == 2


async def test_an_id_that_is_none_is_an_error_in_its_place_alone(graph: Graph) -> None:
    data = await graph.data("{ miners(first: 1) { nodes { nodeId } } }")
    known = data["miners"]["nodes"][0]["nodeId"]
    response = await graph.answer(
        "query ($ids: [ID!]!) { nodes(nodeIds: $ids) { nodeId } }", ids=["none", known, encoded("Miner", 2**31)]
    )
    assert response["data"]["nodes"] == [None, {"nodeId": known}, None]
    assert [error["path"] for error in response["errors"]] == [["nodes", 0], ["nodes", 2]]
    assert {error["extensions"]["code"] for error in response["errors"]} == {"BAD_INPUT"}


async def test_too_many_ids_are_refused(graph: Graph) -> None:
    ((code, message),) = await graph.errors(
        "query ($ids: [ID!]!) { nodes(nodeIds: $ids) { nodeId } }", ids=[encoded("Agent", "x")] * 1001
    )
    assert code == "BAD_INPUT"
    assert "1000" in message
