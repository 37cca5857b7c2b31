"""The Postgres store when things go wrong: late, cancelled, unreachable, hung, or asked for what no column can hold."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest

from stores.embedded.servers import EmbeddedServers, Endpoints
from stores.errors import BadInput, Misconfigured, StoreForbidden, StoreNotMigrated, StoreTimeout, StoreUnavailable
from stores.postgres.catalogue import derive
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import Keys, Select
from tests.polling import until

AGENT = derive()["Agent"]


def by_code(code: Any) -> Select:
    """The agents with a code."""
    return Select(AGENT, ("id", "code"), keys=Keys(("code",), ((code,),)))


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """Servers that these tests may stop."""
    with EmbeddedServers(tmp_path_factory.mktemp("outage")) as servers:
        yield servers


@pytest.fixture
async def connection(own_servers: EmbeddedServers) -> AsyncIterator[asyncpg.Connection[Any]]:
    """A connection beside the store's, with the agents' table made and filled."""
    connection = await asyncpg.connect(own_servers.postgres.url)
    await connection.execute("CREATE SCHEMA IF NOT EXISTS fire22")
    await connection.execute(f"CREATE TABLE IF NOT EXISTS {AGENT.source} (id text PRIMARY KEY, code text)")
    await connection.execute(f"INSERT INTO {AGENT.source} VALUES ('a', 'A') ON CONFLICT DO NOTHING")
    yield connection
    await connection.close()


@pytest.fixture
async def lock(
    connection: asyncpg.Connection[Any], own_servers: EmbeddedServers
) -> AsyncIterator[asyncpg.Connection[Any]]:
    """A second connection that locks the agents' table until its transaction is ended."""
    holder = await asyncpg.connect(own_servers.postgres.url)
    await holder.execute("BEGIN")
    await holder.execute(f"LOCK TABLE {AGENT.source} IN ACCESS EXCLUSIVE MODE")
    yield holder
    await holder.close()


@pytest.fixture
async def store(own_servers: EmbeddedServers, connection: asyncpg.Connection[Any]) -> AsyncIterator[PostgresStore]:
    """A store with one connection, so that a connection lost shows at once."""
    store = PostgresStore(PostgresOptions(own_servers.postgres.url, connections=1, connect_limit=1, time_limit=1.5))
    yield store
    await store.close()


async def waiting(connection: asyncpg.Connection[Any]) -> int:
    """How many of the store's statements wait for a lock."""
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'polygraph' AND wait_event_type = 'Lock'"
        )
    )


async def until_waiting(connection: asyncpg.Connection[Any], number: int) -> None:
    """Return when that many statements wait."""
    await until(lambda: waiting(connection), lambda found: found == number)


async def test_a_cancelled_statement_ends_in_the_database_and_its_connection_is_used_again(
    store: PostgresStore, connection: asyncpg.Connection[Any], lock: asyncpg.Connection[Any]
) -> None:
    blocked = asyncio.create_task(store.select(by_code("A")))
    await until_waiting(connection, 1)
    blocked.cancel()
    async with asyncio.timeout(1):
        with pytest.raises(asyncio.CancelledError):
            await blocked
        await until_waiting(connection, 0)
    await lock.execute("ROLLBACK")
    assert [row["id"] for row in await store.select(by_code("A"))] == ["a"]


async def test_a_late_statement_is_a_timeout_and_ends_in_the_database(
    store: PostgresStore, connection: asyncpg.Connection[Any], lock: asyncpg.Connection[Any]
) -> None:
    with pytest.raises(StoreTimeout, match=r"within 1\.5 s"):
        await store.select(by_code("A"))
    await until_waiting(connection, 0)
    await lock.execute("ROLLBACK")
    assert len(await store.select(by_code("A"))) == 1


async def test_a_full_pool_is_a_timeout_for_those_who_wait(
    store: PostgresStore, connection: asyncpg.Connection[Any], lock: asyncpg.Connection[Any]
) -> None:
    results = await asyncio.gather(*(store.select(by_code("A")) for _ in range(5)), return_exceptions=True)
    assert [type(result) for result in results] == [StoreTimeout] * 5
    await lock.execute("ROLLBACK")
    assert len(await store.select(by_code("A"))) == 1


@pytest.mark.parametrize("value", ["nul \0 byte", "lone \ud800 surrogate", 5, b"bytes"])
async def test_a_value_that_no_column_can_hold_is_the_callers_mistake(store: PostgresStore, value: Any) -> None:
    with pytest.raises(BadInput):
        await store.select(by_code(value))
    assert len(await store.select(by_code("A"))) == 1


