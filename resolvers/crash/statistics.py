"""What rounds of crash games come to: of a bot, of a game on a platform, or of all rounds that are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Annotated, Any

from resolvers.analysis import ROOT, Analysis, Source, analysis, between
from resolvers.exact import total
from resolvers.ratio import ratio
from resolvers.windows import require_window
from stores.aggregate import Figures, Function, Measure
from stores.filter import Filter
from stores.query import KeyValue
from stores.store import Row

TOLD_APART = ("currency", "round_outcome")
"""Money of different currencies is never added up."""

MONEY = (
    Measure(Function.SUM, "stake_amount"),
    Measure(Function.SUM, "payout_amount"),
    Measure(Function.SUM, "profit"),
    Measure(Function.MAX, "profit"),
    Measure(Function.MIN, "profit"),
)
COURSE = (
    Measure(Function.COUNT_DISTINCT, "bot_id"),
    Measure(Function.COUNT_DISTINCT, "session_id"),
    Measure(Function.AVG, "crash_multiplier"),
    Measure(Function.PERCENTILE, "crash_multiplier", 0.5),
    Measure(Function.MIN, "crash_multiplier"),
    Measure(Function.MAX, "crash_multiplier"),
    Measure(Function.AVG, "cashout_multiplier"),
    Measure(Function.MIN, "timestamp"),
    Measure(Function.MAX, "timestamp"),
)
"""What `CrashStatistics` has from `bots` to `last_round_at`, in its order."""

PLAYED = frozenset(("win", "loss"))
"""Outcomes of rounds that were played to their end, with a stake."""


@dataclass(frozen=True, slots=True)
class CrashMoney:
    """What rounds come to in one currency. Amounts are exact."""

    currency: Annotated[str, "Currency of the amounts (ISO 4217)."]
    staked: Annotated[Decimal, "Sum of the stakes of all rounds."]
    payout: Annotated[Decimal, "Sum of what was paid out, stakes included."]
    profit: Annotated[Decimal, "Sum of the profits, payouts less stakes; negative for a loss."]
    return_on_stake: Annotated[float | None, "Profit per unit staked, so 0.05 is 5 %; null if nothing was staked."]
    average_profit: Annotated[float | None, "Profit per round that was won or lost; null if there is none."]
    best_round: Annotated[Decimal | None, "Greatest profit of a round that was won or lost; null if there is none."]
    worst_round: Annotated[Decimal | None, "Least profit of such a round, negative for a loss; null if there is none."]


@dataclass(frozen=True, slots=True)
class CrashStatistics:
    """What rounds of crash games come to. NULLs have no part in an average, a median, a least or a greatest value."""

    rounds: Annotated[int, "Number of rounds, watched ones included."]
    wins: Annotated[int, "Number of rounds won."]
    losses: Annotated[int, "Number of rounds lost."]
    skipped: Annotated[int, "Number of rounds watched without a stake."]
    errors: Annotated[int, "Number of rounds that ended in an error."]
    win_rate: Annotated[float | None, "Rounds won, of those won or lost, from 0 to 1; null if there is none."]
    bots: Annotated[int, "Number of bots that took part."]
    sessions: Annotated[int, "Number of sessions that the rounds belong to."]
    average_crash_multiplier: Annotated[
        float | None, "Mean multiplier at which the game crashed; null if none was seen."
    ]
    median_crash_multiplier: Annotated[float | None, "Median of these multipliers; null if none was seen."]
    lowest_crash_multiplier: Annotated[Decimal | None, "Least of these multipliers; null if none was seen."]
    highest_crash_multiplier: Annotated[Decimal | None, "Greatest of these multipliers; null if none was seen."]
    average_cashout_multiplier: Annotated[float | None, "Mean multiplier of the cash-outs; null if there was none."]
    first_round_at: Annotated[datetime | None, "When the first of the rounds was logged; null if there is none."]
    last_round_at: Annotated[datetime | None, "When the last of the rounds was logged; null if there is none."]
    money: Annotated[list[CrashMoney], "Stakes, payouts and profits, by currency in alphabetical order."]


NOTHING = CrashStatistics(0, 0, 0, 0, 0, None, 0, 0, None, None, None, None, None, None, None, [])
"""The statistics of no rounds."""


async def crash_statistics(
    source: Source,
    *,
    where: Sequence[Filter | None],
    groups: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    keys: Sequence[KeyValue] = (ROOT,),
) -> list[dict[tuple[Any, ...], CrashStatistics]]:
    """For each key the statistics of each group of its rounds, by the group's values; those with rounds alone."""
    money, courses = await asyncio.gather(
        source.figures("CrashRound", MONEY, groups=(*groups, *TOLD_APART), where=where, by=by, keys=keys),
        source.figures("CrashRound", COURSE, groups=groups, where=where, by=by, keys=keys),
    )
    return [_by_group(len(groups), *found) for found in zip(money, courses, strict=True)]


