"""What wagers come to: the sportsbook's figures, and the rule by which they follow from the wagers.

A wager that is pending or active is open; every other one is decided. Of the decided ones, cancelled and voided wagers
and those with the result push or void pay their stake back, those with the result win their potential win, and all
others nothing. These are the definitions of the stored figures (see the columns of `kpi_metrics` and `weekly_stats`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from resolvers.exact import difference, total
from stores.aggregate import Figures, Function, Measure

OPEN = frozenset(("pending", "active"))
REFUNDED_STATUSES = frozenset(("cancelled", "voided"))
REFUNDED_RESULTS = frozenset(("push", "void"))

GROUPS = ("status", "result")
"""What wagers of one group have in common: by these alone it is known what becomes of their stakes."""

MEASURES = (Measure(Function.SUM, "amount"), Measure(Function.SUM, "potential_win"))


@dataclass(frozen=True, slots=True)
class BettingTotals:
    """What wagers come to: stakes, payouts and what the house keeps of them. Amounts are in US dollars, and exact."""

    bets: Annotated[int, "Number of wagers."]
    decided_bets: Annotated[int, "Number of wagers that are decided: neither pending nor active."]
    handle: Annotated[Decimal, "Sum of the stakes of all wagers."]
    decided_handle: Annotated[Decimal, "Sum of the stakes of the decided wagers."]
    paid_back: Annotated[
        Decimal,
        "What the decided wagers paid back: the potential win of those that were won (nothing where it is not stored),"
        " the stake of those that were cancelled, voided or pushed.",
    ]
    win: Annotated[Decimal, "What the house won: `decidedHandle` less `paidBack`; negative where it lost."]
    volume: Annotated[Decimal, "Stakes and payouts together: `handle` and `paidBack`."]
    hold_percent: Annotated[
        float | None,
        "What the house kept of the decided stakes: `win` in percent of `decidedHandle`; null of none.",
    ]


def betting_totals(groups: Sequence[Figures]) -> BettingTotals:
    """The totals of groups of wagers, whose last values are `GROUPS` and whose measures are `MEASURES`."""
    decided = [figures for figures in groups if _status(figures) not in OPEN]
    handle, stakes = total(map(_stakes, groups)), total(map(_stakes, decided))
    paid_back = total(map(_paid_back, decided))
    win = difference(stakes, paid_back)
    return BettingTotals(
        bets=sum(figures.count for figures in groups),
        decided_bets=sum(figures.count for figures in decided),
        handle=handle,
        decided_handle=stakes,
        paid_back=paid_back,
        win=win,
        volume=total((handle, paid_back)),
        hold_percent=float(100 * win / stakes) if stakes else None,
    )


def _status(figures: Figures) -> Any:
    return figures.groups[-2]


def _stakes(figures: Figures) -> Any:
    return figures.measures[0]


def _paid_back(figures: Figures) -> Any:
    """What decided wagers paid back; None is nothing."""
    status, result = figures.groups[-2:]
    if status in REFUNDED_STATUSES or result in REFUNDED_RESULTS:
        return _stakes(figures)
    return figures.measures[1] if result == "win" else None
