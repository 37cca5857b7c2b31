"""What heists came to, beside figures that were worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.graph.conftest import Graph
from tests.graph.hand_made import HandMade
from tests.graph.kingpin.conftest import START

HEISTS = """query ($from: DateTime, $to: DateTime, $winners: Int, $where: HeistEventFilter) {
    heistSummary(from: $from, to: $to, winners: $winners, where: $where) {
        eventType heists won expired cancelled active successRate attempts attemptsPerHeist
        averageResponseMs fastestResponseMs wealth xp crates players
        winners { wins wealth fastestMs player { username } }
    }
}"""


def heist(status: str, winner: int | None = None, speed: int | None = None, **more: Any) -> dict[str, Any]:
    """A riddle with a reward of 100 and 5, of which two answers were given."""
    return {
        "event_type": "riddle",
        "status": status,
        "winner_id": winner,
        "response_time_ms": speed,
        "attempt_count": 2,
        "reward_wealth": 100,
        "reward_xp": 5,
        "prompt": "?",
        "answer": "!",
        "time_limit_seconds": 60,
        **more,
    }


async def run(game: HandMade, *heists: dict[str, Any]) -> None:
    """Heists, a minute after each other."""
    times = (START + timedelta(minutes=place) for place in range(len(heists)))
    rows = [{"started_at": at, "expires_at": at, **each} for at, each in zip(times, heists, strict=True)]
    await game.add("heist_events", rows)


async def test_without_heists_there_is_nothing_to_sum_up(game: HandMade) -> None:
    assert await game.one(HEISTS) == []


async def test_heists_are_summed_up_by_their_type(game: HandMade) -> None:
    await run(
        game,
        heist("won", 2, 3_000, reward_crate_tier="rare"),
        heist("won", 1, 1_000, reward_wealth=50),
        heist("won", 2, 2_000, attempt_count=7),
        heist("won", None, None, reward_crate_tier="common"),
        heist("expired", reward_crate_tier="rare"),
        heist("cancelled", 3, 1),
        heist("active", attempt_count=0),
        heist("expired", event_type="trivia"),
    )
    riddle, trivia = await game.one(HEISTS)
    assert riddle == {
        "eventType": "RIDDLE",
        "heists": 7,
        "won": 4,
        "expired": 1,
        "cancelled": 1,
        "active": 1,
        "successRate": 0.8,
        # 2 + 2 + 7 + 2 + 2 + 2 + 0
        "attempts": "17",
        "attemptsPerHeist": pytest.approx(17 / 7),
        # Of the three whose time is known.
        "averageResponseMs": 2_000.0,
        "fastestResponseMs": 1_000,
        # What was won: 100 + 50 + 100 + 100, and 4 * 5.
        "wealth": "350",
        "xp": "20",
        "crates": 2,
        # One winner has left the game.
        "players": 2,
        "winners": [
            {"wins": 2, "wealth": "200", "fastestMs": 2_000, "player": {"username": "b"}},
            {"wins": 1, "wealth": "50", "fastestMs": 1_000, "player": {"username": "a"}},
        ],
    }
    assert (trivia["eventType"], trivia["heists"], trivia["successRate"], trivia["winners"]) == ("TRIVIA", 1, 0.0, [])
    assert (trivia["averageResponseMs"], trivia["players"], trivia["wealth"]) == (None, 0, "0")
    # Counts, speeds, winners; and the players.
    assert len(game.statements) == 4


async def test_of_heists_that_are_still_on_there_is_no_rate(game: HandMade) -> None:
    await run(game, heist("active"))
    (riddle,) = await game.one(HEISTS)
    assert (riddle["active"], riddle["successRate"]) == (1, None)


async def test_winners_are_named_for_each_type_equals_by_their_keys(game: HandMade) -> None:
    trivia = [heist("won", winner, 1, event_type="trivia") for winner in (4, 4, 2)]
    await run(game, *(heist("won", winner, 1) for winner in (3, 2, 1)), *trivia)
    found = await game.one(HEISTS, winners=2)
    named = {each["eventType"]: [winner["player"]["username"] for winner in each["winners"]] for each in found}
    assert named == {"RIDDLE": ["a", "b"], "TRIVIA": ["d", "b"]}
    assert [each["winners"] for each in await game.one(HEISTS, winners=0)] == [[], []]


async def test_heists_outside_of_the_window_or_the_filter_do_not_count(game: HandMade) -> None:
    await run(game, *(heist("won", winner, 1) for winner in (1, 2, 3, 4)))
    start, end = ((START + timedelta(minutes=minute)).isoformat() for minute in (1, 3))
    (riddle,) = await game.one(HEISTS, **{"from": start, "to": end})
    assert [winner["player"]["username"] for winner in riddle["winners"]] == ["b", "c"]
    (riddle,) = await game.one(HEISTS, where={"winnerId": {"eq": 4}})
    assert (riddle["heists"], riddle["players"]) == (1, 1)


@pytest.mark.parametrize("winners", [-1, 101])
async def test_a_number_of_winners_out_of_bounds_is_refused(game: HandMade, winners: int) -> None:
    said = f"`winners` must be from 0 to 100, not {winners}"
    assert await game.errors(HEISTS, winners=winners) == [("BAD_INPUT", said)]


async def test_heists_of_the_sample_data_are_those_one_by_one(graph: Graph) -> None:
    columns = "eventType status winnerId responseTimeMs rewardWealth"
    rows = (await graph.data(f"{{ heistEvents(first: 1000) {{ nodes {{ {columns} }} }} }}"))["heistEvents"]["nodes"]
    found = (await graph.data(HEISTS))["heistSummary"]
    assert {each["eventType"] for each in found} == {row["eventType"] for row in rows}
    for each in found:
        won = [row for row in rows if (row["eventType"], row["status"]) == (each["eventType"], "WON")]
        assert each["won"] == len(won)
        assert int(each["wealth"]) == sum(int(row["rewardWealth"]) for row in won)
        assert each["players"] == len({row["winnerId"] for row in won} - {None})
        assert each["fastestResponseMs"] == min((row["responseTimeMs"] for row in won), default=None)
