"""`polygraph serve`: the service, in one process or several."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from app.cli.listener import bind, url_of
from app.cli.terminal import busy, output
from app.databases import databases, endpoints_of
from app.installation import read_catalogue
from app.server import uvicorn_options
from app.settings import Settings, variable_of

APPLICATION = "app.worker:create_app"

Prepare = Callable[[Settings], None]
"""Work to do on the databases before the service starts."""

Beside = Callable[[Settings], AbstractContextManager[None]]
"""What runs beside the service, on the same databases."""


def serve(
    settings: Settings, prepare: Prepare = lambda _: None, welcome: str = "", beside: Beside = lambda _: nullcontext()
) -> None:
    """Serve until SIGINT or SIGTERM, and end every child process then. `beside` runs as long as the service.

    Raises `AddressUnavailable`, `Misconfigured` or `StoreUnavailable` when it cannot start. A configured database that
    cannot be reached is no reason: the service becomes ready when it can.
    """
    # Once here, in one line, and not in the log of every worker.
    read_catalogue(settings)
    try:
        with bind(settings.host, settings.port) as listener, databases(settings, busy) as complete:
            prepare(complete)
            listener.listen(uvicorn.Config(APPLICATION).backlog)
            dashboard = f", and a dashboard at {url_of(listener)}/" if settings.dashboard else ""
            served = f"Polygraph serves {url_of(listener)}/graphql{dashboard} (Ctrl-C stops it)"
            output.print(f"{served}\n{welcome}", markup=False)
            with beside(complete):
                _run(complete, listener)
    except KeyboardInterrupt:
        # How a service is meant to end; the servers of the `with` have been stopped.
        return


def _run(settings: Settings, listener: socket.socket) -> None:
    endpoints = endpoints_of(settings)
    os.environ[variable_of("postgres_url")] = endpoints.postgres_url
    os.environ[variable_of("mongo_url")] = endpoints.mongo_url
    config = uvicorn.Config(APPLICATION, factory=True, **uvicorn_options(settings))
    if settings.workers > 1:
        supervisor = Multiprocess(config, sockets=[listener])
        supervisor.run()
        if any(worker.exitcode == STARTUP_FAILURE for worker in supervisor.processes):
            raise SystemExit(STARTUP_FAILURE)
    else:
        uvicorn.Server(config).run(sockets=[listener])