def _by_group(
    groups: int, money: Sequence[Figures], courses: Sequence[Figures]
) -> dict[tuple[Any, ...], CrashStatistics]:
    """Figures come in the order of their groups, so that those of one group stand together."""
    parts = {values: list(part) for values, part in groupby(money, lambda figures: figures.groups[:groups])}
    courses_of = {figures.groups: figures for figures in courses if figures.count}
    return {values: _statistics(parts[values], courses_of[values]) for values in courses_of if values in parts}


def _statistics(parts: Sequence[Figures], course: Figures) -> CrashStatistics:
    by_outcome = {outcome: _rounds(parts, {outcome}) for outcome in ("win", "loss", "skipped", "error")}
    wins, losses, skipped, errors = by_outcome.values()
    bots, sessions, average, median, lowest, highest, cashout, first, last = course.measures
    return CrashStatistics(
        rounds=sum(part.count for part in parts),
        wins=wins,
        losses=losses,
        skipped=skipped,
        errors=errors,
        win_rate=ratio(wins, wins + losses),
        bots=bots,
        sessions=sessions,
        average_crash_multiplier=average,
        median_crash_multiplier=median,
        lowest_crash_multiplier=lowest,
        highest_crash_multiplier=highest,
        average_cashout_multiplier=cashout,
        first_round_at=first,
        last_round_at=last,
        money=[_money(currency, list(of)) for currency, of in groupby(parts, lambda part: part.groups[-2])],
    )


def _rounds(parts: Iterable[Figures], outcomes: Iterable[str]) -> int:
    return sum(part.count for part in parts if part.groups[-1] in outcomes)


def _money(currency: str, parts: Sequence[Figures]) -> CrashMoney:
    staked, payout, profit = (total(part.measures[place] for part in parts) for place in range(3))
    played = [part for part in parts if part.groups[-1] in PLAYED]
    return CrashMoney(
        currency=currency,
        staked=staked,
        payout=payout,
        profit=profit,
        return_on_stake=ratio(profit, staked),
        average_profit=ratio(total(part.measures[2] for part in played), _rounds(parts, PLAYED)),
        best_round=max((Decimal(part.measures[3]) for part in played), default=None),
        worst_round=min((Decimal(part.measures[4]) for part in played), default=None),
    )


def statistics_of(owner: str, by: tuple[str, ...]) -> Analysis:
    """The statistics of the rounds that have an owner's values in the columns `by`."""

    @analysis(owner, reads=by)
    async def statistics(
        source: Source,
        rows: Sequence[Row],
        *,
        from_: Annotated[datetime | None, "When the rounds that count were logged at the earliest."] = None,
        to: Annotated[datetime | None, "Before when they were logged."] = None,
    ) -> list[CrashStatistics]:
        """What the rounds come to: outcomes, multipliers and, by currency, money."""
        require_window(from_, to)
        keys = [tuple(row[column] for column in by) for row in rows]
        where = [between("timestamp", from_, to)]
        found = await crash_statistics(source, where=where, by=by, keys=keys)
        return [of_key.get((), NOTHING) for of_key in found]

    return statistics
