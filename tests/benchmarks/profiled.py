"""Polygraph's service under pyinstrument: the first GET of `/profile` begins to watch, the second ends and reports.

Usage: POLYGRAPH_…=… python -m tests.benchmarks.profiled
"""

from __future__ import annotations

import sys

import uvicorn
from pyinstrument import Profiler
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.cli.listener import bind, url_of
from app.server import uvicorn_options
from app.settings import load_settings
from app.worker import create_app

INTERVAL = 0.0005
"""Seconds between two looks at the stack."""


class Profiled:
    """An application that is watched from the first to the second request for `/profile`."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self._profiler: Profiler | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] == "/profile":
            await PlainTextResponse(self._report())(scope, receive, send)
        else:
            await self._application(scope, receive, send)

    def _report(self) -> str:
        if self._profiler is None:
            # One thread, whole stacks: what an await waits for shows as the loop's own time.
            self._profiler = Profiler(INTERVAL, async_mode="disabled")
            self._profiler.start()
            return ""
        profiler, self._profiler = self._profiler, None
        profiler.stop()
        return profiler.output_text(unicode=True, show_all=False, timeline=False)


def serve() -> None:
    """Serve until SIGTERM."""
    settings = load_settings()
    listener = bind(settings.host, 0)
    listener.listen()
    sys.stdout.write(f"Polygraph, watched, serves {url_of(listener)}/graphql\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(Profiled(create_app()), **uvicorn_options(settings))).run(sockets=[listener])


if __name__ == "__main__":
    serve()
