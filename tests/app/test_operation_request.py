"""Requests: whatever comes in, over a real socket, is an operation or a coded error of the client."""

from __future__ import annotations

import gzip
import json
from typing import Any
from urllib.parse import quote

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from graph.operation.limits import LEVEL_LIMIT
from tests.app.answer import JSON, RESPONSE_JSON, code, post, query

DIGITS = "9" * 5_000

MALFORMED = {
    "empty": b"",
    "blank": b" \n",
    "null": b"null",
    "number": b"1",
    "string": b'"{ hello }"',
    "batch": b'[{"query": "{ hello }"}]',
    "truncated": b'{"query": "{ hel',
    "two documents": b'{"query": "{ hello }"} {}',
    "invalid UTF-8": b'{"query": "{ hello(name: \\"\xff\\") }"}',
    "UTF-16": '{"query": "{ hello }"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"query": "{ hello }"}',
    "NaN": b'{"query": "{ hello }", "variables": {"name": NaN}}',
    "infinity": b'{"query": "{ hello }", "variables": {"name": -Infinity}}',
    "huge integer": b'{"query": "{ hello }", "variables": {"name": %b}}' % DIGITS.encode(),
    "huge exponent": b'{"query": "{ hello }", "variables": {"name": 1e999}}',
    "deep lists": b"[" * 15_000,
    "deep objects": b'{"query": "{ hello }", "variables": ' + b'{"a":' * 3_000 + b"1" + b"}" * 3_001,
    "lone surrogate in query": b'{"query": "{ hello(name: \\"\\ud800\\") }"}',
    "lone surrogate in variables": b'{"query": "{ hello }", "variables": {"name": "\\udc00"}}',
    "lone surrogate in a name": b'{"query": "{ hello }", "variables": {"\\ud800": 1}}',
    "lone surrogate in operationName": b'{"query": "{ hello }", "operationName": "\\ud800"}',
    "no query": b"{}",
}

WRONG = [1, 1.5, True, ["{ hello }"], {"a": 1}]


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize("accept", [JSON, RESPONSE_JSON])
def test_malformed_body_is_a_bad_request(client: httpx.Client, body: bytes, accept: str) -> None:
    """A body that is no GraphQL request is answered 400 with a code, in the media type asked for, without data."""
    response = post(client, body, accept=accept)
    assert response.status_code == 400
    assert code(response) == "BAD_REQUEST"
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert "data" not in response.json()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("query", value) for value in [None, *WRONG]),
        *(("operationName", value) for value in WRONG),
        *((name, value) for name in ("variables", "extensions") for value in [1, True, "{}", []]),
    ],
)
def test_wrong_typed_parameter_is_named(client: httpx.Client, name: str, value: Any) -> None:
    """A parameter of a wrong type is a bad request that names it."""
    response = post(client, {"query": "{ hello }", name: value})
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert f"'{name}'" in response.json()["errors"][0]["message"]


def test_batch_says_what_to_change(client: httpx.Client) -> None:
    """A batch is refused in words that its sender understands."""
    assert "Batches are not supported" in post(client, b"[]").json()["errors"][0]["message"]


def test_null_parameters_and_unknown_members_are_allowed(client: httpx.Client) -> None:
    """Null counts as absent, and members that GraphQL does not know are ignored."""
    body = {"query": "{ hello }", "variables": None, "operationName": None, "extensions": None, "id": 7}
    assert post(client, body).json() == {"data": {"hello": "Hello, world!"}}


