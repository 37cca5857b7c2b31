"""The ASGI application: routes, and the gateway's life from start to stop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.gateway import Gateway
from app.graphql_http import GraphQLEndpoint
from app.health import healthz, readyz
from app.settings import Settings

GatewayOpener = Callable[[Settings], AbstractAsyncContextManager[Gateway]]

GRAPHQL_PATH = "/graphql"


class Service(Starlette):
    """A Starlette application whose way to GraphQL leads past the layers that do nothing for it."""

    def __init__(self, endpoint: GraphQLEndpoint, **options: Any) -> None:
        super().__init__(**options)
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] == "http" and scope["path"] == GRAPHQL_PATH:
            await self._endpoint(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def build_app(settings: Settings, open_gateway: GatewayOpener) -> Starlette:
    """The service over the gateway that `open_gateway` opens at start and closes at stop."""

    endpoint = GraphQLEndpoint(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Gateway]]:
        async with open_gateway(settings) as gateway:
            yield {"gateway": gateway}
            await endpoint.finish()

    routes = [Route(GRAPHQL_PATH, endpoint), Route("/healthz", healthz), Route("/readyz", readyz)]
    return Service(endpoint, routes=routes, lifespan=lifespan)
