"""The analyses of the sample data are what plain Python makes of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import fmean
from typing import Any, NamedTuple

import pytest

from tests.graph.conftest import Graph
from tests.graph.reference import Reference, Row

HALF_HOUR = timedelta(minutes=30)
Tables = dict[str, Sequence[Row]]


@pytest.fixture(scope="session")
async def tables(reference: Reference) -> Tables:
    """The rows of all entities of hosting."""
    entities = [entity for entity in reference.catalogue.values() if entity.system == "hosting"]
    return {entity.name: await reference.rows(entity) for entity in entities}


class Days(NamedTuple):
    """Some days from a half hour until before another, with their telemetry."""

    start: datetime
    end: datetime
    samples: Sequence[Row]

    @property
    def window(self) -> str:
        """What a client says for them."""
        start, end = (moment.isoformat().replace("+00:00", "Z") for moment in self[:2])
        return f'from: "{start}", to: "{end}"'


@pytest.fixture(scope="session")
def days(tables: Tables) -> Days:
    """The last five days of telemetry."""
    samples = tables["TelemetrySample"]
    last = max(row["recorded_at"] for row in samples).astimezone(UTC)
    end = last.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    start = end - timedelta(days=5)
    return Days(start, end, [row for row in samples if start <= row["recorded_at"] < end])


def by_id(rows: Iterable[Row]) -> dict[int, Row]:
    return {row["id"]: row for row in rows}


def means(rows: Iterable[Row], column: str) -> dict[int, float]:
    """The mean of a column for each miner that has values of it."""
    values: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row[column] is not None:
            values[row["miner_id"]].append(float(row[column]))
    return {miner: fmean(of) for miner, of in values.items()}


async def answers(graph: Graph, plural: str, field: str) -> dict[int, Any]:
    """A field of each row of a list, by the row's key."""
    data = await graph.data(f"{{ {plural}(first: 100) {{ nodes {{ id answer: {field} }} }} }}")
    return {node["id"]: node["answer"] for node in data[plural]["nodes"]}


async def test_site_power(graph: Graph, tables: Tables, days: Days) -> None:
    found = await answers(graph, "sites", f"power({days.window}) {{ powerMw hashrate ratedHashrate minersReporting }}")
    models, known = by_id(tables["MinerModel"]), 0
    for site, power in found.items():
        miners = {row["id"]: models[row["miner_model_id"]] for row in tables["Miner"] if row["site_id"] == site}
        here = [row for row in days.samples if row["miner_id"] in miners]
        watts = means(here, "power_consumption")
        assert power["minersReporting"] == len({row["miner_id"] for row in here})
        assert power["powerMw"] == (pytest.approx(sum(watts.values()) / 1_000_000) if watts else None)
        assert (power["hashrate"] or 0) == pytest.approx(sum(means(here, "hashrate").values()))
        assert Decimal(power["ratedHashrate"]) == sum(model["hashrate"] for model in miners.values())
        known += bool(watts)
    assert known > 1


@pytest.mark.parametrize(
    ("plural", "owner"),
    [
        ("miners", lambda miner: miner["id"]),
        ("sites", lambda miner: miner["site_id"]),
        ("minerModels", lambda miner: miner["miner_model_id"]),
    ],
)
async def test_measured_efficiency(
    graph: Graph,
    tables: Tables,
    days: Days,
    plural: str,
    owner: Callable[[Row], int],
) -> None:
    found = await answers(graph, plural, f"measuredEfficiency({days.window}) {{ samples measured rated }}")
    miners, models = by_id(tables["Miner"]), by_id(tables["MinerModel"])
    working = [row for row in days.samples if row["hashrate"] and row["power_consumption"] is not None]
    for key, efficiency in found.items():
        of = [row for row in working if owner(miners[row["miner_id"]]) == key]
        rated = [models[miners[row["miner_id"]]["miner_model_id"]] for row in of]
        assert efficiency["samples"] == len(of)
        for name, rows in (("measured", of), ("rated", rated)):
            hashrate = sum(row["hashrate"] for row in rows)
            watts = sum(row["power_consumption"] for row in rows)
            assert efficiency[name] == (pytest.approx(float(watts / hashrate)) if rows else None)
    assert any(efficiency["samples"] for efficiency in found.values())


