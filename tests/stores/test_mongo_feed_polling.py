"""MongoDB's feed without change streams: each new document once, also among ties."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from stores.embedded.mongo import MongoServer
from stores.errors import BadCursor, BadInput, CursorExpired
from stores.feed import Position
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.driver import Driver
from stores.mongo.feed import MongoFeed
from stores.mongo.store import MongoOptions, connect
from tests.stores.mongo_changes import (
    COMMANDS,
    CREDENTIAL,
    EVENT,
    INSERT,
    JACKPOT,
    SIGNAL,
    SOON,
    short,
    started,
    told,
    until_told,
)
from tests.stores.samples import NOON


@pytest.fixture(scope="module")
def stand_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MongoServer]:
    with started(tmp_path_factory.mktemp("alone"), "--standalone") as server:
        yield server


@pytest.fixture(params=["stand-alone", "forced"])
async def polling(
    request: pytest.FixtureRequest, stand_alone: MongoServer, mongo_options: MongoOptions
) -> AsyncIterator[tuple[MongoFeed, Driver]]:
    """A feed that polls, because the server has no change streams, or because it is told to."""
    alone = request.param == "stand-alone"
    driver = connect(replace(mongo_options, url=stand_alone.url) if alone else mongo_options)
    await Bootstrap(driver).up()
    yield MongoFeed(driver, poll=not alone, interval=0.05, grace=0), driver
    await driver.command({"dropDatabase": 1})
    await driver.close()


def event(number: int, seconds: int, action: str = "SPIN") -> dict[str, Any]:
    return {"_id": ident(number), "Action": action, "Timestamp": NOON + timedelta(seconds=seconds)}


def ident(number: int) -> ObjectId:
    return ObjectId(f"{number:024x}")


async def test_polling_tells_each_new_document_once_also_among_ties(polling: tuple[MongoFeed, Driver]) -> None:
    """Many have one time, and come in no order; documents without a time, or with none that is one, are not told."""
    feed, driver = polling
    await driver.insert("EV3NT", [event(number, 0) for number in range(5)])
    start = await feed.now()
    numbers = list(range(5, 40))
    random.Random(1).shuffle(numbers)
    await driver.insert("EV3NT", [event(number, number // 12) for number in numbers])
    await driver.insert("EV3NT", [{"_id": ident(90)}, {"_id": ident(91), "Timestamp": "noon"}])
    expected = [("Event", INSERT, str(ident(number))) for number in range(5, 40)]
    for limit in (1, 2, 5, 12, 100):
        changes, end = await told(feed, [EVENT], start, limit)
        assert short(changes) == expected
    for number, change in enumerate(changes, 1):
        assert short((await told(feed, [EVENT], change.position))[0]) == expected[number:]
        assert feed.is_after(change.position, start)
        assert not feed.is_after(start, change.position)
        assert not feed.is_after(change.position, change.position)
    await driver.insert("EV3NT", [event(50, 100)])
    await feed.wait(end, SOON)
    assert short((await told(feed, [EVENT], end))[0]) == [("Event", INSERT, str(ident(50)))]


async def test_positions_are_in_order_whatever_keys_documents_of_one_time_have(
    polling: tuple[MongoFeed, Driver],
) -> None:
    """That of BSON, in which they are told; keys that no query can ask for are among them."""
    feed, driver = polling
    start = await feed.now()
    keys = [-1, 2.5, "a", "b", {"a": 1}, {"b": 1}, ident(1), ident(2), False, True, NOON]
    await driver.insert("EV3NT", [{"_id": key, "Timestamp": NOON} for key in reversed(keys)])
    positions = [start]
    for _ in keys:
        positions.append((await feed.read([EVENT], positions[-1], 1)).position)
    assert positions[-1] == (await told(feed, [EVENT], start))[1]
    for number, position in enumerate(positions):
        assert [feed.is_after(position, each) for each in positions] == [
            number > other for other in range(len(positions))
        ]


async def test_polling_reads_all_entities_with_one_statement_and_views_by_what_they_show(
    polling: tuple[MongoFeed, Driver],
) -> None:
    feed, driver = polling
    start = await feed.now()
    await driver.insert("EV3NT", [event(1, 1, "SIGN4L"), event(2, 2)])
    await driver.insert("JACKP0T", [{"_id": ident(3), "Timestamp": NOON}])
    COMMANDS.noted.clear()
    read = await feed.read([EVENT, SIGNAL, JACKPOT], start, 100)
    assert COMMANDS.noted == ["aggregate"]
    assert sorted(short(read.changes)) == [
        ("Event", INSERT, str(ident(1))),
        ("Event", INSERT, str(ident(2))),
        ("Jackpot", INSERT, str(ident(3))),
        ("Signal", INSERT, str(ident(1))),
    ]
    assert short((await told(feed, [EVENT, SIGNAL, JACKPOT], start, 1))[0]) == short(read.changes)


async def test_polling_waits_for_late_documents_before_it_tells_of_later_ones(mongo_driver: Driver) -> None:
    """One that comes within the grace is told in its place, though others with a later time were there before it."""
    await Bootstrap(mongo_driver).up()
    feed = MongoFeed(mongo_driver, poll=True, interval=0.05, grace=2)
    start = await feed.now()
    now = datetime.now(UTC)
    await mongo_driver.insert("EV3NT", [{"_id": ident(2), "Timestamp": now}])
    assert (await told(feed, [EVENT], start))[0] == []
    await mongo_driver.insert("EV3NT", [{"_id": ident(1), "Timestamp": now - timedelta(seconds=0.5)}])
    changes = await until_told(feed, [EVENT], start, 2)
    assert [change.key for change in changes] == [(str(ident(1)),), (str(ident(2)),)]


async def test_polling_cannot_follow_what_has_no_time_and_says_so(polling: tuple[MongoFeed, Driver]) -> None:
    feed, _ = polling
    start = await feed.now()
    with pytest.raises(BadInput, match=r"Credentials cannot be followed.*replica set"):
        await feed.read([EVENT, CREDENTIAL], start, 10)


@pytest.mark.parametrize(
    "position",
    [
        (), (5,), ("8265F1",), ({"Event": 5},), ({"Event": ["1", "2"]},), ({"Event": ["{", "{"]},),
        ({"Event": ['{"$date": {"$numberLong": "x"}}', "1"]},),
    ],
    ids=str,
)  # fmt: skip
async def test_a_position_that_is_none_of_a_poll_is_a_bad_cursor(
    polling: tuple[MongoFeed, Driver], position: Position
) -> None:
    feed, _ = polling
    with pytest.raises(BadCursor) as raised:
        await feed.read([EVENT], position, 10)
    assert raised.type is BadCursor


async def test_a_position_of_a_poll_that_does_not_know_the_entity_is_expired(
    polling: tuple[MongoFeed, Driver],
) -> None:
    feed, _ = polling
    with pytest.raises(CursorExpired, match="Events"):
        await feed.read([EVENT], ({"Jackpot": None},), 10)
