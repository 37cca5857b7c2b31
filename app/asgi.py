"""The ASGI application: routes, and the gateway's life from start to stop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from app.gateway import Gateway
from app.graphql_http import GraphQLEndpoint
from app.health import healthz, readyz
from app.settings import Settings

GatewayOpener = Callable[[Settings], AbstractAsyncContextManager[Gateway]]


def build_app(settings: Settings, open_gateway: GatewayOpener) -> Starlette:
    """The service over the gateway that `open_gateway` opens at start and closes at stop."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Gateway]]:
        async with open_gateway(settings) as gateway:
            yield {"gateway": gateway}

    routes = [
        Route("/graphql", GraphQLEndpoint(settings)),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
    ]
    return Starlette(routes=routes, lifespan=lifespan)
