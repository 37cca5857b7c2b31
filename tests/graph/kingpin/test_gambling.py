"""Profit and loss at games of chance beside sums that were worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.graph.conftest import Graph
from tests.graph.hand_made import HandMade
from tests.graph.kingpin.conftest import START

RESULTS = """results {
    games unfinished wins losses pushes jackpots winRate wagered payout net houseEdge biggestWin biggestLoss
}"""
ALL = f"""query ($from: DateTime, $to: DateTime, $where: GamblingSessionFilter) {{
    gamblingProfitAndLoss(from: $from, to: $to, where: $where) {{ gameType players {RESULTS} }}
}}"""
PLAYERS = f"""query ($from: DateTime, $to: DateTime) {{ players {{ nodes {{
    username gambling(from: $from, to: $to) {{
        gameType {RESULTS} stored {{ gamesPlayed totalWagered }} differences {{ figure stored computed }}
    }}
}} }} }}"""


async def played(game: HandMade, *sessions: tuple[int, str, str | None, int, int]) -> None:
    """Games, a minute after each other: player, game, result, stake and payout."""
    rows = [
        {
            "user_id": player,
            "game_type": kind,
            "result": result,
            "status": "active" if result is None else "completed",
            "wager_amount": stake,
            "payout": payout,
            "net_result": 0 if result is None else payout - stake,
            "platform": "kick",
            "created_at": START + timedelta(minutes=place),
        }
        for place, (player, kind, result, stake, payout) in enumerate(sessions)
    ]
    await game.add("gambling_sessions", rows)


async def test_games_that_nobody_played_are_left_out(game: HandMade) -> None:
    assert await game.one(ALL) == []


async def test_each_game_has_its_profit_and_loss(game: HandMade) -> None:
    await played(
        game,
        (1, "slots", "win", 10, 25),
        (1, "slots", "loss", 40, 0),
        (2, "slots", "jackpot", 5, 505),
        (2, "slots", "push", 7, 7),
        (3, "dice", "loss", 100, 0),
        (4, "dice", None, 1_000, 0),
    )
    dice, slots = await game.one(ALL)
    assert slots == {
        "gameType": "SLOTS",
        "players": 2,
        "results": {
            "games": 4,
            "unfinished": 0,
            "wins": 2,
            "losses": 1,
            "pushes": 1,
            "jackpots": 1,
            "winRate": 0.5,
            # 10 + 40 + 5 + 7, and 25 + 505 + 7: the house lost 475 of 62.
            "wagered": "62",
            "payout": "537",
            "net": "475",
            "houseEdge": pytest.approx(-475 / 62),
            "biggestWin": "500",
            "biggestLoss": "40",
        },
    }
    assert (dice["gameType"], dice["players"]) == ("DICE", 2)
    assert dice["results"] == {
        "games": 1,
        "unfinished": 1,
        "wins": 0,
        "losses": 1,
        "pushes": 0,
        "jackpots": 0,
        "winRate": 0.0,
        "wagered": "100",
        "payout": "0",
        "net": "-100",
        "houseEdge": 1.0,
        "biggestWin": "0",
        "biggestLoss": "100",
    }
    assert len(game.statements) == 2


async def test_of_games_that_are_still_on_there_are_no_rates(game: HandMade) -> None:
    await played(game, (1, "blackjack", None, 10, 0))
    (blackjack,) = await game.one(ALL)
    results = blackjack["results"]
    assert (results["games"], results["unfinished"], results["winRate"], results["houseEdge"]) == (0, 1, None, None)
    assert (results["wagered"], results["biggestLoss"]) == ("0", "0")


async def test_games_outside_of_the_window_or_the_filter_do_not_count(game: HandMade) -> None:
    await played(game, *((player, "dice", "loss", 10**player, 0) for player in (1, 2, 3, 4)))
    start, end = ((START + timedelta(minutes=minute)).isoformat() for minute in (1, 3))
    (dice,) = await game.one(ALL, **{"from": start, "to": end})
    assert dice["results"]["wagered"] == "1100"
    (dice,) = await game.one(ALL, where={"userId": {"eq": 4}})
    assert (dice["players"], dice["results"]["wagered"]) == (1, "10000")


STAT = {"games_played": 2, "games_won": 1, "games_lost": 1, "total_wagered": 30, "total_payout": 20, "net_profit": -10}


async def test_a_player_has_games_and_stored_totals_beside_each_other(game: HandMade) -> None:
    await played(game, (1, "dice", "win", 10, 20), (1, "dice", "loss", 20, 0), (2, "slots", "loss", 5, 0))
    right = {"user_id": 1, "game_type": "dice", **STAT, "biggest_win": 10, "biggest_loss": 20}
    wrong = {"user_id": 1, "game_type": "slots", "games_played": 1, "jackpots_won": 1, "biggest_win": 9}
    await game.add("player_gambling_stats", [right, wrong])
    nodes = (await game.one(PLAYERS))["nodes"]
    dice, slots = nodes[0]["gambling"]
    assert (dice["gameType"], dice["results"]["net"], dice["differences"]) == ("DICE", "-10", [])
    assert dice["stored"] == {"gamesPlayed": 2, "totalWagered": "30"}
    assert (slots["gameType"], slots["results"]["games"]) == ("SLOTS", 0)
    assert slots["differences"] == [
        {"figure": "gamesPlayed", "stored": "1", "computed": "0"},
        {"figure": "jackpotsWon", "stored": "1", "computed": "0"},
        {"figure": "biggestWin", "stored": "9", "computed": "0"},
    ]
    (other,) = nodes[1]["gambling"]
    assert (other["results"]["wagered"], other["stored"], other["differences"]) == ("5", None, [])
    assert nodes[2]["gambling"] == []
    # Players; games, stored totals; and the stored rows.
    assert len(game.statements) == 4


async def test_in_a_window_stored_totals_are_not_compared(game: HandMade) -> None:
    await played(game, (1, "dice", "win", 10, 20), (1, "dice", "loss", 20, 0))
    await game.add("player_gambling_stats", [{"user_id": 1, "game_type": "dice", **STAT}])
    for window in ({"from": START.isoformat()}, {"to": (START + timedelta(seconds=1)).isoformat()}):
        node, *_ = (await game.one(PLAYERS, **window))["nodes"]
        (dice,) = node["gambling"]
        assert dice["differences"] == []
        assert dice["results"]["games"] == (2 if "from" in window else 1)


async def test_an_empty_window_is_refused(game: HandMade) -> None:
    window: dict[str, Any] = dict.fromkeys(("from", "to"), START.isoformat())
    assert {code for code, _ in await game.errors(ALL, **window)} == {"BAD_INPUT"}
    assert {code for code, _ in await game.errors(PLAYERS, **window)} == {"BAD_INPUT"}


async def test_totals_of_the_sample_data_are_stored_as_its_games_have_them(graph: Graph) -> None:
    nodes = (await graph.data(PLAYERS))["players"]["nodes"]
    games = [each for node in nodes for each in node["gambling"]]
    assert any(each["results"]["wins"] for each in games)
    assert [each["differences"] for each in games] == [[]] * len(games)


async def test_games_of_all_players_of_the_sample_data_are_those_of_each_together(graph: Graph) -> None:
    nodes = (await graph.data(PLAYERS))["players"]["nodes"]
    for game in (await graph.data(ALL))["gamblingProfitAndLoss"]:
        own = [each for node in nodes for each in node["gambling"] if each["gameType"] == game["gameType"]]
        played_it = [each["results"] for each in own if each["results"]["games"] or each["results"]["unfinished"]]
        assert game["players"] == len(played_it)
        assert int(game["results"]["net"]) == sum(int(each["net"]) for each in played_it)
        assert int(game["results"]["biggestWin"]) == max(int(each["biggestWin"]) for each in played_it)
