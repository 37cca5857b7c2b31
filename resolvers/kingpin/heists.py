"""Heists: how often they are won, how fast, by whom, and what they pay."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from resolvers.analysis import BigInteger, Leads, Source, ValueOf, Where, analysis, between
from resolvers.ratio import ratio
from resolvers.windows import require_window
from stores.aggregate import Figures, Function, GroupOrder, Measure
from stores.errors import BadInput
from stores.filter import Compare, Filter, IsNull, Operator
from stores.query import KeyValue

USUAL = 3
MOST_WINNERS = 100
"""Winners who are named for one type of heist."""

TYPES = 4
"""Types of heists."""

WON = Compare("status", Operator.EQUAL, "won")
PAID = (
    Measure(Function.SUM, "attempt_count"),
    Measure(Function.SUM, "reward_wealth"),
    Measure(Function.SUM, "reward_xp"),
)
SPEED = (
    Measure(Function.AVG, "response_time_ms"),
    Measure(Function.MIN, "response_time_ms"),
    Measure(Function.COUNT_DISTINCT, "winner_id"),
)
BY_WINNER = (Measure(Function.SUM, "reward_wealth"), Measure(Function.MIN, "response_time_ms"))


@dataclass(frozen=True, slots=True)
class HeistWinner:
    """A player who won heists of one type."""

    player: Annotated[KeyValue, Leads("Player"), "The player."]
    wins: Annotated[int, "Number of heists won."]
    wealth: Annotated[BigInteger, "Wealth received for them, in game dollars."]
    fastest_ms: Annotated[int | None, "Least time from start to answer, in milliseconds; null if not known."]


@dataclass(frozen=True, slots=True)
class HeistSummary:
    """What heists of one type came to. What a heist gives is given only when it is won."""

    event_type: Annotated[str, ValueOf("HeistEvent", "event_type"), "What the players had to do."]
    heists: Annotated[int, "Number of heists, cancelled ones included."]
    won: Annotated[int, "Number of heists that somebody won."]
    expired: Annotated[int, "Number of heists that nobody won in time."]
    cancelled: Annotated[int, "Number of heists that were cancelled."]
    active: Annotated[int, "Number of heists that are still on."]
    success_rate: Annotated[float | None, "Heists won, of those won or expired, from 0 to 1; null if there is none."]
    attempts: Annotated[BigInteger, "Number of answers given."]
    attempts_per_heist: Annotated[float | None, "Answers by heists."]
    average_response_ms: Annotated[float | None, "Mean time from start to the winning answer, in milliseconds."]
    fastest_response_ms: Annotated[int | None, "Least time from start to a winning answer, in milliseconds."]
    wealth: Annotated[BigInteger, "Wealth given to winners, in game dollars."]
    xp: Annotated[BigInteger, "Experience points given to winners."]
    crates: Annotated[int, "Number of crates given to winners."]
    players: Annotated[int, "Number of players who have won one; those who have left the game do not count."]
    winners: Annotated[list[HeistWinner], "Who won most of them, the most first; equals by their identifiers."]


def _rows(winners: int = USUAL) -> int:
    return TYPES * (1 + _checked(winners))


def _checked(winners: int) -> int:
    if not 0 <= winners <= MOST_WINNERS:
        raise BadInput(f"`winners` must be from 0 to {MOST_WINNERS}, not {winners}")
    return winners


@analysis(rows=_rows, priced_by=("winners",))
async def heist_summary(
    source: Source,
    *,
    from_: Annotated[datetime | None, "When the heists that count were shown in chat at the earliest."] = None,
    to: Annotated[datetime | None, "Before when they were shown."] = None,
    winners: Annotated[int, "How many winners to name for each type; up to 100."] = USUAL,
    where: Annotated[Filter | None, Where("HeistEvent"), "Which heists count; all if nothing is said."] = None,
) -> list[HeistSummary]:
    """What the heists of each type came to, in alphabetical order; types without heists are left out."""
    require_window(from_, to)
    most = _checked(winners)
    counted = (between("started_at", from_, to), where)
    told_apart = ("event_type", "status", "reward_crate_tier")
    (found,) = await source.figures("HeistEvent", PAID, groups=told_apart, where=counted)
    types = sorted({figures.groups[0] for figures in found})
    if not types:
        return []
    speeds, best = await asyncio.gather(
        source.figures("HeistEvent", SPEED, where=(*counted, WON), by=("event_type",), keys=_keys(types)),
        source.figures(
            "HeistEvent",
            BY_WINNER,
            groups=["winner_id"],
            where=(*counted, WON, IsNull("winner_id", negated=True)),
            order=[GroupOrder(descending=True)],
            limit=most,
            by=("event_type",),
            keys=_keys(types),
        ),
    )
    groups = [[figures for figures in found if figures.groups[0] == name] for name in types]
    return [_summary(*each) for each in zip(types, groups, speeds, best, strict=True)]


def _keys(types: Iterable[str]) -> list[KeyValue]:
    return [(name,) for name in types]


def _summary(name: str, groups: Sequence[Figures], speed: Sequence[Figures], best: Iterable[Figures]) -> HeistSummary:
    of_won = [figures for figures in groups if figures.groups[1] == "won"]
    heists, attempts = sum(figures.count for figures in groups), sum(figures.measures[0] for figures in groups)
    won, expired, cancelled, active = (
        sum(figures.count for figures in groups if figures.groups[1] == status)
        for status in ("won", "expired", "cancelled", "active")
    )
    average, fastest, players = speed[0].measures if speed else (None, None, 0)
    return HeistSummary(
        event_type=name,
        heists=heists,
        won=won,
        expired=expired,
        cancelled=cancelled,
        active=active,
        success_rate=ratio(won, won + expired),
        attempts=BigInteger(attempts),
        attempts_per_heist=ratio(attempts, heists),
        average_response_ms=average,
        fastest_response_ms=fastest,
        wealth=BigInteger(sum(figures.measures[1] for figures in of_won)),
        xp=BigInteger(sum(figures.measures[2] for figures in of_won)),
        crates=sum(figures.count for figures in of_won if figures.groups[2] is not None),
        players=players,
        winners=[HeistWinner(each.groups, each.count, BigInteger(each.measures[0]), each.measures[1]) for each in best],
    )
