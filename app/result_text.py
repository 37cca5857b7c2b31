"""The text of a result: GraphQL's response map as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import GraphQLError

from app.errors import format_error, format_errors
from app.json_text import encode
from graph.background import in_turns
from graph.execution.execute import OperationResult


class ResultText:
    """How live results are written. See `graph.live.events.Text`."""

    def encode(self, payload: object) -> bytes:
        """A value as JSON."""
        return encode(payload)

    def errors(self, errors: Iterable[GraphQLError]) -> Iterator[dict[str, Any]]:
        """Errors as clients see them."""
        return format_errors(errors)


async def text_of(result: OperationResult) -> bytes:
    """An executed operation's result (GraphQL specification, section 7.1)."""
    payload: dict[str, Any] = {}
    if result.errors:
        payload["errors"] = await in_turns(format_errors(result.errors))
    payload["data"] = result.data
    if result.extensions:
        payload["extensions"] = result.extensions
    return encode(payload)


def text_of_failure(error: Exception) -> bytes:
    """The result, without data, of what could not be executed or was broken off."""
    return encode({"errors": format_error(error)})
