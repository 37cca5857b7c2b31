"""What the wagers of periods come to, of whatever length and place, all by one statement."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from math import gcd
from typing import Any

from resolvers.analysis import Source, between
from resolvers.buckets import ORIGIN
from resolvers.fire22.betting_totals import GROUPS, MEASURES, BettingTotals, betting_totals
from resolvers.windows import FIRST, LAST
from stores.aggregate import Bucket, Unit
from stores.errors import AnswerTooLarge, UnrepresentableValue
from stores.filter import Filter, Or

GROUP_LIMIT = 100_000
"""Groups of wagers, of one part of the time each, that periods are put together from."""

Period = tuple[datetime, datetime]
"""From a moment until before another one."""


async def totals_of_periods(
    source: Source, periods: Sequence[tuple[Any, Any]]
) -> list[BettingTotals | UnrepresentableValue]:
    """What the wagers come to that were placed in each period, or what is wrong with the period as it is stored.

    The wagers are added up in parts of the time that are as long as fits between all starts and ends, and each period
    is put together from its parts. Raises AnswerTooLarge if these are too many.
    """
    sound = [period for period in periods if _is_sound(period)]
    if not sound:
        return [_unsound()] * len(periods)
    part = source.group("Wager", "created_at", Bucket(Unit.SECOND, _part(sound)))
    (found,) = await source.figures(
        "Wager", MEASURES, groups=[part, *GROUPS], where=[_within(sound)], limit=GROUP_LIMIT + 1
    )
    if len(found) > GROUP_LIMIT:
        raise AnswerTooLarge("the stored periods lie too much askew to be counted at once: ask for fewer of them")
    starts = [figures.groups[0] for figures in found]

    def totals(period: tuple[Any, Any]) -> BettingTotals | UnrepresentableValue:
        if not _is_sound(period):
            return _unsound()
        first, end = (bisect_left(starts, moment) for moment in period)
        return betting_totals(found[first:end])

    return [totals(period) for period in periods]


def _is_sound(period: tuple[Any, Any]) -> bool:
    return all(
        isinstance(moment, datetime) and moment.microsecond == 0 and FIRST <= moment <= LAST for moment in period
    )


def _unsound() -> UnrepresentableValue:
    years = f"{FIRST.year} to {LAST.year - 1}"
    return UnrepresentableValue(f"this row's period does not start and end at whole seconds of the years {years}")


def _part(periods: Sequence[Period]) -> int:
    """The longest time, in seconds, of which buckets begin at every start and end."""
    return gcd(*((moment - ORIGIN) // timedelta(seconds=1) for moment in chain.from_iterable(periods))) or 1


def _within(periods: Sequence[Period]) -> Filter:
    return Or(
        tuple(part for part in (between("created_at", *span) for span in without_overlaps(periods)) if part is not None)
    )


def without_overlaps(periods: Sequence[Period]) -> Iterator[Period]:
    """The times that the periods, of which there is one at least, cover together, in order."""
    first, *others = sorted(periods)
    start, end = first
    for each_start, each_end in others:
        if each_start > end:
            yield start, end
            start, end = each_start, each_end
        end = max(end, each_end)
    yield start, end