async def test_uptime(graph: Graph, tables: Tables, days: Days) -> None:
    found = await answers(graph, "miners", f"uptime({days.window}) {{ expected received working }}")
    for miner in by_id(tables["Miner"]):
        rows = [row for row in days.samples if row["miner_id"] == miner]
        received = {(row["recorded_at"] - days.start) // HALF_HOUR for row in rows}
        working = {(row["recorded_at"] - days.start) // HALF_HOUR for row in rows if row["hashrate"]}
        assert found[miner] == {"expected": 240, "received": len(received), "working": len(working)}
    assert any(uptime["received"] for uptime in found.values())


async def test_effect_and_measured_effect(graph: Graph, tables: Tables) -> None:
    fields = "effect { minersPlanned differenceMw energyMwh }"
    effects = await answers(graph, "curtailmentPlans", fields)
    measured = await answers(graph, "curtailmentPlans", "measuredEffect(minutes: 720) { miners reductionMw }")
    length = timedelta(minutes=720)
    for plan, row in by_id(tables["CurtailmentPlan"]).items():
        miners = {each["miner_id"] for each in tables["PlanMiner"] if each["plan_id"] == plan}
        assert effects[plan]["minersPlanned"] == len(miners)
        start = row["executed_at"]
        if start is None:
            assert (effects[plan]["energyMwh"], measured[plan]) == (None, None)
            continue
        difference = row["power_reduced"] - row["target_power_reduction"]
        hours = (row["recovery_time"] - start).total_seconds() / 3_600
        assert Decimal(effects[plan]["differenceMw"]) == difference
        assert effects[plan]["energyMwh"] == pytest.approx(float(row["power_reduced"]) * hours)
        of = [each for each in tables["TelemetrySample"] if each["miner_id"] in miners]
        end = min(start + length, row["recovery_time"])
        before = means((each for each in of if start - length <= each["recorded_at"] < start), "power_consumption")
        during = means((each for each in of if start <= each["recorded_at"] < end), "power_consumption")
        both = before.keys() & during.keys()
        assert measured[plan]["miners"] == len(both)
        reduction = sum(before[miner] - during[miner] for miner in both) / 1_000_000
        assert (measured[plan]["reductionMw"] or 0) == pytest.approx(reduction)
    assert any(measured.values())


async def test_the_pipeline(graph: Graph, tables: Tables) -> None:
    data = await graph.data("{ crmPipeline { stage value weightedValue } }")
    for stage in data["crmPipeline"]:
        deals = [row for row in tables["Deal"] if row["stage"] == stage["stage"].lower()]
        assert Decimal(stage["value"]) == sum(row["value"] for row in deals)
        assert Decimal(stage["weightedValue"]) * 100 == sum(row["value"] * row["probability"] for row in deals)
    assert any(Decimal(stage["weightedValue"]) for stage in data["crmPipeline"])


async def test_invoice_ageing(graph: Graph, tables: Tables) -> None:
    """Every unpaid invoice is in one band."""
    unpaid = [row["amount"] for row in tables["Invoice"] if row["status"] in {"sent", "overdue"}]
    data = await graph.data("{ invoiceAgeing { count amount } }")
    assert sum(band["count"] for band in data["invoiceAgeing"]) == len(unpaid)
    assert sum(Decimal(band["amount"]) for band in data["invoiceAgeing"]) == sum(unpaid)


async def test_market_indicators_are_those_that_were_stored(graph: Graph, tables: Tables) -> None:
    """The sample data's own were computed by another program, and rounded to cents."""
    times = [row["created_at"].astimezone(UTC).isoformat() for row in tables["MarketSnapshot"]]
    names = "rsi macd macdSignal macdHistogram bollingerUpper bollingerMiddle bollingerLower ema12 ema26"
    query = f"""query ($from: DateTime!) {{ marketIndicators(from: $from) {{ computed {{ {names} }} stored {{ {names} }}
        difference {{ {names} }} }} }}"""
    data = await graph.data(query, **{"from": min(times)})
    found = data["marketIndicators"]
    assert len(found) == len(times)
    for point in found[:-1]:
        for name, value in point["computed"].items():
            assert (value is None) == (point["stored"][name] is None)
            assert value is None or abs(point["difference"][name]) < 0.0051
    assert None not in found[-2]["stored"].values()
    assert found[-1]["stored"] is None
