"""What curtailment plans were to save and what they saved, by hand: as it is stored, and as telemetry has it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.graph.hosting.conftest import Hosting, Row, at, miner, model, sample, site

EFFECT = """{ curtailmentPlans(orderBy: [{id: ASC}]) { nodes { effect { plannedMw actualMw differenceMw ratio
    minersPlanned minersAffected durationHours energyMwh } } } }"""
MEASURED = """query ($minutes: Int) { curtailmentPlans(orderBy: [{id: ASC}]) { nodes {
    measuredEffect(minutes: $minutes) { miners beforeMw duringMw reductionMw ratio } } } }"""
SUMS = """query ($from: DateTime, $to: DateTime) { sites(orderBy: [{id: ASC}]) { nodes {
    curtailment(from: $from, to: $to) { plans plannedMw actualMw differenceMw ratio minersAffected } } } }"""


def plan(
    key: int,
    planned: str,
    actual: str | None = None,
    executed: datetime | None = None,
    recovery: datetime | None = None,
    *,
    site: int = 1,
    affected: int = 0,
) -> Row:
    """A plan to save so many megawatts."""
    return {
        "id": key,
        "site_id": site,
        "target_power_reduction": Decimal(planned),
        "power_reduced": actual and Decimal(actual),
        "executed_at": executed,
        "recovery_time": recovery,
        "miners_affected": affected,
    }


def plan_miners(plan: int, *miners: int) -> list[Row]:
    """The miners of a plan."""
    return [{"plan_id": plan, "miner_id": each, "shutdown_order": 1} for each in miners]


PLACES: dict[str, Any] = {
    "hosting_sites": [site(1), site(2)],
    "miner_models": [model(1, 100, 3_000)],
    "hosting_miners": [miner(key, 1) for key in (1, 2, 3, 4)],
}


async def effects(hosting: Hosting, query: str = EFFECT, **variables: Any) -> list[Any]:
    data = await hosting.data(query, **variables)
    return [next(iter(node.values())) for node in data["curtailmentPlans"]["nodes"]]


async def test_the_effect_of_a_plan_is_actual_less_planned_power(hosting: Hosting) -> None:
    """In one statement beside that of the plans."""
    plans = [
        plan(1, "0.30", "0.24", at("10:00"), at("12:30"), affected=2),
        plan(2, "0.30"),
        plan(3, "0", "0.1", at("10:00")),
        # One that recovered before it was executed has no duration.
        plan(4, "0.1", "0.3", at("10:00"), at("9:00")),
    ]
    await hosting.fill(**PLACES, curtailment_plans=plans, curtailment_plan_miners=plan_miners(1, 1, 2, 3))
    done, pending, unplanned, odd = await effects(hosting)
    assert hosting.statements == 2
    assert done == {
        "plannedMw": "0.30",
        "actualMw": "0.24",
        "differenceMw": "-0.06",
        "ratio": pytest.approx(0.8),
        "minersPlanned": 3,
        "minersAffected": 2,
        "durationHours": 2.5,
        "energyMwh": pytest.approx(0.6),
    }
    assert pending == {
        "plannedMw": "0.30",
        "actualMw": None,
        "differenceMw": None,
        "ratio": None,
        "minersPlanned": 0,
        "minersAffected": 0,
        "durationHours": None,
        "energyMwh": None,
    }
    assert (unplanned["differenceMw"], unplanned["ratio"], unplanned["durationHours"]) == ("0.1", None, None)
    assert (odd["differenceMw"], odd["ratio"]) == ("0.2", pytest.approx(3))
    assert (odd["durationHours"], odd["energyMwh"]) == (None, None)


async def test_times_beyond_the_calendar_are_no_times(hosting: Hosting) -> None:
    await hosting.fill(**PLACES, curtailment_plans=[plan(1, "1", "1")])
    await hosting.execute("UPDATE hosting.curtailment_plans SET executed_at = '-infinity', recovery_time = 'infinity'")
    assert (await effects(hosting, MEASURED)) == [None]
    await hosting.execute("UPDATE hosting.curtailment_plans SET recovery_time = '294276-12-31'")
    assert (await effects(hosting))[0]["durationHours"] is None


SAMPLES = [
    # The first miner: 3,000 W in the hour before, 25 W from the execution on, and what comes after its recovery.
    sample(1, at("8:59:59"), "100", "9000"),
    sample(1, at("9:00"), "100", "2900"),
    sample(1, at("9:30"), "100", "3100"),
    sample(1, at("10:00"), "0", "20"),
    sample(1, at("10:15"), "0", "30"),
    sample(1, at("10:30"), "100", "3000"),
    # The second one went on as before.
    sample(2, at("9:45"), "100", "2000"),
    sample(2, at("10:29"), "100", "2000"),
    # Of the third there is nothing during the curtailment, for its power is not known.
    sample(3, at("9:30"), "100", "3000"),
    sample(3, at("10:00"), "0", None),
    # The fourth one is in no plan of that time, but in another plan, a day later.
    sample(4, at("9:30"), "100", "3000"),
    sample(4, at("9:30", day=11), "100", "5000"),
    sample(4, at("10:00", day=11), "0", "1000"),
]


async def test_what_is_measured_are_means_before_and_during_of_the_same_miners(hosting: Hosting) -> None:
    plans = [
        plan(1, "0.01", None, at("10:00"), at("10:30")),
        plan(2, "0", None, at("10:00", day=11)),
        plan(3, "0.01"),
        plan(4, "0.01", None, at("10:00", day=20)),
    ]
    named = [*plan_miners(1, 1, 2, 3), *plan_miners(2, 4, 1), *plan_miners(3, 1), *plan_miners(4, 1)]
    await hosting.fill(**PLACES, curtailment_plans=plans, curtailment_plan_miners=named, miner_telemetry=SAMPLES)
    first, second, pending, unheard = await effects(hosting, MEASURED)
    # Before 3,000 + 2,000 W, during it 25 + 2,000 W.
    assert first == {
        "miners": 2,
        "beforeMw": pytest.approx(0.005),
        "duringMw": pytest.approx(0.002025),
        "reductionMw": pytest.approx(0.002975),
        "ratio": pytest.approx(0.2975),
    }
    assert (second["miners"], second["reductionMw"], second["ratio"]) == (1, pytest.approx(0.004), None)
    assert pending is None
    assert unheard == {"miners": 0, "beforeMw": None, "duringMw": None, "reductionMw": None, "ratio": None}


async def test_the_measured_time_is_as_long_as_asked(hosting: Hosting) -> None:
    """In the ten minutes before the execution the second miner alone has a sample, in those after it neither has."""
    plans, named = [plan(1, "1", None, at("9:50"))], plan_miners(1, 1, 2)
    await hosting.fill(**PLACES, curtailment_plans=plans, curtailment_plan_miners=named, miner_telemetry=SAMPLES)
    assert [each["miners"] for each in await effects(hosting, MEASURED, minutes=10)] == [0]
    assert [each["miners"] for each in await effects(hosting, MEASURED, minutes=60)] == [2]


@pytest.mark.parametrize("count", [1, 3])
async def test_any_number_of_plans_is_measured_in_two_statements(hosting: Hosting, count: int) -> None:
    plans = [plan(key, "1", None, at("10:00", day=key)) for key in range(1, count + 1)]
    named = [each for key in range(1, count + 1) for each in plan_miners(key, 1)]
    await hosting.fill(**PLACES, curtailment_plans=plans, curtailment_plan_miners=named)
    assert len(await effects(hosting, MEASURED)) == count
    assert hosting.statements == 3


@pytest.mark.parametrize("minutes", [0, 1_441])
async def test_minutes_out_of_range_are_refused(hosting: Hosting, minutes: int) -> None:
    await hosting.fill(**PLACES, curtailment_plans=[plan(1, "1")])
    message = f"`minutes` must be from 1 to 1440, not {minutes}"
    assert await hosting.errors(MEASURED, minutes=minutes) == [("BAD_INPUT", message)]


async def test_a_site_sums_up_the_plans_executed_in_the_window(hosting: Hosting) -> None:
    """In one statement beside that of the sites; the window's first moment is in it, its last one is not."""
    plans = [
        plan(1, "0.30", "0.24", at("0:00"), affected=2),
        plan(2, "0.20", "0.21", at("23:59:59"), affected=3),
        plan(3, "1", "1", at("0:00", day=11)),
        plan(4, "1", "1", at("23:59:59", day=9)),
        plan(5, "1", None, at("12:00")),
        plan(6, "1"),
    ]
    await hosting.fill(**PLACES, curtailment_plans=plans)
    window = {"from": "2026-03-10T00:00:00Z", "to": "2026-03-11T00:00:00Z"}
    data = await hosting.data(SUMS, **window)
    first, second = (node["curtailment"] for node in data["sites"]["nodes"])
    assert first == {
        "plans": 2,
        "plannedMw": "0.50",
        "actualMw": "0.45",
        "differenceMw": "-0.05",
        "ratio": pytest.approx(0.9),
        "minersAffected": 5,
    }
    nothing = {"plannedMw": "0", "actualMw": "0", "differenceMw": "0", "ratio": None, "minersAffected": 0}
    assert second == {"plans": 0, **nothing}
    assert hosting.statements == 2


async def test_the_window_of_a_site_is_a_month_if_nothing_is_said(hosting: Hosting) -> None:
    plans = [plan(1, "1", "1", at("0:00", day=1)), plan(2, "1", "1", datetime.fromisoformat("2026-02-28T23:59:59Z"))]
    await hosting.fill(**PLACES, curtailment_plans=plans)
    data = await hosting.data(SUMS, to="2026-03-31T00:00:00Z")
    assert data["sites"]["nodes"][0]["curtailment"]["plans"] == 1