def test_last_of_repeated_names_counts(client: httpx.Client) -> None:
    """Repeated names in one object are no error; the last one counts."""
    response = post(client, b'{"query": 1, "query": "{ hello }"}')
    assert response.json() == {"data": {"hello": "Hello, world!"}}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("", "GRAPHQL_PARSE_FAILED"),
        ("# nothing", "GRAPHQL_PARSE_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ branch " * 2_000, "GRAPHQL_PARSE_FAILED"),
        ("{ hello(name: " + "[" * 2_000, "GRAPHQL_PARSE_FAILED"),
        ("{ " + "a " * 5_000 + "}", "DOCUMENT_TOO_LARGE"),
        ("\ufeff{ hello }\u0000", "GRAPHQL_PARSE_FAILED"),
        ('{ hello(name: "\\ud800") }', "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...F } fragment F on Query { ...F }", "GRAPHQL_VALIDATION_FAILED"),
        (f"{{ add(left: {DIGITS}) }}", "GRAPHQL_VALIDATION_FAILED"),
        (f"{{ add(left: -{DIGITS}) }}", "GRAPHQL_VALIDATION_FAILED"),
        (f"query ($x: Int = {DIGITS}) {{ add(left: $x) }}", "GRAPHQL_VALIDATION_FAILED"),
        ("type T { a: Int }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query A { hello }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"),
        ("query ($x: Int!) { add(left: $x) }", "BAD_USER_INPUT"),
        ("subscription { ticks }", "UNSUPPORTED_OPERATION"),
    ],
)
def test_document_that_cannot_run(client: httpx.Client, document: str, expected: str) -> None:
    """A document that cannot run is 400 with the code of the step it failed in, or 200 for `application/json`."""
    response = post(client, {"query": document})
    assert (response.status_code, code(response)) == (400, expected)
    assert "data" not in response.json()
    assert post(client, {"query": document}, accept=JSON).status_code == 200


def test_document_may_nest_as_deeply_as_its_limit_says(client: httpx.Client) -> None:
    """The deepest document that is accepted runs; fragments do not get around the limit."""

    def nested(levels: int) -> str:
        return "{ branch " * (levels - 1) + "{ name }" + " }" * (levels - 1)

    assert "errors" not in query(client, nested(LEVEL_LIMIT))
    spread = " ".join(f"fragment F{i} on Branch {{ branch {{ ...F{i + 1} }} }}" for i in range(300))
    for document in (
        nested(LEVEL_LIMIT + 1),
        f"{{ branch {{ ...F0 }} }} {spread} fragment F300 on Branch {{ name }}",
    ):
        response = post(client, {"query": document})
        assert (response.status_code, code(response)) == (400, "DOCUMENT_TOO_LARGE")


def test_operation_name_chooses(client: httpx.Client) -> None:
    """Of several operations the named one runs; an unknown name is an error that repeats it."""
    document = 'query A { hello } query B { hello(name: "B") }'
    assert query(client, document, operationName="B")["data"] == {"hello": "Hello, B!"}
    response = post(client, {"query": document, "operationName": "C"})
    assert (response.status_code, code(response)) == (400, "OPERATION_RESOLUTION_FAILURE")
    assert "'C'" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "variables",
    [
        {"x": "1"},
        {"x": 1.5},
        {"x": 2**31},
        {"x": 2**63},
        {"x": 1e300},
        {"x": None},
        {"x": []},
        {},
    ],
)
def test_variables_that_do_not_fit(client: httpx.Client, variables: dict[str, Any]) -> None:
    """A variable of a wrong type is an error of the caller that names the variable and where it is declared."""
    response = post(client, {"query": "query ($x: Int!) { add(left: $x) }", "variables": variables})
    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")
    error = response.json()["errors"][0]
    assert "$x" in error["message"]
    assert error["locations"] == [{"line": 1, "column": 8}]


def test_deep_variables_do_not_exhaust_the_stack(client: httpx.Client) -> None:
    """An input nested far deeper than Python's stack is an error of the caller."""
    body = orjson.dumps({"query": "query ($p: Point) { far(point: $p) }", "variables": orjson.Fragment(_nested(900))})
    response = post(client, body)
    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")


