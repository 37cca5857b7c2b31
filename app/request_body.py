"""The request body: read within a limit of size and of time."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import Receive

from app.disconnect import Disconnected
from app.media_type import is_utf8, parameters_of
from app.refusal import BodyTooLarge, ReceiveTimeout, UnsupportedMediaType


def require_json(headers: Headers) -> None:
    """Check that the body is uncompressed JSON in UTF-8. Raises `UnsupportedMediaType`."""
    media_type, parameters = parameters_of(headers.get("content-type", ""))
    if media_type != "application/json":
        raise UnsupportedMediaType("The body must be JSON: send it with 'Content-Type: application/json'.")
    if not is_utf8(parameters):
        raise UnsupportedMediaType("The body must be JSON in UTF-8: leave out 'charset' or make it 'utf-8'.")
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise UnsupportedMediaType("The body must not be compressed: leave out 'Content-Encoding'.")


async def read_body(headers: Headers, receive: Receive, *, limit: int, timeout: float) -> bytes:  # noqa: ASYNC109
    """Read the whole body: at most `limit` bytes within `timeout` seconds.

    Raises `BodyTooLarge`, also for a body of unannounced length, `ReceiveTimeout`, and `Disconnected` if the client
    goes away meanwhile.
    """
    too_large = BodyTooLarge(f"The body is larger than {limit} bytes.")
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise too_large
    try:
        async with asyncio.timeout(timeout):
            return await _read(receive, limit, too_large)
    except TimeoutError:
        raise ReceiveTimeout(f"The body did not arrive within {timeout:g} seconds.") from None


async def _read(receive: Receive, limit: int, too_large: BodyTooLarge) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body += message.get("body", b"")
        if len(body) > limit:
            raise too_large
        if not message.get("more_body", False):
            return bytes(body)
