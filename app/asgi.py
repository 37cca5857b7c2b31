"""The ASGI application: routes, and the gateway's life from start to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.export_http import ExportEndpoint
from app.gateway import Gateway
from app.graphql_http import GraphQLEndpoint
from app.graphql_ws import WebSocketEndpoint
from app.health import healthz, readyz
from app.pages import ASSETS, BUILT, GRAPHIQL, Pages
from app.places import Places
from app.refusal import TooManyConnections
from app.settings import Settings

GatewayOpener = Callable[[Settings], AbstractAsyncContextManager[Gateway]]

GRAPHQL_PATH = "/graphql"
EXPORT_PATH = "/exports/{name}.{format}"
ASSET_PATH = f"/{ASSETS}{{name:path}}"


class Service(Starlette):
    """A Starlette application whose way to GraphQL leads past the layers that do nothing for it."""

    def __init__(self, requests: GraphQLEndpoint, websockets: WebSocketEndpoint, **options: Any) -> None:
        super().__init__(**options)
        self._endpoints: dict[str, ASGIApp] = {"http": requests, "websocket": websockets}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        endpoint = self._endpoints.get(scope["type"])
        if endpoint is not None and scope["path"] == GRAPHQL_PATH:
            await endpoint(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def build_app(settings: Settings, open_gateway: GatewayOpener, built: Path = BUILT) -> Starlette:
    """The service over the gateway that `open_gateway` opens at start and closes at stop; `built` has the pages.

    In the lifespan's state there is, besides the gateway, `stop`: connections call it when the server starts to end.
    """
    places = Places(settings.connection_limit, TooManyConnections, "{} connections are open already: try again later.")
    pages = Pages.read(built)
    graphiql = pages.page(GRAPHIQL) if settings.graphiql else None
    requests, websockets = GraphQLEndpoint(settings, places, graphiql), WebSocketEndpoint(settings, places)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with open_gateway(settings) as gateway:

            def stop() -> None:
                for part in (requests, websockets):
                    part.stop()
                gateway.stop_subscriptions()

            yield {"gateway": gateway, "stop": cache(stop)}
            await asyncio.gather(requests.finish(), websockets.finish())

    routes = [
        Route(GRAPHQL_PATH, requests),
        WebSocketRoute(GRAPHQL_PATH, websockets),
        Route(EXPORT_PATH, ExportEndpoint(settings.export_limit)),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route(ASSET_PATH, pages.asset),
    ]
    if settings.dashboard:
        routes.append(Route("/", pages.dashboard))
    return Service(requests, websockets, routes=routes, lifespan=lifespan)
