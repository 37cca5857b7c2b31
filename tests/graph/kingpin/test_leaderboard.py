"""Leaderboards and standings on them, beside places that were worked out by hand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from resolvers.kingpin.leaderboard import LeaderboardMeasure, places
from stores.aggregate import NUMBERS
from stores.catalogue import Catalogue
from tests.graph.conftest import Graph
from tests.graph.hand_made import HandMade

WEEK = {"period_type": "weekly", "period_start": date(2026, 3, 2), "period_end": date(2026, 3, 8)}
PLACE = "{ rank value player { username } }"
BOARD = f"""query ($period: LeaderboardSnapshotPeriodType!, $measure: LeaderboardMeasure!, $at: Date, $first: Int) {{
    leaderboard(period: $period, measure: $measure, at: $at, first: $first) {{
        periodStart periodEnd players places {PLACE}
    }}
}}"""
STANDING = f"""query ($period: LeaderboardSnapshotPeriodType!, $measure: LeaderboardMeasure!, $at: Date, $n: Int) {{
    players {{ nodes {{ username standing(period: $period, measure: $measure, at: $at, neighbours: $n) {{
        periodStart players rank value above {PLACE} below {PLACE}
    }} }} }}
}}"""
WEEKLY = {"period": "WEEKLY", "measure": "WEALTH_EARNED", "at": "2026-03-04"}


async def counted(game: HandMade, *wealth: int | None, **period: Any) -> None:
    """What the players earned in a period, in the order of their keys."""
    rows = [{**WEEK, **period, "user_id": key, "wealth_earned": each} for key, each in enumerate(wealth, 1)]
    await game.add("leaderboard_snapshots", rows)


def listed(found: Sequence[dict[str, Any]]) -> list[tuple[int, str, str]]:
    """Places in short."""
    return [(place["rank"], place["value"], place["player"]["username"]) for place in found]


def test_a_leaderboard_can_be_made_of_each_count_of_the_snapshots(catalogue: Catalogue) -> None:
    entity = catalogue["LeaderboardSnapshot"]
    counts = {column.name for column in entity.exposed if column.type in NUMBERS} - {"id", "user_id"}
    assert {measure.value for measure in LeaderboardMeasure} == counts


@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        ((), []),
        ((5,), [1]),
        ((9, 7, 7, 5), [1, 2, 2, 4]),
        ((3, 3, 3), [1, 1, 1]),
        ((4, 3, 3, 2, 2, 1), [1, 2, 2, 4, 4, 6]),
    ],
)
def test_equals_share_a_rank_and_the_next_ones_come_after_all_of_them(values: Sequence[int], ranks: list[int]) -> None:
    rows = [{"user_id": key, "xp_earned": value} for key, value in enumerate(values)]
    assert [place.rank for place in places(rows, "xp_earned")] == ranks


async def test_the_most_come_first_and_equals_by_their_keys(game: HandMade) -> None:
    await counted(game, 50, 200, 50, 0)
    assert await game.one(BOARD, **WEEKLY) == {
        "periodStart": "2026-03-02",
        "periodEnd": "2026-03-08",
        "players": 4,
        "places": [
            {"rank": 1, "value": "200", "player": {"username": "b"}},
            {"rank": 2, "value": "50", "player": {"username": "a"}},
            {"rank": 2, "value": "50", "player": {"username": "c"}},
            {"rank": 4, "value": "0", "player": {"username": "d"}},
        ],
    }
    # The period, its snapshots, their number, and the players.
    assert len(game.statements) == 4
    assert listed((await game.one(BOARD, **WEEKLY, first=2))["places"]) == [(1, "200", "b"), (2, "50", "a")]


async def test_players_of_whom_nothing_is_known_are_not_on_the_leaderboard(game: HandMade) -> None:
    await counted(game, None, 7)
    found = await game.one(BOARD, **WEEKLY)
    assert (found["players"], listed(found["places"])) == (1, [(1, "7", "b")])


async def test_money_is_ranked_and_shown_exactly(game: HandMade) -> None:
    given = [{**WEEK, "user_id": key, "donations_usd": Decimal(each)} for key, each in ((1, "0.10"), (2, "0.09"))]
    await game.add("leaderboard_snapshots", given)
    found = await game.one(BOARD, **WEEKLY | {"measure": "DONATIONS_USD"})
    assert listed(found["places"]) == [(1, "0.10", "a"), (2, "0.09", "b")]


@pytest.mark.parametrize(
    ("day", "start"),
    [("2026-03-01", None), ("2026-03-02", "2026-03-02"), ("2026-03-08", "2026-03-02"), ("2026-03-09", "2026-03-09")],
)
async def test_a_period_is_the_one_with_that_day_in_it(game: HandMade, day: str, start: str | None) -> None:
    await counted(game, 1)
    await counted(game, 2, period_start=date(2026, 3, 9), period_end=date(2026, 3, 15))
    await counted(game, 3, period_type="daily", period_start=date(2026, 3, 1), period_end=date(2026, 3, 1))
    found = await game.one(BOARD, **WEEKLY | {"at": day})
    assert found["periodStart"] == start
    assert len(found["places"]) == (0 if start is None else 1)


@pytest.mark.parametrize(
    ("period", "start", "end", "outside"),
    [
        ("DAILY", date(2026, 3, 5), date(2026, 3, 5), date(2026, 3, 6)),
        ("MONTHLY", date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)),
        ("ANNUAL", date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)),
    ],
)
async def test_periods_of_each_length_reach_from_their_first_day_to_their_last(
    game: HandMade, period: str, start: date, end: date, outside: date
) -> None:
    await counted(game, 1, period_type=period.lower(), period_start=start, period_end=end)
    asked = {"period": period, "measure": "WEALTH_EARNED"}
    found = [(await game.one(BOARD, **asked, at=str(day)))["players"] for day in (start, end, outside)]
    assert found == [1, 1, 0]


async def test_without_a_day_it_is_the_period_of_today(game: HandMade) -> None:
    yesterday, tomorrow = (datetime.now(UTC).date() + timedelta(days=days) for days in (-1, 1))
    await counted(game, 5, period_start=yesterday, period_end=tomorrow)
    assert (await game.one(BOARD, period="WEEKLY", measure="WEALTH_EARNED"))["players"] == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_at_either_end_of_the_calendar_there_is_no_leaderboard(game: HandMade, day: str) -> None:
    await counted(game, 1)
    nothing: dict[str, Any] = {"periodStart": None, "periodEnd": None, "players": 0, "places": []}
    assert await game.one(BOARD, period="ANNUAL", measure="WEALTH_EARNED", at=day) == nothing


@pytest.mark.parametrize("first", [0, 1_001])
async def test_a_number_of_places_out_of_bounds_is_refused(game: HandMade, first: int) -> None:
    said = f"`first` must be from 1 to 1000, not {first}"
    assert await game.errors(BOARD, **WEEKLY, first=first) == [("BAD_INPUT", said)]


async def standings(game: HandMade, **changed: Any) -> dict[str, dict[str, Any]]:
    """Those of all players, by their names."""
    found = await game.one(STANDING, **WEEKLY | changed)
    return {node["username"]: node["standing"] for node in found["nodes"]}


async def test_each_player_has_a_rank_and_neighbours_at_the_same_cost(game: HandMade) -> None:
    await counted(game, 50, 200, 50, 10)
    found = await standings(game, n=1)
    assert {name: (each["rank"], each["value"], each["players"]) for name, each in found.items()} == {
        "a": (2, "50", 4),
        "b": (1, "200", 4),
        "c": (2, "50", 4),
        "d": (4, "10", 4),
    }
    assert (listed(found["b"]["above"]), listed(found["b"]["below"])) == ([], [(2, "50", "a")])
    assert (listed(found["a"]["above"]), listed(found["a"]["below"])) == ([(1, "200", "b")], [(2, "50", "c")])
    assert (listed(found["d"]["above"]), listed(found["d"]["below"])) == ([(2, "50", "c")], [])
    # Players; period, values, ranges, equals, number, leaderboard; and the players above and below.
    assert len(game.statements) == 9


async def test_statements_are_as_many_for_one_player_as_for_all(game: HandMade) -> None:
    await counted(game, 50, 200, 50, 10)
    await standings(game)
    many = len(game.statements)
    one = STANDING.replace("players {", 'players(where: { username: { eq: "a" } }) {', 1)
    await game.one(one, **WEEKLY)
    assert len(game.statements) == many


async def test_neighbours_are_the_nearest_places_in_order(game: HandMade) -> None:
    await counted(game, 40, 30, 20, 10)
    found = await standings(game, n=2)
    assert listed(found["d"]["above"]) == [(2, "30", "b"), (3, "20", "c")]
    assert listed(found["a"]["below"]) == [(2, "30", "b"), (3, "20", "c")]
    assert listed(found["b"]["above"]) == [(1, "40", "a")]
    assert (await standings(game, n=0))["b"] | {"rank": 2} == {
        "periodStart": "2026-03-02",
        "players": 4,
        "rank": 2,
        "value": "30",
        "above": [],
        "below": [],
    }


async def test_a_player_who_is_not_on_the_leaderboard_has_no_rank(game: HandMade) -> None:
    await counted(game, None, 5)
    found = await standings(game)
    for name in ("a", "c"):
        assert found[name] == {
            "periodStart": "2026-03-02",
            "players": 1,
            "rank": None,
            "value": None,
            "above": [],
            "below": [],
        }


async def test_in_a_period_without_a_leaderboard_nobody_has_a_rank(game: HandMade) -> None:
    await counted(game, 5)
    found = await standings(game, at="2025-03-04")
    assert {(each["periodStart"], each["players"], each["rank"]) for each in found.values()} == {(None, 0, None)}


async def test_ranks_by_money_tell_cents_apart(game: HandMade) -> None:
    given = ((1, "0.10"), (2, "0.09"), (3, "0.10"))
    rows = [{**WEEK, "user_id": key, "donations_usd": Decimal(each)} for key, each in given]
    await game.add("leaderboard_snapshots", rows)
    found = await standings(game, measure="DONATIONS_USD")
    assert [found[name]["rank"] for name in "abc"] == [1, 3, 1]


async def test_of_too_large_a_leaderboard_there_are_ranks_but_no_neighbours(
    game: HandMade, monkeypatch: pytest.MonkeyPatch
) -> None:
    await counted(game, 4, 3, 2, 1)
    monkeypatch.setattr(sys.modules["resolvers.kingpin.standing"], "LARGEST_BOARD", 3)
    (error,) = {code for code, _ in await game.errors(STANDING, **WEEKLY)}
    assert error == "ANSWER_TOO_LARGE"
    assert (await standings(game, n=0))["d"]["rank"] == 4


@pytest.mark.parametrize("neighbours", [-1, 21])
async def test_a_number_of_neighbours_out_of_bounds_is_refused(game: HandMade, neighbours: int) -> None:
    said = f"`neighbours` must be from 0 to 20, not {neighbours}"
    assert set(await game.errors(STANDING, **WEEKLY, n=neighbours)) == {("BAD_INPUT", said)}


@pytest.mark.parametrize("measure", ["XP_EARNED", "ROB_SUCCESS_COUNT", "TOTAL_CONTRIBUTED_USD"])
async def test_leaderboards_of_the_sample_data_are_those_of_its_snapshots_one_by_one(
    graph: Graph, measure: str
) -> None:
    column = {"XP_EARNED": "xpEarned", "ROB_SUCCESS_COUNT": "robSuccessCount"}.get(measure, "totalContributedUsd")
    snapshots = f"""{{ leaderboardSnapshots(first: 1000, where: {{ periodType: {{ eq: ANNUAL }} }}) {{
        nodes {{ periodStart userId {column} }}
    }} }}"""
    rows = (await graph.data(snapshots))["leaderboardSnapshots"]["nodes"]
    latest = max(row["periodStart"] for row in rows)
    values = {
        row["userId"]: Decimal(row[column]) for row in rows if row["periodStart"] == latest and row[column] is not None
    }
    asked = {"period": "ANNUAL", "measure": measure, "at": latest}
    # Several players may have one name.
    found = (await graph.data(BOARD.replace("username", "id"), **asked, first=100))["leaderboard"]
    assert {place["player"]["id"]: Decimal(place["value"]) for place in found["places"]} == values
    nodes = (await graph.data(STANDING.replace("username", "id"), **asked))["players"]["nodes"]
    ranked = {node["id"]: node["standing"]["rank"] for node in nodes if node["standing"]["rank"] is not None}
    assert ranked == {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}


async def test_neighbours_have_a_price(game: HandMade) -> None:
    await counted(game, 5)
    wide = STANDING.replace("players {", "players(first: 300) {", 1)
    assert [code for code, _ in await game.errors(wide, **WEEKLY)] == ["COST_LIMIT_EXCEEDED"]
    assert await game.errors(wide, **WEEKLY, n=0) == []
