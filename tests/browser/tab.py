"""A tab of the browser, and all that its page asks of the network and complains about."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from playwright.async_api import Browser, ConsoleMessage, Error, Page, Request, StorageState, WebSocket

Scheme = Literal["light", "dark"]

WIDE = (1280, 900)
NARROW = (360, 740)

STORED_AS = "polygraph.token"
"""Where in the browser's local storage the pages look for a token."""


@dataclass
class Tab:
    """A page of the gateway in a browser of its own: nothing is shared with another tab, neither cache nor storage."""

    page: Page
    origin: str
    requests: list[Request] = field(default_factory=list)
    sockets: list[WebSocket] = field(default_factory=list)
    sent: list[str | bytes] = field(default_factory=list)
    """What has gone to the gateway over all WebSockets."""
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note from now on what the page does."""
        self.page.on("console", self._console)
        self.page.on("pageerror", self._page_error)
        self.page.on("request", self._request)
        self.page.on("websocket", self._socket)

    def foreign(self) -> list[str]:
        """Addresses of other hosts that the page has asked for."""
        hosts = (self.origin, self.origin.replace("http", "ws", 1), "data:", "blob:")
        asked = [request.url for request in self.requests] + [socket.url for socket in self.sockets]
        return [url for url in asked if not url.startswith(hosts)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {shortened(message.text)} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        self.requests.append(request)

    def _socket(self, socket: WebSocket) -> None:
        self.sockets.append(socket)
        socket.on("framesent", self._sent)

    def _sent(self, frame: str | bytes) -> None:
        self.sent.append(frame)

    def _page_error(self, error: Error) -> None:
        self.complaints.append(f"uncaught: {error}")


def shortened(text: str) -> str:
    """Without what files have in them that are named by their content."""
    return re.sub(r"data:[^\s']{40,}", "data:…", text)


@asynccontextmanager
async def open_tab(
    browser: Browser,
    origin: str,
    path: str = "/",
    *,
    size: tuple[int, int] = WIDE,
    scheme: Scheme = "light",
    storage: Mapping[str, str] = MappingProxyType({}),
    tolerated: tuple[str, ...] = (),
) -> AsyncIterator[Tab]:
    """Open a page of the gateway, with this in its local storage.

    Raises AssertionError at the end if the page has complained of anything but what holds one of `tolerated`, or has
    asked another host for anything.
    """
    stored: StorageState = {
        "cookies": [],
        "origins": [
            {"origin": origin, "localStorage": [{"name": name, "value": value} for name, value in storage.items()]}
        ],
    }
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale="en-GB",
        timezone_id="Europe/Berlin",
        storage_state=stored,
    )
    tab = Tab(await context.new_page(), origin)
    tab.watch()
    try:
        await tab.page.goto(f"{origin}{path}")
        yield tab
        complaints = [text for text in tab.complaints if not any(known in text for known in tolerated)]
        assert not complaints, complaints
        assert not tab.foreign(), tab.foreign()
    finally:
        await context.close()
