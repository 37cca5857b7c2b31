"""Time limits, outages and cancellation of the MongoDB store, on a server of its own that is really stopped."""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from socket import create_server
from time import monotonic
from typing import Any

import bson
import pytest
from pymongo import monitoring

from stores.embedded.lock import FolderLock
from stores.embedded.mongo import MongoServer
from stores.embedded.process import read_pid
from stores.errors import Misconfigured, PolygraphError, StoreForbidden, StoreTimeout, StoreUnavailable
from stores.mongo.catalogue import derive
from stores.mongo.driver import Driver
from stores.mongo.store import MongoOptions, MongoStore, connect
from stores.order import Order
from stores.query import Count, Select
from tests.polling import until

JACKPOT = derive()["Jackpot"]
SLOW = Select(JACKPOT, ("id", "grand"), order=(Order("grand", nulls_first=True), Order("id")), limit=1)
DOCUMENTS = 8_000
LIMIT = 10.0
OP_REPLY, OP_QUERY = 1, 2004


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    folder: Path = tmp_path_factory.mktemp("outage")
    lock = FolderLock(folder / "lock")
    assert lock.acquire()
    server = MongoServer(folder, lock)
    server.start()
    yield server
    server.stop()
    lock.release()


@pytest.fixture(scope="module")
async def options(server: MongoServer) -> MongoOptions:
    """A database in which `SLOW` takes some tenths of a second."""
    options = MongoOptions(server.url, connect_limit=1.0, time_limit=30.0)
    driver = connect(replace(options, time_limit=60.0))
    await driver.insert("JACKP0T", [{"_id": n, "Grand": float(n * 7919 % DOCUMENTS)} for n in range(DOCUMENTS)])
    await driver.close()
    return options


@pytest.fixture
async def store(options: MongoOptions) -> AsyncIterator[MongoStore]:
    """A store that has made several connections already."""
    store = MongoStore(options)
    await asyncio.gather(*(store.select(SLOW) for _ in range(4)))
    yield store
    await store.close()


@contextmanager
def paused(server: MongoServer) -> Iterator[None]:
    """The server keeps its connections and does not answer."""
    pid = read_pid(server.pid_file)
    assert pid is not None
    os.kill(pid, SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, SIGCONT)


class Commands(monitoring.CommandListener):
    """What the driver sends to the server, for as long as it is asked to note it."""

    def __init__(self) -> None:
        self.noted: list[dict[str, Any]] | None = None

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if self.noted is not None:
            self.noted.append(dict(event.command))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass

    def named(self, name: str) -> list[dict[str, Any]]:
        return [command for command in self.noted or [] if name in command]


COMMANDS = Commands()
monitoring.register(COMMANDS)


@pytest.fixture
def commands() -> Iterator[Commands]:
    COMMANDS.noted = []
    yield COMMANDS
    COMMANDS.noted = None


async def test_a_statement_is_bounded_in_the_server_by_the_same_limit(store: MongoStore, commands: Commands) -> None:
    await store.count(Count(JACKPOT))
    assert [command["maxTimeMS"] for command in commands.named("aggregate")] == [30_000]


async def test_a_slow_statement_is_a_timeout_within_its_limit(options: MongoOptions) -> None:
    store = MongoStore(replace(options, time_limit=0.1))
    begun = monotonic()
    try:
        with pytest.raises(StoreTimeout, match=r"0\.1 s"):
            await store.select(SLOW)
    finally:
        await store.close()
    assert monotonic() - begun < 2


async def test_a_server_that_does_not_answer_is_a_timeout_and_then_heals(
    server: MongoServer, options: MongoOptions
) -> None:
    store = MongoStore(replace(options, time_limit=0.5))
    await store.ping()
    with paused(server):
        begun = monotonic()
        with pytest.raises(StoreTimeout):
            await store.count(Count(JACKPOT))
        # Meanwhile the driver may have noticed for itself.
        with pytest.raises((StoreTimeout, StoreUnavailable)):
            await store.ping()
        assert monotonic() - begun < 2.5
    await until_answered(store)
    await store.close()


@pytest.mark.parametrize("time_limit", [0.2, 5.0])
async def test_a_host_that_accepts_and_says_nothing_is_unavailable(time_limit: float) -> None:
    """For a ping and for a statement, whichever of their limits ends first."""
    with create_server(("127.0.0.1", 0)) as silent:
        url = f"mongodb://127.0.0.1:{silent.getsockname()[1]}"
        store = MongoStore(MongoOptions(url, connect_limit=0.5, time_limit=time_limit))
        begun = monotonic()
        for call in (store.ping(), store.count(Count(JACKPOT))):
            with pytest.raises(StoreUnavailable, match="mongo cannot be reached"):
                await call
        assert monotonic() - begun < 2.0
        await store.close()


@asynccontextmanager
async def refusing(code: int) -> AsyncIterator[str]:
    """The URL of a server that says hello, and answers all else with an error of this code.

    It speaks the two messages of the wire protocol that the driver does: OP_QUERY for the first hello, and OP_MSG.
    (https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/)
    """
    hello = {"ok": 1, "isWritablePrimary": True, "maxWireVersion": 21, "logicalSessionTimeoutMinutes": 30}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while True:
                length, number, _, kind = struct.unpack("<iiii", await reader.readexactly(16))
                body = await reader.readexactly(length - 16)
                greets = any(name in body for name in (b"ismaster", b"hello", b"ping"))
                document = bson.encode(hello if greets else {"ok": 0, "code": code, "errmsg": "no"})
                reply = (struct.pack("<iqii", 8, 0, 0, 1) if kind == OP_QUERY else struct.pack("<iB", 0, 0)) + document
                made = OP_REPLY if kind == OP_QUERY else kind
                writer.write(struct.pack("<iiii", 16 + len(reply), 0, number, made) + reply)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"mongodb://127.0.0.1:{server.sockets[0].getsockname()[1]}/?directConnection=true"