async def test_a_stopped_server_is_unavailable_and_a_started_one_is_used_again(
    own_servers: EmbeddedServers, store: PostgresStore
) -> None:
    await store.ping()
    await asyncio.to_thread(own_servers.postgres.stop)
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match=r"^postgres cannot be reached$"):
            await store.select(by_code("A"))
    await asyncio.to_thread(own_servers.postgres.start)
    assert len(await store.select(by_code("A"))) == 1


async def test_a_killed_server_is_unavailable_and_a_started_one_is_used_again(
    own_servers: EmbeddedServers, store: PostgresStore
) -> None:
    await store.ping()
    await asyncio.to_thread(own_servers.postgres.kill)
    with pytest.raises(StoreUnavailable):
        await store.ping()
    await asyncio.to_thread(own_servers.postgres.start)
    await store.ping()


async def test_a_hung_server_costs_no_more_than_the_limits(
    own_servers: EmbeddedServers, store: PostgresStore, connection: asyncpg.Connection[Any]
) -> None:
    """The backend is stopped by a signal: its socket stays open, and nothing answers, not even a cancellation."""
    await store.select(by_code("A"))
    backend = await connection.fetchval("SELECT pid FROM pg_stat_activity WHERE application_name = 'polygraph'")
    os.kill(backend, signal.SIGSTOP)
    try:
        async with asyncio.timeout(1.5 + 1 + 1):
            with pytest.raises(StoreTimeout):
                await store.select(by_code("A"))
        await store.select(by_code("A"))
    finally:
        os.kill(backend, signal.SIGCONT)


async def test_a_database_without_the_tables_says_what_to_run(endpoints: Endpoints, empty_database: str) -> None:
    store = PostgresStore(PostgresOptions(empty_database))
    with pytest.raises(StoreNotMigrated, match="polygraph migrate"):
        await store.select(by_code("A"))
    await store.close()


async def test_a_callers_own_limit_on_a_hung_server_stays_the_callers(
    store: PostgresStore, connection: asyncpg.Connection[Any]
) -> None:
    """Giving the connection back takes longer than that limit, and must not pass for the store's own time limit."""
    await store.select(by_code("A"))
    backend = await connection.fetchval("SELECT pid FROM pg_stat_activity WHERE application_name = 'polygraph'")
    os.kill(backend, signal.SIGSTOP)
    try:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await store.select(by_code("A"))
    finally:
        os.kill(backend, signal.SIGCONT)


async def test_a_server_that_accepts_and_says_nothing_is_unavailable() -> None:
    """That is known after the limit for connecting, long before the one for a statement."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        store = PostgresStore(PostgresOptions(f"postgresql://x:x@127.0.0.1:{port}/x", connect_limit=0.2, time_limit=10))
        async with asyncio.timeout(3):
            with pytest.raises(StoreUnavailable, match=r"^postgres cannot be reached$"):
                await store.ping()
        await store.close()


async def test_a_table_that_may_not_be_read_says_what_to_grant(own_servers: EmbeddedServers, connection: Any) -> None:
    await connection.execute("DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'x'")
    await connection.execute("GRANT USAGE ON SCHEMA fire22 TO stranger")
    at = own_servers.postgres.url.rpartition("@")[2]
    store = PostgresStore(PostgresOptions(f"postgresql://stranger:x@{at}"))
    with pytest.raises(StoreForbidden, match="grant SELECT"):
        await store.select(by_code("A"))
    await store.close()


async def test_a_url_with_an_unknown_option_is_a_wrong_setting(own_servers: EmbeddedServers) -> None:
    store = PostgresStore(PostgresOptions(f"{own_servers.postgres.url}?sslmode=perhaps"))
    with pytest.raises(Misconfigured, match="PostgreSQL URL"):
        await store.ping()
    await store.close()


async def test_a_store_without_a_server_can_be_made_asked_and_closed() -> None:
    store = PostgresStore(PostgresOptions("postgresql://nobody:secret@127.0.0.1:1/none"))
    with pytest.raises(StoreUnavailable) as raised:
        await store.ping()
    assert "secret" not in str(raised.value)
    await store.close()


@pytest.mark.parametrize("url", ["postgresql://polygraph:wrong@{at}/polygraph", "postgresql://polygraph@{at}/absent"])
async def test_a_refused_sign_in_is_unavailable(own_servers: EmbeddedServers, url: str) -> None:
    at = own_servers.postgres.url.rpartition("@")[2].partition("/")[0]
    store = PostgresStore(PostgresOptions(url.format(at=at)))
    with pytest.raises(StoreUnavailable):
        await store.ping()
    await store.close()
