"""The figures that are stored, and how they compare with what wagers come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from resolvers.exact import DIGITS, difference
from resolvers.fire22.betting_totals import BettingTotals
from stores.catalogue import Entity
from stores.errors import UnrepresentableValue
from stores.store import Row, shown

HUNDREDTHS = Decimal("0.01")
"""What a hold is rounded to, in percent, where it is stored."""

Answer = TypeVar("Answer")


class BettingFigure(StrEnum):
    """A figure that is stored for a period: of handle, win and volume in US dollars, of the hold in percent."""

    HANDLE = "handle"
    WIN = "win"
    VOLUME = "volume"
    BETS = "bets"
    HOLD_PERCENT = "hold_percent"

    def of(self, totals: BettingTotals) -> Decimal:
        """The figure as it would be stored; the hold of no decided wagers is 0, for no figure is stored as NULL."""
        if self is not BettingFigure.HOLD_PERCENT:
            return Decimal(getattr(totals, self.value))
        hold = 100 * totals.win / totals.decided_handle if totals.decided_handle else Decimal(0)
        return hold.quantize(HUNDREDTHS, context=DIGITS)

    def excess(self, stored: Decimal, totals: BettingTotals) -> Decimal:
        """The stored figure less the computed one."""
        return difference(stored, self.of(totals))


def figure_named(name: str) -> BettingFigure | None:
    """The figure that is stored under a name, if it follows from wagers."""
    return BettingFigure(name) if name in set(BettingFigure) else None


def stored_figure(entity: Entity, column: str, row: Row) -> Decimal:
    """A stored number. Raises UnrepresentableValue where it is none (PostgreSQL's `NaN` and `Infinity`)."""
    return Decimal(shown(entity.columns[column])(row[column]))


def compared(
    rows: Iterable[Row],
    totals: Iterable[BettingTotals | UnrepresentableValue],
    comparison: Callable[[Row, BettingTotals], Answer],
) -> list[Answer | UnrepresentableValue]:
    """For each row its comparison with its totals, or what is wrong with the row."""

    def answer(row: Row, one: BettingTotals | UnrepresentableValue) -> Answer | UnrepresentableValue:
        if isinstance(one, UnrepresentableValue):
            return one
        try:
            return comparison(row, one)
        except UnrepresentableValue as error:
            return error

    return [answer(row, one) for row, one in zip(rows, totals, strict=True)]
