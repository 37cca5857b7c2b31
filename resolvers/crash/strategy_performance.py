"""How well strategies do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from resolvers.analysis import Source, Where, analysis, between
from resolvers.crash.statistics import CrashStatistics, crash_statistics
from resolvers.windows import require_window
from stores.aggregate import GroupOrder
from stores.errors import BadInput
from stores.filter import Among, Filter

USUAL = 20
MOST_STRATEGIES = 200
"""Strategies that are told apart in one answer."""


@dataclass(frozen=True, slots=True)
class StrategyPerformance:
    """What the rounds come to that one strategy decided the stakes of."""

    strategy_name: Annotated[str, "Name of the strategy."]
    statistics: Annotated[CrashStatistics, "What its rounds come to."]


def _checked(first: int = USUAL) -> int:
    if not 1 <= first <= MOST_STRATEGIES:
        raise BadInput(f"`first` must be from 1 to {MOST_STRATEGIES}, not {first}")
    return first


@analysis(rows=_checked, priced_by=("first",))
async def strategy_performance(
    source: Source,
    *,
    from_: Annotated[datetime | None, "When the rounds that count were logged at the earliest."] = None,
    to: Annotated[datetime | None, "Before when they were logged."] = None,
    first: Annotated[int, "How many strategies, those with most rounds; up to 200."] = USUAL,
    where: Annotated[Filter | None, Where("CrashRound"), "Which rounds count; all if nothing is said."] = None,
) -> list[StrategyPerformance]:
    """What rounds come to by the strategy that decided their stakes: the one with most rounds first, then by name."""
    require_window(from_, to)
    counted = (between("timestamp", from_, to), where)
    (found,) = await source.figures(
        "CrashRound",
        groups=["strategy_name"],
        where=counted,
        order=[GroupOrder(descending=True)],
        limit=_checked(first),
    )
    names = tuple(figures.groups[0] for figures in found)
    (of_name,) = await crash_statistics(
        source, where=(*counted, Among("strategy_name", names)), groups=("strategy_name",)
    )
    return [StrategyPerformance(name, of_name[name,]) for name in names if (name,) in of_name]
