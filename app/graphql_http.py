"""The endpoint `/graphql`, after the GraphQL-over-HTTP draft.

https://graphql.github.io/graphql-over-http/draft/
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Receive, Scope, Send

from app.disconnect import Disconnected, unless_disconnected
from app.gateway import Gateway
from app.graphql_sse import EventStream
from app.media_type import MediaType, accepts_html, negotiate
from app.operation_request import OperationRequest, from_body, from_url
from app.places import Places
from app.refusal import MethodNotAllowed, ServerStopping, TooManyConnections
from app.reply import Reply, failure
from app.request_body import read_body, require_json
from app.result_text import text_of
from app.settings import Settings
from graph.execution.prepare import OperationRejected

METHODS = ("GET", "POST")
PAGE_METHODS = ("GET", "HEAD")
ENDING = 2.0
"""Seconds that cancelled operations have to end."""
LEDGER_HEADER = b"x-polygraph-ledger"
HEADERS = frozenset((b"accept", b"content-type", b"content-encoding", b"content-length", LEDGER_HEADER))
"""The headers that have a say here."""


class GraphQLEndpoint:
    """The ASGI application behind `/graphql`; it finds its `Gateway` in the lifespan's state.

    An event stream has one of the `places`, which other kinds of connections may take too. Browsers get the `page`.
    """

    def __init__(self, settings: Settings, places: Places, page: ASGIApp | None) -> None:
        self._settings = settings
        self._places = places
        self._page = page
        self._answering: set[asyncio.Task[Any] | None] = set()
        self._stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request, unless its client has gone."""
        task = asyncio.current_task()
        self._answering.add(task)
        try:
            if self._page is not None and _asks_for_page(scope):
                await self._page(scope, receive, send)
            else:
                reply = await self._reply(scope, receive)
                await reply.send_by(send)
        except TooManyConnections as refusal:
            await _failure(refusal, MediaType.JSON).send_by(send)
        except Disconnected:
            return
        finally:
            self._answering.discard(task)

    def stop(self) -> None:
        """Refuse requests from now on."""
        self._stopping = True

    async def finish(self) -> None:
        """Return when all requests are answered; for a server that stops, and has cancelled what took too long."""
        running = [task for task in self._answering if task is not None]
        if running:
            await asyncio.wait(running, timeout=ENDING)

    async def _reply(self, scope: Scope, receive: Receive) -> Reply | EventStream:
        headers = _headers(scope)
        accept = headers.get(b"accept", "")
        media_type = MediaType.JSON
        try:
            if self._stopping:
                raise ServerStopping("The server is stopping: send the request again.")
            if scope["method"] not in METHODS:
                raise MethodNotAllowed("GraphQL requests are sent by GET or POST.", allow=", ".join(METHODS))
            accepted = negotiate(accept)
            if accepted is not MediaType.EVENT_STREAM:
                media_type = accepted
            request = await self._request(scope, headers, receive)
            gateway: Gateway = scope["state"]["gateway"]
            if accepted is MediaType.EVENT_STREAM:
                return EventStream(receive, gateway, request, self._places, self._settings.heartbeat_interval)
            result = await unless_disconnected(receive, gateway.execute(request))
            return Reply(media_type.status(executed=True), media_type.content_type, await text_of(result))
        except Disconnected:
            raise
        except asyncio.CancelledError:
            # A client that leaves is the other reason, and comes as `Disconnected`.
            return _failure(ServerStopping("The server is stopping and could not finish this operation."), media_type)
        except Exception as error:
            return _failure(error, media_type)

    async def _request(self, scope: Scope, headers: Mapping[bytes, str], receive: Receive) -> OperationRequest:
        ledger = self._settings.ledger_allowed and headers.get(LEDGER_HEADER) == "1"
        if scope["method"] == "GET":
            return from_url(scope["query_string"], ledger=ledger)
        require_json(headers.get(b"content-type", ""), headers.get(b"content-encoding", ""))
        limit, timeout = self._settings.body_limit, self._settings.receive_timeout
        body = await read_body(headers.get(b"content-length", ""), receive, limit=limit, timeout=timeout)
        return from_body(body, ledger=ledger)


def _asks_for_page(scope: Scope) -> bool:
    """Whether a browser opens the address, rather than sends an operation."""
    return (
        scope["method"] in PAGE_METHODS
        and accepts_html(_headers(scope).get(b"accept", ""))
        and b"query" not in dict(parse_qsl(scope["query_string"], keep_blank_values=True))
    )


def _headers(scope: Scope) -> dict[bytes, str]:
    """The headers that have a say, those of one name joined (RFC 9110, section 5.3)."""
    headers: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in HEADERS:
            text = value.decode("latin-1")
            headers[name] = f"{headers[name]},{text}" if name in headers else text
    return headers


def _failure(error: Exception, media_type: MediaType) -> Reply:
    rejected = isinstance(error, OperationRejected)
    return failure(error, media_type.status(executed=False) if rejected else 500, media_type.content_type)
