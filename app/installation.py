"""An installation: the catalogue of its systems, and a gateway over the stores that its settings name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache

import strawberry

from app.databases import databases, endpoints_of
from app.gateway import Gateway
from app.settings import Settings
from graph.schema import build_schema
from resolvers.analyses import ANALYSES
from resolvers.pages import PageSizes
from stores.catalogue import Catalogue
from stores.embedded import Endpoints
from stores.feed import Feed
from stores.links import BUILT_IN, Link, read_links, with_links
from stores.mongo import catalogue as mongo_catalogue
from stores.mongo.feed import MongoFeed
from stores.mongo.store import MongoOptions, MongoStore, connect
from stores.postgres import catalogue as postgres_catalogue
from stores.postgres.feed import PostgresFeed
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.store import Store


def read_catalogue(settings: Settings) -> Catalogue:
    """The entities of all systems, with the built-in links and the operator's. Raises `Misconfigured`."""
    return _catalogue(_links(settings))


def read_schema(settings: Settings) -> strawberry.Schema:
    """The executable schema of these settings. Raises `Misconfigured`."""
    sizes = PageSizes(settings.page_size_default, settings.page_size_maximum)
    return _schema(_links(settings), sizes, settings.execution)


@asynccontextmanager
async def open_gateway(settings: Settings) -> AsyncIterator[Gateway]:
    """A gateway over the stores of these settings; embedded servers are started where an address is missing.

    The stores connect on first use, so that this succeeds while they cannot be reached.
    """
    schema = read_schema(settings)
    with databases(settings) as complete:
        postgres, mongo = _options(settings, endpoints_of(complete))
        stores: tuple[Store, ...] = (PostgresStore(postgres), MongoStore(mongo))
        feeds: dict[str, Feed] = {
            "postgres": PostgresFeed(postgres, settings.feed_poll, settings.changes_kept),
            "mongo": MongoFeed(driver := connect(mongo)),
        }
        by_name = {store.name: store for store in stores}
        gateway = Gateway(schema, by_name, settings, read_catalogue(settings), feeds)
        try:
            yield gateway
        finally:
            await gateway.close()
            await driver.close()


def _links(settings: Settings) -> tuple[Link, ...]:
    files = [BUILT_IN] if settings.links_file is None else [BUILT_IN, settings.links_file]
    return tuple(link for file in files for link in read_links(file))


def _catalogue(links: tuple[Link, ...]) -> Catalogue:
    entities = [*postgres_catalogue.derive().values(), *mongo_catalogue.derive().values()]
    return with_links(Catalogue(entities), links)


@lru_cache(maxsize=4)
def _schema(links: tuple[Link, ...], sizes: PageSizes, execution: str) -> strawberry.Schema:
    """The same for installations that are alike: it takes a second to make, and nothing changes it."""
    return build_schema(_catalogue(links), sizes, execution, ANALYSES)


def _options(settings: Settings, endpoints: Endpoints) -> tuple[PostgresOptions, MongoOptions]:
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
    return postgres, mongo
