"""Responses: media types, status codes, methods, and values that JSON cannot hold."""

from __future__ import annotations

import httpx
import pytest

from app.settings import Settings
from tests.app.answer import JSON, RESPONSE_JSON, code, post, query
from tests.app.sample_schema import schema
from tests.app.service import running


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (JSON, JSON),
        (RESPONSE_JSON, RESPONSE_JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("", JSON),
        (f"{RESPONSE_JSON}, {JSON}", RESPONSE_JSON),
        (f"{JSON}, {RESPONSE_JSON}", RESPONSE_JSON),
        (f"{RESPONSE_JSON};q=0.5, {JSON};q=0.9", JSON),
        (f"{RESPONSE_JSON}; charset=utf-8, {JSON};q=0.9", RESPONSE_JSON),
        (f"{RESPONSE_JSON};q=0, */*", JSON),
        (f"{JSON};q=0, */*;q=0.1", RESPONSE_JSON),
        (f"{JSON}, */*;q=0.1", JSON),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        (f"text/plain, {RESPONSE_JSON.upper()}", RESPONSE_JSON),
    ],
)
def test_media_type_is_the_one_the_client_prefers(client: httpx.Client, accept: str, expected: str) -> None:
    """The `Accept` header decides the media type, by its weights, its precision and then the draft's preference."""
    response = post(client, {"query": "{ hello }"}, accept=accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{expected}; charset=utf-8"
    assert response.headers["vary"] == "accept"


@pytest.mark.parametrize("accept", ["text/html", "image/*", f"{JSON};q=0", f"{JSON};charset=utf-16", "*/*;q=nan"])
def test_no_acceptable_media_type(client: httpx.Client, accept: str) -> None:
    """A client that accepts neither media type is told which there are."""
    response = post(client, {"query": "{ hello }"}, accept=accept)
    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")
    assert RESPONSE_JSON in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_other_methods_are_refused(client: httpx.Client, method: str) -> None:
    """Methods but GET and POST are answered 405 with `Allow`."""
    response = client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    if method != "HEAD":
        assert code(response) == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize("accept", [JSON, RESPONSE_JSON])
def test_executed_operation_is_200_with_errors_before_data(client: httpx.Client, accept: str) -> None:
    """An operation that ran has status 200 and its `data`, even if an error emptied it."""
    for document, data in (("{ hello crash }", {"hello": "Hello, world!", "crash": None}), ("{ crashNotNull }", None)):
        response = post(client, {"query": document}, accept=accept)
        assert response.status_code == 200
        assert list(response.json()) == ["errors", "data"]
        assert response.json()["data"] == data


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("surrogate", "a\ufffdb"),
        ("nan", None),
        ("wide", 10**30),
        ("key", {"1": "\ufffd"}),
    ],
)
def test_values_that_json_cannot_hold_do_not_break_the_response(
    client: httpx.Client, kind: str, expected: object
) -> None:
    """Lone surrogates, NaN, wide integers and number keys come out as the nearest thing that JSON has."""
    assert query(client, "query ($k: String!) { raw(kind: $k) }", variables={"k": kind}) == {"data": {"raw": expected}}


def test_deep_values_do_not_break_the_response(client: httpx.Client) -> None:
    """A value nested deeper than the JSON library goes is still written."""
    value = query(client, '{ raw(kind: "deep") }')["data"]["raw"]
    depth = 0
    while isinstance(value, list):
        value, depth = value[0], depth + 1
    assert (value, depth) == ("deep", 300)


def test_browsers_get_graphiql(client: httpx.Client) -> None:
    """A browser that opens the endpoint without a query gets its page; with one it gets the response."""
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = client.get("/graphql", headers=browser)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "GraphiQL" in page.text
    response = client.get("/graphql?query={hello}", headers=browser)
    assert response.json() == {"data": {"hello": "Hello, world!"}}


def test_graphiql_can_be_turned_off() -> None:
    """Without the page, a browser gets the error that any client gets that sends no query."""
    with running(schema, Settings(graphiql=False)) as address:
        response = httpx.get(f"{address.url}/graphql", headers={"accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


def test_ledger_is_given_when_asked_for_and_allowed(client: httpx.Client) -> None:
    """The statements and the cost are there with the header, and only then, and only if the setting allows it."""
    body = {"query": "{ hello }"}
    asked = {"X-Polygraph-Ledger": "1"}
    assert client.post("/graphql", json=body, headers=asked).json()["extensions"] == {"statements": [], "cost": 0}
    assert "extensions" not in client.post("/graphql", json=body).json()
    with running(schema, Settings(ledger_allowed=False)) as address:
        response = httpx.post(f"{address.url}/graphql", json=body, headers=asked)
    assert "extensions" not in response.json()


def test_repeated_document_is_prepared_once_and_a_wrong_one_stays_wrong(client: httpx.Client) -> None:
    """Remembered documents give what the first run gave; an invalid one never becomes valid."""
    for _ in range(3):
        assert query(client, "query ($n: String) { hello(name: $n) }", variables={"n": "again"})["data"]
        assert code(post(client, {"query": "{ hello wrongField }"})) == "GRAPHQL_VALIDATION_FAILED"