def test_null_from_a_nullable_variable_is_an_error_of_the_caller(client: httpx.Client) -> None:
    """What validation cannot see is still refused with the caller's code, on the field that was asked."""
    payload = query(client, "query ($x: Int) { hello add(left: $x) }", variables={"x": None})
    assert payload["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert payload["errors"][0]["path"] == ["add"]


def test_get_runs_queries_only(client: httpx.Client) -> None:
    """Queries run over GET, with variables; mutations are refused 405, in both media types."""
    parameters = {
        "query": "query Q($n: String!) { hello(name: $n) }",
        "variables": '{"n": "GET"}',
        "operationName": "Q",
    }
    response = client.get("/graphql", params=parameters)
    assert response.json() == {"data": {"hello": "Hello, GET!"}}
    for accept in (JSON, RESPONSE_JSON):
        response = client.get(
            "/graphql", params={"query": 'mutation { rename(name: "x") }'}, headers={"accept": accept}
        )
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert code(response) == "METHOD_NOT_ALLOWED"
    assert query(client, 'mutation { rename(name: "x") }') == {"data": {"rename": "x"}}


@pytest.mark.parametrize(
    "url",
    [
        "?variables={}",
        "?query={hello}&variables={",
        "?query={hello}&variables=[]",
        "?query={hello}&variables=%22%5Cud800%22",
        "?query={hello}&extensions=1",
        "?query={hello}&query={hello}",
        "?query=%ED%A0%80",
        "?query={hello}&" + "&".join(f"a{i}=" for i in range(200)),
        "",
    ],
)
def test_malformed_url_is_a_bad_request(client: httpx.Client, url: str) -> None:
    """A URL that is no GraphQL request is answered 400 with a code."""
    response = client.get(f"/graphql{quote(url, safe='?&=%')}")
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


def test_empty_optional_url_parameters_count_as_absent(client: httpx.Client) -> None:
    """As the draft says of `operationName`."""
    response = client.get("/graphql?query={hello}&operationName=&variables=&extensions=")
    assert response.json() == {"data": {"hello": "Hello, world!"}}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/graphql"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json; charset=no-such-charset"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
def test_other_bodies_than_json_in_utf8_are_refused(client: httpx.Client, headers: dict[str, str]) -> None:
    """A body of another type, charset or coding is answered 415, with what would be accepted."""
    response = client.post("/graphql", content=gzip.compress(b"{}"), headers=headers)
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert response.headers["accept-post"] == "application/json"


@pytest.mark.parametrize("content_type", ["Application/JSON", 'application/json; charset="UTF-8"', "application/json;"])
def test_content_type_is_read_as_http_says(client: httpx.Client, content_type: str) -> None:
    """Case, quotes and an empty parameter make no difference."""
    response = client.post("/graphql", content=b'{"query": "{hello}"}', headers={"content-type": content_type})
    assert response.status_code == 200


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
documents = st.text('{}()[]:!$@&|=.,#"\\ \n\ud800aé0' + "\x00", max_size=40) | st.sampled_from(
    ["{ hello }", "query A { hello } query B { add }", "mutation { rename(name: 1) }", "{ crash wrong picky }"]
)
requests = st.fixed_dictionaries(
    {},
    optional={
        "query": documents | json_values,
        "variables": json_values,
        "operationName": json_values,
        "extensions": json_values,
    },
)


def _lenient_json(value: Any) -> bytes:
    """JSON as careless clients write it: with NaN, wide integers and lone surrogates."""
    return json.dumps(value).encode()


@given(st.binary(max_size=200) | requests.map(_lenient_json) | json_values.map(_lenient_json))
@hypothesis_settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_no_body_gives_a_server_error(client: httpx.Client, body: bytes) -> None:
    """Whatever the body, the answer is data or coded errors, and never a 5xx."""
    response = post(client, body)
    assert response.status_code in {200, 400}
    if "errors" in response.json():
        assert code(response)
    else:
        assert response.status_code == 200


def _nested(depth: int) -> bytes:
    return b'{"p": ' + b'{"next":' * depth + b'{"x": 1}' + b"}" * depth + b"}"