@pytest.mark.parametrize(
    ("code", "error", "says"),
    [(13, StoreForbidden, "refuses its user the right"), (18, StoreUnavailable, "refuses the user or the password")],
)
async def test_what_a_user_may_not_read_is_no_outage_that_passes(
    code: int, error: type[PolygraphError], says: str
) -> None:
    """Neither for a query nor for a feed; a password that is wrong may be mended in the server."""
    async with refusing(code) as url:
        driver = Driver(url, "refused", time_limit=5.0)
        calls = (
            driver.aggregate("JACKP0T", []),
            driver.changes([], None, 1),
            driver.watch([], "8263", lambda *_: None),
        )
        for call in calls:
            with pytest.raises(error, match=says):
                await call
        await driver.close()


async def until_answered(store: MongoStore) -> None:
    """Ask until the store answers; an outage may be reported in between, and nothing else."""
    async with asyncio.timeout(LIMIT):
        while True:
            try:
                return await store.ping()
            except (StoreUnavailable, StoreTimeout):
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("end", [MongoServer.stop, MongoServer.kill], ids=["stopped", "killed"])
async def test_a_server_that_is_gone_is_unavailable_and_then_heals(
    server: MongoServer, store: MongoStore, end: Callable[[MongoServer], None]
) -> None:
    assert await store.count(Count(JACKPOT)) == {(): DOCUMENTS}
    await asyncio.to_thread(end, server)
    try:
        begun = monotonic()
        with pytest.raises(StoreUnavailable) as raised:
            await store.count(Count(JACKPOT))
        with pytest.raises(StoreUnavailable):
            await store.ping()
        assert monotonic() - begun < 4.0
        assert str(raised.value) == "mongo cannot be reached"
    finally:
        await asyncio.to_thread(server.start)
    await until_answered(store)
    assert await store.count(Count(JACKPOT)) == {(): DOCUMENTS}


async def test_a_store_can_be_made_while_its_server_is_away(server: MongoServer, options: MongoOptions) -> None:
    await asyncio.to_thread(server.stop)
    try:
        store = MongoStore(options)
        with pytest.raises(StoreUnavailable):
            await store.ping()
    finally:
        await asyncio.to_thread(server.start)
    await until_answered(store)
    await store.close()


async def test_a_cancelled_call_returns_at_once_and_ends_its_statement_by_its_session(
    server: MongoServer, store: MongoStore, commands: Commands
) -> None:
    """The server is told to end the very session that the statement runs in, and no other."""
    with paused(server):
        call = asyncio.ensure_future(store.count(Count(JACKPOT)))
        await until(lambda: commands.named("aggregate"))
        begun = monotonic()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert monotonic() - begun < 0.2
        await until(lambda: commands.named("killSessions"))
    sessions = [command["lsid"]["id"] for command in commands.named("aggregate")]
    assert [command["killSessions"] for command in commands.named("killSessions")] == [[{"id": sessions[0]}]]


async def test_a_session_that_is_being_ended_is_not_used_again(
    server: MongoServer, store: MongoStore, commands: Commands
) -> None:
    """Otherwise the next statement would be ended in place of the cancelled one."""
    with paused(server):
        cancelled = asyncio.ensure_future(store.count(Count(JACKPOT)))
        await until(lambda: commands.named("aggregate"))
        cancelled.cancel()
        await asyncio.gather(cancelled, return_exceptions=True)
        following = asyncio.ensure_future(store.count(Count(JACKPOT)))
        await until(lambda: len(commands.named("aggregate")) == 2)
    assert await following == {(): DOCUMENTS}
    first, second = (command["lsid"]["id"] for command in commands.named("aggregate"))
    assert first != second


async def test_cancelled_calls_give_back_what_they_hold(options: MongoOptions) -> None:
    """With two connections in all, ten cancelled calls leave them usable."""
    store = MongoStore(replace(options, connections=2))
    calls = [asyncio.ensure_future(store.select(SLOW)) for _ in range(10)]
    await asyncio.sleep(0)
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    assert await asyncio.gather(*(store.count(Count(JACKPOT)) for _ in range(4))) == [{(): DOCUMENTS}] * 4
    await store.close()


async def test_more_calls_than_connections_all_get_their_turn(options: MongoOptions) -> None:
    store = MongoStore(replace(options, connections=1))
    assert await asyncio.gather(*(store.count(Count(JACKPOT)) for _ in range(5))) == [{(): DOCUMENTS}] * 5
    await store.close()


async def test_a_refused_command_says_why(options: MongoOptions) -> None:
    driver = connect(options)
    with pytest.raises(Misconfigured, match="MongoDB refuses unheardOf: "):
        await driver.command({"unheardOf": 1})
    await driver.close()


@pytest.mark.parametrize("url", ["postgresql://host", "mongodb://", "mongodb://user:secret word@host:port/"])
async def test_a_url_that_is_none_is_misconfigured_without_being_shown(url: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        MongoStore(MongoOptions(url))
    assert "secret" not in str(raised.value)
    assert raised.value.__suppress_context__
