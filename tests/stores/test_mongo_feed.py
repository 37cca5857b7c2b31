"""MongoDB's feed by a change stream: every change once and in order, for readers wherever they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import bson
import pytest
from bson import ObjectId, Timestamp
from pymongo import AsyncMongoClient

from stores.errors import BadCursor, CursorExpired
from stores.feed import Position
from stores.mongo import change_stream
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.driver import Driver
from stores.mongo.feed import MongoFeed
from stores.mongo.store import MongoOptions, connect
from tests.polling import until
from tests.stores.mongo_changes import (
    COMMANDS,
    CREDENTIAL,
    DELETE,
    EVENT,
    HOUSE,
    INSERT,
    JACKPOT,
    PANTHEON,
    SIGNAL,
    SOON,
    UPDATE,
    Commands,
    delete,
    short,
    told,
    until_told,
    update,
    write,
)
from tests.stores.samples import NOON


@pytest.fixture
async def feed(mongo_driver: Driver) -> AsyncIterator[MongoFeed]:
    """A feed on an empty database that has been bootstrapped."""
    await Bootstrap(mongo_driver).up()
    feed = MongoFeed(mongo_driver)
    yield feed
    await feed.close()


async def test_each_kind_of_change_is_told_in_order_with_the_row_as_it_was(
    feed: MongoFeed, mongo_driver: Driver
) -> None:
    start = await feed.now()
    ann = {"_id": "ann", "Password": "x", "House": "Gold", "Balance": 5.0, "Thresholds": {"Grand": 1.5}}
    await write(mongo_driver, "CRED3N7IAL", ann)
    await update(mongo_driver, "CRED3N7IAL", "ann", {"$set": {"Balance": 6.0}})
    await update(mongo_driver, "CRED3N7IAL", "ann", {"Password": "y", "House": "Ruby"})
    await delete(mongo_driver, "CRED3N7IAL", "ann")
    changes, _ = await told(feed, [CREDENTIAL], start)
    assert short(changes) == [
        ("Credential", INSERT, "ann"),
        ("Credential", UPDATE, "ann"),
        ("Credential", UPDATE, "ann"),
        ("Credential", DELETE, "ann"),
    ]
    inserted, updated, replaced, deleted = changes
    assert inserted.before is None
    assert updated.before is not None
    assert replaced.before is not None
    assert deleted.before is not None
    assert (updated.before["balance"], updated.before["threshold_grand"]) == (5.0, 1.5)
    assert (replaced.before["balance"], replaced.before["house_name"]) == (6.0, "Gold")
    assert set(deleted.before) == set(CREDENTIAL.columns)
    assert (deleted.before["house_name"], deleted.before["balance"]) == ("Ruby", None)


async def test_a_key_is_as_select_gives_it(feed: MongoFeed, mongo_driver: Driver) -> None:
    start = await feed.now()
    key = ObjectId()
    await write(mongo_driver, "JACKP0T", {"_id": key, "Grand": 1.0})
    changes, _ = await told(feed, [JACKPOT], start)
    assert [change.key for change in changes] == [(str(key),)]


async def test_a_document_whose_key_no_query_can_ask_for_is_passed_over(feed: MongoFeed, mongo_driver: Driver) -> None:
    start = await feed.now()
    await write(mongo_driver, "H0U53", {"_id": {"a": 1}}, {"_id": 5}, {"_id": "h"})
    changes, _ = await told(feed, [HOUSE], start)
    assert short(changes) == [("House", INSERT, "h")]


async def test_a_log_keeps_no_documents_as_they_were(feed: MongoFeed, mongo_driver: Driver) -> None:
    """They are written once, and an image of each that its lifetime ends would be written twice."""
    start = await feed.now()
    key = ObjectId()
    await write(mongo_driver, "JACKP0T", {"_id": key, "Timestamp": NOON})
    await delete(mongo_driver, "JACKP0T", key)
    changes, _ = await told(feed, [JACKPOT], start)
    assert [(change.operation, change.before) for change in changes] == [(INSERT, None), (DELETE, None)]


async def test_now_is_after_what_was_before_it(feed: MongoFeed, mongo_driver: Driver) -> None:
    await write(mongo_driver, "H0U53", {"_id": "old"})
    start = await feed.now()
    await write(mongo_driver, "H0U53", {"_id": "new"})
    changes, end = await told(feed, [HOUSE], start)
    assert short(changes) == [("House", INSERT, "new")]
    assert (await told(feed, [HOUSE], end))[0] == []


async def test_only_the_entities_asked_for_are_told_and_the_position_passes_the_others(
    feed: MongoFeed, mongo_driver: Driver
) -> None:
    start = await feed.now()
    await write(mongo_driver, "H0U53", {"_id": "h"})
    await write(mongo_driver, "elsewhere", {"_id": 1})
    changes, end = await told(feed, [JACKPOT], start)
    assert changes == []
    assert feed.is_after(end, start)
    assert (await told(feed, [HOUSE], end))[0] == []


@pytest.mark.parametrize("waiting", [True, False], ids=["buffered", "asked"])
async def test_a_change_of_an_event_is_one_of_the_signal_too(
    feed: MongoFeed, mongo_driver: Driver, waiting: bool
) -> None:
    """Also where a read ends between them: both changes come in one read, and have one position."""
    start = await feed.now()
    if waiting:
        await feed.wait(start, 0.01)
    one, two = ObjectId(), ObjectId()
    await write(mongo_driver, "EV3NT", {"_id": one, "Action": "SIGN4L"}, {"_id": two, "Action": "SPIN"})
    changes = await until_told(feed, [EVENT, SIGNAL], start, 4, limit=1)
    assert short(changes) == [(name, INSERT, str(key)) for key in (one, two) for name in ("Event", "Signal")]
    assert changes[0].position == changes[1].position


async def test_reads_of_any_limit_tell_the_same(feed: MongoFeed, mongo_driver: Driver) -> None:
    start = await feed.now()
    await mongo_driver.insert("H0U53", [{"_id": f"h{number}"} for number in range(20)])
    every, _ = await told(feed, [HOUSE], start)
    assert len(every) == 20
    for limit in (1, 3, 20, 21):
        assert (await told(feed, [HOUSE], start, limit))[0] == every
    assert not (await feed.read([HOUSE], start, 21)).more
    assert (await feed.read([HOUSE], start, 19)).more


async def test_reading_goes_on_after_each_position_alone(feed: MongoFeed, mongo_driver: Driver) -> None:
    start = await feed.now()
    await mongo_driver.insert("H0U53", [{"_id": f"h{number}"} for number in range(5)])
    every, end = await told(feed, [HOUSE], start)
    for number, change in enumerate(every, 1):
        assert (await told(feed, [HOUSE], change.position))[0] == every[number:]
    places = [start, *(change.position for change in every)]
    for number, one in enumerate(places):
        assert [feed.is_after(one, other) for other in places] == [other < number for other in range(len(places))]
    assert not feed.is_after(every[-1].position, end)


async def test_the_documents_of_a_transaction_are_told_once_it_has_ended(
    feed: MongoFeed, mongo_driver: Driver, mongo_options: MongoOptions
) -> None:
    start = await feed.now()
    async with (
        connection(mongo_options) as client,
        client.start_session() as session,
        await session.start_transaction(),
    ):
        await client[mongo_options.database]["H0U53"].insert_one({"_id": "in"}, session=session)
        await write(mongo_driver, "H0U53", {"_id": "out"})
        changes, middle = await told(feed, [HOUSE], start)
        assert short(changes) == [("House", INSERT, "out")]
    assert short((await told(feed, [HOUSE], middle))[0]) == [("House", INSERT, "in")]


def connection(options: MongoOptions) -> AsyncMongoClient[dict[str, Any]]:
    """A client of the driver's own, for what Polygraph has no use for."""
    return AsyncMongoClient(options.url)


