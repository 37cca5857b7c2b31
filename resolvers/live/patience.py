"""Patience with a store that is away: it is asked until it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import TypeVar

from stores.errors import StoreTimeout, StoreUnavailable

Answer = TypeVar("Answer")

WAITS = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds before a store is asked again; the last of them over and over."""

AWAY = (StoreUnavailable, StoreTimeout)
"""What passes by itself."""


async def patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """What a store answers, as soon as it does. Raises what does not pass by itself."""
    waits = chain(WAITS, repeat(WAITS[-1]))
    while True:
        try:
            return await ask()
        except AWAY:
            await asyncio.sleep(next(waits))
