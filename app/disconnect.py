"""Clients that go away: what runs for them is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.types import Receive

PATIENCE = 0.01
"""Seconds after which it is watched whether the client is still there."""

Result = TypeVar("Result")


class Disconnected(Exception):
    """The client closed its connection before it was answered."""


async def unless_disconnected(receive: Receive, operation: Coroutine[Any, Any, Result]) -> Result:
    """Run `operation` in this task, and cancel it when the client goes away.

    The request's body must have been read, so that all `receive` can still report is the disconnection. The operation
    has ended, its clean-up included, when this returns or raises `Disconnected`.
    """
    task = asyncio.current_task()
    assert task is not None  # noqa: S101  (a coroutine always runs in one)
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        task.cancel()

    # Most operations have ended before it pays to look.
    loop = asyncio.get_running_loop()
    watchers: list[asyncio.Task[None]] = []
    looking = loop.call_later(PATIENCE, lambda: watchers.append(loop.create_task(watch())))
    try:
        result = await operation
    except asyncio.CancelledError:
        # Cancelled by somebody else as well, as by a server that stops: then that must go on.
        if not gone or task.uncancel() > 0:
            raise
        raise Disconnected from None
    finally:
        looking.cancel()
        for watcher in watchers:
            watcher.cancel()
    if gone:
        task.uncancel()
        raise Disconnected
    return result
