"""Outages: what one store cannot answer is null with a code, the rest is answered, and everything heals by itself."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import orjson
import pytest
from pymongo import MongoClient

from app.asgi import build_app
from app.installation import open_gateway
from app.settings import Settings
from resolvers import whole_list
from stores.embedded.servers import EmbeddedServers
from stores.mongo.models.pantheon import DATABASE
from stores.postgres import migrations
from tests.app.answer import post, query
from tests.app.service import Address, serving

BOTH = """{
    users(first: 1) { nodes { username credential { username } } }
    houses(first: 1) { nodes { id credentials { nodes { username user { username } } } } }
}"""
USERS = {"nodes": [{"username": "ann", "credential": {"username": "ann"}}]}
HOUSES = {"nodes": [{"id": "h", "credentials": {"nodes": [{"username": "ann", "user": {"username": "ann"}}]}}]}


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """Servers that these tests stop and start, with one row on either side of a link."""
    with EmbeddedServers(tmp_path_factory.mktemp("outage")) as servers:
        asyncio.run(fill_postgres(servers.postgres.url))
        with MongoClient[dict[str, Any]](servers.mongo.url) as client:
            client[DATABASE]["H0U53"].insert_one({"_id": "h", "Name": "Fire Kirin"})
            client[DATABASE]["CRED3N7IAL"].insert_one({"_id": "ann", "Password": "x", "House": "Fire Kirin"})
        yield servers


async def fill_postgres(url: str) -> None:
    """All tables, and one user."""
    await migrations.upgrade(url)
    connection = await asyncpg.connect(url)
    await connection.execute("INSERT INTO fire22.users VALUES ('u', 'ann', 'ann@example.org', 'hash', 'admin')")
    await connection.close()


@pytest.fixture(scope="module")
def address(own_servers: EmbeddedServers) -> Iterator[Address]:
    """The service over the servers."""
    settings = Settings(
        postgres_url=own_servers.postgres.url,  # type: ignore[arg-type]
        mongo_url=own_servers.mongo.url,  # type: ignore[arg-type]
        store_timeout=3,
        connect_timeout=1,
    )
    with installation(settings) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: Address) -> Iterator[httpx.Client]:
    """A client of the service."""
    with httpx.Client(base_url=address.url, timeout=15) as client:
        yield client


def installation(settings: Settings) -> AbstractContextManager[Address]:
    """The service as it is installed, over the stores of these settings."""
    return serving(build_app(settings, open_gateway), settings)


def until(condition: Callable[[], bool], seconds: float) -> None:
    """Return when the condition holds; fail if it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def codes(response: dict[str, Any]) -> dict[tuple[Any, ...], str]:
    """The code of each error by its path."""
    return {tuple(error["path"]): error["extensions"]["code"] for error in response["errors"]}


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log was told of outages: each once, however many statements saw it."""
    return [record.message for record in caplog.records if record.module == "outage"]


def test_with_both_stores_the_service_is_ready_and_answers(client: httpx.Client) -> None:
    assert client.get("/readyz").status_code == 200
    assert query(client, BOTH) == {"data": {"users": USERS, "houses": HOUSES}}


def test_without_postgres_only_its_fields_are_null_and_it_heals(
    own_servers: EmbeddedServers, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    own_servers.postgres.stop()
    response = query(client, BOTH)
    assert response["data"]["users"] is None
    assert response["data"]["houses"]["nodes"][0]["credentials"]["nodes"] == [{"username": "ann", "user": None}]
    assert codes(response) == {
        ("users",): "STORE_UNAVAILABLE",
        ("houses", "nodes", 0, "credentials", "nodes", 0, "user"): "STORE_UNAVAILABLE",
    }
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert {name: store["status"] for name, store in ready.json()["stores"].items()} == {
        "postgres": "unavailable",
        "mongo": "ok",
    }
    own_servers.postgres.start()
    assert query(client, BOTH) == {"data": {"users": USERS, "houses": HOUSES}}
    assert client.get("/readyz").status_code == 200
    assert told(caplog) == [
        "The store postgres is lost: postgres cannot be reached",
        "The store postgres answers again",
    ]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_without_mongo_only_its_fields_are_null_and_it_heals(
    own_servers: EmbeddedServers, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    own_servers.mongo.stop()
    response = query(client, BOTH)
    assert response["data"] == {"users": {"nodes": [{"username": "ann", "credential": None}]}, "houses": None}
    assert codes(response) == {
        ("houses",): "STORE_UNAVAILABLE",
        ("users", "nodes", 0, "credential"): "STORE_UNAVAILABLE",
    }
    assert client.get("/readyz").json()["stores"]["mongo"]["status"] == "unavailable"
    own_servers.mongo.start()
    until(lambda: client.get("/readyz").status_code == 200, 10)
    assert query(client, BOTH) == {"data": {"users": USERS, "houses": HOUSES}}
    assert told(caplog) == ["The store mongo is lost: mongo cannot be reached", "The store mongo answers again"]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_killed_store_heals_too(own_servers: EmbeddedServers, client: httpx.Client) -> None:
    own_servers.postgres.kill()
    assert query(client, BOTH)["data"]["users"] is None
    own_servers.postgres.start()
    assert query(client, BOTH) == {"data": {"users": USERS, "houses": HOUSES}}


def test_a_service_started_without_stores_becomes_ready_by_itself(own_servers: EmbeddedServers) -> None:
    own_servers.postgres.stop()
    own_servers.mongo.stop()
    settings = Settings(
        postgres_url=own_servers.postgres.url,  # type: ignore[arg-type]
        mongo_url=own_servers.mongo.url,  # type: ignore[arg-type]
        connect_timeout=0.5,
    )
    with installation(settings) as address, httpx.Client(base_url=address.url, timeout=15) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert query(client, "{ __typename }") == {"data": {"__typename": "Query"}}
        assert query(client, "{ agents { totalCount } }")["data"] == {"agents": {"totalCount": None}}
        own_servers.postgres.start()
        own_servers.mongo.start()
        until(lambda: client.get("/readyz").status_code == 200, 10)
        assert query(client, BOTH) == {"data": {"users": USERS, "houses": HOUSES}}


def test_a_client_that_leaves_has_its_statement_ended_and_its_connection_is_used_again(
    own_servers: EmbeddedServers, address: Address, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """A lock holds the statement up. Within a second of the client's leaving it no longer waits in the database."""
    body = b'{"query": "{ users { nodes { username activities { totalCount } } } }"}'
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    with Watch(own_servers.postgres.url) as watch:
        with address.connect() as connection:
            connection.sendall(head % len(body) + body)
            until(lambda: watch.waiting() == 1, 5)
        until(lambda: watch.waiting() == 0, 1)
    assert query(client, BOTH) == {"data": {"users": USERS, "houses": HOUSES}}
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_statement_over_its_limit_is_a_timeout(own_servers: EmbeddedServers, client: httpx.Client) -> None:
    with Watch(own_servers.postgres.url):
        response = query(client, BOTH)
    assert set(codes(response).values()) == {"STORE_TIMEOUT"}
    assert response["data"]["houses"]["nodes"][0]["id"] == "h"


WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE application_name = 'polygraph' AND wait_event_type = 'Lock'
"""


class Watch:
    """Holds a lock on the users' table, and sees how many of the service's statements wait for it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Watch:
        self._holder, self._watcher = (self._run(asyncpg.connect(self._url)) for _ in range(2))
        self._run(self._holder.execute("BEGIN; LOCK TABLE fire22.users IN ACCESS EXCLUSIVE MODE"))
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._holder.close())
        self._run(self._watcher.close())
        self._loop.close()

    def waiting(self) -> int:
        """How many statements wait."""
        return int(self._run(self._watcher.fetchval(WAITING)))

    def _run(self, work: Any) -> Any:
        return self._loop.run_until_complete(work)


def test_a_database_that_was_never_migrated_says_what_to_run(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path / "data") as servers:
        settings = Settings(
            postgres_url=servers.postgres.url,  # type: ignore[arg-type]
            mongo_url=servers.mongo.url,  # type: ignore[arg-type]
        )
        with installation(settings) as address, httpx.Client(base_url=address.url) as client:
            error = post(client, {"query": "{ agents { totalCount } }"}).json()["errors"][0]
    assert error["extensions"]["code"] == "STORE_NOT_MIGRATED"
    assert "polygraph migrate" in error["message"]


EXPORT = "/exports/loginRecords.ndjson"
ROWS = 30_000


@pytest.fixture
def long_list(own_servers: EmbeddedServers) -> Iterator[None]:
    """So many login records, too many bytes for what lies between a server and a client that does not read."""
    asyncio.run(run_sql(own_servers, LONG_LIST))
    yield
    asyncio.run(run_sql(own_servers, "TRUNCATE hosting.login_records RESTART IDENTITY"))


LONG_LIST = f"""INSERT INTO hosting.login_records (email, success, login_time, ip_address, location)
    SELECT repeat('x', 400) || n, true, now(), '::1', 'Berlin' FROM generate_series(1, {ROWS}) n"""


async def run_sql(own_servers: EmbeddedServers, statement: str) -> None:
    """Run one statement in PostgreSQL."""
    connection = await asyncpg.connect(own_servers.postgres.url)
    await connection.execute(statement)
    await connection.close()


@pytest.mark.usefixtures("long_list")
def test_a_download_goes_on_after_an_outage_and_every_row_comes_once(
    own_servers: EmbeddedServers, client: httpx.Client
) -> None:
    found = []
    with client.stream("GET", EXPORT) as response:
        for line in response.iter_lines():
            found.append(orjson.loads(line)["id"])
            if len(found) == 1:
                own_servers.postgres.stop()
                threading.Timer(0.5, own_servers.postgres.start).start()
    assert found == list(range(1, ROWS + 1))


@pytest.mark.usefixtures("long_list")
def test_a_download_that_cannot_go_on_breaks_off_and_one_that_cannot_begin_is_refused(
    own_servers: EmbeddedServers,
    client: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(whole_list, "WAITS", (0.01,))
    with client.stream("GET", EXPORT) as response:
        chunks = response.iter_raw()
        next(chunks)
        own_servers.postgres.stop()
        with pytest.raises(httpx.RemoteProtocolError):
            list(chunks)
    assert f"The download {EXPORT} broke off: postgres cannot be reached" in caplog.messages
    refused = client.get(EXPORT)
    own_servers.postgres.start()
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "STORE_UNAVAILABLE")
    assert client.get(EXPORT).status_code == 200
