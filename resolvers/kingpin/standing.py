"""Where a player stands on a leaderboard."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from resolvers.analysis import Source, analysis
from resolvers.kingpin.leaderboard import Board, Day, LeaderboardPlace, PeriodType, RankedBy, board_of, places
from stores.errors import AnswerTooLarge, BadInput
from stores.filter import Among
from stores.store import Row

USUAL = 2
MOST_NEIGHBOURS = 20
"""Neighbours on either side."""

LARGEST_BOARD = 20_000
"""Players of a leaderboard on which neighbours are looked for: it is read whole, once for all players on a level."""

PRICE = 200
"""Rows that the neighbours of one player count for in the cost: a part of the leaderboard."""


@dataclass(frozen=True, slots=True)
class PlayerStanding:
    """Where a player stands on a leaderboard, and who is next to them."""

    period_start: Annotated[date | None, "First day of the period; null if nobody was counted in it."]
    period_end: Annotated[date | None, "Last day of the period; null if nobody was counted in it."]
    players: Annotated[int, "Number of players on the leaderboard."]
    rank: Annotated[int | None, "Place from 1, which equals share; null if the player is not on the leaderboard."]
    value: Annotated[Decimal | None, "What the player reached, in the unit of the measure; null if not known."]
    above: Annotated[list[LeaderboardPlace], "The nearest places before the player's, in order of the leaderboard."]
    below: Annotated[list[LeaderboardPlace], "The nearest places after the player's, in order of the leaderboard."]


def _price(neighbours: int = USUAL) -> int:
    return PRICE if _checked(neighbours) else 1


def _checked(neighbours: int) -> int:
    if not 0 <= neighbours <= MOST_NEIGHBOURS:
        raise BadInput(f"`neighbours` must be from 0 to {MOST_NEIGHBOURS}, not {neighbours}")
    return neighbours


@analysis("Player", reads=("id",), rows=_price, priced_by=("neighbours",))
async def standing(
    source: Source,
    rows: Sequence[Row],
    *,
    period: PeriodType,
    measure: RankedBy,
    at: Day = None,
    neighbours: Annotated[int, "How many places to show on either side of the player's; up to 20, 0 for none."] = USUAL,
) -> list[PlayerStanding]:
    """The player's rank on a leaderboard, and the places around it; see `leaderboard`.

    Of a leaderboard with more than 20,000 players no neighbours can be shown.
    """
    _checked(neighbours)
    board = await board_of(source, period, measure, at)
    if board is None:
        return [PlayerStanding(None, None, 0, None, None, [], [])] * len(rows)
    players = [row["id"] for row in rows]
    values = await _values(source, board, players)
    ranks, (of,), beside = await asyncio.gather(
        _ranks(source, board, values.values()),
        source.counts("LeaderboardSnapshot", where=[board.where]),
        _beside(source, board, values, neighbours),
    )
    return [_standing(board, of, values.get(player), ranks, beside.get(player, ([], []))) for player in players]


async def _values(source: Source, board: Board, players: Sequence[Any]) -> dict[Any, Any]:
    """What each of the players who are on the leaderboard reached, as the store has it."""
    found = await source.rows(
        "LeaderboardSnapshot",
        (board.measure,),
        where=[board.where],
        limit=1,
        by=("user_id",),
        keys=[(player,) for player in players],
    )
    values = {player: own[0][board.measure] for player, own in zip(players, found, strict=True) if own}
    return {player: value for player, value in values.items() if value is not None}


async def _ranks(source: Source, board: Board, values: Collection[Any]) -> dict[Decimal, int]:
    """The rank of each value: one more than the number of players who have more.

    The values are edges of ranges: the store counts the players in each, and those who have the very value.
    """
    edges = tuple(sorted(set(map(Decimal, values))))
    if not edges:
        return {}
    ranges = replace(source.group("LeaderboardSnapshot", board.measure), edges=edges)
    same = Among(board.measure, tuple(dict.fromkeys(values)))
    (found,), (equal,) = await asyncio.gather(
        source.figures("LeaderboardSnapshot", groups=[ranges], where=[board.where]),
        source.figures("LeaderboardSnapshot", groups=[board.measure], where=[board.where, same]),
    )
    reached = {figures.groups[0]: figures.count for figures in found if figures.groups[0] is not None}
    equals = {Decimal(figures.groups[0]): figures.count for figures in equal}
    return {
        value: 1 + sum(count for edge, count in reached.items() if edge >= place) - equals.get(value, 0)
        for place, value in enumerate(edges, 1)
    }


Neighbours = tuple[list[LeaderboardPlace], list[LeaderboardPlace]]


async def _beside(source: Source, board: Board, values: Mapping[Any, Any], neighbours: int) -> Mapping[Any, Neighbours]:
    """For each player the places above and below. Raises AnswerTooLarge."""
    if not neighbours or not values:
        return {}
    columns, limit = ("user_id", board.measure), LARGEST_BOARD + 1
    (rows,) = await source.rows("LeaderboardSnapshot", columns, where=[board.where], order=board.order, limit=limit)
    if len(rows) > LARGEST_BOARD:
        raise AnswerTooLarge(
            f"there are more than {LARGEST_BOARD} players on the leaderboard: ask with `neighbours: 0`"
        )
    all_places = list(places(rows, board.measure))
    found = {row["user_id"]: at for at, row in enumerate(rows) if row["user_id"] in values}
    return {
        player: (all_places[max(0, at - neighbours) : at], all_places[at + 1 : at + 1 + neighbours])
        for player, at in found.items()
    }


def _standing(board: Board, of: int, value: Any, ranks: Mapping[Decimal, int], beside: Neighbours) -> PlayerStanding:
    reached = None if value is None else Decimal(value)
    rank = None if reached is None else ranks.get(reached)
    return PlayerStanding(board.start, board.end, of, rank, reached, *beside)
