"""An operation request: what a client asks for, read from an HTTP body or from a URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from app.json_text import decode
from app.refusal import BadRequest

PARAMETERS = ("query", "operationName", "variables", "extensions")


@dataclass(slots=True)
class OperationRequest:
    """One GraphQL request.

    query: the document's text.
    operation_name: which of its operations to run; may be None if there is only one.
    variables, extensions: as the client sent them, not yet coerced.
    read_only: whether only a query may run, as over GET.
    ledger: whether the response shall list the statements that answered it.
    size: bytes of the request, less those of the document.
    """

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)
    read_only: bool = False
    ledger: bool = False
    size: int = 0


def from_body(body: bytes, *, ledger: bool) -> OperationRequest:
    """Read a POST request's JSON body. Raises `BadRequest` that says what to change."""
    if not body.strip():
        raise BadRequest('The body is empty: send a JSON object such as {"query": "{ __typename }"}.')
    return from_parameters(decode(body, "The body"), len(body), read_only=False, ledger=ledger)


def from_url(query_string: bytes, *, ledger: bool) -> OperationRequest:
    """Read a GET request's URL parameters. Raises `BadRequest` that says what to change."""
    parameters: dict[str, Any] = url_parameters(query_string)
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = decode(parameters[name], f"The parameter '{name}'")
    return from_parameters(parameters, len(query_string), read_only=True, ledger=ledger)


def url_parameters(query_string: bytes) -> dict[str, str]:
    """The GraphQL parameters of a URL; an empty optional one counts as absent, others than GraphQL's are ignored."""
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise BadRequest("The URL's query string is not percent-encoded UTF-8 or has over 100 parameters.") from None
    parameters: dict[str, str] = {}
    for name, value in pairs:
        if name in parameters:
            raise BadRequest(f"The parameter '{name}' is given more than once.")
        if name in PARAMETERS and (value or name == "query"):
            parameters[name] = value
    return parameters


def from_parameters(
    parameters: object, size: int, *, read_only: bool = False, ledger: bool = False
) -> OperationRequest:
    """Read a decoded request of `size` bytes. Raises `BadRequest` that says what to change."""
    if isinstance(parameters, list):
        raise BadRequest("Batches are not supported: send one JSON object per request.")
    if not isinstance(parameters, dict):
        raise BadRequest("The body must be a JSON object with the member 'query'.")
    query = parameters.get("query")
    if not isinstance(query, str):
        raise BadRequest("The parameter 'query' must be a string that holds a GraphQL document.")
    operation_name = parameters.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise BadRequest("The parameter 'operationName' must be a string or null.")
    return OperationRequest(
        query,
        operation_name,
        _object(parameters, "variables"),
        _object(parameters, "extensions"),
        read_only,
        ledger,
        size - len(query),
    )


def _object(parameters: dict[str, Any], name: str) -> dict[str, Any]:
    value = parameters.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequest(f"The parameter '{name}' must be an object or null.")
    return value