async def test_a_wait_ends_with_the_next_change_and_not_before(feed: MongoFeed, mongo_driver: Driver) -> None:
    start = await feed.now()
    waiting = asyncio.create_task(feed.wait(start, SOON))
    done, _ = await asyncio.wait((waiting,), timeout=0.3)
    assert not done
    begun = monotonic()
    await write(mongo_driver, "H0U53", {"_id": "h"})
    await waiting
    assert monotonic() - begun < 1
    assert short((await told(feed, [HOUSE], start))[0]) == [("House", INSERT, "h")]
    await feed.wait(start, SOON)
    assert monotonic() - begun < 1.5


async def test_a_wait_ends_at_its_limit(feed: MongoFeed) -> None:
    start = await feed.now()
    begun = monotonic()
    await feed.wait(start, 0.2)
    assert 0.15 < monotonic() - begun < 2


async def test_an_idle_stream_asks_the_server_nothing_but_to_wait(
    feed: MongoFeed, mongo_driver: Driver, commands: Commands
) -> None:
    """One request every five seconds, whatever the number of those that wait; reads at the head make none."""
    start = await feed.now()
    await write(mongo_driver, "H0U53", {"_id": "h"})
    waiters = [asyncio.create_task(feed.wait(start, SOON)) for _ in range(20)]
    await asyncio.gather(*waiters)
    end = (await told(feed, [HOUSE], start))[1]
    commands.noted.clear()
    waiters = [asyncio.create_task(feed.wait(end, 0.5)) for _ in range(20)]
    await asyncio.gather(*waiters, *(told(feed, [HOUSE], end) for _ in range(20)))
    assert commands.noted in (["getMore"], [])


@pytest.fixture
def commands() -> Commands:
    return COMMANDS


