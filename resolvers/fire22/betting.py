"""What was bet: by day, week or month, by agent or customer, and of one agent or customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Annotated, Any

from resolvers.analysis import Analysis, Leads, Source, Where, analysis, between, both
from resolvers.buckets import known_zone, number_of, numbers_between, start_of
from resolvers.fire22.betting_totals import GROUPS, MEASURES, BettingTotals, betting_totals
from resolvers.windows import require_window
from stores.aggregate import Bucket, Figures, GroupBy, GroupOrder, Unit
from stores.errors import BadInput
from stores.filter import Among, Filter
from stores.query import KeyValue
from stores.store import Row

FIRST = 100
BETTOR_LIMIT = 1_000
"""Agents or customers that wagers are told apart by."""

LINE_LIMIT = 10_000
"""Lines of one answer: periods, times agents or customers."""


class BettingPeriod(StrEnum):
    """How long a period of betting is; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class BettingSide(StrEnum):
    """By whom wagers are told apart: the agents who processed them, or the customers who placed them."""

    AGENT = "agent"
    CUSTOMER = "customer"

    @property
    def column(self) -> str:
        """The wagers' column that holds who it is."""
        return f"{self.value}_id"


@dataclass(frozen=True, slots=True)
class BettingLine:
    """What was bet in one period, or with one agent or customer, or both."""

    start: Annotated[datetime | None, "When the period starts; null if `every` is not said."]
    end: Annotated[datetime | None, "When the next period starts; null if `every` is not said."]
    agent: Annotated[KeyValue, Leads("Agent"), "The agent who processed the wagers; null unless it is by agent."]
    customer: Annotated[KeyValue, Leads("Customer"), "The customer who placed them; null unless it is by customer."]
    totals: Annotated[BettingTotals, "What the wagers come to."]


@dataclass(frozen=True, slots=True)
class Split:
    """How wagers are told apart: by periods, and by agents or customers."""

    bucket: Bucket | None
    by: BettingSide | None

    def groups(self, source: Source) -> list[GroupBy | str]:
        """What wagers of one line have in common."""
        periods = [] if self.bucket is None else [source.group("Wager", "created_at", self.bucket)]
        return [*periods, *([] if self.by is None else [self.by.column])]

    def line(self, key: tuple[Any, ...], figures: Sequence[Figures]) -> BettingLine:
        """The line of the wagers that have these values in common."""
        start, end = (None, None) if self.bucket is None else (key[0], _end(self.bucket, key[0]))
        agent = (key[-1] if self.by is BettingSide.AGENT else None,)
        customer = (key[-1] if self.by is BettingSide.CUSTOMER else None,)
        return BettingLine(start, end, agent, customer, betting_totals(figures))


def _bucket(every: BettingPeriod, time_zone: str) -> Bucket:
    return Bucket(Unit(every.value), zone=known_zone(time_zone))


def _lines(
    *,
    from_: datetime,
    to: datetime,
    every: BettingPeriod | None = None,
    time_zone: str = "UTC",
    by: BettingSide | None = None,
    first: int = FIRST,
) -> int:
    """The most lines of an answer. Raises BadInput."""
    require_window(from_, to)
    if not 1 <= first <= BETTOR_LIMIT:
        raise BadInput(f"`first` must be from 1 to {BETTOR_LIMIT}, not {first}")
    periods = 1 if every is None else len(numbers_between(_bucket(every, time_zone), from_, to))
    lines = periods if by is None else periods * first
    if lines > LINE_LIMIT:
        raise BadInput(
            f"there may be {LINE_LIMIT} lines, not {lines}: ask for fewer or longer periods, or a lower `first`"
        )
    return lines


@analysis(rows=_lines, priced_by=("first", "from_", "to", "every", "time_zone", "by"))
async def betting(
    source: Source,
    *,
    from_: Annotated[datetime, "When the wagers that count were placed at the earliest."],
    to: Annotated[datetime, "Before when they were placed."],
    every: Annotated[BettingPeriod | None, "A line for each of these periods; else one for the whole time."] = None,
    time_zone: Annotated[str, "Whose days, weeks and months they are, as in the IANA database."] = "UTC",
    by: Annotated[BettingSide | None, "A line for each agent or customer; else one for all of them."] = None,
    first: Annotated[int, "With `by`: for how many of them, those with the largest handle first; up to 1000."] = FIRST,
    where: Annotated[Filter | None, Where("Wager"), "Which wagers count; all if nothing is said."] = None,
) -> list[BettingLine]:
    """Handle, win, volume, hold and number of wagers in a time, by period and by agent or customer.

    A wager counts when it was placed, also what it paid back later. Lines come in the order of their periods, then
    those with the largest handle in the whole time first. Lines without wagers are left out, but for the only line that
    there is without `every` and `by`. The first and the last period hold only what lies within `from` and `to`.
    """
    _lines(from_=from_, to=to, every=every, time_zone=time_zone, by=by, first=first)
    split = Split(None if every is None else _bucket(every, time_zone), by)
    counted = both(between("created_at", from_, to), where)
    bettors: list[str] = []
    if by is not None:
        bettors = await _largest(source, by, counted, first)
        counted = both(counted, Among(by.column, tuple(bettors)))
    (found,) = await source.figures("Wager", MEASURES, groups=[*split.groups(source), *GROUPS], where=[counted])
    if every is None and by is None:
        return [split.line((), found)]
    by_key = {key: list(figures) for key, figures in groupby(found, lambda one: one.groups[: -len(GROUPS)])}
    place = {bettor: number for number, bettor in enumerate(bettors)}
    keys = by_key if by is None else sorted(by_key, key=lambda key: (key[:-1], place[key[-1]]))
    return [split.line(key, by_key[key]) for key in keys]


def _end(bucket: Bucket, start: datetime) -> datetime:
    return start_of(bucket, number_of(bucket, start) + 1)


async def _largest(source: Source, by: BettingSide, where: Filter | None, first: int) -> list[str]:
    """The agents or customers with the largest handle."""
    order = [GroupOrder(descending=True, measure=0)]
    (found,) = await source.figures("Wager", MEASURES[:1], groups=[by.column], where=[where], order=order, limit=first)
    return [figures.groups[0] for figures in found]


def _betting_of(side: BettingSide) -> Analysis:
    """The same totals for each agent, or each customer."""

    @analysis(side.value.capitalize(), reads=("id",))
    async def betting(
        source: Source,
        rows: Sequence[Row],
        *,
        from_: Annotated[datetime | None, "When the wagers that count were placed at the earliest."] = None,
        to: Annotated[datetime | None, "Before when they were placed."] = None,
    ) -> list[BettingTotals]:
        """Handle, win, volume, hold and number of the wagers that were placed in a time; of all if no time is said."""
        require_window(from_, to)
        found = await source.figures(
            "Wager",
            MEASURES,
            groups=GROUPS,
            where=[between("created_at", from_, to)],
            by=(side.column,),
            keys=[(row["id"],) for row in rows],
        )
        return [betting_totals(figures) for figures in found]

    return betting


BETTING_OF: tuple[Analysis, ...] = tuple(_betting_of(side) for side in BettingSide)
