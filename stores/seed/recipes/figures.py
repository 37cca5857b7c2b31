"""fire22's stored figures: what the wagers of days, weeks and months come to, but for a few that are wrong on purpose.

A period's handle is the sum of the stakes of the wagers placed in it, its volume that and what they paid back together.
Its win is the stakes of those that are decided less what these paid back; its hold is the win in percent of those
stakes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from stores.seed.recipe import Row
from stores.seed.recipes.fire22 import OPEN, RECIPES, paid_back
from stores.seed.world import World

MISTAKE_EVERY = 17
"""One stored figure in so many differs from the wagers."""


@dataclass(slots=True)
class PeriodTotals:
    """What the wagers of a period come to, in US dollars."""

    handle: Decimal = Decimal(0)
    decided: Decimal = Decimal(0)
    paid_back: Decimal = Decimal(0)
    bets: int = 0

    def add(self, other: PeriodTotals) -> None:
        """Count another period's wagers in."""
        self.handle += other.handle
        self.decided += other.decided
        self.paid_back += other.paid_back
        self.bets += other.bets

    @property
    def win(self) -> Decimal:
        """What the house won of the wagers that are decided."""
        return self.decided - self.paid_back

    @property
    def volume(self) -> Decimal:
        """Stakes and payouts together."""
        return self.handle + self.paid_back

    def metrics(self) -> dict[str, Decimal]:
        """The figures by the names under which they are stored."""
        hold = self.win * 100 / self.decided if self.decided else Decimal(0)
        return {
            "handle": self.handle,
            "win": self.win,
            "volume": self.volume,
            "bets": Decimal(self.bets),
            "hold_percent": hold.quantize(Decimal("0.01")),
        }


def first_day(day: date, period: str) -> date:
    """The first day of the day's period; weeks begin on Monday."""
    if period == "weekly":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "monthly" else day


def day_after(start: date, period: str) -> date:
    """The day after a period that begins on `start`."""
    if period == "monthly":
        return (start + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=7 if period == "weekly" else 1)


def totals_by(world: World, *periods: str) -> dict[tuple[str, date], PeriodTotals]:
    """The totals of every period of these lengths (`daily`, `weekly`, `monthly`), by length and first day."""
    days: dict[date, PeriodTotals] = {}
    for wager in world.rows("fire22.wagers"):
        decided = Decimal(0) if wager["status"] in OPEN else wager["amount"]
        one = PeriodTotals(wager["amount"], decided, paid_back(wager), 1)
        days.setdefault(wager["created_at"].date(), PeriodTotals()).add(one)
    found: dict[tuple[str, date], PeriodTotals] = {}
    for period in periods:
        for day in sorted(days):
            found.setdefault((period, first_day(day, period)), PeriodTotals()).add(days[day])
    return found


def _at_midnight(day: date, world: World) -> datetime:
    return datetime.combine(day, time(), world.now.tzinfo)


@RECIPES.table("fire22.kpi_metrics")
def kpi_metrics(world: World, _: Random) -> Iterator[Row]:
    """Figures of the latest days, and of all weeks and months."""
    oldest = world.now.date() - timedelta(days=world.expected("fire22.kpi_metrics"))
    number = 0
    for (period, start), totals in totals_by(world, "daily", "weekly", "monthly").items():
        if period == "daily" and start <= oldest:
            continue
        for name, value in totals.metrics().items():
            number += 1
            end = _at_midnight(day_after(start, period), world)
            yield {
                "id": f"kpi_{number:06d}",
                "metric_name": name,
                "metric_value": value + (1 if number % MISTAKE_EVERY == 0 else 0),
                "period": period,
                "period_start": _at_midnight(start, world),
                "period_end": end,
                "created_at": min(world.now, end + timedelta(minutes=5)),
            }


@RECIPES.table("fire22.weekly_stats")
def weekly_stats(world: World, _: Random) -> Iterator[Row]:
    """The totals of every week that has wagers."""
    for number, ((period, start), totals) in enumerate(totals_by(world, "weekly").items(), 1):
        end = _at_midnight(day_after(start, period), world)
        stored = min(world.now, end + timedelta(minutes=5))
        yield {
            "id": f"wks_{number:04d}",
            "week_start": _at_midnight(start, world),
            "week_end": end,
            "total_handle": totals.handle + (100 if number % 7 == 3 else 0),
            "total_win": totals.win,
            "total_volume": totals.volume,
            "total_bets": totals.bets,
            "created_at": stored,
            "updated_at": stored,
        }
