"""`series` of every entity with a time, against plain reads of the databases."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from resolvers.buckets import number_of, start_of
from stores.aggregate import Bucket, Unit
from stores.catalogue import Entity, ValueType
from stores.naming import camel_case
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph
from tests.graph.reference import Reference, Row

TIMED = [
    entity
    for entity in CATALOGUE.values()
    if entity.time is not None and entity.columns[entity.time].type is ValueType.DATETIME
]
WEEK = Bucket(Unit.WEEK, zone="Europe/Berlin")
SAMPLES = """query ($from: DateTime!, $to: DateTime!, $every: String, $fill: SeriesFill, $maxPoints: Int) {
    telemetrySamples { series(from: $from, to: $to, every: $every, fill: $fill, maxPoints: $maxPoints) {
        every widened points { time aggregate { count sum { hashrate } max { recordedAt } countDistinct { minerId }
            percentile(p: 0.5) { hashrate } } } } } }"""


def moments(entity: Entity, rows: list[Row]) -> list[datetime]:
    """When the rows were, those that say so, in UTC."""
    values = (row[str(entity.time)] for row in rows)
    return [value.astimezone(UTC) for value in values if value is not None]


def text(moment: datetime) -> str:
    """A moment as the graph writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("entity", TIMED, ids=str)
async def test_every_row_is_in_the_bucket_of_its_time(graph: Graph, reference: Reference, entity: Entity) -> None:
    times = moments(entity, await reference.rows(entity))
    name, start, end = camel_case(entity.plural), min(times), max(times) + timedelta(seconds=1)
    data = await graph.data(
        f"""query ($from: DateTime!, $to: DateTime!) {{ {name} {{ series(from: $from, to: $to, every: "1w",
            timeZone: "Europe/Berlin", maxPoints: 10000) {{ every points {{ time aggregate {{ count }} }} }} }} }}""",
        **{"from": text(start), "to": text(end)},
    )
    counts = Counter(number_of(WEEK, moment) for moment in times)
    expected = [{"time": text(start_of(WEEK, at)), "aggregate": {"count": n}} for at, n in sorted(counts.items())]
    assert data[name]["series"] == {"every": "P1W", "points": expected}


async def test_the_sample_data_has_series_in_both_stores() -> None:
    assert {entity.store for entity in TIMED} == {"postgres", "mongo"}


@pytest.fixture
async def span(reference: Reference) -> tuple[datetime, datetime]:
    """Some days with samples, with one before and one after them."""
    entity = CATALOGUE["TelemetrySample"]
    last = max(moments(entity, await reference.rows(entity)))
    return last - timedelta(days=3), last + timedelta(days=2)


async def samples(graph: Graph, span: tuple[datetime, datetime], **variables: Any) -> dict[str, Any]:
    """A series of all telemetry."""
    data = await graph.data(SAMPLES, **{"from": text(span[0]), "to": text(span[1])}, **variables)
    series: dict[str, Any] = data["telemetrySamples"]["series"]
    return series


async def test_buckets_without_rows_are_filled_as_asked(graph: Graph, span: tuple[datetime, datetime]) -> None:
    none, null, previous, zero = [
        (await samples(graph, span, every="6h", fill=fill))["points"] for fill in ("NONE", "NULL", "PREVIOUS", "ZERO")
    ]
    times = [point["time"] for point in null]
    first = Bucket(Unit.SECOND, 21_600)
    assert times == [text(start_of(first, number)) for number in range(*ends(first, span))]
    assert [point["time"] for point in previous] == [point["time"] for point in zero] == times
    by_time = {point["time"]: point for point in none}
    assert len(none) < len(times), "some buckets must be empty"
    seen: dict[str, Any] | None = None
    for points in zip(null, previous, zero, strict=True):
        given = by_time.get(points[0]["time"])
        figures = [point["aggregate"] for point in points]
        if given is not None:
            assert [given["aggregate"]] * 3 == figures
            seen = given["aggregate"]
            continue
        assert [each["count"] for each in figures] == [0] * 3
        assert figures[0] == empty({"hashrate": None}, None)
        assert figures[2] == empty({"hashrate": "0"}, None)
        if seen is not None:
            assert figures[1]["sum"] == seen["sum"]
            assert figures[1]["max"] == seen["max"]
        else:
            assert figures[1] == figures[0]


def ends(bucket: Bucket, span: tuple[datetime, datetime]) -> tuple[int, int]:
    """The numbers of the first bucket, and of the one after the last."""
    return number_of(bucket, span[0]), number_of(bucket, span[1] - timedelta(microseconds=1)) + 1


def empty(sums: dict[str, Any], latest: Any) -> dict[str, Any]:
    """The figures of no rows."""
    return {
        "count": 0,
        "sum": sums,
        "max": {"recordedAt": latest},
        "countDistinct": {"minerId": 0},
        "percentile": {"hashrate": None},
    }


