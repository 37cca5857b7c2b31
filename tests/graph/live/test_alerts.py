"""Alerts: when a filter begins and ends to hold of the newest row of each subject."""

from __future__ import annotations

import pytest

from tests.graph.live.conftest import Live
from tests.graph.live.mining import SAMPLE, measure

pytestmark = pytest.mark.usefixtures("miners")


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


async def test_a_sample_that_comes_late_is_compared_with_the_one_before_it(live: Live) -> None:
    """However many later ones there are."""
    query = (
        """subscription { telemetryAlerts(where: {temperature: {gt: "85"}}) { alerts { state node { hashrate } } } }"""
    )
    sample = SAMPLE.replace("now()", "date_trunc('month', now()) + make_interval(secs => $4)")
    for second, heat in enumerate(("90", "80", "80", "80", "80", "80")):
        await live.execute(sample, 1, "1", heat, second)
    async with live.listening(query) as listener:
        async with live.postgres.transaction():
            await live.execute(sample, 1, "1.5", "90", 0.5)
            await live.execute(sample, 1, "2", "80", 7)
        await live.execute(sample, 1, "3", "90", 8)
        await listener.until(lambda told: any(each["alerts"] for each in told))
    alerts = [each for result in listener.told for each in result["data"]["telemetryAlerts"]["alerts"]]
    assert alerts == [{"state": "STARTED", "node": {"hashrate": "3"}}]
