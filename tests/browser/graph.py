"""The graph, asked past the pages: what they should show, and whether the gateway follows what they subscribe to."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import httpx

LIMIT = 20.0
"""Seconds in which a condition must come true."""

FEEDS = "{ feeds { subscriptions { field subscribers } } }"


@dataclass(frozen=True, slots=True)
class Graph:
    """A client of the gateway."""

    client: httpx.AsyncClient

    async def ask(self, operation: str, **variables: Any) -> Any:
        """The data of an operation. Raises AssertionError if there are errors."""
        response = await self.client.post("/graphql", json={"query": operation, "variables": variables})
        answer = response.json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def followed(self, field: str) -> None:
        """Wait until somebody is subscribed to a field: from then on nothing that is written is missed."""
        deadline = time.monotonic() + LIMIT
        while not await self._subscribers(field):
            assert time.monotonic() < deadline, f"nobody has subscribed to {field}"
            await asyncio.sleep(0.05)

    async def _subscribers(self, field: str) -> int:
        feeds = (await self.ask(FEEDS))["feeds"]
        return sum(each["subscribers"] for feed in feeds for each in feed["subscriptions"] if each["field"] == field)
