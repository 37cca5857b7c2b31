"""Alerts: when a filter begins and ends to hold of the newest row of each subject."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from resolvers.analysis import Source
from resolvers.live.event import Event
from resolvers.live.needs import Need
from resolvers.live.newest import Newest
from resolvers.live.reading import events_of
from resolvers.loaders import Session
from stores.feed import Change, Operation
from stores.query import KeyValue
from tests.graph.catalogue import CATALOGUE
from tests.graph.live.conftest import Listener, Live
from tests.graph.live.mining import SAMPLE, measure

pytestmark = pytest.mark.usefixtures("miners")

SAMPLES = CATALOGUE["TelemetrySample"]


async def test_an_alert_begins_and_ends_once_for_each_miner(live: Live) -> None:
    query = """subscription { telemetryAlerts(where: {temperature: {gt: "85"}}) {
        alerts { state node { minerId temperature } } } }"""
    await measure(live, (1, "1", "90"))
    async with live.listening(query) as listener:
        for sample in (
            (1, "2", "91"),
            (2, "3", "85.5"),
            (1, "4", "80"),
            (2, "5", "86"),
            (1, "6", "70"),
            (2, "7", "60"),
        ):
            await measure(live, sample)
        await listener.until(lambda told: sum(len(each["alerts"]) for each in told) == 3)
    alerts = [each for result in listener.told for each in result["data"]["telemetryAlerts"]["alerts"]]
    assert [(each["state"], each["node"]["minerId"], each["node"]["temperature"]) for each in alerts] == [
        ("STARTED", 2, "85.5"),
        ("ENDED", 1, "80"),
        ("ENDED", 2, "60"),
    ]


async def test_samples_of_one_batch_are_compared_with_each_other(live: Live) -> None:
    query = 'subscription { telemetryAlerts(where: {temperature: {gt: "85"}}) { alerts { state } } }'
    async with live.listening(query) as listener:
        async with live.postgres.transaction():
            for heat in ("60", "90", "95", "50", "99"):
                await live.execute(SAMPLE.replace("now()", "clock_timestamp()"), 1, "1", heat)
        await listener.until(lambda told: sum(len(each["alerts"]) for each in told) == 3)
    states = [each["state"] for result in listener.told for each in result["data"]["telemetryAlerts"]["alerts"]]
    assert states == ["STARTED", "ENDED", "STARTED"]


async def test_samples_of_one_moment_are_in_the_order_of_their_keys(live: Live) -> None:
    """However many there are."""
    query = 'subscription { telemetryAlerts(where: {temperature: {gt: "85"}}) { alerts { state } } }'
    sample = SAMPLE.replace("now()", "date_trunc('month', now())")
    for _ in range(5):
        await live.execute(sample, 1, "1", "90")
    async with live.listening(query) as listener:
        for heat in ("80", "90", "80"):
            await live.execute(sample, 1, "1", heat)
        await listener.until(lambda told: sum(len(each["alerts"]) for each in told) == 3)
    states = [each["state"] for result in listener.told for each in result["data"]["telemetryAlerts"]["alerts"]]
    assert states == ["ENDED", "STARTED", "ENDED"]


ALERTS = """subscription ($after: String) { telemetryAlerts(where: {temperature: {gt: "85"}}, after: $after) {
    cursor alerts { state node { temperature } } } }"""

DATED = SAMPLE.replace("now()", "date_trunc('month', now()) + make_interval(mins => $4)")


@asynccontextmanager
async def sessions(live: Live) -> AsyncIterator[Session]:
    """What is read with."""
    session = live.gateway.session()
    try:
        yield session
    finally:
        await session.close()


async def compared(live: Live, newest: Newest, *keys: KeyValue) -> tuple[Sequence[Event], int]:
    """The events of new samples, and how many statements they took."""
    needed: list[Need] = [((), name) for name in ("id", "recorded_at", "miner_id", "temperature")]
    changes = [Change(SAMPLES.name, Operation.INSERT, key, (1,)) for key in keys]
    async with sessions(live) as session:
        source = Source(CATALOGUE, session.reader)
        events = await newest.compared(source, await events_of(source, SAMPLES, changes, needed), needed)
        return events, len(session.ledger.statements)


async def keys_in_store(live: Live) -> list[KeyValue]:
    """The keys of all samples, in the order in which they were inserted."""
    return [
        tuple(row)
        for row in await live.postgres.fetch("SELECT id, recorded_at FROM hosting.miner_telemetry ORDER BY id")
    ]


async def heat(live: Live, *samples: tuple[str, int], miner: int = 1) -> None:
    """New samples, in one transaction: the temperature, and the minute of it."""
    async with live.postgres.transaction():
        for temperature, minute in samples:
            await live.execute(DATED, miner, "1", temperature, minute)


async def alerts_until(listener: Listener, count: int) -> list[tuple[str, str]]:
    """What has been told when there are so many alerts: what each does, and the temperature."""
    await listener.until(lambda told: sum(len(each["alerts"]) for each in told) >= count)
    alerts = [each for result in listener.told for each in result["data"][listener.name]["alerts"]]
    return [(each["state"], each["node"]["temperature"]) for each in alerts]


@pytest.mark.parametrize("seen", [False, True])
async def test_a_sample_that_comes_after_a_newer_one_tells_nothing(live: Live, seen: bool) -> None:
    """However many newer ones there are, and whether they have come to somebody's knowledge or not."""
    known = [("90", 0), *(("50", minute) for minute in range(100, 105))]
    if not seen:
        await heat(live, *known)
    async with live.listening(ALERTS) as listener:
        if seen:
            await heat(live, *known)
        await heat(live, ("99", 50))
        await heat(live, ("51", 110))
        await heat(live, ("86", 120))
        await heat(live, ("40", 115))
        await heat(live, ("87", 130))
        await heat(live, ("41", 140))
        expected = [("STARTED", "86"), ("ENDED", "41")]
        first = [("STARTED", "90"), ("ENDED", "50")] if seen else []
        assert await alerts_until(listener, len([*first, *expected])) == [*first, *expected]


