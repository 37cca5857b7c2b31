"""Media types of a GraphQL response, and which of them a client accepts (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from app.refusal import NotAcceptable


class MediaType(StrEnum):
    """The media types in which a GraphQL response is written."""

    JSON = "application/json"
    GRAPHQL_RESPONSE = "application/graphql-response+json"
    EVENT_STREAM = "text/event-stream"

    @property
    def content_type(self) -> str:
        """The value of the response's `Content-Type`."""
        return CONTENT_TYPES[self]

    def status(self, *, executed: bool) -> int:
        """The status code for an operation that was executed, or was refused before.

        `application/json` has always answered 200 to a well-formed request, and clients rely on it.
        """
        return 200 if executed or self is MediaType.JSON else 400


CONTENT_TYPES = {media_type: f"{media_type.value}; charset=utf-8" for media_type in MediaType}


@lru_cache(maxsize=100)
def negotiate(accept: str) -> MediaType:
    """Choose the response's media type from the `Accept` header (empty: anything goes).

    Among equals one that is named beats one that a wildcard covers; among named ones the GraphQL type wins, among
    covered ones JSON, as the draft asks for clients that do not know the newer type. An event stream is for clients
    that name it and do not like JSON as well. Raises `NotAcceptable`.
    """
    ranges = list(_ranges(accept if accept.strip() else "*/*"))
    best: tuple[float, int, bool] | None = None
    chosen = MediaType.JSON
    for media_type in MediaType:
        specificity, quality = max(
            ((_match(media_type, pattern), quality) for pattern, quality in ranges), default=(0, 0.0)
        )
        named = specificity == 3
        rank = (quality, specificity, named == (media_type is MediaType.GRAPHQL_RESPONSE))
        if specificity and quality > 0 and (best is None or rank > best):
            best, chosen = rank, media_type
    if best is None:
        raise NotAcceptable(f"Responses are written as {' or '.join(MediaType)} in UTF-8: accept one of these.")
    return chosen


def accepts_html(accept: str) -> bool:
    """Whether the client names `text/html`, as browsers do that open a page."""
    return any(pattern == "text/html" and quality > 0 for pattern, quality in _ranges(accept))


def parameters_of(value: str) -> tuple[str, dict[str, str]]:
    """Split a header value such as `text/html; charset=utf-8` into its type and its parameters, in lower case."""
    kind, *parameters = value.lower().split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return kind.strip(), {name.strip(): text.strip().strip('"') for name, _, text in pairs}


def is_utf8(parameters: dict[str, str]) -> bool:
    """Whether the parameters of a media type allow text in UTF-8."""
    return parameters.get("charset", "utf-8") in {"utf-8", "utf8"}


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        pattern, parameters = parameters_of(part)
        if pattern and is_utf8(parameters):
            yield pattern, _quality(parameters.get("q", "1"))


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _match(media_type: MediaType, pattern: str) -> int:
    if pattern == media_type.value:
        return 3
    if media_type is MediaType.EVENT_STREAM:
        return 0
    return {"application/*": 2, "*/*": 1}.get(pattern, 0)
