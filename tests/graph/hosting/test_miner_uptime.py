"""`uptime` of miners, by hand: half hours in which they were at work."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graph.hosting.conftest import Hosting, at, miner, model, sample, site

FIELDS = "start end expected received working uptime coverage"
NOON = {"start": "2026-03-10T10:00:00Z", "end": "2026-03-10T12:00:00Z", "expected": 4}

ROWS: dict[str, Any] = {
    "hosting_sites": [site(1)],
    "miner_models": [model(1, 100, 3_000)],
    "hosting_miners": [miner(key, 1) for key in (1, 2, 3)],
    "miner_telemetry": [
        # One at the very start, two in the second half hour of which one stands still, none in the third, and in the
        # last one its hashrate is not known. Those before the window and at its end are not in it.
        sample(1, at("9:59:59"), "100", "3000"),
        sample(1, at("10:00"), "100", "3000"),
        sample(1, at("10:31"), "0", "25"),
        sample(1, at("10:59:59"), "100", "3000"),
        sample(1, at("11:30"), None, "3000"),
        sample(1, at("12:00"), "100", "3000"),
        # Four half hours at work, and as many samples again.
        *(sample(2, at(f"{hour}:{minute}"), "0.01", None) for hour in (10, 11) for minute in (0, 15, 30, 45)),
    ],
}


async def uptimes(hosting: Hosting, window: str) -> list[dict[str, Any]]:
    data = await hosting.data(f"{{ miners(orderBy: [{{id: ASC}}]) {{ nodes {{ uptime({window}) {{ {FIELDS} }} }} }} }}")
    return [node["uptime"] for node in data["miners"]["nodes"]]


@pytest.mark.parametrize(
    "window",
    [
        'from: "2026-03-10T10:00:00Z", to: "2026-03-10T12:00:00Z"',
        # Within a half hour both ends are moved back to its start.
        'from: "2026-03-10T10:29:59Z", to: "2026-03-10T12:29:59Z"',
    ],
)
async def test_a_half_hour_is_up_if_a_sample_in_it_shows_work(hosting: Hosting, window: str) -> None:
    """In two statements beside that of the miners."""
    await hosting.fill(**ROWS)
    assert await uptimes(hosting, window) == [
        {**NOON, "received": 3, "working": 2, "uptime": 0.5, "coverage": 0.75},
        {**NOON, "received": 4, "working": 4, "uptime": 1, "coverage": 1},
        {**NOON, "received": 0, "working": 0, "uptime": 0, "coverage": 0},
    ]
    assert hosting.statements == 3


async def test_a_day_has_the_documents_48_samples(hosting: Hosting) -> None:
    await hosting.fill(**ROWS)
    found = await uptimes(hosting, 'to: "2026-03-11T00:00:00Z"')
    assert [each["expected"] for each in found] == [48, 48, 48]
    assert [each["uptime"] for each in found] == [pytest.approx(number / 48) for number in (4, 4, 0)]


async def test_a_window_within_one_half_hour_is_refused(hosting: Hosting) -> None:
    await hosting.fill(**ROWS)
    window = 'from: "2026-03-10T10:01:00Z", to: "2026-03-10T10:29:00Z"'
    found = await hosting.errors(f"{{ miner(id: 1) {{ uptime({window}) {{ uptime }} }} }}")
    assert found == [("BAD_INPUT", "`from` and `to` must lie in different half hours")]
