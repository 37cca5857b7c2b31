"""What the service answered, in the parts that tests look at."""

from __future__ import annotations

from typing import Any

import httpx

RESPONSE_JSON = "application/graphql-response+json"
JSON = "application/json"


def post(client: httpx.Client, body: bytes | str | dict[str, Any], *, accept: str = RESPONSE_JSON) -> httpx.Response:
    """Send a body to `/graphql`: as it is, or a dictionary as JSON."""
    headers = {"accept": accept, "content-type": JSON}
    if isinstance(body, dict):
        return client.post("/graphql", json=body, headers=headers)
    return client.post("/graphql", content=body, headers=headers)


def query(client: httpx.Client, text: str, **parameters: Any) -> dict[str, Any]:
    """Send a document by POST and return the decoded response, whatever its status."""
    payload: dict[str, Any] = post(client, {"query": text, **parameters}).json()
    return payload


def code(response: httpx.Response) -> str:
    """The code of a response's first error; fails if any error lacks a code or a message."""
    errors = response.json()["errors"]
    assert all(error["message"] and error["extensions"]["code"] for error in errors)
    return str(errors[0]["extensions"]["code"])
