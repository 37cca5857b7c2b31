"""The lottery: what was sold and won, by draw and by lottery, and the chances of players in draws to come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from resolvers.analysis import BigInteger, Leads, Source, ValueOf, Where, analysis, between, both
from resolvers.ratio import ratio
from resolvers.stored_difference import StoredDifference, stored_differences
from resolvers.windows import require_window
from stores.aggregate import Figures, Function, GroupOrder, Measure
from stores.errors import BadInput
from stores.filter import Among, Filter, Related
from stores.query import KeyValue
from stores.store import Row

USUAL = 5
MOST_BUYERS = 100
"""Players who are named of one draw."""

MOST_DRAWS = 50
"""Draws to come that are named for one player, by their identifiers."""

LOTTERIES = 3
"""Types of draws."""

TO_COME = ("open", "drawing")
MOST_FIRST = [GroupOrder(descending=True)]
SOLD = (Measure(Function.SUM, "purchase_price"), Measure(Function.COUNT_DISTINCT, "user_id"))


@dataclass(frozen=True, slots=True)
class LotteryBuyer:
    """A player who bought tickets for a draw."""

    player: Annotated[KeyValue, Leads("Player"), "The player."]
    tickets: Annotated[int, "Number of the player's tickets."]
    spent: Annotated[BigInteger, "What was paid for them, in game dollars."]
    share: Annotated[
        float, "Their part of all tickets sold, from 0 to 1: the chance to win, if a sold number is drawn."
    ]


@dataclass(frozen=True, slots=True)
class LotteryDrawSummary:
    """What was sold for a draw and what it pays, computed from its tickets. Money is in game dollars."""

    tickets: Annotated[int, "Number of tickets sold."]
    players: Annotated[int, "Number of players who bought them."]
    tickets_per_player: Annotated[float | None, "Tickets by players; null if none was sold."]
    sales: Annotated[BigInteger, "Sum of the prices paid."]
    house_cut: Annotated[BigInteger, "What the house keeps of the sales, by `houseCutPercent`, rounded up."]
    pot: Annotated[BigInteger, "What there is to win: the rollover, and the sales less the house's cut."]
    winner_share: Annotated[float | None, "The winner's part of all tickets sold, from 0 to 1; null if nobody has won."]
    buyers: Annotated[list[LotteryBuyer], "Who bought most tickets, the most first; equals by their identifiers."]
    differences: Annotated[list[StoredDifference], "Figures stored with the draw that its tickets have otherwise."]


@dataclass(frozen=True, slots=True)
class LotteryChance:
    """A player's chance in a draw to come."""

    draw: Annotated[KeyValue, Leads("LotteryDraw"), "The draw."]
    tickets: Annotated[int, "Number of the player's tickets."]
    sold: Annotated[int, "Number of all tickets sold so far."]
    share: Annotated[
        float, "The part that the player's are, from 0 to 1: the chance to win, if a sold number is drawn."
    ]


@dataclass(frozen=True, slots=True)
class LotterySummary:
    """What draws of one type came to. Money is in game dollars."""

    draw_type: Annotated[str, ValueOf("LotteryDraw", "draw_type"), "Which lottery it is."]
    draws: Annotated[int, "Number of draws, cancelled ones included."]
    won: Annotated[int, "Number of draws that somebody won."]
    rolled_over: Annotated[int, "Number of draws that nobody won, so that the pool went to the next one."]
    cancelled: Annotated[int, "Number of draws that were cancelled."]
    to_come: Annotated[int, "Number of draws that still sell tickets or are being drawn."]
    win_rate: Annotated[float | None, "Draws won, of those won or rolled over, from 0 to 1; null if there is none."]
    tickets: Annotated[int, "Number of tickets sold."]
    players: Annotated[int, "Number of players who bought them."]
    sales: Annotated[BigInteger, "Sum of the prices paid."]
    paid_out: Annotated[BigInteger, "Sum of the prizes won."]
    largest_prize: Annotated[BigInteger | None, "Greatest prize won; null if there is none."]
    in_play: Annotated[BigInteger, "Sum of the pools of draws to come."]


def _checked(buyers: int = USUAL) -> int:
    if not 0 <= buyers <= MOST_BUYERS:
        raise BadInput(f"`buyers` must be from 0 to {MOST_BUYERS}, not {buyers}")
    return buyers


@analysis(
    "LotteryDraw",
    reads=("id", "rollover_amount", "house_cut_percent", "tickets_sold", "prize_pool", "winner_id"),
    rows=lambda buyers=USUAL: 1 + _checked(buyers),
    priced_by=("buyers",),
)
async def summary(
    source: Source,
    rows: Sequence[Row],
    *,
    buyers: Annotated[int, "How many players to name, those with most tickets; up to 100."] = USUAL,
) -> list[LotteryDrawSummary]:
    """What was sold for the draw and to whom, what it pays, and where the stored figures differ."""
    most = _checked(buyers)
    by, keys = ("draw_id",), [(row["id"],) for row in rows]
    of_winner = [(row["id"], row["winner_id"]) for row in rows]
    sold, bought, winners = await asyncio.gather(
        source.figures("LotteryTicket", SOLD, by=by, keys=keys),
        source.figures("LotteryTicket", SOLD[:1], groups=["user_id"], order=MOST_FIRST, limit=most, by=by, keys=keys),
        source.counts("LotteryTicket", by=("draw_id", "user_id"), keys=of_winner),
    )
    return [_summary(*each) for each in zip(rows, sold, bought, winners, strict=True)]


