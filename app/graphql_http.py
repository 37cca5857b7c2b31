"""The endpoint `/graphql`, after the GraphQL-over-HTTP draft.

https://graphql.github.io/graphql-over-http/draft/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send
from strawberry.http.ides import get_graphql_ide_html

from app.disconnect import Disconnected, unless_disconnected
from app.errors import format_error, format_errors
from app.gateway import Gateway
from app.json_text import encode
from app.media_type import MediaType, accepts_html, negotiate
from app.operation_request import OperationRequest, from_body, from_url, url_parameters
from app.refusal import MethodNotAllowed, Refusal
from app.request_body import read_body, require_json
from app.settings import Settings
from graph.execution.background import in_turns
from graph.execution.execute import OperationResult
from graph.execution.prepare import OperationRejected

METHODS = ("GET", "POST")
LEDGER_HEADER = "x-polygraph-ledger"


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole HTTP response."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    async def send_by(self, send: Send) -> None:
        """Send the response as ASGI messages."""
        headers = (
            ("content-type", self.content_type),
            ("content-length", str(len(self.body))),
            ("cache-control", "no-store"),
            ("vary", "accept"),
            *self.headers,
        )
        encoded = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": self.status, "headers": encoded})
        await send({"type": "http.response.body", "body": self.body})


class GraphQLEndpoint:
    """The ASGI application behind `/graphql`; it finds its `Gateway` in the lifespan's state."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._page = get_graphql_ide_html("graphiql").encode() if settings.graphiql else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request, unless its client has gone."""
        try:
            reply = await self._reply(scope, receive)
        except Disconnected:
            return
        await reply.send_by(send)

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        headers = Headers(scope=scope)
        accept = ",".join(headers.getlist("accept"))
        media_type = MediaType.JSON
        try:
            if self._asks_for_page(scope, accept):
                return Reply(200, "text/html; charset=utf-8", self._page)
            media_type = negotiate(accept)
            request = await self._request(scope, headers, receive)
            gateway: Gateway = scope["state"]["gateway"]
            result = await unless_disconnected(receive, gateway.execute(request))
            return await _answer(result, media_type)
        except Disconnected:
            raise
        except Exception as error:
            return _failure(error, media_type)

    def _asks_for_page(self, scope: Scope, accept: str) -> bool:
        if scope["method"] not in METHODS:
            raise MethodNotAllowed("GraphQL requests are sent by GET or POST.", allow=", ".join(METHODS))
        return (
            bool(self._page)
            and scope["method"] == "GET"
            and accepts_html(accept)
            and "query" not in url_parameters(scope["query_string"])
        )

    async def _request(self, scope: Scope, headers: Headers, receive: Receive) -> OperationRequest:
        ledger = self._settings.ledger_allowed and headers.get(LEDGER_HEADER) == "1"
        if scope["method"] == "GET":
            return from_url(scope["query_string"], ledger=ledger)
        require_json(headers)
        limit, timeout = self._settings.body_limit, self._settings.receive_timeout
        return from_body(await read_body(headers, receive, limit=limit, timeout=timeout), ledger=ledger)


async def _answer(result: OperationResult, media_type: MediaType) -> Reply:
    payload: dict[str, Any] = {}
    if result.errors:
        payload["errors"] = await in_turns(format_errors(result.errors))
    payload["data"] = result.data
    if result.extensions:
        payload["extensions"] = result.extensions
    return Reply(media_type.status(executed=True), media_type.content_type, encode(payload))


def _failure(error: Exception, media_type: MediaType) -> Reply:
    headers: tuple[tuple[str, str], ...] = ()
    status = 500
    if isinstance(error, OperationRejected):
        status = media_type.status(executed=False)
    elif isinstance(error, Refusal):
        status, headers = error.status, error.headers
    return Reply(status, media_type.content_type, encode({"errors": format_error(error)}), headers)
