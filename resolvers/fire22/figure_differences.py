"""Which stored figures differ from what the wagers come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Annotated

from resolvers.analysis import Leads, Source, analysis, between
from resolvers.fire22.betting_figure import BettingFigure, compared, stored_figure
from resolvers.fire22.betting_totals import BettingTotals
from resolvers.fire22.counted_periods import totals_of_periods
from resolvers.fire22.kpi_comparison import kpi_comparison
from resolvers.fire22.weekly_comparison import COLUMNS, excesses
from resolvers.windows import require_window
from stores.catalogue import Entity
from stores.errors import BadInput, UnrepresentableValue
from stores.filter import Among
from stores.query import KeyValue
from stores.store import Row

STORED_LIMIT = 5_000
"""Stored rows, of key figures and of weeks each, that are compared at once."""

WEEK = ("id", "week_start", "week_end", *COLUMNS.values())
METRIC = ("id", "metric_name", "metric_value", "period_start", "period_end")

FIRST = 100
FIRST_LIMIT = 1_000
"""Differences of one answer."""


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A stored figure that differs from what the wagers placed in its period come to."""

    figure: Annotated[BettingFigure, "Which figure it is."]
    start: Annotated[datetime, "Start of its period, included."]
    end: Annotated[datetime, "End of its period, excluded."]
    stored: Annotated[Decimal, "The figure as it is stored."]
    computed: Annotated[Decimal, "The figure as it follows from the wagers as they are now."]
    difference: Annotated[Decimal, "The stored figure less the computed one: more than 0 where it is too high."]
    weekly_stat: Annotated[KeyValue, Leads("WeeklyStat"), "The week's totals that hold it, if it is one of these."]
    kpi_metric: Annotated[KeyValue, Leads("KpiMetric"), "The key figure that it is, if it is one."]


@dataclass(frozen=True, slots=True)
class FigureDifferences:
    """How many stored figures were compared with the wagers, and those that differ."""

    checked: Annotated[int, "How many stored figures were compared."]
    unchecked: Annotated[int, "How many stored rows could not be: a value is no number, or the period no time."]
    differing: Annotated[int, "How many of the compared ones differ by more than the tolerance."]
    differences: Annotated[list[FigureDifference], "These, the latest periods first, up to `first`."]


def _rows(first: int = FIRST) -> int:
    """The most differences of an answer. Raises BadInput."""
    if not 1 <= first <= FIRST_LIMIT:
        raise BadInput(f"`first` must be from 1 to {FIRST_LIMIT}, not {first}")
    return first


@analysis(rows=_rows, priced_by=("first",))
async def figure_differences(
    source: Source,
    *,
    from_: Annotated[datetime, "When the periods that are compared start at the earliest."],
    to: Annotated[datetime, "Before when they start."],
    tolerance: Annotated[Decimal, "Differences up to this, either way, are none; in the figure's unit."] = Decimal(0),
    first: Annotated[int, "How many differences are told at most, up to 1000."] = FIRST,
) -> FigureDifferences:
    """The figures in `kpi_metrics` and `weekly_stats` that differ from what the wagers of their periods come to."""
    require_window(from_, to)
    _rows(first)
    if not (tolerance.is_finite() and tolerance >= 0):
        raise BadInput("`tolerance` must be 0 or more")
    weeks = await source.all_rows("WeeklyStat", WEEK, where=[between("week_start", from_, to)], limit=STORED_LIMIT)
    known = (between("period_start", from_, to), Among("metric_name", tuple(BettingFigure)))
    metrics = await source.all_rows("KpiMetric", METRIC, where=known, limit=STORED_LIMIT)
    periods = [(row["week_start"], row["week_end"]) for row in weeks]
    periods += [(row["period_start"], row["period_end"]) for row in metrics]
    totals = await totals_of_periods(source, periods)
    answers = [
        *compared(weeks, totals[: len(weeks)], partial(_of_week, source.entity("WeeklyStat"))),
        *compared(metrics, totals[len(weeks) :], partial(_of_metric, source.entity("KpiMetric"))),
    ]
    sound = [answer for answer in answers if not isinstance(answer, UnrepresentableValue)]
    return _differences([one for answer in sound for one in answer], len(answers) - len(sound), tolerance, first)


def _differences(
    checked: Sequence[FigureDifference], unchecked: int, tolerance: Decimal, first: int
) -> FigureDifferences:
    differing = [one for one in checked if abs(one.difference) > tolerance]
    differing.sort(key=lambda one: one.start, reverse=True)
    return FigureDifferences(len(checked), unchecked, len(differing), differing[:first])


def _of_week(entity: Entity, row: Row, totals: BettingTotals) -> list[FigureDifference]:
    return [
        FigureDifference(
            figure=figure,
            start=row["week_start"],
            end=row["week_end"],
            stored=stored_figure(entity, column, row),
            computed=figure.of(totals),
            difference=excess,
            weekly_stat=(row["id"],),
            kpi_metric=(None,),
        )
        for (figure, excess), column in zip(excesses(entity, row, totals).items(), COLUMNS.values(), strict=True)
    ]


def _of_metric(entity: Entity, row: Row, totals: BettingTotals) -> list[FigureDifference]:
    found = kpi_comparison(entity, row, totals)
    return [
        FigureDifference(
            figure=found.figure,
            start=row["period_start"],
            end=row["period_end"],
            stored=stored_figure(entity, "metric_value", row),
            computed=found.computed,
            difference=found.difference,
            weekly_stat=(None,),
            kpi_metric=(row["id"],),
        )
    ]
