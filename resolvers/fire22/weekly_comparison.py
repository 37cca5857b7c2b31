"""A week's stored totals beside what its wagers come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from resolvers.analysis import Source, analysis
from resolvers.fire22.betting_figure import BettingFigure, compared, stored_figure
from resolvers.fire22.betting_totals import BettingTotals
from resolvers.fire22.counted_periods import totals_of_periods
from stores.catalogue import Entity
from stores.errors import UnrepresentableValue
from stores.store import Row

COLUMNS: Mapping[BettingFigure, str] = {
    figure: f"total_{figure}" for figure in BettingFigure if figure is not BettingFigure.HOLD_PERCENT
}
"""Where `weekly_stats` has a figure."""


@dataclass(frozen=True, slots=True)
class WeeklyDifference:
    """Stored totals of a week less those of its wagers: more than 0 where the stored one is too high."""

    handle: Annotated[Decimal, "That of the handle, in US dollars."]
    win: Annotated[Decimal, "That of the win, in US dollars."]
    volume: Annotated[Decimal, "That of the volume, in US dollars."]
    bets: Annotated[int, "That of the number of wagers."]


@dataclass(frozen=True, slots=True)
class WeeklyComparison:
    """A week's stored totals beside those of the wagers that were placed in it."""

    computed: Annotated[BettingTotals, "What the wagers come to as they are now."]
    difference: Annotated[WeeklyDifference, "The stored totals less the computed ones."]
    differs: Annotated[bool, "Whether any of the four totals differs."]


@analysis("WeeklyStat", reads=("week_start", "week_end", *COLUMNS.values()))
async def comparison(source: Source, rows: Sequence[Row]) -> list[WeeklyComparison | UnrepresentableValue]:
    """The week's totals computed from the wagers that were placed in it, and where the stored ones differ.

    They are computed from the wagers as they are now: what was decided after the totals were stored makes a difference.
    """
    totals = await totals_of_periods(source, [(row["week_start"], row["week_end"]) for row in rows])
    entity = source.entity("WeeklyStat")
    return compared(rows, totals, lambda row, one: _comparison(excesses(entity, row, one), one))


def excesses(entity: Entity, row: Row, totals: BettingTotals) -> dict[BettingFigure, Decimal]:
    """For each of the figures how much higher the stored one is. Raises UnrepresentableValue."""
    return {figure: figure.excess(stored_figure(entity, COLUMNS[figure], row), totals) for figure in COLUMNS}


def _comparison(excess: Mapping[BettingFigure, Decimal], totals: BettingTotals) -> WeeklyComparison:
    difference = WeeklyDifference(
        excess[BettingFigure.HANDLE],
        excess[BettingFigure.WIN],
        excess[BettingFigure.VOLUME],
        int(excess[BettingFigure.BETS]),
    )
    return WeeklyComparison(totals, difference, any(excess.values()))
