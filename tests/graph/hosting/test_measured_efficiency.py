"""`measuredEfficiency` of miners, sites and models, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graph.hosting.conftest import Hosting, at, miner, model, sample, site

WINDOW = 'from: "2026-03-10T00:00:00Z", to: "2026-03-11T00:00:00Z"'
LISTS = ("miners", "sites", "minerModels")
FIELDS = f"measuredEfficiency({WINDOW}) {{ samples measured rated ratio }}"
NOTHING = {"samples": 0, "measured": None, "rated": None, "ratio": None}

ROWS: dict[str, Any] = {
    "hosting_sites": [site(1), site(2)],
    # Rated for 30 J/TH, for 20 J/TH, and for nothing at all.
    "miner_models": [model(1, 100, 3_000), model(2, 200, 4_000), model(3, 0, 0)],
    "hosting_miners": [miner(1, 1), miner(2, 1, 2), miner(3, 2), miner(4, 2, 3)],
    "miner_telemetry": [
        # The first day's first moment is in the window, the next day's is not.
        sample(1, at("0:00"), "90", "3000"),
        sample(1, at("12:00"), "110", "3400"),
        sample(1, at("0:00", day=11), "1", "3000"),
        # Not hashing, or not known to: no part.
        sample(1, at("13:00"), "0", "25"),
        sample(1, at("14:00"), None, "3000"),
        sample(1, at("15:00"), "100", None),
        sample(2, at("12:00"), "200", "4400"),
        sample(4, at("12:00"), "10", "400"),
    ],
}


def efficiency(samples: int, watts: float, hashrate: float, rated: float | None) -> dict[str, Any]:
    """What is expected of sums of power and hashrate."""
    measured = watts / hashrate
    by = None if rated is None else pytest.approx(measured / rated)
    known = None if rated is None else pytest.approx(rated)
    return {"samples": samples, "measured": pytest.approx(measured), "rated": known, "ratio": by}


EXPECTED = {
    # The first miner: 6,400 W for 200 TH/s are 32 J/TH. The third has no samples; the last one's model is not rated.
    "miners": [efficiency(2, 6_400, 200, 30), efficiency(1, 4_400, 200, 20), NOTHING, efficiency(1, 400, 10, None)],
    # The first site: twice 3,000 W and 100 TH/s by the model, and once 4,000 W and 200 TH/s, are 25 J/TH.
    "sites": [efficiency(3, 10_800, 400, 25), efficiency(1, 400, 10, None)],
    "minerModels": [efficiency(2, 6_400, 200, 30), efficiency(1, 4_400, 200, 20), efficiency(1, 400, 10, None)],
}


@pytest.mark.parametrize("name", LISTS)
async def test_it_is_the_sum_of_power_by_the_sum_of_hashrate_of_working_samples(hosting: Hosting, name: str) -> None:
    """In one statement beside that of the list itself."""
    await hosting.fill(**ROWS)
    data = await hosting.data(f"{{ {name}(orderBy: [{{id: ASC}}]) {{ nodes {{ {FIELDS} }} }} }}")
    assert [node["measuredEfficiency"] for node in data[name]["nodes"]] == EXPECTED[name]
    assert hosting.statements == 2


@pytest.mark.parametrize("name", ["miner", "site", "minerModel"])
async def test_without_telemetry_it_is_unknown(hosting: Hosting, name: str) -> None:
    await hosting.fill(**{**ROWS, "miner_telemetry": []})
    assert (await hosting.data(f"{{ {name}(id: 1) {{ {FIELDS} }} }}"))[name] == {"measuredEfficiency": NOTHING}


async def test_a_window_longer_than_telemetry_is_kept_is_refused(hosting: Hosting) -> None:
    await hosting.fill(**ROWS)
    window = 'from: "2025-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z"'
    found = await hosting.errors(f"{{ miner(id: 1) {{ measuredEfficiency({window}) {{ samples }} }} }}")
    assert found == [("BAD_INPUT", "`from` and `to` may be 92 days apart at most")]
