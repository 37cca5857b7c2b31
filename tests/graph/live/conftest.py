"""A graph of its own, whose tables are empty and may be written, and subscriptions to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import orjson
import pytest
from pymongo import AsyncMongoClient

from app.gateway import Gateway
from app.operation_request import OperationRequest
from stores.embedded.servers import Endpoints
from stores.mongo.models.pantheon import DATABASE
from stores.postgres import migrations
from tests.graph.conftest import open_graph
from tests.graph.live.mining import mine

PATIENCE = 20.0
NUMBERS = count()

WRITTEN = ("CRED3N7IAL", "JACKP0T")
"""The collections that tests write."""


@dataclass
class Listener:
    """A subscription that runs, and what it was told."""

    results: AsyncGenerator[bytes]
    name: str
    told: list[dict[str, Any]] = field(default_factory=list)

    async def next(self) -> dict[str, Any]:
        """The next result, whole."""
        async with asyncio.timeout(PATIENCE):
            result: dict[str, Any] = orjson.loads(await anext(self.results))
        self.told.append(result)
        return result

    async def data(self) -> dict[str, Any]:
        """What the field of the next result has, which has no errors."""
        result = await self.next()
        assert "errors" not in result
        data: dict[str, Any] = result["data"][self.name]
        return data

    async def until(self, holds: Callable[[list[dict[str, Any]]], bool]) -> None:
        """Hear results until something holds of what their fields have had, all together."""
        while not holds([result["data"][self.name] for result in self.told]):
            await self.data()


@dataclass
class Live:
    """A gateway, and the databases below it."""

    gateway: Gateway
    postgres: asyncpg.Connection
    mongo: Any
    endpoints: Endpoints

    @asynccontextmanager
    async def listening(self, query: str, **variables: Any) -> AsyncIterator[Listener]:
        """A subscription, of which the first result has been heard."""
        async with aclosing(self.gateway.subscribe(OperationRequest(query, variables=variables))) as results:
            listener = Listener(results, "")
            first = await listener.next()
            (listener.name,) = first["data"]
            yield listener

    async def execute(self, statement: str, *arguments: Any) -> None:
        """Run SQL."""
        await self.postgres.execute(statement, *arguments)


@pytest.fixture(scope="module")
async def live(endpoints: Endpoints) -> AsyncIterator[Live]:
    """A graph over databases of its own."""
    name = f"live_{next(NUMBERS)}"
    administrator = await asyncpg.connect(endpoints.postgres_url)
    await administrator.execute(f"CREATE DATABASE {name}")
    own = Endpoints(urlunsplit(urlsplit(endpoints.postgres_url)._replace(path=f"/{name}")), endpoints.mongo_url)
    await migrations.upgrade(own.postgres_url)
    connection = await asyncpg.connect(own.postgres_url)
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(endpoints.mongo_url)
    async with gateway_over(own) as gateway, unchanged(client[DATABASE]):
        yield Live(gateway, connection, client[DATABASE], own)
    await client.close()
    await connection.close()
    await administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await administrator.close()


@pytest.fixture
async def miners(live: Live) -> AsyncIterator[None]:
    """Two sites with a miner each; afterwards there are no agents either."""
    await mine(live)
    yield
    await live.execute("TRUNCATE hosting.hosting_sites, hosting.miner_models, fire22.agents, fire22.users CASCADE")


@pytest.fixture
async def no_agents(live: Live) -> AsyncIterator[None]:
    """Afterwards there are no agents, nor what leads to them."""
    yield
    await live.execute("TRUNCATE fire22.agents CASCADE")


@asynccontextmanager
async def unchanged(database: Any) -> AsyncIterator[None]:
    """Documents that come meanwhile are gone afterwards: the server is that of other tests too."""
    known = {name: [each["_id"] async for each in database[name].find({}, {"_id": 1})] for name in WRITTEN}
    yield
    for name, ids in known.items():
        await database[name].delete_many({"_id": {"$nin": ids}})


def gateway_over(endpoints: Endpoints, **changed: Any) -> AbstractAsyncContextManager[Gateway]:
    """A gateway over these databases."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Gateway]:
        async with open_graph(endpoints, **changed) as graph:
            yield graph.gateway

    return opened()
