"""What curtailment was to save, and what it saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated

from resolvers.analysis import Source, analysis, between
from resolvers.exact import difference, total
from resolvers.hosting.window import window_of
from resolvers.ratio import ratio
from stores.aggregate import Figures, Function, Measure
from stores.filter import IsNull
from stores.store import Row

MONTH, LONGEST = timedelta(days=30), timedelta(days=3_660)
HOUR = timedelta(hours=1)
STORED = ("id", "target_power_reduction", "power_reduced", "miners_affected", "executed_at", "recovery_time")
NOTHING = Figures((), (), 0, (None, None, None))


@dataclass(frozen=True, slots=True)
class CurtailmentEffect:
    """What a curtailment plan was to save, and what it saved, by what is stored of it."""

    planned_mw: Annotated[Decimal, "Power to be saved, in megawatts."]
    actual_mw: Annotated[Decimal | None, "Power really saved, in megawatts; null before the plan is executed."]
    difference_mw: Annotated[Decimal | None, "Actual less planned, in megawatts; below 0 if too little was saved."]
    ratio: Annotated[float | None, "Actual by planned: 1 is as planned; null if either is unknown, or none planned."]
    miners_planned: Annotated[int, "Number of miners that the plan names."]
    miners_affected: Annotated[int, "Number of miners shut down."]
    duration_hours: Annotated[float | None, "Hours from execution to recovery; null if either has no time."]
    energy_mwh: Annotated[float | None, "Energy saved: actual power by duration, in megawatt hours."]


@dataclass(frozen=True, slots=True)
class SiteCurtailment:
    """What the curtailment plans of a site were to save, and what they saved."""

    plans: Annotated[int, "Number of plans executed in the window of which the saved power is known."]
    planned_mw: Annotated[Decimal, "Power that they were to save, in megawatts, summed up over the plans."]
    actual_mw: Annotated[Decimal, "Power that they really saved, in megawatts, summed up over the plans."]
    difference_mw: Annotated[Decimal, "Actual less planned, in megawatts; below 0 if too little was saved."]
    ratio: Annotated[float | None, "Actual by planned: 1 is as planned; null if nothing was planned."]
    miners_affected: Annotated[int, "Number of miners shut down, one that several plans shut down once for each."]


@analysis("CurtailmentPlan", reads=STORED)
async def effect(source: Source, rows: Sequence[Row]) -> list[CurtailmentEffect]:
    """What the plan was to save and what it saved: the stored figures, and what follows from them.

    A plan that has no recovery time, or one that is not after its execution, has no duration and so no energy; one
    whose recovery is still to come has those that it will have by then.
    """
    planned = await source.counts("PlanMiner", by=("plan_id",), keys=[(row["id"],) for row in rows])
    return [_effect(row, miners) for row, miners in zip(rows, planned, strict=True)]


def _effect(row: Row, miners: int) -> CurtailmentEffect:
    planned = Decimal(row["target_power_reduction"])
    actual = None if row["power_reduced"] is None else Decimal(row["power_reduced"])
    hours = _hours(row["executed_at"], row["recovery_time"])
    return CurtailmentEffect(
        planned_mw=planned,
        actual_mw=actual,
        difference_mw=None if actual is None else difference(actual, planned),
        ratio=ratio(actual, planned),
        miners_planned=miners,
        miners_affected=row["miners_affected"],
        duration_hours=hours,
        energy_mwh=None if actual is None or hours is None else float(actual) * hours,
    )


def _hours(start: object, end: object) -> float | None:
    # PostgreSQL has times beyond Python's, which are no datetimes here.
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return None
    return (end - start) / HOUR if end > start else None


@analysis("Site", reads=("id",))
async def curtailment(
    source: Source,
    rows: Sequence[Row],
    *,
    from_: Annotated[datetime | None, "First moment; 30 days before `to` if nothing is said."] = None,
    to: Annotated[datetime | None, "Before which moment; now if nothing is said."] = None,
) -> list[SiteCurtailment]:
    """What the site's curtailment plans that were executed in a window were to save together, and what they saved.

    A plan of which the saved power is not known has no part in either sum.
    """
    window = window_of(from_, to, usual=MONTH, longest=LONGEST)
    found = await source.figures(
        "CurtailmentPlan",
        [Measure(Function.SUM, name) for name in ("target_power_reduction", "power_reduced", "miners_affected")],
        where=(between("executed_at", *window), IsNull("power_reduced", negated=True)),
        by=("site_id",),
        keys=[(row["id"],) for row in rows],
    )
    return [_of_site(figures[0] if figures else NOTHING) for figures in found]


def _of_site(figures: Figures) -> SiteCurtailment:
    planned, actual = (total([value]) for value in figures.measures[:2])
    return SiteCurtailment(
        plans=figures.count,
        planned_mw=planned,
        actual_mw=actual,
        difference_mw=difference(actual, planned),
        ratio=ratio(actual, planned),
        miners_affected=figures.measures[2] or 0,
    )
