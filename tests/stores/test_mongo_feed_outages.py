"""MongoDB's feed over outages, restarts and a log that forgets: nothing is lost, nothing repeated."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pymongo.errors import BulkWriteError

from stores.embedded.mongo import MongoServer
from stores.errors import CursorExpired, Outage, StoreUnavailable
from stores.feed import Position
from stores.mongo.driver import Driver
from stores.mongo.feed import MongoFeed
from stores.mongo.store import MongoOptions, connect
from tests.polling import until
from tests.stores.mongo_changes import HOUSE, INSERT, SOON, short, started, told, until_told, write


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    """A server that the tests may stop."""
    with started(tmp_path_factory.mktemp("feed")) as server:
        yield server


@pytest.fixture
async def own_driver(server: MongoServer) -> AsyncIterator[Driver]:
    """A driver of that server that soon gives up."""
    driver = connect(MongoOptions(server.url, connect_limit=0.5, time_limit=3))
    yield driver
    await driver.close()


async def test_a_restart_of_the_server_loses_and_repeats_nothing(server: MongoServer, own_driver: Driver) -> None:
    """One reader waits all the time, another comes with a position from before; what is away is told of as such."""
    feed = MongoFeed(own_driver)
    start = await feed.now()
    await feed.wait(start, 0.01)
    await write(own_driver, "H0U53", {"_id": "before"})
    first = await until_told(feed, [HOUSE], start, 1)
    waiting = asyncio.create_task(feed.wait(first[-1].position, 60))
    await asyncio.to_thread(server.stop)
    with pytest.raises(StoreUnavailable):
        await feed.now()
    with pytest.raises(StoreUnavailable):
        await MongoFeed(own_driver).read([HOUSE], start, 10)
    await asyncio.to_thread(server.start)
    await healed(own_driver)
    await write(own_driver, "H0U53", {"_id": "after"})
    async with asyncio.timeout(SOON):
        await waiting
    assert short(await until_told(feed, [HOUSE], start, 2)) == [("House", INSERT, "before"), ("House", INSERT, "after")]
    resumed = MongoFeed(own_driver)
    assert short((await told(resumed, [HOUSE], first[-1].position))[0]) == [("House", INSERT, "after")]
    await feed.close()


async def test_who_waits_is_woken_when_the_server_is_lost(server: MongoServer, own_driver: Driver) -> None:
    """So that a reader finds out that it is behind, and says so, however quiet it was."""
    feed = MongoFeed(own_driver)
    start = await feed.now()
    waiting = asyncio.create_task(feed.wait(start, 60))
    await until_told(feed, [HOUSE], start, 0)
    await asyncio.to_thread(server.stop)
    async with asyncio.timeout(SOON):
        await waiting
    with pytest.raises(StoreUnavailable):
        await feed.read([HOUSE], start, 10)
    await asyncio.to_thread(server.start)
    await healed(own_driver)
    await feed.close()


async def healed(driver: Driver) -> None:
    async with asyncio.timeout(SOON):
        while True:
            try:
                return await driver.ping()
            except StoreUnavailable:
                await asyncio.sleep(0.05)


async def test_a_read_while_the_server_is_away_is_an_outage_also_for_who_is_at_the_head(
    server: MongoServer, own_driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    """The log is told that it begins and ends, and of no failure."""
    feed = MongoFeed(own_driver)
    start = await feed.now()
    await write(own_driver, "H0U53", {"_id": "x"})
    await feed.wait(start, SOON)
    end = (await told(feed, [HOUSE], start))[1]
    await asyncio.to_thread(server.stop)
    with pytest.raises(StoreUnavailable):
        await read_for(SOON, feed, end)
    await asyncio.to_thread(server.start)
    await healed(own_driver)
    await write(own_driver, "H0U53", {"_id": "y"})
    assert short(await until_told(feed, [HOUSE], end, 1)) == [("House", INSERT, "y")]
    await feed.close()
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == [
        "The store mongo is lost: mongo cannot be reached"
    ]


async def test_every_document_is_told_once_by_reads_in_small_steps_over_concurrent_writes_and_restarts(
    server: MongoServer, own_driver: Driver
) -> None:
    """Two readers: one waits, the other begins anew with its last position for every read, as after a restart."""
    names = {f"{writer}-{number}" for writer in range(4) for number in range(150)}
    reader = MongoFeed(own_driver)
    start = await reader.now()
    waited: list[str] = []
    resumed: list[str] = []
    readers = [
        asyncio.create_task(read_all(lambda: reader, start, len(names), waited)),
        asyncio.create_task(read_all(lambda: MongoFeed(own_driver), start, len(names), resumed)),
    ]
    writers = [asyncio.create_task(insist(own_driver, sorted(names)[writer::4], writer)) for writer in range(4)]
    for told_by_then in (150, 350):
        await until(lambda: min(len(waited), len(resumed)) > told_by_then)  # noqa: B023
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
    await asyncio.gather(*writers)
    async with asyncio.timeout(60):
        await asyncio.gather(*readers)
    for keys in (waited, resumed):
        assert len(keys) == len(names)
        assert set(keys) == names
    await reader.close()


async def insist(driver: Driver, names: Collection[str], seed: int) -> None:
    """Write each until the server has it; one that it says to have already was written by a try that it did not end."""
    chance = random.Random(seed)
    for name in names:
        await asyncio.sleep(chance.random() * 0.01)
        while True:
            try:
                await driver.insert("H0U53", [{"_id": name}])
            except BulkWriteError:
                break
            except Outage:
                continue
            break


async def read_all(opened: Callable[[], MongoFeed], after: Position, count: int, keys: list[str]) -> None:
    """Note the keys that are told, until there are so many and no more; each read is by the feed that is opened."""
    while True:
        feed = opened()
        try:
            read = await feed.read([HOUSE], after, 7)
            if len(keys) >= count and not read.changes:
                return
            keys += [change.key[0] for change in read.changes]
            after = read.position
            if not read.more:
                await feed.wait(after, 0.1)
        except Outage:
            await asyncio.sleep(0.05)
        finally:
            if feed is not opened():
                await feed.close()


async def read_for(seconds: float, feed: MongoFeed, after: Position) -> None:
    """Read from one position again and again."""
    async with asyncio.timeout(seconds):
        while True:
            await feed.read([HOUSE], after, 10)
            await asyncio.sleep(0.05)


async def test_a_position_that_the_server_has_forgotten_is_expired(tmp_path: Path) -> None:
    """A log of fifty entries, which is cut now and then: whoever was told of none of the rest hears so."""
    async with small_log(tmp_path, entries=50) as driver:
        feed = MongoFeed(driver)
        start = await feed.now()
        await write(driver, "H0U53", {"_id": "h"})
        for number in range(3):
            await driver.insert("elsewhere", [{"_id": number * 1_000 + each} for each in range(1_000)])
        with pytest.raises(CursorExpired) as raised:
            await feed.read([HOUSE], start, 10)
        assert raised.value.code == "CURSOR_EXPIRED"
        waits = await asyncio.gather(*(feed.wait(start, SOON) for _ in range(2)), return_exceptions=True)
        assert [type(each) for each in waits] == [CursorExpired] * 2
        fresh = await feed.now()
        await write(driver, "H0U53", {"_id": "again"})
        assert short(await until_told(feed, [HOUSE], fresh, 1)) == [("House", INSERT, "again")]
        await feed.close()


@asynccontextmanager
async def small_log(folder: Path, entries: int) -> AsyncIterator[Driver]:
    """A driver of a server whose log of changes has so many entries when it is cut."""
    with started(folder, "--oplog-max-entries", str(entries)) as server:
        driver = connect(MongoOptions(server.url))
        yield driver
        await driver.close()
