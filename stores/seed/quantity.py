"""Numbers that fit the name of their column: prices, counts, percentages, levels."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Column, Integer, Numeric

from stores.seed.constraints import Demands

SKEWED = 3.0
EVEN = 1.0


@dataclass(frozen=True, slots=True)
class Quantity:
    """Numbers from `low` to `high`; the greater `skew`, the rarer are large ones."""

    low: float
    high: float
    skew: float = SKEWED

    def draw(self, random: Random) -> float:
        """One number."""
        return float(self.low + (self.high - self.low) * random.random() ** self.skew)


QUANTITIES: tuple[tuple[re.Pattern[str], Quantity], ...] = tuple(
    (re.compile(pattern), quantity)
    for pattern, quantity in (
        (r"percent|chance|probability", Quantity(1, 40)),
        (r"multiplier|factor", Quantity(1, 4)),
        (r"level", Quantity(1, 60)),
        (r"rank|slot_number|sequence|display_order", Quantity(1, 20, EVEN)),
        (r"streak|stacks|attempt|debt|step", Quantity(0, 12)),
        (r"_ms$", Quantity(200, 60_000)),
        (r"seconds", Quantity(15, 600, EVEN)),
        (r"minutes", Quantity(1, 600)),
        (r"pool_id|rotation_id|ticket_number|winning_number", Quantity(1, 10_000, EVEN)),
        (r"durability|^hp$|points", Quantity(0, 100, EVEN)),
        (r"usd", Quantity(1, 250)),
        (r"wealth|treasury|pool|prize|jackpot|contributed|wagered", Quantity(100, 2_000_000)),
        (r"price|amount|payout|reward|income|revenue|cost|value|net|profit|win|loss|xp", Quantity(10, 50_000)),
        (r"", Quantity(0, 200)),
    )
)
"""Patterns of column names and their numbers; the first that fits counts."""


def number_drawer(column: Column[Any], demands: Demands) -> Callable[[Random], Any]:
    """What draws the numbers of a column: within the bounds that its table demands, and exact to its scale."""
    usual = next(quantity for pattern, quantity in QUANTITIES if pattern.search(column.name))
    low = demands.at_least.get(column.name, usual.low)
    high = demands.at_most.get(column.name, max(usual.high, low + 1))
    if isinstance(column.type, Integer):
        whole = Quantity(low, high + 1, usual.skew)
        return lambda random: int(whole.draw(random))
    quantity = Quantity(low, high, usual.skew)
    places = _places(column)
    return lambda random: Decimal(round(quantity.draw(random) * 10**places)).scaleb(-places)


def _places(column: Column[Any]) -> int:
    scale = column.type.scale if isinstance(column.type, Numeric) else None
    return 2 if scale is None else scale
