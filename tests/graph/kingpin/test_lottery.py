"""What draws of the lottery came to, beside figures that were worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.graph.conftest import Graph
from tests.graph.hand_made import HandMade
from tests.graph.kingpin.conftest import START

DRAW = """query ($buyers: Int) { lotteryDraws { nodes { summary(buyers: $buyers) {
    tickets players ticketsPerPlayer sales houseCut pot winnerShare
    buyers { tickets spent share player { username } } differences { figure stored computed }
} } } }"""
CHANCES = "{ players { nodes { username lotteryChances { tickets sold share draw { id } } } } }"
ALL = """query ($from: DateTime, $to: DateTime, $where: LotteryDrawFilter) {
    lotterySummary(from: $from, to: $to, where: $where) {
        drawType draws won rolledOver cancelled toCome winRate tickets players sales paidOut largestPrize inPlay
    }
}"""


async def draw(game: HandMade, key: int, *players: int, price: int = 100, **more: Any) -> None:
    """A draw, with a ticket for each player who is named, and what is stored of it if nothing else is said."""
    known = {"id": key, "draw_type": "daily", "ticket_price": price, "draw_at": START + timedelta(days=key)}
    await game.add("lottery_draws", [{**known, "tickets_sold": len(players), **more}])
    tickets = [
        {"draw_id": key, "user_id": player, "ticket_number": number, "purchase_price": price, "platform": "kick"}
        for number, player in enumerate(players, 1)
    ]
    await game.add("lottery_tickets", tickets)


async def summaries(game: HandMade, **arguments: Any) -> list[dict[str, Any]]:
    """Those of all draws, in the order of their keys."""
    return [node["summary"] for node in (await game.one(DRAW, **arguments))["nodes"]]


async def test_a_draw_has_its_sales_its_pot_and_its_buyers(game: HandMade) -> None:
    cut: dict[str, Any] = {"house_cut_percent": Decimal("12.5"), "rollover_amount": 1_000, "prize_pool": 1_437}
    await draw(game, 1, 3, 1, 2, 1, 1, **cut, winner_id=1)
    (found,) = await summaries(game)
    assert found == {
        "tickets": 5,
        "players": 3,
        "ticketsPerPlayer": pytest.approx(5 / 3),
        "sales": "500",
        # 12.5 % of 500 are 62.5; the pool has the whole dollars of the other 437.5.
        "houseCut": "63",
        "pot": "1437",
        "winnerShare": 0.6,
        "buyers": [
            {"tickets": 3, "spent": "300", "share": 0.6, "player": {"username": "a"}},
            {"tickets": 1, "spent": "100", "share": 0.2, "player": {"username": "b"}},
            {"tickets": 1, "spent": "100", "share": 0.2, "player": {"username": "c"}},
        ],
        "differences": [],
    }


async def test_a_draw_without_tickets_has_only_its_rollover(game: HandMade) -> None:
    await draw(game, 1, rollover_amount=50, prize_pool=50)
    assert await summaries(game) == [
        {
            "tickets": 0,
            "players": 0,
            "ticketsPerPlayer": None,
            "sales": "0",
            "houseCut": "0",
            "pot": "50",
            "winnerShare": None,
            "buyers": [],
            "differences": [],
        }
    ]


async def test_figures_that_are_stored_otherwise_are_named(game: HandMade) -> None:
    await draw(game, 1, 1, 2, tickets_sold=3, prize_pool=100)
    (found,) = await summaries(game)
    assert found["differences"] == [
        {"figure": "ticketsSold", "stored": "3", "computed": "2"},
        {"figure": "prizePool", "stored": "100", "computed": "200"},
    ]


async def test_only_so_many_buyers_are_named_of_each_draw_and_statements_stay_the_same(game: HandMade) -> None:
    await draw(game, 1, 1, 2, 2)
    await draw(game, 2, 3, 4, 4, 1)
    found = await summaries(game, buyers=1)
    assert [[buyer["player"]["username"] for buyer in each["buyers"]] for each in found] == [["b"], ["d"]]
    # Draws; sums, buyers (nobody has won); and the players.
    assert len(game.statements) == 4
    assert [each["buyers"] for each in await summaries(game, buyers=0)] == [[], []]


@pytest.mark.parametrize("buyers", [-1, 101])
async def test_a_number_of_buyers_out_of_bounds_is_refused(game: HandMade, buyers: int) -> None:
    await draw(game, 1)
    said = f"`buyers` must be from 0 to 100, not {buyers}"
    assert await game.errors(DRAW, buyers=buyers) == [("BAD_INPUT", said)]


async def test_players_have_chances_in_the_draws_to_come_that_they_have_tickets_for(game: HandMade) -> None:
    await draw(game, 1, 1, 1, 2, status="completed")
    await draw(game, 2, 1, 1, 1, 2, status="drawing")
    await draw(game, 3, 1, 3, status="open")
    await draw(game, 4, 4, 4, status="cancelled")
    nodes = (await game.one(CHANCES))["nodes"]
    assert {node["username"]: node["lotteryChances"] for node in nodes} == {
        "a": [
            {"tickets": 3, "sold": 4, "share": 0.75, "draw": {"id": 2}},
            {"tickets": 1, "sold": 2, "share": 0.5, "draw": {"id": 3}},
        ],
        "b": [{"tickets": 1, "sold": 4, "share": 0.25, "draw": {"id": 2}}],
        "c": [{"tickets": 1, "sold": 2, "share": 0.5, "draw": {"id": 3}}],
        "d": [],
    }
    assert len(game.statements) == 4


async def test_without_draws_to_come_nobody_has_a_chance(game: HandMade) -> None:
    await draw(game, 1, 1, status="completed")
    assert [node["lotteryChances"] for node in (await game.one(CHANCES))["nodes"]] == [[]] * 4


async def test_draws_are_summed_up_by_their_type(game: HandMade) -> None:
    await draw(game, 1, 1, 2, status="completed", prize_pool=180)
    await draw(game, 2, 1, 1, status="completed", prize_pool=300)
    await draw(game, 3, 2, status="rolled_over", prize_pool=90)
    await draw(game, 4, status="cancelled", prize_pool=0)
    await draw(game, 5, 3, status="open", prize_pool=70)
    await draw(game, 6, draw_type="weekly", status="drawing", prize_pool=5)
    daily, weekly = await game.one(ALL)
    assert daily == {
        "drawType": "DAILY",
        "draws": 5,
        "won": 2,
        "rolledOver": 1,
        "cancelled": 1,
        "toCome": 1,
        "winRate": pytest.approx(2 / 3),
        "tickets": 6,
        "players": 3,
        "sales": "600",
        "paidOut": "480",
        "largestPrize": "300",
        "inPlay": "70",
    }
    assert weekly == {
        "drawType": "WEEKLY",
        "draws": 1,
        "won": 0,
        "rolledOver": 0,
        "cancelled": 0,
        "toCome": 1,
        "winRate": None,
        "tickets": 0,
        "players": 0,
        "sales": "0",
        "paidOut": "0",
        "largestPrize": None,
        "inPlay": "5",
    }
    assert len(game.statements) == 2


async def test_draws_and_tickets_outside_of_the_window_or_the_filter_do_not_count(game: HandMade) -> None:
    for key in (1, 2, 3, 4):
        await draw(game, key, *[key] * key, status="open")
    start, end = ((START + timedelta(days=days)).isoformat() for days in (2, 4))
    (daily,) = await game.one(ALL, **{"from": start, "to": end})
    assert (daily["draws"], daily["tickets"], daily["players"]) == (2, 5, 2)
    (daily,) = await game.one(ALL, where={"id": {"eq": 4}})
    assert (daily["draws"], daily["tickets"], daily["players"]) == (1, 4, 1)


async def test_without_draws_there_is_nothing_to_sum_up(game: HandMade) -> None:
    assert await game.one(ALL) == []


async def test_draws_of_the_sample_data_are_stored_as_their_tickets_have_them(graph: Graph) -> None:
    nodes = (await graph.data(DRAW))["lotteryDraws"]["nodes"]
    assert any(node["summary"]["winnerShare"] for node in nodes)
    assert [node["summary"]["differences"] for node in nodes] == [[]] * len(nodes)
    types = (await graph.data(ALL))["lotterySummary"]
    assert sum(each["draws"] for each in types) == len(nodes)
    assert sum(int(each["sales"]) for each in types) == sum(int(node["summary"]["sales"]) for node in nodes)
