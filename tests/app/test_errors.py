"""Errors: every one has a code, keeps its place, and shows no text that was not meant to be shown."""

from __future__ import annotations

import logging

import httpx
import pytest
from graphql import GraphQLError

from app.errors import format_errors
from tests.app.answer import query
from tests.app.sample_schema import SECRET


@pytest.mark.parametrize("field", ["crash", "crashNotNull", "wrong"])
def test_unforeseen_exception_shows_an_id_and_nothing_else(
    client: httpx.Client, caplog: pytest.LogCaptureFixture, field: str
) -> None:
    """The client gets an id; the log has the traceback under that id, once."""
    error = query(client, f"{{ hello {field} }}")["errors"][0]
    identifier = error["extensions"]["id"]
    assert error == {
        "message": f"Internal error {identifier}",
        "locations": [{"line": 1, "column": 9}],
        "path": [field],
        "extensions": {"code": "INTERNAL_ERROR", "id": identifier},
    }
    records = [record for record in caplog.records if identifier in record.getMessage()]
    assert [record.levelno for record in records] == [logging.ERROR]
    assert SECRET in caplog.text
    assert "Traceback" in caplog.text


@pytest.mark.parametrize(
    ("field", "message", "expected"),
    [
        ("outage", "postgres cannot be reached", "STORE_UNAVAILABLE"),
        ("picky", "`first` must be from 0 to 1000, not -1", "BAD_INPUT"),
    ],
)
def test_foreseen_error_keeps_its_message(
    client: httpx.Client, caplog: pytest.LogCaptureFixture, field: str, message: str, expected: str
) -> None:
    """What Polygraph raised on purpose is shown with its code, nulls only its field, and is not logged as an error."""
    payload = query(client, f"{{ hello alias: {field} }}")
    assert payload["data"] == {"hello": "Hello, world!", "alias": None}
    assert payload["errors"] == [
        {
            "message": message,
            "locations": [{"line": 1, "column": 9}],
            "path": ["alias"],
            "extensions": {"code": expected},
        }
    ]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_each_unforeseen_exception_has_its_own_id(client: httpx.Client) -> None:
    """Two failures in one response can be told apart in the log."""
    errors = query(client, "{ a: crash b: crash }")["errors"]
    assert len({error["extensions"]["id"] for error in errors}) == 2


def test_one_cause_of_many_errors_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """A batch that fails for all its parents is one log record, and one id on every path."""
    cause = RuntimeError(SECRET)
    errors = [GraphQLError(str(cause), path=["items", index], original_error=cause) for index in range(3)]
    formatted = list(format_errors(errors))
    assert [error["path"] for error in formatted] == [["items", 0], ["items", 1], ["items", 2]]
    assert len({error["message"] for error in formatted}) == 1
    assert len(caplog.records) == 1