async def test_buckets_are_widened_to_what_a_chart_holds_and_it_is_told(
    graph: Graph, span: tuple[datetime, datetime]
) -> None:
    series = await samples(graph, span, every="1m", fill="NULL", maxPoints=30)
    assert (series["every"], series["widened"]) == ("PT6H", True)
    assert len(series["points"]) <= 30
    kept = await samples(graph, span, every="6h", fill="NULL", maxPoints=30)
    assert (kept["widened"], kept["points"]) == (False, series["points"])
    chosen = await samples(graph, span, fill="NULL", maxPoints=30)
    assert (chosen["widened"], chosen["points"]) == (False, series["points"])


async def test_each_parent_and_each_group_has_its_own_line_in_one_statement(graph: Graph) -> None:
    data = await graph.data(
        """{ agents(first: 5) { nodes { wagers { totalCount
            series(from: "2020-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z", every: "1mo",
                groupBy: [{ column: STATUS }]) {
                points { time }
                lines { key { status } points { time aggregate { count sum { amount } } } }
            } } } } }"""
    )
    assert sum(statement["entity"] == "Wager" for statement in graph.statements) == 2
    for agent in data["agents"]["nodes"]:
        lines = agent["wagers"]["series"]["lines"]
        assert agent["wagers"]["series"]["points"] == []
        assert (
            sum(point["aggregate"]["count"] for line in lines for point in line["points"])
            == (agent["wagers"]["totalCount"])
        )
        assert len({line["key"]["status"] for line in lines}) == len(lines)
        assert all([p["time"] for p in line["points"]] == sorted(p["time"] for p in line["points"]) for line in lines)


async def test_a_filter_has_a_say_in_a_series(graph: Graph) -> None:
    query = """{ wagers(where: { status: { eq: SETTLED } }) { totalCount
        series(from: "2020-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z", every: "1y") {
            points { aggregate { count } } } } }"""
    wagers = (await graph.data(query))["wagers"]
    assert sum(point["aggregate"]["count"] for point in wagers["series"]["points"]) == wagers["totalCount"] > 0


async def test_a_line_is_downsampled_to_some_of_its_own_points(
    graph: Graph, reference: Reference, span: tuple[datetime, datetime]
) -> None:
    query = """query ($from: DateTime!, $to: DateTime!, $maxPoints: Int) { miners(first: 3) { nodes { id telemetry {
        downsampled(from: $from, to: $to, column: TEMPERATURE, maxPoints: $maxPoints) { total points { time value } }
    } } } }"""
    data = await graph.data(query, **{"from": text(span[0]), "to": text(span[1])}, maxPoints=7)
    rows = await reference.rows(CATALOGUE["TelemetrySample"])
    for miner in data["miners"]["nodes"]:
        own = [row for row in rows if row["miner_id"] == miner["id"] and row["temperature"] is not None]
        times = {text(row["recorded_at"]): float(row["temperature"]) for row in own if row["recorded_at"] >= span[0]}
        made = miner["telemetry"]["downsampled"]
        assert made["total"] == len(times) > 7 == len(made["points"])
        assert all(times[point["time"]] == point["value"] for point in made["points"])
        assert [made["points"][0]["time"], made["points"][-1]["time"]] == [min(times), max(times)]
    assert len(graph.statements) == 2


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Apia", "America/Havana"])
@pytest.mark.parametrize("every", ["100y", "5218w", "36525d", "27777h", "1y"])
async def test_the_longest_series_of_the_longest_buckets_is_filled(graph: Graph, every: str, zone: str) -> None:
    query = """query ($every: String, $zone: String) { wagers { totalCount series(from: "1900-01-01T00:00:00Z",
        to: "2200-01-01T00:00:00Z", every: $every, timeZone: $zone, fill: ZERO, maxPoints: 10000) {
            points { time aggregate { count } } } } }"""
    wagers = (await graph.data(query, every=every, zone=zone))["wagers"]
    assert sum(point["aggregate"]["count"] for point in wagers["series"]["points"]) == wagers["totalCount"]
    times = [point["time"] for point in wagers["series"]["points"]]
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ('from: "2026-01-02T00:00:00Z", to: "2026-01-02T00:00:00Z"', "BAD_INPUT", "`from` must be before `to`"),
        (
            'from: "0001-01-01T00:00:00Z", to: "9999-12-31T23:59:59Z"',
            "BAD_INPUT",
            "`from` and `to` must lie in the years 1900 to 2199",
        ),
        (
            'from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", maxPoints: 0',
            "BAD_INPUT",
            "`maxPoints` must be from 1 to 10000, not 0",
        ),
        (
            'from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", groupBy: [{}]',
            "BAD_INPUT",
            "`by` takes either a `column`, or one relation with what is taken of the row it leads to",
        ),
    ],
)
async def test_a_series_that_cannot_be_is_refused(graph: Graph, arguments: str, code: str, message: str) -> None:
    query = f"{{ wagers {{ series({arguments}) {{ every }} }} }}"
    assert await graph.errors(query) == [(code, message)]
