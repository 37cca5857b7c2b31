"""Refusals: requests that HTTP itself answers, before or instead of an operation.

Each class carries its status code, as RFC 9110 and the GraphQL-over-HTTP draft define it:
https://graphql.github.io/graphql-over-http/draft/
"""

from __future__ import annotations

from stores.errors import UserError


class Refusal(UserError):
    """A request that is answered with `status` and one coded error; `headers` go out with it."""

    status = 400
    code = "BAD_REQUEST"
    headers: tuple[tuple[str, str], ...] = ()


class BadRequest(Refusal):
    """The request is no well-formed GraphQL-over-HTTP request."""


class NotFound(Refusal):
    """There is nothing at this address."""

    status = 404
    code = "NOT_FOUND"


class MethodNotAllowed(Refusal):
    """The HTTP method cannot be used here; `Allow` names those that can."""

    status = 405
    code = "METHOD_NOT_ALLOWED"

    def __init__(self, message: str, *, allow: str) -> None:
        super().__init__(message)
        self.headers = (("allow", allow),)


class NotAcceptable(Refusal):
    """The client accepts none of the media types in which a response can be written."""

    status = 406
    code = "NOT_ACCEPTABLE"


class ReceiveTimeout(Refusal):
    """The body did not arrive in time; the connection is closed because its rest may still come."""

    status = 408
    code = "REQUEST_TIMEOUT"
    headers = (("connection", "close"),)


class BodyTooLarge(Refusal):
    """The body is larger than the limit; the connection is closed instead of reading the rest."""

    status = 413
    code = "BODY_TOO_LARGE"
    headers = (("connection", "close"),)


class ServerStopping(Refusal):
    """The server ends before the operation did. The same request may be sent to another one, or later."""

    status = 503
    code = "SERVER_STOPPING"
    headers = (("connection", "close"),)


class TooManyExports(Refusal):
    """As many downloads as the service allows are running."""

    status = 503
    code = "TOO_MANY_EXPORTS"
    headers = (("retry-after", "10"),)


class TooManyConnections(Refusal):
    """As many WebSocket connections and event streams as the service allows are open."""

    status = 503
    code = "TOO_MANY_CONNECTIONS"
    headers = (("retry-after", "10"),)


class TooManyOperations(Refusal):
    """As many operations as one connection may have, or as many subscriptions as the service allows, are running."""

    status = 503
    code = "TOO_MANY_OPERATIONS"
    headers = (("retry-after", "10"),)


class UnsupportedMediaType(Refusal):
    """The body is not JSON in UTF-8, or it is compressed."""

    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"
    headers = (("accept-encoding", "identity"), ("accept-post", "application/json"))
