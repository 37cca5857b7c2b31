"""Whole HTTP responses of the endpoints that answer without Starlette's layers."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Send

from app.refusal import Refusal
from app.result_text import text_of_failure


@dataclass(slots=True)
class Reply:
    """A whole HTTP response."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    async def send_by(self, send: Send) -> None:
        """Send the response as ASGI messages."""
        headers = [
            (b"content-type", self.content_type.encode("ascii")),
            (b"content-length", b"%d" % len(self.body)),
            (b"cache-control", b"no-store"),
            (b"vary", b"accept"),
            *((name.encode("ascii"), value.encode("latin-1")) for name, value in self.headers),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def failure(error: Exception, status: int, content_type: str = "application/json") -> Reply:
    """A result without data that says what went wrong; a `Refusal` has a status of its own."""
    headers: tuple[tuple[str, str], ...] = ()
    if isinstance(error, Refusal):
        status, headers = error.status, error.headers
    return Reply(status, content_type, text_of_failure(error), headers)
