"""The request body: read within a limit of size and of time."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from starlette.types import Receive

from app.disconnect import Disconnected
from app.media_type import is_utf8, parameters_of
from app.refusal import BodyTooLarge, ReceiveTimeout, UnsupportedMediaType


@lru_cache(maxsize=100)
def require_json(content_type: str, content_encoding: str) -> None:
    """Check that the body is uncompressed JSON in UTF-8. Raises `UnsupportedMediaType`."""
    media_type, parameters = parameters_of(content_type)
    if media_type != "application/json":
        raise UnsupportedMediaType("The body must be JSON: send it with 'Content-Type: application/json'.")
    if not is_utf8(parameters):
        raise UnsupportedMediaType("The body must be JSON in UTF-8: leave out 'charset' or make it 'utf-8'.")
    if content_encoding.strip().lower() not in {"", "identity"}:
        raise UnsupportedMediaType("The body must not be compressed: leave out 'Content-Encoding'.")


async def read_body(content_length: str, receive: Receive, *, limit: int, timeout: float) -> bytes:  # noqa: ASYNC109
    """Read the whole body: at most `limit` bytes within `timeout` seconds.

    Raises `BodyTooLarge`, also for a body of unannounced length, `ReceiveTimeout`, and `Disconnected` if the client
    goes away meanwhile.
    """
    if content_length.isdecimal() and int(content_length[:20]) > limit:
        raise _too_large(limit)
    try:
        async with asyncio.timeout(timeout):
            return await _read(receive, limit)
    except TimeoutError:
        raise ReceiveTimeout(f"The body did not arrive within {timeout:g} seconds.") from None


async def _read(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            return bytes(body)


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(f"The body is larger than {limit} bytes.")
