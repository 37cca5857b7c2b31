"""The gateway over the dataset in databases of its own, and what it asks of them while it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import orjson
from bson import json_util

from app.errors import format_error, format_errors
from app.gateway import Gateway
from app.json_text import encode
from app.operation_request import OperationRequest
from app.settings import Settings
from graph.execution.prepare import OperationRejected
from stores.embedded.servers import Endpoints
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.driver import Document, Driver
from stores.mongo.store import MongoOptions, connect
from stores.postgres import migrations
from stores.postgres.pool import PostgresOptions
from tests.golden.recording import Asked, recorded_gateway

HERE = Path(__file__).parent
DATABASE = "golden"
KEY_LIMIT = 3
"""Most keys from one store to the other: few, so that this little data can be too wide."""

Collections = Mapping[str, Sequence[Document]]
"""Documents by the names of their collections."""


class RecordedGateway:
    """Answers one operation at a time."""

    def __init__(self, gateway: Gateway, asked: Asked, driver: Driver) -> None:
        self._gateway = gateway
        self._asked = asked
        self._driver = driver

    async def answer(
        self, query: str, variables: Mapping[str, Any], documents: Collections
    ) -> tuple[dict[str, Any], Asked]:
        """The response as JSON, with the operation's cost, and what the stores were asked.

        The documents are there besides the dataset for this operation alone.
        """
        async with self._inserted(documents):
            response = await self._response(OperationRequest(query, variables=dict(variables), ledger=True))
        plain: dict[str, Any] = orjson.loads(encode(response))
        return plain, self._asked.taken()

    @asynccontextmanager
    async def _inserted(self, documents: Collections) -> AsyncIterator[None]:
        try:
            for name, added in documents.items():
                await self._driver.insert(name, added)
            yield
        finally:
            for name, added in documents.items():
                here = {"_id": {"$in": [document["_id"] for document in added]}}
                await self._driver.command({"delete": name, "deletes": [{"q": here, "limit": 0}]})

    async def _response(self, request: OperationRequest) -> dict[str, Any]:
        try:
            result = await self._gateway.execute(request)
        except OperationRejected as rejection:
            return {"errors": format_error(rejection)}
        cost = {"cost": (result.extensions or {})["cost"]}
        if result.errors:
            return {"data": result.data, "errors": list(format_errors(result.errors)), "extensions": cost}
        return {"data": result.data, "extensions": cost}


@asynccontextmanager
async def open_recorded(endpoints: Endpoints) -> AsyncIterator[RecordedGateway]:
    """The gateway over the dataset, in databases that are dropped at the end."""
    settings = Settings(cross_store_key_limit=KEY_LIMIT)
    mongo = MongoOptions(endpoints.mongo_url, database=DATABASE)
    async with _filled_postgres(endpoints.postgres_url) as url, _filled_mongo(mongo) as driver:
        gateway, asked = recorded_gateway(settings, PostgresOptions(url), mongo)
        try:
            yield RecordedGateway(gateway, asked, driver)
        finally:
            await gateway.close()


@asynccontextmanager
async def _filled_postgres(server: str) -> AsyncIterator[str]:
    administrator = await asyncpg.connect(server)
    await administrator.execute(f"CREATE DATABASE {DATABASE}")
    url = urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
    try:
        await migrations.upgrade(url)
        connection = await asyncpg.connect(url)
        await connection.execute((HERE / "dataset.sql").read_text(encoding="utf-8"))
        await connection.close()
        yield url
    finally:
        await administrator.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        await administrator.close()


@asynccontextmanager
async def _filled_mongo(options: MongoOptions) -> AsyncIterator[Driver]:
    """An installation that has its rules after its data: what was there before keeps no new lifetime."""
    driver = connect(options)
    try:
        collections = json_util.loads((HERE / "dataset.json").read_text(encoding="utf-8"))
        for name, documents in collections.items():
            await driver.insert(name, documents)
        await Bootstrap(driver).up()
        yield driver
    finally:
        await driver.command({"dropDatabase": 1})
        await driver.close()
