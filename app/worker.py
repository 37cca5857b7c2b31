"""A server process: the application that uvicorn makes in each of them."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from app.asgi import build_app
from app.gateway import Gateway
from app.installation import open_gateway
from app.parent import end_with_parent
from app.settings import Settings, load_settings


def create_app() -> Starlette:
    """The service with the settings of this process's environment. For `uvicorn --factory app.worker:create_app`."""
    end_with_parent()
    return build_app(load_settings(), open_unscanned)


COLLECTED_AFTER = 50_000
"""Objects made, net of those freed, before the garbage collector looks at the young ones.

A long answer makes hundreds of thousands that are not garbage until it is sent.
"""


@asynccontextmanager
async def open_unscanned(settings: Settings) -> AsyncIterator[Gateway]:
    """The gateway, with all that there is when it opens out of the garbage collector's sight.

    The schema stays until the process ends. Scanning it, as every long document would bring about, takes 0.2 seconds
    in which nothing else runs.
    """
    async with open_gateway(settings) as gateway:
        gc.collect()
        gc.freeze()
        # What stays, like connections, is looked at once more, soon, and then seldom. All of ten thousand of them at
        # once would stop everything for 0.3 seconds.
        gc.set_threshold(COLLECTED_AFTER, 1, 50)
        yield gateway
