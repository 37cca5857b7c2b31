"""Polling: what nobody tells of is looked at again and again, up to a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any

PATIENCE = 20.0
"""Seconds within which what should happen soon surely does."""


async def until(look: Callable[[], Any], holds: Callable[[Any], object] = bool) -> Any:
    """What `look` returns, or what that brings if it has to be awaited, as soon as something holds of it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = look()
            if isawaitable(found):
                found = await found
            if holds(found):
                return found
            await asyncio.sleep(0.01)
