"""Streaks and drawdowns beside figures that were worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from resolvers.crash.streaks import drawdown, streaks_in
from tests.graph.conftest import Graph
from tests.graph.crash.conftest import OUTCOMES, START, Play, money, outcomes

BOT = """query ($rounds: Int, $from: DateTime, $to: DateTime) { bot(botId: "b1") {
    streaks(rounds: $rounds, from: $from, to: $to) {
        rounds complete longestWinning longestLosing current drawdowns { currency profit maxDrawdown }
    }
} }"""


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("", []),
        ("w", [1]),
        ("lll", [-3]),
        ("wwlw", [2, -1, 1]),
        ("wswelsl", [2, -2]),
        ("ses", []),
    ],
)
def test_skipped_and_failed_rounds_neither_end_a_streak_nor_lengthen_it(letters: str, expected: list[int]) -> None:
    assert list(streaks_in(OUTCOMES[letter] for letter in letters)) == expected


@pytest.mark.parametrize(
    ("profits", "expected"),
    [
        ((), 0),
        ((5, 5), 0),
        # The peak is at least 0: -3, then -5.
        ((-3, -2, 4), 5),
        # 10, 4, 12, 2, 7: from 12 to 2.
        ((10, -6, 8, -10, 5), 10),
        # 10, 3, 12, 8: from 10 to 3.
        ((10, -7, 9, -4), 7),
    ],
)
def test_a_drawdown_is_the_deepest_fall_below_the_peak_before_it(profits: Sequence[int], expected: int) -> None:
    assert drawdown(map(Decimal, profits)) == expected


async def streaks(play: Play, **arguments: Any) -> dict[str, Any]:
    """Those of the first bot."""
    found: dict[str, Any] = (await play.one(BOT, **arguments))["streaks"]
    return found


async def test_without_rounds_there_is_no_streak(play: Play) -> None:
    assert await streaks(play) == {
        "rounds": 0,
        "complete": True,
        "longestWinning": 0,
        "longestLosing": 0,
        "current": 0,
        "drawdowns": [],
    }


async def test_streaks_follow_the_rounds_in_the_order_in_which_they_were_logged(play: Play) -> None:
    later = [{**row, "timestamp": START + timedelta(hours=1, minutes=at)} for at, row in enumerate(outcomes("wll"))]
    await play.rounds(*later, *outcomes("wlwsw"))
    # w l w s w | w l l: three won in a row, two lost at the end; 1, 0, 1, 2, 3, 2, 1 falls by 2.
    assert await streaks(play) == {
        "rounds": 8,
        "complete": True,
        "longestWinning": 3,
        "longestLosing": 2,
        "current": -2,
        "drawdowns": [{"currency": "USD", "profit": "1", "maxDrawdown": "2"}],
    }


async def test_rounds_of_one_moment_come_in_the_order_of_their_keys(play: Play) -> None:
    await play.rounds(*({**row, "timestamp": START} for row in outcomes("wwl")))
    assert (await streaks(play))["current"] == -1


async def test_only_the_newest_rounds_are_looked_at(play: Play) -> None:
    await play.rounds(*outcomes("llllww"))
    newest, all_of_them = await streaks(play, rounds=3), await streaks(play, rounds=6)
    assert (newest["rounds"], newest["complete"], newest["longestLosing"]) == (3, False, 1)
    assert (all_of_them["rounds"], all_of_them["complete"], all_of_them["longestLosing"]) == (6, True, 4)


async def test_a_window_has_its_start_in_it_and_not_its_end(play: Play) -> None:
    await play.rounds(*outcomes("wllw"))
    start, end = ((START + timedelta(minutes=minute)).isoformat() for minute in (1, 3))
    found = await streaks(play, **{"from": start, "to": end})
    assert (found["rounds"], found["current"]) == (2, -2)


async def test_each_currency_has_a_drawdown_of_its_own(play: Play) -> None:
    euros = {"currency": "EUR"}
    await play.rounds(money("5", "8"), money("4", "0", **euros), money("2", "0"), money("1", "0", **euros))
    assert (await streaks(play))["drawdowns"] == [
        {"currency": "EUR", "profit": "-5", "maxDrawdown": "5"},
        {"currency": "USD", "profit": "1", "maxDrawdown": "2"},
    ]


async def test_the_sessions_of_a_page_take_one_statement_more(play: Play) -> None:
    await play.rounds(*outcomes("ww"))
    await play.rounds(*outcomes("lll"), bot=2)
    found = await play.one("{ crashSessions { nodes { sessionId streaks { current } } } }")
    assert found["nodes"] == [
        {"sessionId": "s1", "streaks": {"current": 2}},
        {"sessionId": "s2", "streaks": {"current": -3}},
    ]
    assert len(play.made.statements) == 2


@pytest.mark.parametrize("rounds", [0, -1, 5_001])
async def test_a_number_of_rounds_out_of_bounds_is_refused(play: Play, rounds: int) -> None:
    (error,) = await play.made.errors(BOT, rounds=rounds)
    assert error == ("BAD_INPUT", f"`rounds` must be from 1 to 5000, not {rounds}")


async def test_rounds_that_are_looked_at_count_for_the_cost(play: Play) -> None:
    (error,) = await play.made.errors("{ crashSessions(first: 11) { nodes { streaks(rounds: 5000) { current } } } }")
    assert error[0] == "COST_LIMIT_EXCEEDED"


async def test_sessions_of_the_sample_data_fall_as_deep_and_lose_as_often_in_a_row_as_is_stored(graph: Graph) -> None:
    found = await graph.data(
        """{ crashSessions { nodes {
            totalRounds longestLosingStreak maxDrawdown streaks { longestLosing drawdowns { maxDrawdown } }
        } } }"""
    )
    sessions = [node for node in found["crashSessions"]["nodes"] if node["totalRounds"]]
    assert sessions
    for session in sessions:
        (fall,) = session["streaks"]["drawdowns"]
        assert Decimal(fall["maxDrawdown"]) == Decimal(session["maxDrawdown"])
        assert session["streaks"]["longestLosing"] == session["longestLosingStreak"]
