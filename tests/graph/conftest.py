"""The whole graph over the sample data, asked as the service asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from app.errors import format_error, format_errors
from app.gateway import Gateway
from app.installation import open_gateway
from app.json_text import encode
from app.operation_request import OperationRequest
from app.settings import Settings
from graph.execution.prepare import OperationRejected
from stores.catalogue import Catalogue
from stores.embedded.servers import EmbeddedServers, Endpoints
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.driver import Driver
from stores.mongo.models.pantheon import DATABASE
from stores.postgres import migrations
from stores.seed.scale import SCALES, Scale
from stores.seed.seeding import seed
from tests.graph.catalogue import CATALOGUE
from tests.graph.reference import Reference


class Graph:
    """Asks the gateway and gives back what a client would see."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.statements: list[dict[str, Any]] = []

    async def answer(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole response as JSON; its statements are kept in `statements`."""
        try:
            result = await self.gateway.execute(OperationRequest(query, variables=variables, ledger=True))
        except OperationRejected as rejection:
            return {"data": None, "errors": format_error(rejection)}
        self.statements = (result.extensions or {})["statements"]
        response = {"data": result.data, "errors": list(format_errors(result.errors))}
        whole: dict[str, Any] = orjson.loads(encode(response))
        return whole

    async def data(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of a response without errors."""
        response = await self.answer(query, **variables)
        assert response["errors"] == []
        data: dict[str, Any] = response["data"]
        return data

    async def errors(self, query: str, **variables: Any) -> list[tuple[str, str]]:
        """The code and the message of each error."""
        response = await self.answer(query, **variables)
        return [(error["extensions"]["code"], error["message"]) for error in response["errors"]]


async def filled(servers: EmbeddedServers, scale: Scale, now: datetime) -> Endpoints:
    """Both stores migrated and filled with sample data."""
    endpoints = Endpoints(servers.postgres.url, servers.mongo.url)
    await migrations.upgrade(endpoints.postgres_url)
    driver = Driver(endpoints.mongo_url, DATABASE, time_limit=30)
    await Bootstrap(driver).up()
    await driver.close()
    await seed(endpoints.postgres_url, endpoints.mongo_url, scale=scale, seed=1, now=now)
    return endpoints


@asynccontextmanager
async def open_graph(endpoints: Endpoints, **changed: Any) -> AsyncIterator[Graph]:
    """The graph over these stores, with settings that are `changed`."""
    addresses = {"postgres_url": endpoints.postgres_url, "mongo_url": endpoints.mongo_url}
    settings = Settings.model_validate(addresses | changed)
    async with open_gateway(settings) as gateway:
        yield Graph(gateway)


@pytest.fixture(scope="session")
async def sample(servers: EmbeddedServers) -> Endpoints:
    """The smallest sample data, for reading only."""
    return await filled(servers, SCALES["tiny"], now=datetime.now(UTC))


@pytest.fixture(scope="session")
async def graph(sample: Endpoints) -> AsyncIterator[Graph]:
    """The graph over the sample data."""
    async with open_graph(sample) as graph:
        yield graph


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue of all systems with their links."""
    return CATALOGUE


@pytest.fixture(scope="session")
def reference(catalogue: Catalogue, sample: Endpoints) -> Reference:
    """The sample data read plainly."""
    return Reference(catalogue, sample)
