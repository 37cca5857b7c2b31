"""A gateway that refuses what the real one would not: its words are put on the page's WebSocket."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.async_api import WebSocketRoute

Wire = Callable[[WebSocketRoute], None]
"""What Playwright calls with each WebSocket that the page opens."""


def refused_stream(field: str, error: dict[str, Any]) -> Wire:
    """All goes to the gateway and back, but an operation with this field ends by an error after its first result."""

    def begin(page: WebSocketRoute) -> None:
        gateway = page.connect_to_server()
        refused: set[str] = set()

        def ask(message: str | bytes) -> None:
            asked = json.loads(message)
            if asked["type"] == "subscribe" and field in asked["payload"]["query"]:
                refused.add(asked["id"])
            gateway.send(message)

        def answer(message: str | bytes) -> None:
            page.send(message)
            operation = json.loads(message).get("id")
            if operation in refused:
                page.send(json.dumps({"type": "error", "id": operation, "payload": [error]}))

        page.on_message(ask)
        gateway.on_message(answer)

    return begin


def refused_token(token: str, code: int, reason: str) -> Wire:
    """A connection that begins with this token is closed; all others are left to the gateway."""

    def begin(page: WebSocketRoute) -> None:
        gateway = page.connect_to_server()

        async def ask(message: str | bytes) -> None:
            asked = json.loads(message)
            if (asked.get("payload") or {}).get("Authorization") == f"Bearer {token}":
                await page.close(code=code, reason=reason)
            else:
                gateway.send(message)

        page.on_message(ask)

    return begin
