"""The HTTP server: how uvicorn runs the service."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import Any

from uvicorn.config import LOGGING_CONFIG

from app.http_connection import HttpConnection
from app.settings import Settings
from app.websocket_connection import WebSocketConnection


def uvicorn_options(settings: Settings) -> dict[str, Any]:
    """The keyword arguments of `uvicorn.run` (or `uvicorn.Config`) for these settings, all but the application."""
    return {
        "host": settings.host,
        "port": settings.port,
        "workers": settings.workers,
        "http": partial(
            HttpConnection,
            receive_timeout=settings.receive_timeout,
            header_limit=settings.header_limit,
            send_timeout=settings.send_timeout,
        ),
        "ws": partial(WebSocketConnection, send_timeout=settings.send_timeout),
        "ws_max_size": settings.body_limit,
        # Compression takes 35 kB for each connection; heartbeats are messages of the sub-protocol.
        "ws_per_message_deflate": False,
        "ws_ping_interval": None,
        "log_level": settings.log_level,
        "log_config": _log_config(settings),
        "access_log": settings.log_level == "debug",
        "server_header": False,
        "proxy_headers": False,
        "timeout_graceful_shutdown": settings.shutdown_timeout,
    }


def _log_config(settings: Settings) -> dict[str, Any]:
    """uvicorn's logging, and Polygraph's own records beside it."""
    config = deepcopy(LOGGING_CONFIG)
    config["loggers"]["polygraph"] = {
        "handlers": ["default"],
        "level": settings.log_level.upper(),
        "propagate": False,
    }
    if settings.log_level != "debug":
        config["loggers"]["uvicorn.error.websocket"] = {"level": "WARNING"}
    return config
