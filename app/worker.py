"""A server process: the application that uvicorn makes in each of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

from starlette.applications import Starlette

from app.asgi import build_app
from app.installation import open_gateway
from app.settings import load_settings


def create_app() -> Starlette:
    """The service with the settings of this process's environment. For `uvicorn --factory app.worker:create_app`."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return build_app(load_settings(), open_gateway)


def _end_with_parent() -> None:
    """A worker whose parent was killed would keep the port, and the next start would find it taken."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
