"""The lottery: pools grow by the sale of tickets, and the holder of the number drawn wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES
from stores.seed.recipes.kingpin.gambling import PLATFORM_WEIGHTS
from stores.seed.recipes.kingpin.players import Actor, actors, between
from stores.seed.world import World

PRICES = {"daily": 100, "weekly": 1_000, "special": 5_000}
SALE_DAYS = {"daily": 1, "weekly": 7, "special": 14}
TYPE_WEIGHTS = {"daily": 70, "weekly": 25, "special": 5}
NEWEST = ("drawing", "open", "open", "open")
"""States of the last draws; the one being drawn is due now."""

HOUSE_CUT = Decimal("10.00")
MOST_TICKETS = 10
UNSOLD = 0.15
"""Part of the numbers in the drum that nobody has bought; if one of them is drawn, the pool rolls over."""


NOT_DRAWN = dict.fromkeys(("winning_number", "winner_id", "drawn_at", "announcement"))
CANCELLED = NOT_DRAWN | {
    "tickets_sold": 0,
    "rollover_amount": 0,
    "prize_pool": 0,
    "announcement": "The draw was cancelled before any ticket was sold.",
}


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw and its tickets."""

    row: Row
    tickets: list[Row]


@RECIPES.table("kingpin.lottery_draws")
def lottery_draws(world: World, _: Random) -> Iterator[Row]:
    """The draws, oldest first; the last ones are still selling tickets."""
    return (draw.row for draw in draws(world))


@RECIPES.table("kingpin.lottery_tickets", streamed=True)
def lottery_tickets(world: World, _: Random) -> Iterator[Row]:
    """The tickets of every draw; numbers are given out in order."""
    return (ticket for draw in draws(world) for ticket in draw.tickets)


def draws(world: World) -> Iterator[Draw]:
    """Every draw with its tickets. What nobody won goes to the next draw of the same type."""
    random, players = world.random("kingpin.lottery"), actors(world)
    count = world.expected("kingpin.lottery_draws")
    rollover = dict.fromkeys(PRICES, 0)
    for number in range(1, count + 1):
        draw_type = pick_weighted(TYPE_WEIGHTS, number, random)
        due = world.now - timedelta(hours=22 * (count - number - len(NEWEST) + 1))
        place = number - (count - len(NEWEST)) - 1
        status = NEWEST[place] if place >= 0 else "cancelled" if number % 11 == 2 else None
        row = _announced(number, draw_type, due, world.now) | {"status": status}
        if status == "cancelled":
            yield Draw(row | CANCELLED, [])
            continue
        tickets = list(_tickets(row, players, world.now, random))
        row |= _sold(row, tickets, rollover[draw_type])
        row |= NOT_DRAWN if status else _drawn(row, tickets, random)
        rollover[draw_type] = row["prize_pool"] if row["status"] == "rolled_over" else 0
        yield Draw(row, tickets)


def _announced(number: int, draw_type: str, due: datetime, now: datetime) -> Row:
    return {
        "id": number,
        "draw_type": draw_type,
        "ticket_price": PRICES[draw_type],
        "max_tickets_per_player": MOST_TICKETS,
        "house_cut_percent": HOUSE_CUT,
        "draw_at": due,
        "created_at": min(due, now) - timedelta(days=SALE_DAYS[draw_type]),
    }


def _sold(row: Row, tickets: list[Row], rollover: int) -> Row:
    """The pool: what was left over, and the sales less the house's cut."""
    sales = int(len(tickets) * row["ticket_price"] * (100 - HOUSE_CUT) / 100)
    return {"tickets_sold": len(tickets), "rollover_amount": rollover, "prize_pool": rollover + sales}


def _tickets(draw: Row, players: list[Actor], now: datetime, random: Random) -> Iterator[Row]:
    """A few tickets for each of some players, as many in all as the draw is popular."""
    buyers = {player.id: player for player in (pick_skewed(players, random) for _ in range(random.randint(3, 25)))}
    number = 0
    for buyer in buyers:
        bought = between(draw["created_at"], min(draw["draw_at"], now), random)
        for _ in range(min(MOST_TICKETS, 1 + int(random.expovariate(0.5)))):
            number += 1
            yield {
                "draw_id": draw["id"],
                "user_id": buyer,
                "ticket_number": number,
                "purchase_price": draw["ticket_price"],
                "platform": pick_weighted(PLATFORM_WEIGHTS, number, random),
                "is_winner": False,
                "prize_amount": 0,
                "purchased_at": bought,
            }


def _drawn(row: Row, tickets: list[Row], random: Random) -> Row:
    """The number drawn and whose it is. The first draw has a winner and the third none: every world has both."""
    in_drum = int(len(tickets) * (1 + UNSOLD)) + 1
    number = {1: 1, 3: in_drum}.get(row["id"], random.randint(1, in_drum))
    winner = tickets[number - 1] if number <= len(tickets) else None
    if winner is not None:
        winner |= {"is_winner": True, "prize_amount": row["prize_pool"]}
    outcome = "wins" if winner is not None else "was not sold and leaves"
    return {
        "status": "rolled_over" if winner is None else "completed",
        "winning_number": number,
        "winner_id": winner and winner["user_id"],
        "drawn_at": row["draw_at"] + timedelta(seconds=random.randint(1, 30)),
        "announcement": f"Number {number} {outcome} {row['prize_pool']} game dollars.",
    }