def _summary(row: Row, sold: Sequence[Figures], bought: Iterable[Figures], winners: int) -> LotteryDrawSummary:
    tickets, (sales, players) = (sold[0].count, sold[0].measures) if sold else (0, (0, 0))
    # The pool holds whole game dollars: what is left of one stays with the house.
    share = int(sales * (100 - Decimal(row["house_cut_percent"])) // 100)
    pot = row["rollover_amount"] + share
    return LotteryDrawSummary(
        tickets=tickets,
        players=players,
        tickets_per_player=ratio(tickets, players),
        sales=BigInteger(sales),
        house_cut=BigInteger(sales - share),
        pot=BigInteger(pot),
        winner_share=None if row["winner_id"] is None else ratio(winners, tickets),
        buyers=[
            LotteryBuyer(figures.groups, figures.count, BigInteger(figures.measures[0]), figures.count / tickets)
            for figures in bought
        ],
        differences=stored_differences(
            {"ticketsSold": row["tickets_sold"], "prizePool": row["prize_pool"]},
            {"ticketsSold": tickets, "prizePool": pot},
        ),
    )


@analysis("Player", reads=("id",), rows=MOST_DRAWS)
async def lottery_chances(source: Source, rows: Sequence[Row]) -> list[list[LotteryChance]]:
    """The draws to come for which the player has tickets, up to 50, and the chance to win each, the oldest first."""
    bought = await source.figures(
        "LotteryTicket",
        groups=["draw_id"],
        where=[_of_draws(source, Among("status", TO_COME))],
        limit=MOST_DRAWS,
        by=("user_id",),
        keys=[(row["id"],) for row in rows],
    )
    draws = list(dict.fromkeys(figures.groups for of_player in bought for figures in of_player))
    counts = await source.counts("LotteryTicket", by=("draw_id",), keys=draws) if draws else []
    sold = dict(zip(draws, counts, strict=True))
    return [
        [
            LotteryChance(figures.groups, figures.count, sold[figures.groups], figures.count / sold[figures.groups])
            for figures in of_player
        ]
        for of_player in bought
    ]


@analysis(rows=LOTTERIES)
async def lottery_summary(
    source: Source,
    *,
    from_: Annotated[datetime | None, "When the draws that count are or were due at the earliest."] = None,
    to: Annotated[datetime | None, "Before when they are or were due."] = None,
    where: Annotated[Filter | None, Where("LotteryDraw"), "Which draws count; all if nothing is said."] = None,
) -> list[LotterySummary]:
    """What the draws of each type came to, in alphabetical order; types without draws are left out."""
    require_window(from_, to)
    counted = both(between("draw_at", from_, to), where)
    pools = [Measure(Function.SUM, "prize_pool"), Measure(Function.MAX, "prize_pool")]
    (draws,), (tickets,) = await asyncio.gather(
        source.figures("LotteryDraw", pools, groups=("draw_type", "status"), where=[counted]),
        source.figures("LotteryTicket", SOLD, groups=["draw.draw_type"], where=[_of_draws(source, counted)]),
    )
    sold = {figures.groups[0]: figures for figures in tickets}
    types = sorted({figures.groups[0] for figures in draws})
    return [
        _of_type(name, {figures.groups[1]: figures for figures in draws if figures.groups[0] == name}, sold.get(name))
        for name in types
    ]


def _of_draws(source: Source, where: Filter | None) -> Filter:
    """That a ticket is one for such a draw."""
    return Related(source.entity("LotteryTicket").relations["draw"], source.entity("LotteryDraw"), where)


def _of_type(name: str, of_status: Mapping[Any, Figures], sold: Figures | None) -> LotterySummary:
    counts = {status: figures.count for status, figures in of_status.items()}
    won, rolled_over = counts.get("completed", 0), counts.get("rolled_over", 0)
    paid, largest = of_status["completed"].measures if won else (0, None)
    to_come = [figures for status, figures in of_status.items() if status in TO_COME]
    tickets, (sales, players) = (0, (0, 0)) if sold is None else (sold.count, sold.measures)
    return LotterySummary(
        draw_type=name,
        draws=sum(counts.values()),
        won=won,
        rolled_over=rolled_over,
        cancelled=counts.get("cancelled", 0),
        to_come=sum(figures.count for figures in to_come),
        win_rate=ratio(won, won + rolled_over),
        tickets=tickets,
        players=players,
        sales=BigInteger(sales),
        paid_out=BigInteger(paid),
        largest_prize=None if largest is None else BigInteger(largest),
        in_play=BigInteger(sum(figures.measures[0] for figures in to_come)),
    )
