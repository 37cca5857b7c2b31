"""Where the databases are: at the addresses of the settings, or embedded servers that live as long as the command."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager, nullcontext

from pydantic import SecretStr

from app.settings import Settings
from stores.embedded import EmbeddedServers, Endpoints
from stores.mongo.driver import Driver
from stores.mongo.models.pantheon import DATABASE

Busy = Callable[[str], AbstractContextManager[object]]
"""Shows that something is under way, as its text says, until the block ends."""


@contextmanager
def databases(settings: Settings, busy: Busy = nullcontext) -> Iterator[Settings]:
    """These settings with an address for both databases.

    Where one is missing, embedded servers are started in the data folder and stopped at the end; when another process
    runs them already, its servers are used and left alone. Raises `Misconfigured` or `StoreUnavailable`.
    """
    if settings.postgres_url is not None and settings.mongo_url is not None:
        yield settings
        return
    with ExitStack() as stack:
        servers = EmbeddedServers(settings.data_folder)
        stack.callback(servers.stop)
        with busy("Starting the embedded servers"):
            servers.start()
        addresses = {
            "postgres_url": settings.postgres_url or SecretStr(servers.postgres.url),
            "mongo_url": settings.mongo_url or SecretStr(servers.mongo.url),
        }
        yield settings.model_copy(update=addresses)


def endpoints_of(settings: Settings) -> Endpoints:
    """The addresses in plain text, of settings that `databases` has completed."""
    if settings.postgres_url is None or settings.mongo_url is None:
        raise ValueError("the settings lack the address of a database")
    return Endpoints(settings.postgres_url.get_secret_value(), settings.mongo_url.get_secret_value())


@asynccontextmanager
async def mongo_driver(settings: Settings, *, time_limit: float) -> AsyncIterator[Driver]:
    """A connection to MongoDB for administration; `time_limit` is that of one command, in seconds."""
    driver = Driver(
        endpoints_of(settings).mongo_url, DATABASE, time_limit=time_limit, connect_limit=settings.connect_timeout
    )
    try:
        yield driver
    finally:
        await driver.close()
