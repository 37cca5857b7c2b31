"""The endpoint `/exports/{list}.{format}`: a list of the graph as a streamed download."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from app.disconnect import Disconnected, unless_disconnected
from app.errors import format_error
from app.gateway import Gateway
from app.json_text import decode
from app.places import Places
from app.refusal import BadRequest, MethodNotAllowed, NotFound, TooManyExports
from app.reply import failure
from app.table_format import FORMATS, TableFormat
from graph.exports import Export, export_of
from resolvers.whole_list import whole_list
from stores.errors import Outage, UserError

logger = logging.getLogger("polygraph")

PARAMETERS = ("where", "orderBy", "columns")
PAGE = 2_000
"""Rows that are read, and held, at a time."""

SLICE = 200
"""Rows that are written before others have their turn: about a millisecond."""


@dataclass(frozen=True, slots=True)
class Download:
    """What is downloaded, and how it is written."""

    export: Export
    format: TableFormat
    filename: str

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """Those of its response."""
        return [
            (b"content-type", self.format.content_type.encode()),
            (b"content-disposition", f'attachment; filename="{self.filename}"'.encode()),
            (b"cache-control", b"no-store"),
        ]

    async def chunks(self, gateway: Gateway) -> AsyncGenerator[bytes]:
        """Its bytes. The first of them, maybe none, come when the first page has been read."""
        names = [column.name for column in self.export.columns]
        head, session = self.format.head(names), gateway.session()
        try:
            async for rows in whole_list(session.reader, self.export.request):
                yield head
                head = b""
                for start in range(0, len(rows), SLICE):
                    yield self.format.rows(names, self.export.table(rows[start : start + SLICE]))
        finally:
            await session.close()


class ExportEndpoint:
    """The ASGI application behind `/exports/…`; at most `limit` downloads run at a time."""

    def __init__(self, limit: int) -> None:
        self._places = Places(limit, TooManyExports, "{} downloads are running already: try again when one has ended.")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless its client goes away."""
        try:
            await unless_disconnected(receive, self._answer(scope, send))
        except Disconnected:
            return

    async def _answer(self, scope: Scope, send: Send) -> None:
        started = False
        try:
            with self._places.place():
                gateway: Gateway = scope["state"]["gateway"]
                download = _download(gateway, scope)
                async with aclosing(download.chunks(gateway)) as chunks:
                    async for chunk in chunks:
                        if not started:
                            started = True
                            await send({"type": "http.response.start", "status": 200, "headers": download.headers})
                            if scope["method"] == "HEAD":
                                break
                        await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except Exception as error:
            if started:
                # The connection is closed before the body's end, by which the client knows that it is not whole.
                logger.warning("The download %s broke off: %s", scope["path"], format_error(error)[0]["message"])
            else:
                await failure(error, _status(error)).send_by(send)


def _download(gateway: Gateway, scope: Scope) -> Download:
    if scope["method"] not in ("GET", "HEAD"):
        raise MethodNotAllowed("Downloads are asked for by GET.", allow="GET, HEAD")
    name, ending = scope["path_params"]["name"], scope["path_params"]["format"]
    given = _parameters(scope["query_string"])
    export = export_of(
        gateway.schema._schema,
        name,
        size=PAGE,
        where=decode(given["where"], "The parameter 'where'") if "where" in given else None,
        order_by=decode(given["orderBy"], "The parameter 'orderBy'") if "orderBy" in given else None,
        columns=given["columns"].split(",") if "columns" in given else None,
    )
    if export is None or ending not in FORMATS:
        raise NotFound(f"There is no such download: a list of the graph, like 'agents', and {' or '.join(FORMATS)}.")
    return Download(export, FORMATS[ending], f"{name}.{ending}")


def _parameters(query_string: bytes) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(query_string.decode("ascii"), errors="strict", max_num_fields=100)
    except ValueError:
        raise BadRequest("The URL's query string is not percent-encoded UTF-8.") from None
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names) or not set(names) <= set(PARAMETERS):
        raise BadRequest(f"A download takes the parameters {', '.join(PARAMETERS)}, each of them once.")
    return dict(pairs)


def _status(error: Exception) -> int:
    return 400 if isinstance(error, UserError) else 503 if isinstance(error, Outage) else 500