async def test_readers_at_different_places_each_get_all(feed: MongoFeed, mongo_driver: Driver) -> None:
    """One that waits at the head, one that comes later from the start, and one that comes from the middle."""
    start = await feed.now()
    head = asyncio.create_task(until_told(feed, [HOUSE], start, 300))
    numbers = [f"h{number}" for number in range(300)]
    for number in range(0, 300, 10):
        await mongo_driver.insert("H0U53", [{"_id": each} for each in numbers[number : number + 10]])
    every = await head
    assert sorted(change.key[0] for change in every) == sorted(numbers)
    assert await until_told(feed, [HOUSE], start, 300) == every
    assert await until_told(feed, [HOUSE], every[99].position, 200) == every[100:]


async def test_who_is_further_behind_than_the_buffer_reaches_misses_nothing(mongo_driver: Driver) -> None:
    feed = MongoFeed(mongo_driver, kept=10)
    start = await feed.now()
    await feed.wait(start, 0.01)
    for number in range(60):
        await write(mongo_driver, "H0U53", {"_id": f"h{number:02d}"})
    keys = [change.key[0] for change in await until_told(feed, [HOUSE], start, 60)]
    assert keys == [f"h{number:02d}" for number in range(60)]
    assert [change.key[0] for change in (await told(feed, [HOUSE], start, 7))[0]] == keys
    await feed.close()


@pytest.mark.parametrize(
    "position",
    [
        (), ("",), ("zz",), ("abc",), (5,), (None,), ("aa", "bb"), ({"Jackpot": None},), ("8265F1A2B3000000012B",),
        (bson.encode({"s": 5}).hex(),), (bson.encode({"s": 5, "n": "other.$cmd", "t": Timestamp(1, 1)}).hex(),),
    ],
    ids=str,
)  # fmt: skip
async def test_a_position_that_is_none_is_a_bad_cursor(feed: MongoFeed, position: Position) -> None:
    with pytest.raises(BadCursor) as raised:
        await feed.read([HOUSE], position, 10)
    assert raised.type is BadCursor
    with pytest.raises(BadCursor):
        await feed.wait(position, 1)


async def test_a_dropped_collection_expires_the_positions_before(feed: MongoFeed, mongo_driver: Driver) -> None:
    """Its documents have gone without a word, so the list has to be read anew; other lists need not."""
    start = await feed.now()
    await write(mongo_driver, "H0U53", {"_id": "h"})
    await write(mongo_driver, "G4ME", {"_id": "g"})
    await mongo_driver.command({"drop": "H0U53"})
    with pytest.raises(CursorExpired):
        await told(feed, [HOUSE], start)
    assert short((await told(feed, [PANTHEON["Game"]], start))[0]) == [("Game", INSERT, "g")]
    after = await feed.now()
    await write(mongo_driver, "H0U53", {"_id": "again"})
    assert short((await told(feed, [HOUSE], after))[0]) == [("House", INSERT, "again")]


async def test_a_dropped_database_expires_them_all_and_the_stream_goes_on(
    feed: MongoFeed, mongo_driver: Driver
) -> None:
    start = await feed.now()
    await feed.wait(start, 0.01)
    await write(mongo_driver, "H0U53", {"_id": "h"})
    await mongo_driver.command({"dropDatabase": 1})
    for entity in (HOUSE, JACKPOT):
        with pytest.raises(CursorExpired):
            await until_told(feed, [entity], start, 2)
    after = await feed.now()
    await write(mongo_driver, "H0U53", {"_id": "again"})
    assert short(await until_told(feed, [HOUSE], after, 1)) == [("House", INSERT, "again")]


async def test_the_stream_is_closed_when_nobody_waits_any_more_and_opened_again(
    feed: MongoFeed, mongo_driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_stream, "UNWATCHED", 0.1)
    start = await feed.now()
    await write(mongo_driver, "H0U53", {"_id": "one"})
    await feed.wait(start, SOON)
    await until(lambda: open_streams() == 0)
    await write(mongo_driver, "H0U53", {"_id": "two"})
    assert short((await told(feed, [HOUSE], start))[0])[-1] == ("House", INSERT, "two")
    end = (await told(feed, [HOUSE], start))[1]
    await write(mongo_driver, "H0U53", {"_id": "three"})
    assert short(await until_told(feed, [HOUSE], end, 1)) == [("House", INSERT, "three")]


def open_streams() -> int:
    """The tasks that follow a stream."""
    return sum("_follow" in repr(task.get_coro()) for task in asyncio.all_tasks())


async def test_a_closed_feed_leaves_nothing_behind_at_once(mongo_options: MongoOptions) -> None:
    driver = connect(mongo_options)
    feed = MongoFeed(driver)
    start = await feed.now()
    waiting = asyncio.create_task(feed.wait(start, SOON))
    await asyncio.wait((waiting,), timeout=0.2)
    begun = monotonic()
    await feed.close()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await driver.close()
    assert monotonic() - begun < 2
    assert open_streams() == 0
