"""Downloads of long lists: memory stays flat, a slow client holds nobody up, and only so many run at a time."""

from __future__ import annotations

import asyncio
import socket
import tracemalloc
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from app.asgi import build_app
from app.installation import open_gateway
from app.settings import Settings
from stores.embedded.servers import Endpoints
from stores.postgres import migrations
from tests.app.service import Address, serving

ROWS = 60_000
EXPORT = "/exports/loginRecords.ndjson"
FILLED = f"""INSERT INTO hosting.login_records (email, success, login_time, ip_address, location)
    SELECT repeat('x', 200) || n, true, '2026-01-01Z'::timestamptz, '::1', 'Berlin' FROM generate_series(1, {ROWS}) n"""
LIMIT = 2


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database whose list of login records is some 20 MB long as NDJSON."""
    await migrations.upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute(FILLED)
    yield connection
    await connection.close()


@pytest.fixture
async def address(database: asyncpg.Connection, empty_database: str, endpoints: Endpoints) -> AsyncIterator[Address]:
    """The service over the database, which allows so many downloads at a time."""
    assert database is not None
    settings = Settings.model_validate(
        {
            "postgres_url": empty_database,
            "mongo_url": endpoints.mongo_url,
            "export_limit": LIMIT,
            "connect_timeout": 1,
        }
    )
    with serving(build_app(settings, open_gateway), settings) as address:
        yield address


@pytest.fixture
async def client(address: Address) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service."""
    async with httpx.AsyncClient(base_url=address.url, timeout=30) as client:
        yield client


async def test_memory_does_not_grow_with_the_list(client: httpx.AsyncClient) -> None:
    await client.get("/exports/agents.ndjson")
    tracemalloc.start()
    received = 0
    async with client.stream("GET", EXPORT) as response:
        async for chunk in response.aiter_raw():
            received += len(chunk)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert received > 15_000_000
    assert peak < 8_000_000


async def test_a_client_that_does_not_read_has_no_more_than_some_pages_read_for_it(
    address: Address, database: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    with socket.create_connection((address.host, address.port)) as slow:
        slow.sendall(f"GET {EXPORT} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
        slow.recv(10)
        read = await settled(database)
        assert read < ROWS / 2
        assert (await client.post("/graphql", json={"query": "{ agents { totalCount } }"})).status_code == 200


async def settled(database: asyncpg.Connection) -> int:
    """The rows that were read of the list, once that number no longer changes for a while."""
    before, calm = -1, 0
    async with asyncio.timeout(30):
        while calm < 10:
            await asyncio.sleep(0.1)
            await database.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
            tables = "pg_stat_user_tables WHERE relname = 'login_records'"
            now = await database.fetchval(
                f"SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM {tables}"
            )
            before, calm = now, calm + 1 if now == before else 0
    return before


async def test_downloads_above_the_limit_are_refused_until_one_ends(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", EXPORT) as first, client.stream("GET", EXPORT):
        chunks = first.aiter_raw()
        await anext(chunks)
        refused = await client.get("/exports/agents.csv")
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["extensions"]["code"]) == (503, "TOO_MANY_EXPORTS")
        assert refused.headers["retry-after"]
    async with asyncio.timeout(10):
        while True:
            answered = await client.get("/exports/agents.csv")
            if answered.status_code == 200:
                break
            await asyncio.sleep(0.02)
