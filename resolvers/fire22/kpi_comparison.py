"""A stored key figure beside what the wagers of its period come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from resolvers.analysis import Source, analysis
from resolvers.fire22.betting_figure import BettingFigure, compared, figure_named, stored_figure
from resolvers.fire22.betting_totals import BettingTotals
from resolvers.fire22.counted_periods import totals_of_periods
from stores.catalogue import Entity
from stores.errors import UnrepresentableValue
from stores.store import Row


@dataclass(frozen=True, slots=True)
class KpiComparison:
    """A stored key figure beside that of the wagers that were placed in its period."""

    figure: Annotated[BettingFigure, "Which figure it is."]
    computed: Annotated[
        Decimal,
        "What the wagers come to as they are now; a hold is rounded to hundredths of a percent (half to even), and 0 of"
        " no decided wagers, as it is stored.",
    ]
    difference: Annotated[Decimal, "The stored value less the computed one: more than 0 where it is too high."]
    differs: Annotated[bool, "Whether there is a difference."]


@analysis("KpiMetric", reads=("metric_name", "metric_value", "period_start", "period_end"))
async def comparison(source: Source, rows: Sequence[Row]) -> list[KpiComparison | UnrepresentableValue | None]:
    """The figure computed from the wagers that were placed in its period, and how the stored one differs.

    Known by their names are `handle`, `win`, `volume`, `bets` and `hold_percent`; it is null for any other figure. The
    wagers are taken as they are now: what was decided after the figure was stored makes a difference.
    """
    named = [row for row in rows if figure_named(row["metric_name"])]
    if not named:
        return [None] * len(rows)
    totals = await totals_of_periods(source, [(row["period_start"], row["period_end"]) for row in named])
    entity = source.entity("KpiMetric")
    answers = iter(compared(named, totals, lambda row, one: kpi_comparison(entity, row, one)))
    return [next(answers) if figure_named(row["metric_name"]) else None for row in rows]


def kpi_comparison(entity: Entity, row: Row, totals: BettingTotals) -> KpiComparison:
    """That of a row whose name is that of a figure. Raises UnrepresentableValue."""
    figure = BettingFigure(row["metric_name"])
    difference = figure.excess(stored_figure(entity, "metric_value", row), totals)
    return KpiComparison(figure, figure.of(totals), difference, bool(difference))