async def test_samples_of_one_batch_tell_of_the_newest_as_they_come_in_any_order(live: Live) -> None:
    await heat(live, ("50", 10))
    async with live.listening(ALERTS) as listener:
        await heat(live, ("99", 5), ("90", 30), ("20", 20), ("91", 40), ("10", 35), ("60", 40), ("95", 39))
        await heat(live, ("92", 50))
        assert await alerts_until(listener, 3) == [("STARTED", "90"), ("ENDED", "60"), ("STARTED", "92")]


async def test_who_goes_on_after_a_cursor_is_told_of_what_began_and_ended_meanwhile(live: Live) -> None:
    """The samples of which it was told before are all there already, and the later ones are as well."""
    await heat(live, ("50", 0))
    async with live.listening(ALERTS) as listener:
        cursor = listener.told[0]["data"]["telemetryAlerts"]["cursor"]
    for minute, temperature in enumerate(("60", "90", "91", "99", "70", "86"), 1):
        await heat(live, (temperature, minute))
        await heat(live, ("40", -minute))
    async with live.listening(ALERTS, after=cursor) as listener:
        expected = [("STARTED", "90"), ("ENDED", "70"), ("STARTED", "86")]
        assert await alerts_until(listener, 3) == expected
        await heat(live, ("30", 5))
        await heat(live, ("80", 7))
        assert await alerts_until(listener, 4) == [*expected, ("ENDED", "80")]


@pytest.mark.parametrize(
    ("newer", "told"),
    [(2, [(True, "50"), (True, "90")]), (0, [(False, None), (True, "50")])],
)
async def test_a_newer_sample_that_is_there_before_it_has_come_loses_no_alert(
    live: Live, newer: int, told: list[tuple[bool, str | None]]
) -> None:
    """What is read of the first may be so late that the store has the second already; also if that has a lesser key."""
    await heat(live, ("50", 0))
    samples = [("90", 10)]
    samples.insert(newer, ("91", 20))
    await heat(live, *samples)
    _, *new = await keys_in_store(live)
    newest = Newest(SAMPLES, ("miner_id",))
    events = [event for key in (new if newer else reversed(new)) for event in (await compared(live, newest, key))[0]]
    assert [(each.newest, each.previous and each.previous["temperature"]) for each in events] == told


async def test_statements_do_not_depend_on_the_number_of_samples(live: Live) -> None:
    newest, asked, known = Newest(SAMPLES, ("miner_id",)), [], 0
    for batch in range(3):
        for miner in (1, 2):
            await heat(live, *(("90", 100 * batch + minute) for minute in range(10 * batch + 1)), miner=miner)
        new = (await keys_in_store(live))[known:]
        known += len(new)
        asked.append((await compared(live, newest, *new))[1])
    assert asked == [3, 2, 2]
