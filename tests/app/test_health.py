"""Health: the process answers by itself; readiness tells which store does not answer, and no more."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest

from app.settings import Settings
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from tests.app.sample_schema import schema
from tests.app.service import running


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_process_is_up(client: httpx.Client) -> None:
    """The process answers without asking any store."""
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_silent_store_makes_the_service_not_ready(silent_port: int) -> None:
    """Readiness answers within its limit, names the store and tells no secret; the rest of the service works."""
    options = PostgresOptions(f"postgresql://polygraph:hunter2@127.0.0.1:{silent_port}/x", connect_limit=0.3)
    with running(schema, Settings(connect_timeout=0.5), {"postgres": PostgresStore(options)}) as address:
        response = httpx.get(f"{address.url}/readyz")
        assert httpx.get(f"{address.url}/healthz").status_code == 200
        assert httpx.get(f"{address.url}/graphql?query={{hello}}").status_code == 200
    assert response.status_code == 503
    assert response.json()["status"] == "not ready"
    assert response.json()["stores"]["postgres"]["status"] == "unavailable"
    assert response.json()["stores"]["postgres"]["reason"]
    assert "hunter2" not in response.text


def test_ready_without_stores_to_wait_for(client: httpx.Client) -> None:
    """Nothing that does not answer means ready."""
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready", "stores": {}})
