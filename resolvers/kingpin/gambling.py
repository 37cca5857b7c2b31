"""Profit and loss at games of chance, by game: of all players, and of one beside the stored totals."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from resolvers.analysis import BigInteger, Leads, Source, ValueOf, Where, analysis, between
from resolvers.ratio import ratio
from resolvers.stored_difference import StoredDifference, stored_differences
from resolvers.windows import require_window
from stores.aggregate import Figures, Function, Measure
from stores.filter import Filter
from stores.naming import camel_case
from stores.query import KeyValue
from stores.store import Row

GAMES = 6
"""Types of games."""

MOST_STORED = 100
"""Stored totals that are read for one player, which has one for each type of game."""

MEASURES = (
    Measure(Function.SUM, "wager_amount"),
    Measure(Function.SUM, "payout"),
    Measure(Function.MAX, "net_result"),
    Measure(Function.MIN, "net_result"),
)
WON = ("win", "jackpot")

Earliest = Annotated[datetime | None, "When the stakes that count were placed at the earliest."]
Latest = Annotated[datetime | None, "Before when they were placed."]


@dataclass(frozen=True, slots=True)
class GamblingResults:
    """What games of chance come to, in game dollars. A game counts when it is over; those on are counted apart."""

    games: Annotated[int, "Number of games that are over."]
    unfinished: Annotated[int, "Number of games that have no result yet; they have no part in the other figures."]
    wins: Annotated[int, "Number of games won, jackpots included."]
    losses: Annotated[int, "Number of games lost."]
    pushes: Annotated[int, "Number of games that paid the stake back."]
    jackpots: Annotated[int, "Number of jackpots won."]
    win_rate: Annotated[float | None, "Games won, of all games, from 0 to 1; null if there is none."]
    wagered: Annotated[BigInteger, "Sum of the stakes."]
    payout: Annotated[BigInteger, "Sum of the payouts, stakes included."]
    net: Annotated[BigInteger, "Payouts less stakes: what the players won; negative where they lost."]
    house_edge: Annotated[
        float | None, "Part of the stakes that the house kept, so 0.05 is 5 %; negative where it lost; null of none."
    ]
    biggest_win: Annotated[BigInteger, "Greatest gain in one game; 0 if there is none."]
    biggest_loss: Annotated[BigInteger, "Greatest loss in one game, as a positive number; 0 if there is none."]


@dataclass(frozen=True, slots=True)
class GamblingGame:
    """What one game of chance came to for all who played it."""

    game_type: Annotated[str, ValueOf("GamblingSession", "game_type"), "Which game it is."]
    players: Annotated[int, "Number of players who played it, those of games still on included."]
    results: Annotated[GamblingResults, "What its games come to."]


@dataclass(frozen=True, slots=True)
class PlayerGamblingGame:
    """What one game of chance came to for a player."""

    game_type: Annotated[str, ValueOf("GamblingSession", "game_type"), "Which game it is."]
    results: Annotated[GamblingResults, "What the player's games come to."]
    stored: Annotated[KeyValue, Leads("PlayerGamblingStat"), "The stored totals, of all time; null if none are stored."]
    differences: Annotated[
        list[StoredDifference],
        "Stored totals that the games have otherwise; none if `from` or `to` is said, for those are of all time.",
    ]


def computed(results: GamblingResults) -> dict[str, int]:
    """The totals that are stored for a player as well, by the names of their columns."""
    return {
        "games_played": results.games,
        "games_won": results.wins,
        "games_lost": results.losses,
        "jackpots_won": results.jackpots,
        "total_wagered": results.wagered,
        "total_payout": results.payout,
        "net_profit": results.net,
        "biggest_win": results.biggest_win,
        "biggest_loss": results.biggest_loss,
    }


def gambling_results(groups: Iterable[Figures]) -> GamblingResults:
    """What groups of games come to, whose last value is the result and whose measures are `MEASURES`."""
    of_result = {figures.groups[-1]: figures for figures in groups}
    over = [figures for result, figures in of_result.items() if result is not None]
    counts = {result: figures.count for result, figures in of_result.items()}
    games, wins = sum(figures.count for figures in over), sum(counts.get(result, 0) for result in WON)
    wagered, payout = (sum(figures.measures[place] for figures in over) for place in (0, 1))
    return GamblingResults(
        games=games,
        unfinished=counts.get(None, 0),
        wins=wins,
        losses=counts.get("loss", 0),
        pushes=counts.get("push", 0),
        jackpots=counts.get("jackpot", 0),
        win_rate=ratio(wins, games),
        wagered=BigInteger(wagered),
        payout=BigInteger(payout),
        net=BigInteger(payout - wagered),
        house_edge=ratio(wagered - payout, wagered),
        biggest_win=BigInteger(max((0, *(figures.measures[2] for figures in over)))),
        biggest_loss=BigInteger(-min((0, *(figures.measures[3] for figures in over)))),
    )


@analysis(rows=GAMES)
async def gambling_profit_and_loss(
    source: Source,
    *,
    from_: Earliest = None,
    to: Latest = None,
    where: Annotated[Filter | None, Where("GamblingSession"), "Which games count; all if nothing is said."] = None,
) -> list[GamblingGame]:
    """What each game of chance came to for its players and for the house, in alphabetical order.

    Games that nobody played are left out.
    """
    require_window(from_, to)
    counted = (between("created_at", from_, to), where)
    (found,), (players,) = await asyncio.gather(
        source.figures("GamblingSession", MEASURES, groups=("game_type", "result"), where=counted),
        source.figures(
            "GamblingSession", [Measure(Function.COUNT_DISTINCT, "user_id")], groups=("game_type",), where=counted
        ),
    )
    players_of = {figures.groups[0]: figures.measures[0] for figures in players}
    return [GamblingGame(name, players_of.get(name, 0), gambling_results(of)) for name, of in _by_game(found).items()]


@analysis("Player", reads=("id",), rows=GAMES)
async def gambling(
    source: Source, rows: Sequence[Row], *, from_: Earliest = None, to: Latest = None
) -> list[list[PlayerGamblingGame]]:
    """What each game of chance came to for the player, beside the stored totals, in alphabetical order.

    Games that the player has neither played nor stored totals of are left out.
    """
    require_window(from_, to)
    keys, by = [(row["id"],) for row in rows], ("user_id",)
    columns = ("id", "game_type", *computed(gambling_results(())))
    found, stored = await asyncio.gather(
        source.figures(
            "GamblingSession",
            MEASURES,
            groups=("game_type", "result"),
            where=[between("created_at", from_, to)],
            by=by,
            keys=keys,
        ),
        source.rows("PlayerGamblingStat", columns, limit=MOST_STORED, by=by, keys=keys),
    )
    compared = from_ is None and to is None
    return [
        [
            _of_player(name, games.get(name, []), totals.get(name), compared=compared)
            for name in sorted({*games, *totals})
        ]
        for games, totals in zip(map(_by_game, found), map(_by_type, stored), strict=True)
    ]


def _by_game(found: Iterable[Figures]) -> dict[str, list[Figures]]:
    games: dict[str, list[Figures]] = {}
    for figures in found:
        games.setdefault(figures.groups[0], []).append(figures)
    return dict(sorted(games.items()))


def _by_type(totals: Iterable[Row]) -> dict[str, Row]:
    return {row["game_type"]: row for row in totals}


def _of_player(
    name: str, games: Sequence[Figures], stored: Mapping[str, Any] | None, *, compared: bool
) -> PlayerGamblingGame:
    results = gambling_results(games)
    differences: list[StoredDifference] = []
    if stored is not None and compared:
        here = {camel_case(column): value for column, value in computed(results).items()}
        differences = stored_differences({camel_case(column): value for column, value in stored.items()}, here)
    return PlayerGamblingGame(name, results, (None if stored is None else stored["id"],), differences)
