"""Stored figures beside what the wagers come to, hand-computed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from resolvers.fire22 import counted_periods
from tests.graph.conftest import Graph
from tests.graph.fire22.books import Books

WEEKS = """{ weeklyStats { nodes { id comparison {
    computed { handle win volume bets holdPercent } difference { handle win volume bets } differs } } } }"""
METRICS = "{ kpiMetrics { nodes { id comparison { figure computed difference differs } } } }"
DIFFERENCES = """query ($from: DateTime!, $to: DateTime!, $tolerance: Decimal, $first: Int) {
    figureDifferences(from: $from, to: $to, tolerance: $tolerance, first: $first) { checked unchecked differing
        differences { figure start end stored computed difference weeklyStat { id } kpiMetric { id } } } }"""
YEAR = {"from": "2026-01-01T00:00:00Z", "to": "2027-01-01T00:00:00Z"}
NO_DIFFERENCE = {"handle": "0", "win": "0", "volume": "0", "bets": 0}


@pytest.fixture
async def fortnight(books: Books) -> Books:
    """Wagers of two weeks, the second of which begins on Monday the 9th of March.

    The first comes to a handle of 100, a win of 10 + 40 - 25 = 25 (50 is open), and a volume of 100 + 25 = 125; its
    hold is 25 of 50. The second to a handle of 8, a win of 8 and a volume of 8.
    """
    await books.people(a=["c"])
    await books.wager("c", "2026-03-02", "10", "settled", "loss")
    await books.wager("c", "2026-03-04T12:00:00+00:00", "40", "settled", "win", potential_win=Decimal(25))
    await books.wager("c", "2026-03-08T23:59:59.999999+00:00", "50", "active")
    await books.wager("c", "2026-03-09", "8", "settled", "loss")
    return books


def plain(shown: dict[str, Any]) -> dict[str, Any]:
    """Amounts without the zeros that end them."""
    return {
        name: format(Decimal(value).normalize(), "f") if isinstance(value, str) else value
        for name, value in shown.items()
    }


async def weeks(books: Books) -> dict[str, dict[str, Any]]:
    """The comparison of each week by its id."""
    return {one["id"]: one["comparison"] for one in (await books.data(WEEKS))["nodes"]}


async def test_a_week_holds_its_first_moment_and_not_that_of_the_next(fortnight: Books) -> None:
    await fortnight.week("2026-03-02", "2026-03-09", "100", "25", "125", bets=3)
    await fortnight.week("2026-03-09", "2026-03-16", "8.00", "8", "8", bets=1)
    found = await weeks(fortnight)
    assert [plain(one["difference"]) for one in found.values()] == [NO_DIFFERENCE, NO_DIFFERENCE]
    assert [one["differs"] for one in found.values()] == [False, False]
    assert plain(found["2026-03-02"]["computed"]) == {
        "handle": "100",
        "win": "25",
        "volume": "125",
        "bets": 3,
        "holdPercent": 50,
    }


async def test_differences_are_what_is_stored_too_much(fortnight: Books) -> None:
    await fortnight.week("2026-03-02", "2026-03-09", "100.01", "20", "125", bets=5)
    (found,) = (await weeks(fortnight)).values()
    assert plain(found["difference"]) == {"handle": "0.01", "win": "-5", "volume": "0", "bets": 2}
    assert found["differs"] is True


async def test_a_week_without_wagers_computes_to_nothing(books: Books) -> None:
    await books.week("2026-03-02", "2026-03-09", "0", "0", "3", bets=0)
    (found,) = (await weeks(books)).values()
    assert plain(found["computed"]) == {"handle": "0", "win": "0", "volume": "0", "bets": 0, "holdPercent": None}
    assert (plain(found["difference"])["volume"], found["differs"]) == ("3", True)


async def test_periods_of_any_length_and_place_are_counted_by_one_statement(fortnight: Books) -> None:
    await fortnight.week("2026-03-02T00:00:00-05:00", "2026-03-09T00:00:00-04:00", "0", "0", "0", bets=0)
    await fortnight.week("2026-03-02T00:00:00+00:00", "2026-03-04T12:00:00+00:00", "0", "0", "0", bets=0)
    await fortnight.week("2026-03-04T12:00:00+00:00", "2026-03-04T12:00:01+00:00", "0", "0", "0", bets=0)
    await fortnight.week("2024-01-01", "2027-01-01", "0", "0", "0", bets=0)
    await fortnight.week("2026-03-10", "2026-03-03", "0", "0", "0", bets=0)
    found = {key: one["computed"]["bets"] for key, one in (await weeks(fortnight)).items()}
    assert [each["entity"] for each in fortnight.graph.statements] == ["WeeklyStat", "Wager"]
    assert found == {
        # In New York the first wager was placed on the Sunday before, and that of the 9th still within the week.
        "2026-03-02T00:00:00-05:00": 3,
        "2026-03-02T00:00:00+00:00": 1,
        "2026-03-04T12:00:00+00:00": 1,
        "2024-01-01": 4,
        "2026-03-10": 0,
    }


async def test_a_stored_row_that_makes_no_sense_is_an_error_of_its_own(fortnight: Books) -> None:
    await fortnight.week("2026-03-02", "2026-03-09T00:00:00.5+00:00", "0", "0", "0", bets=0)
    await fortnight.week("2026-03-09", "2026-03-16", "NaN", "8", "8", bets=1)
    await fortnight.week("2026-03-16", "2026-03-23", "0", "0", "0", bets=0)
    response = await fortnight.graph.answer(WEEKS)
    shown = [one["comparison"] and one["comparison"]["differs"] for one in response["data"]["weeklyStats"]["nodes"]]
    assert shown == [None, None, False]
    assert [error["extensions"]["code"] for error in response["errors"]] == ["UNREPRESENTABLE_VALUE"] * 2
    assert "whole seconds" in response["errors"][0]["message"]
    assert "total_handle" in response["errors"][1]["message"]
    found = await fortnight.data(DIFFERENCES, **YEAR)
    assert (found["checked"], found["unchecked"], found["differences"]) == (4, 2, [])


async def test_too_many_parts_of_the_time_are_refused(fortnight: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counted_periods, "GROUP_LIMIT", 2)
    await fortnight.week("2026-03-02", "2026-03-09", "0", "0", "0", bets=0)
    assert [code for code, _ in await fortnight.graph.errors(WEEKS)] == ["ANSWER_TOO_LARGE"]


async def test_key_figures_are_known_by_their_names(fortnight: Books) -> None:
    for name, value in (
        ("handle", "100"),
        ("win", "26"),
        ("volume", "125"),
        ("bets", "3"),
        ("hold_percent", "50.00"),
        ("visits", "7"),
    ):
        await fortnight.metric(name, value, "2026-03-02", "2026-03-09", "weekly")
    found = {one["id"].split()[0]: one["comparison"] for one in (await fortnight.data(METRICS))["nodes"]}
    assert found.pop("visits") is None
    assert {name: (one["figure"], float(one["computed"]), one["differs"]) for name, one in found.items()} == {
        "bets": ("BETS", 3.0, False),
        "handle": ("HANDLE", 100.0, False),
        "hold_percent": ("HOLD_PERCENT", 50.0, False),
        "volume": ("VOLUME", 125.0, False),
        "win": ("WIN", 25.0, True),
    }
    assert Decimal(found["win"]["difference"]) == 1
    assert [each["entity"] for each in fortnight.graph.statements] == ["KpiMetric", "Wager"]


async def test_figures_of_other_names_cost_no_statement(books: Books) -> None:
    await books.metric("visits", "7", "2026-03-02", "2026-03-03")
    assert (await books.data(METRICS))["nodes"] == [{"id": "visits 2026-03-02", "comparison": None}]
    assert [each["entity"] for each in books.graph.statements] == ["KpiMetric"]


async def test_a_hold_is_rounded_as_it_is_stored_and_0_of_nothing_decided(books: Books) -> None:
    await books.people(a=["c"])
    # The house keeps 1 of 3 dollars, 1 of 800 (0.125 %, which goes to the even neighbour), and none of none.
    await books.wager("c", "2026-03-02", "2", "settled", "push")
    await books.wager("c", "2026-03-02", "1", "settled", "loss")
    await books.wager("c", "2026-03-03", "799", "settled", "push")
    await books.wager("c", "2026-03-03", "1", "settled", "loss")
    await books.wager("c", "2026-03-04", "1")
    for day, value in (("02", "33.33"), ("03", "0.12"), ("04", "0")):
        await books.metric("hold_percent", value, f"2026-03-{day}", f"2026-03-{int(day) + 1:02}")
    found = [one["comparison"] for one in (await books.data(METRICS))["nodes"]]
    assert [(Decimal(one["computed"]), one["differs"]) for one in found] == [
        (Decimal("33.33"), False),
        (Decimal("0.12"), False),
        (Decimal(0), False),
    ]


async def test_the_figures_that_differ_are_listed_the_latest_first(fortnight: Books) -> None:
    await fortnight.week("2026-03-02", "2026-03-09", "100", "24.5", "125", bets=3)
    await fortnight.week("2026-03-09", "2026-03-16", "8", "8", "8", bets=2)
    await fortnight.metric("handle", "10", "2026-03-02", "2026-03-03")
    await fortnight.metric("handle", "41", "2026-03-04", "2026-03-05")
    await fortnight.metric("visits", "7", "2026-03-04", "2026-03-05")
    found = await fortnight.data(DIFFERENCES, **YEAR)
    assert [each["entity"] for each in fortnight.graph.statements[:3]] == ["WeeklyStat", "KpiMetric", "Wager"]
    assert (found["checked"], found["unchecked"], found["differing"]) == (4 + 4 + 2, 0, 3)
    assert listed(found) == [
        ("BETS", "2026-03-09", None, "2", "1", "1"),
        ("HANDLE", None, "handle 2026-03-04", "41", "40", "1"),
        ("WIN", "2026-03-02", None, "24.5", "25", "-0.5"),
    ]
    assert (found["differences"][0]["start"], found["differences"][0]["end"]) == (
        "2026-03-09T00:00:00Z",
        "2026-03-16T00:00:00Z",
    )
    cut = await fortnight.data(DIFFERENCES, **YEAR, first=1)
    assert (cut["differing"], [one["figure"] for one in cut["differences"]]) == (3, ["BETS"])
    tolerant = await fortnight.data(DIFFERENCES, **YEAR, tolerance="0.5")
    assert (tolerant["differing"], len(tolerant["differences"])) == (2, 2)
    assert (await fortnight.data(DIFFERENCES, **YEAR, tolerance="1"))["differing"] == 0


def listed(found: dict[str, Any]) -> list[tuple[str | None, ...]]:
    """Of each difference the figure, the ids of the rows that may hold it, and the amounts."""
    return [
        (
            one["figure"],
            *(one[row] and one[row]["id"] for row in ("weeklyStat", "kpiMetric")),
            *plain({name: one[name] for name in ("stored", "computed", "difference")}).values(),
        )
        for one in found["differences"]
    ]


async def test_periods_that_start_in_the_window_are_compared(fortnight: Books) -> None:
    await fortnight.week("2026-03-02", "2026-03-09", "0", "0", "0", bets=0)
    await fortnight.week("2026-03-09", "2026-03-16", "0", "0", "0", bets=0)
    window = {"from": "2026-03-02T00:00:00Z", "to": "2026-03-09T00:00:00Z"}
    assert (await fortnight.data(DIFFERENCES, **window))["checked"] == 4
    assert (await fortnight.data(DIFFERENCES, **window | {"from": "2026-03-02T00:00:01Z"}))["checked"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"from": YEAR["to"], "to": YEAR["from"]}, "`from` must be before `to`"),
        ({"tolerance": "-0.01"}, "`tolerance` must be 0 or more"),
        ({"first": 0}, "`first` must be from 1 to 1000, not 0"),
        ({"first": 1001}, "`first` must be from 1 to 1000, not 1001"),
    ],
)
async def test_arguments_that_cannot_be_met_are_refused(books: Books, arguments: dict[str, Any], message: str) -> None:
    assert await books.graph.errors(DIFFERENCES, **(YEAR | arguments)) == [("BAD_INPUT", message)]


async def test_in_the_sample_data_the_figures_differ_that_are_wrong_on_purpose(graph: Graph) -> None:
    window = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", "first": 1000}
    found = (await graph.data(DIFFERENCES, **window))["figureDifferences"]
    held = await graph.data("{ kpiMetrics { totalCount } weeklyStats { totalCount } }")
    metrics, weeks = held["kpiMetrics"]["totalCount"], held["weeklyStats"]["totalCount"]
    assert (found["checked"], found["unchecked"]) == (metrics + 4 * weeks, 0)
    # The recipes add 1 to every 17th key figure, and 100 to the handle of every seventh week from the third on.
    expected = {f"kpi_{number:06}": Decimal(1) for number in range(17, metrics + 1, 17)}
    expected |= {f"wks_{number:04}": Decimal(100) for number in range(3, weeks + 1, 7)}
    shown = {(one["weeklyStat"] or one["kpiMetric"])["id"]: Decimal(one["difference"]) for one in found["differences"]}
    assert shown == expected
    assert len(shown) == found["differing"] > 2
