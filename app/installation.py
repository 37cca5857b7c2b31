"""An installation: the catalogue of its systems, and a gateway over the stores that its settings name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from app.gateway import Gateway
from app.settings import Settings
from graph.schema import build_schema
from stores.catalogue import Catalogue
from stores.embedded import EmbeddedServers, Endpoints
from stores.links import BUILT_IN, read_links, with_links
from stores.mongo import catalogue as mongo_catalogue
from stores.mongo.store import MongoOptions, MongoStore
from stores.postgres import catalogue as postgres_catalogue
from stores.postgres.store import PostgresOptions, PostgresStore
from stores.store import Store


def read_catalogue(settings: Settings) -> Catalogue:
    """The entities of all systems, with the built-in links and the operator's. Raises `Misconfigured`."""
    entities = [*postgres_catalogue.derive().values(), *mongo_catalogue.derive().values()]
    files = [BUILT_IN] if settings.links_file is None else [BUILT_IN, settings.links_file]
    return with_links(Catalogue(entities), [link for file in files for link in read_links(file)])


@asynccontextmanager
async def open_gateway(settings: Settings) -> AsyncIterator[Gateway]:
    """A gateway over the stores of these settings; embedded servers are started where an address is missing.

    The stores connect on first use, so that this succeeds while they cannot be reached.
    """
    schema = build_schema(read_catalogue(settings))
    async with AsyncExitStack() as stack:
        endpoints = await _endpoints(settings, stack)
        gateway = Gateway(schema, _stores(settings, endpoints), settings)
        stack.push_async_callback(gateway.close)
        yield gateway


async def _endpoints(settings: Settings, stack: AsyncExitStack) -> Endpoints:
    if settings.postgres_url is not None and settings.mongo_url is not None:
        return Endpoints(settings.postgres_url.get_secret_value(), settings.mongo_url.get_secret_value())
    servers = EmbeddedServers(settings.data_folder)
    stack.push_async_callback(asyncio.to_thread, servers.stop)
    embedded = await asyncio.to_thread(servers.start)
    return Endpoints(
        settings.postgres_url.get_secret_value() if settings.postgres_url else embedded.postgres_url,
        settings.mongo_url.get_secret_value() if settings.mongo_url else embedded.mongo_url,
    )


def _stores(settings: Settings, endpoints: Endpoints) -> dict[str, Store]:
    postgres = PostgresOptions(
        endpoints.postgres_url,
        connections=settings.postgres_pool_size,
        connect_limit=settings.connect_timeout,
        time_limit=settings.store_timeout,
    )
    mongo = MongoOptions(
        endpoints.mongo_url,
        connections=settings.mongo_pool_size,
        connect_limit=settings.connect_timeout,
        time_limit=settings.store_timeout,
    )
    stores: tuple[Store, ...] = (PostgresStore(postgres), MongoStore(mongo))
    return {store.name: store for store in stores}
