"""Statistics of bots and games, session summaries and strategies, beside figures that were worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from statistics import fmean, median
from typing import Any

import pytest

from tests.graph.conftest import Graph
from tests.graph.crash.conftest import START, Play, money, outcomes

FIGURES = """
    rounds wins losses skipped errors winRate bots sessions
    averageCrashMultiplier medianCrashMultiplier lowestCrashMultiplier highestCrashMultiplier averageCashoutMultiplier
    firstRoundAt lastRoundAt
    money { currency staked payout profit returnOnStake averageProfit bestRound worstRound }
"""
BOT = f"""query ($from: DateTime, $to: DateTime) {{
    bot(botId: "b1") {{ statistics(from: $from, to: $to) {{ {FIGURES} }} }}
}}"""


async def test_statistics_of_no_rounds_are_zero_or_null(play: Play) -> None:
    found = (await play.one(BOT))["statistics"]
    counts = ("rounds", "wins", "losses", "skipped", "errors", "bots", "sessions")
    assert {name: found.pop(name) for name in counts} == dict.fromkeys(counts, 0)
    assert found.pop("money") == []
    assert set(found.values()) == {None}


async def test_statistics_of_a_bot_are_those_of_its_rounds(play: Play) -> None:
    await play.rounds(
        money("10.00", "20.00", crash_multiplier=Decimal("3.00"), cashout_multiplier=Decimal("2.00")),
        money("10.00", "0", crash_multiplier=Decimal("1.00")),
        money("20.00", "0", crash_multiplier=Decimal("1.50")),
        money("40.00", "50.10", crash_multiplier=Decimal("10.50"), cashout_multiplier=Decimal("1.25")),
        {"round_outcome": "skipped", "crash_multiplier": Decimal("4.00")},
        {"round_outcome": "error", "stake_amount": Decimal("5.00"), "profit": Decimal("-5.00")},
    )
    await play.rounds(money("1000", "0"), bot=2)
    assert (await play.one(BOT))["statistics"] == {
        "rounds": 6,
        "wins": 2,
        "losses": 2,
        "skipped": 1,
        "errors": 1,
        "winRate": 0.5,
        "bots": 1,
        "sessions": 1,
        # (3 + 1 + 1.5 + 10.5 + 4) / 5, and the one in the middle of 1, 1.5, 3, 4, 10.5; the error saw none.
        "averageCrashMultiplier": 4.0,
        "medianCrashMultiplier": 3.0,
        "lowestCrashMultiplier": "1.00",
        "highestCrashMultiplier": "10.50",
        "averageCashoutMultiplier": 1.625,
        "firstRoundAt": "2026-03-01T12:00:00Z",
        "lastRoundAt": "2026-03-01T12:05:00Z",
        "money": [
            {
                "currency": "USD",
                # 10 + 10 + 20 + 40 and the 5 of the error; 20 + 50.10; 10 - 10 - 20 + 10.10 - 5.
                "staked": "85.00",
                "payout": "70.10",
                "profit": "-14.90",
                "returnOnStake": pytest.approx(-14.9 / 85),
                # The four that were played: -9.90 / 4.
                "averageProfit": pytest.approx(-2.475),
                "bestRound": "10.10",
                "worstRound": "-20.00",
            }
        ],
    }


async def test_money_of_different_currencies_is_never_added_up(play: Play) -> None:
    euros = {"currency": "EUR"}
    await play.rounds(money("1", "3"), money("100", "0", **euros), money("50", "60", **euros))
    found = (await play.one(BOT))["statistics"]
    assert (found["rounds"], found["wins"]) == (3, 2)
    assert [(each["currency"], each["staked"], each["profit"], each["bestRound"]) for each in found["money"]] == [
        ("EUR", "150", "-90", "10"),
        ("USD", "1", "2", "2"),
    ]


async def test_sums_of_money_are_exact(play: Play) -> None:
    large, small = "123456789012345678901234567890.01", "0.000000000000000000000000000001"
    await play.rounds(money(large, "0"), money(small, "0"), {**money(small, "0"), "round_outcome": "error"})
    (found,) = (await play.one(BOT))["statistics"]["money"]
    assert Decimal(found["staked"]) == Decimal("123456789012345678901234567890.010000000000000000000000000002")


async def test_a_window_has_its_start_in_it_and_not_its_end(play: Play) -> None:
    await play.rounds(*outcomes("wlw"))
    second = (START + timedelta(minutes=1)).isoformat()
    third = (START + timedelta(minutes=2)).isoformat()
    found = [
        (await play.one(BOT, **window))["statistics"]
        for window in ({"from": second, "to": third}, {"from": second}, {"to": second})
    ]
    assert [(each["wins"], each["losses"]) for each in found] == [(0, 1), (1, 1), (1, 0)]


async def test_an_empty_window_is_refused(play: Play) -> None:
    await play.rounds(*outcomes("w"))
    moment = START.isoformat()
    assert [code for code, _ in await play.made.errors(BOT, **{"from": moment, "to": moment})] == ["BAD_INPUT"]


async def test_all_bots_of_a_page_take_two_statements_more(play: Play) -> None:
    await play.rounds(*outcomes("wwl"))
    await play.rounds(*outcomes("ls"), bot=2)
    bots = await play.one(f"{{ bots {{ nodes {{ botId statistics {{ {FIGURES} }} }} }} }}")
    assert {bot["botId"]: (bot["statistics"]["wins"], bot["statistics"]["rounds"]) for bot in bots["nodes"]} == {
        "b1": (2, 3),
        "b2": (0, 2),
    }
    assert len(play.made.statements) == 3


async def test_a_game_on_a_platform_has_the_rounds_that_were_played_there(play: Play) -> None:
    await play.rounds(*outcomes("wwl"))
    await play.rounds(*outcomes("ls"), bot=2)
    games = await play.one("{ gamePlatforms { nodes { platformCode statistics { rounds winRate bots } } } }")
    assert games["nodes"] == [
        {"platformCode": "p1", "statistics": {"rounds": 3, "winRate": pytest.approx(2 / 3), "bots": 1}},
        {"platformCode": "p2", "statistics": {"rounds": 2, "winRate": 0.0, "bots": 1}},
    ]


SUMMARY = """{ crashSession(sessionId: "s1") { summary {
    durationSeconds roundsPerHour returnOnBalance statistics { rounds money { profit } }
    differences { figure stored computed }
} } }"""


async def stored(play: Play, **totals: Any) -> None:
    """Write totals into the log of the first session."""
    await play.made.change("session_logs", "session_id", "s1", **totals)


async def test_the_summary_of_a_session_tells_its_pace_and_its_return(play: Play) -> None:
    await play.rounds(*outcomes("wwlws"))
    await stored(
        play,
        session_end=START + timedelta(minutes=30),
        starting_balance=Decimal(40),
        total_rounds=5,
        winning_rounds=3,
        losing_rounds=1,
        total_staked=Decimal("4.00"),
        total_payout=Decimal(6),
        net_profit=Decimal(2),
    )
    # 5 rounds in half an hour; 2 of 40.
    assert (await play.one(SUMMARY))["summary"] == {
        "durationSeconds": 1800.0,
        "roundsPerHour": 10.0,
        "returnOnBalance": 0.05,
        "statistics": {"rounds": 5, "money": [{"profit": "2"}]},
        "differences": [],
    }


async def test_the_summary_names_stored_totals_that_its_rounds_have_otherwise(play: Play) -> None:
    await play.rounds(*outcomes("wl"), {"crash_multiplier": Decimal("7.5")})
    await stored(play, total_rounds=3, winning_rounds=2, losing_rounds=1, total_staked=2, total_payout=2)
    await stored(play, net_profit=Decimal("0.01"))
    assert (await play.one(SUMMARY))["summary"]["differences"] == [
        {"figure": "winningRounds", "stored": "2", "computed": "1"},
        {"figure": "highestMultiplier", "stored": None, "computed": "7.5"},
        {"figure": "netProfit", "stored": "0.01", "computed": "0"},
    ]


async def test_a_session_that_runs_and_has_no_round_has_no_pace(play: Play) -> None:
    assert (await play.one(SUMMARY))["summary"] == {
        "durationSeconds": None,
        "roundsPerHour": None,
        "returnOnBalance": None,
        "statistics": {"rounds": 0, "money": []},
        "differences": [],
    }


async def test_a_session_of_several_currencies_has_no_return_and_no_money_to_compare(play: Play) -> None:
    await play.rounds(money("1", "2"), money("1", "2", currency="EUR"))
    await stored(play, starting_balance=Decimal(10), total_rounds=2, winning_rounds=2, net_profit=Decimal(99))
    found = (await play.one(SUMMARY))["summary"]
    assert (found["returnOnBalance"], found["differences"]) == (None, [])


STRATEGIES = """query ($first: Int, $where: CrashRoundFilter, $from: DateTime) {
    strategyPerformance(first: $first, where: $where, from: $from) {
        strategyName statistics { rounds wins winRate money { currency profit } }
    }
}"""


async def test_strategies_come_with_the_most_rounds_first_and_then_by_name(play: Play) -> None:
    kelly, fixed = ([{**row, "strategy_name": name} for row in outcomes("wl")] for name in ("kelly", "fixed"))
    await play.rounds(*outcomes("wwl"), *kelly, *fixed)
    found = await play.one(STRATEGIES)
    assert [(each["strategyName"], each["statistics"]["rounds"]) for each in found] == [
        ("martingale", 3),
        ("fixed", 2),
        ("kelly", 2),
    ]
    assert found[0]["statistics"] == {
        "rounds": 3,
        "wins": 2,
        "winRate": pytest.approx(2 / 3),
        "money": [{"currency": "USD", "profit": "1"}],
    }
    assert len(play.made.statements) == 3
    assert [each["strategyName"] for each in await play.one(STRATEGIES, first=2)] == ["martingale", "fixed"]


async def test_strategies_are_those_of_the_rounds_that_count(play: Play) -> None:
    await play.rounds(*outcomes("ww"))
    await play.rounds({**outcomes("l")[0], "strategy_name": "kelly"}, bot=2)
    of_second = {"botId": {"eq": "b2"}}
    assert [each["strategyName"] for each in await play.one(STRATEGIES, where=of_second)] == ["kelly"]
    assert await play.one(STRATEGIES, **{"from": (START + timedelta(days=1)).isoformat()}) == []


@pytest.mark.parametrize("first", [0, -1, 201])
async def test_a_number_of_strategies_out_of_bounds_is_refused(play: Play, first: int) -> None:
    (error,) = await play.made.errors(STRATEGIES, first=first)
    assert error == ("BAD_INPUT", f"`first` must be from 1 to 200, not {first}")


async def test_statistics_of_the_sample_data_are_those_of_its_rounds_one_by_one(graph: Graph) -> None:
    rounds = "rounds(first: 1000) { nodes { roundOutcome crashMultiplier cashoutMultiplier stakeAmount profit } }"
    bots = await graph.data(f"{{ bots {{ nodes {{ {rounds} statistics {{ {FIGURES} }} }} }} }}")
    compared = 0
    for bot in bots["bots"]["nodes"]:
        rows, found = bot["rounds"]["nodes"], bot["statistics"]
        seen = [float(row["crashMultiplier"]) for row in rows if row["crashMultiplier"]]
        wins, losses = (sum(row["roundOutcome"] == outcome for row in rows) for outcome in ("WIN", "LOSS"))
        assert (found["rounds"], found["wins"], found["losses"]) == (len(rows), wins, losses)
        if rows:
            compared += 1
            assert found["averageCrashMultiplier"] == pytest.approx(fmean(seen))
            assert found["medianCrashMultiplier"] == pytest.approx(median(seen))
            (total,) = found["money"]
            assert Decimal(total["profit"]) == sum(Decimal(row["profit"]) for row in rows)
            assert Decimal(total["staked"]) == sum(Decimal(row["stakeAmount"]) for row in rows)
    assert compared > 1


async def test_sessions_of_the_sample_data_are_stored_as_their_rounds_have_them(graph: Graph) -> None:
    found = await graph.data("{ crashSessions { nodes { summary { statistics { rounds } differences { figure } } } } }")
    summaries = [node["summary"] for node in found["crashSessions"]["nodes"]]
    assert any(each["statistics"]["rounds"] for each in summaries)
    assert [each["differences"] for each in summaries] == [[]] * len(summaries)
