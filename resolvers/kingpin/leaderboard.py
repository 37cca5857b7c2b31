"""Leaderboards: who did most in a day, week, month or year."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, NamedTuple

from resolvers.analysis import Leads, Source, ValueOf, analysis
from stores.aggregate import GroupOrder
from stores.errors import BadInput
from stores.filter import And, Compare, Filter, IsNull, Operator
from stores.order import Order
from stores.query import KeyValue
from stores.store import Row

USUAL = 10
MOST_PLACES = 1_000
"""Places that one leaderboard shows."""

LONGEST = {"daily": 1, "weekly": 7, "monthly": 31, "annual": 366}
"""Most days of a period, by its type."""


class LeaderboardMeasure(StrEnum):
    """What a leaderboard ranks players by: the counts of `LeaderboardSnapshot`, where their units are described."""

    WEALTH_EARNED = "wealth_earned"
    XP_EARNED = "xp_earned"
    MESSAGES_SENT = "messages_sent"
    WATCH_TIME_MINUTES = "watch_time_minutes"
    PLAY_COUNT = "play_count"
    ROB_COUNT = "rob_count"
    ROB_SUCCESS_COUNT = "rob_success_count"
    CHECKINS = "checkins"
    CRATES_OPENED = "crates_opened"
    SUBS_COUNT = "subs_count"
    GIFT_SUBS_GIVEN = "gift_subs_given"
    BITS_DONATED = "bits_donated"
    KICKS_SENT = "kicks_sent"
    DONATIONS_USD = "donations_usd"
    TOTAL_CONTRIBUTED_USD = "total_contributed_usd"


PeriodType = Annotated[str, ValueOf("LeaderboardSnapshot", "period_type"), "How long the period is."]
RankedBy = Annotated[LeaderboardMeasure, "What players are ranked by, the most first."]
Day = Annotated[date | None, "A day in the period; today in UTC if nothing is said."]


@dataclass(frozen=True, slots=True)
class LeaderboardPlace:
    """A player's place on a leaderboard."""

    rank: Annotated[int, "Place from 1: one more than the number of players who have more, so that equals share it."]
    value: Annotated[Decimal, "What the player reached, in the unit of the measure."]
    player: Annotated[KeyValue, Leads("Player"), "The player."]


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """The first places of a period by one measure."""

    period_start: Annotated[date | None, "First day of the period; null if nobody was counted in it."]
    period_end: Annotated[date | None, "Last day of the period; null if nobody was counted in it."]
    players: Annotated[int, "Number of players on the whole leaderboard: those who have a value, be it 0."]
    places: Annotated[list[LeaderboardPlace], "The first places; those that share a rank by the players' identifiers."]


class Board(NamedTuple):
    """A leaderboard: its period and the snapshots that are on it."""

    start: date
    end: date
    measure: str
    where: Filter

    @property
    def order(self) -> tuple[Order, ...]:
        """The most first; equals by the players' identifiers."""
        return Order(self.measure, descending=True), Order("user_id")


async def board_of(source: Source, period: str, measure: str, at: date | None) -> Board | None:
    """The leaderboard of the period with that day in it, of several the one begun last; None if nobody was counted.

    Snapshots say when their period starts and ends: weeks begin when the game's do.
    """
    day = at or datetime.now(UTC).date()
    earliest = date.fromordinal(max(1, day.toordinal() - LONGEST[period] + 1))
    same_type = Compare("period_type", Operator.EQUAL, period)
    around = (
        Compare("period_start", Operator.GREATER_OR_EQUAL, earliest),
        Compare("period_start", Operator.LESS_OR_EQUAL, day),
        Compare("period_end", Operator.GREATER_OR_EQUAL, day),
    )
    latest = [GroupOrder(group=0, descending=True)]
    groups = ("period_start", "period_end")
    (found,) = await source.figures(
        "LeaderboardSnapshot", groups=groups, where=(same_type, *around), order=latest, limit=1
    )
    if not found:
        return None
    start, end = found[0].groups
    here = (same_type, Compare("period_start", Operator.EQUAL, start), IsNull(measure, negated=True))
    return Board(start, end, measure, And(here))


def _checked(first: int = USUAL) -> int:
    if not 1 <= first <= MOST_PLACES:
        raise BadInput(f"`first` must be from 1 to {MOST_PLACES}, not {first}")
    return first


@analysis(rows=_checked, priced_by=("first",))
async def leaderboard(
    source: Source,
    *,
    period: PeriodType,
    measure: RankedBy,
    at: Day = None,
    first: Annotated[int, "How many places to show; up to 1000."] = USUAL,
) -> Leaderboard:
    """Who did most in a period. Players of whom the measure is not known (NULL) are not on the leaderboard."""
    limit = _checked(first)
    board = await board_of(source, period, measure, at)
    if board is None:
        return Leaderboard(None, None, 0, [])
    (rows,), (players,) = await asyncio.gather(
        source.rows(
            "LeaderboardSnapshot",
            ("user_id", measure),
            where=[board.where],
            order=board.order,
            limit=limit,
        ),
        source.counts("LeaderboardSnapshot", where=[board.where]),
    )
    return Leaderboard(board.start, board.end, players, list(places(rows, measure)))


def places(rows: Sequence[Row], measure: str) -> Iterator[LeaderboardPlace]:
    """The places of snapshots that stand in the order of the leaderboard, from its very first one on."""
    rank, before = 0, None
    for number, row in enumerate(rows, 1):
        value = Decimal(row[measure])
        if value != before:
            rank, before = number, value
        yield LeaderboardPlace(rank, value, (row["user_id"],))
