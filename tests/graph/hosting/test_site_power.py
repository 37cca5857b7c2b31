"""`power` of a site, by hand: two sites, of which one has miners of two models."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graph.hosting.conftest import Hosting, at, miner, model, sample, site

ALL = """start end powerMw hashrate efficiency capacityMw utilisation miners minersReporting
    ratedPowerMw ratedHashrate ratedEfficiency hashrateRatio"""
WINDOW = 'from: "2026-03-10T10:00:00Z", to: "2026-03-10T11:00:00Z"'
POWER = f"{{ sites(orderBy: [{{id: ASC}}]) {{ nodes {{ power({WINDOW}) {{ {ALL} }} }} }} }}"

SITES = [site(1, "0.01"), site(2, "0.5"), site(3, "0")]
MODELS = [model(1, 100, 3_000), model(2, 200, 4_000)]
MINERS = [miner(1, 1), miner(2, 1, 2), miner(3, 1), miner(4, 2)]
SAMPLES = [
    # The first miner: 3,100 W and 90 TH/s in the mean; a reading that is missing has no part in it.
    sample(1, at("10:00"), "80", "3000"),
    sample(1, at("10:30"), "100", "3200"),
    sample(1, at("10:45"), None, None),
    # The second one stands still: 25 W and 0 TH/s.
    sample(2, at("10:15"), "0", "25"),
    # What is before the window or at its end is not in it: the third miner did not report.
    sample(3, at("9:59:59"), "100", "3000"),
    sample(3, at("11:00"), "100", "3000"),
    # The miner of the other site has readings of its power alone.
    sample(4, at("10:10"), None, "2500"),
]


async def powers(hosting: Hosting, query: str = POWER) -> list[dict[str, Any]]:
    return [node["power"] for node in (await hosting.data(query))["sites"]["nodes"]]


async def test_power_is_the_sum_of_the_means_of_the_miners(hosting: Hosting) -> None:
    await hosting.fill(hosting_sites=SITES, miner_models=MODELS, hosting_miners=MINERS, miner_telemetry=SAMPLES)
    first, second, _ = await powers(hosting)
    assert first == {
        "start": "2026-03-10T10:00:00Z",
        "end": "2026-03-10T11:00:00Z",
        "powerMw": pytest.approx(0.003125),
        "hashrate": pytest.approx(90),
        "efficiency": pytest.approx(3_125 / 90),
        "capacityMw": "0.01",
        "utilisation": pytest.approx(0.3125),
        "miners": 3,
        "minersReporting": 2,
        # Two of 3,000 W and 100 TH/s, one of 4,000 W and 200 TH/s.
        "ratedPowerMw": "0.010000",
        "ratedHashrate": "400",
        "ratedEfficiency": pytest.approx(25),
        "hashrateRatio": pytest.approx(0.225),
    }
    assert (second["powerMw"], second["hashrate"], second["efficiency"]) == (pytest.approx(0.0025), None, None)
    assert (second["utilisation"], second["minersReporting"]) == (pytest.approx(0.005), 1)


async def test_of_a_site_without_miners_nothing_is_known_and_nothing_is_divided_by_zero(hosting: Hosting) -> None:
    await hosting.fill(hosting_sites=SITES, miner_models=MODELS, hosting_miners=MINERS, miner_telemetry=SAMPLES)
    _, _, empty = await powers(hosting)
    del empty["start"], empty["end"]
    assert empty == {
        "powerMw": None,
        "hashrate": None,
        "efficiency": None,
        "capacityMw": "0",
        "utilisation": None,
        "miners": 0,
        "minersReporting": 0,
        "ratedPowerMw": "0.000000",
        "ratedHashrate": "0",
        "ratedEfficiency": None,
        "hashrateRatio": None,
    }


async def test_one_site_takes_as_many_statements_as_all_of_them(hosting: Hosting) -> None:
    """Those of the sites, of the means and of the models."""
    await hosting.fill(hosting_sites=SITES, miner_models=MODELS, hosting_miners=MINERS, miner_telemetry=SAMPLES)
    await powers(hosting)
    assert hosting.statements == 3
    (first,) = await powers(hosting, POWER.replace("sites(", "sites(first: 1, "))
    assert (hosting.statements, first["minersReporting"]) == (3, 2)


async def test_the_window_ends_now_and_is_an_hour_long_if_nothing_is_said(hosting: Hosting) -> None:
    await hosting.fill(hosting_sites=SITES[:1])
    query = "query ($to: DateTime) { site(id: 1) { a: power { start end } b: power(to: $to) { start end } } }"
    data = await hosting.data(query, to="2026-03-10T11:00:00Z")
    assert data["site"]["b"] == {"start": "2026-03-10T10:00:00Z", "end": "2026-03-10T11:00:00Z"}
    assert data["site"]["a"]["start"] < data["site"]["a"]["end"]


@pytest.mark.parametrize(
    ("window", "message"),
    [
        ('from: "2026-03-10T10:00:00Z", to: "2026-03-10T10:00:00Z"', "`from` must be before `to`"),
        ('from: "2026-01-01T00:00:00Z", to: "2026-04-04T00:00:00Z"', "`from` and `to` may be 92 days apart at most"),
        ('to: "0001-01-01T00:30:00Z"', "`from` and `to` must lie in the years 1900 to 2199"),
        ('to: "1900-01-01T00:00:00Z"', "`from` must be before `to`"),
        ('from: "9999-12-31T23:59:59Z"', "`from` must be before `to`"),
    ],
)
async def test_a_window_that_is_empty_or_too_long_is_refused(hosting: Hosting, window: str, message: str) -> None:
    await hosting.fill(hosting_sites=SITES[:1])
    assert await hosting.errors(f"{{ site(id: 1) {{ power({window}) {{ miners }} }} }}") == [("BAD_INPUT", message)]
