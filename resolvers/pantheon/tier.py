"""The tiers of a jackpot."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from stores.store import Row

AMOUNT_LIMIT = 1e15
"""US dollars: of no larger amount does a double tell cents apart. NaN is no amount either."""


class JackpotTier(StrEnum):
    """A tier of a jackpot, the largest first."""

    GRAND = "grand"
    MAJOR = "major"
    MINOR = "minor"
    MINI = "mini"

    def amount(self, row: Row, prefix: str = "") -> float | None:
        """What a row has for the tier, in US dollars; None where that is none, for a document may hold anything."""
        value: Any = row[f"{prefix}{self.value}"]
        return float(value) if isinstance(value, float) and abs(value) <= AMOUNT_LIMIT else None

    @classmethod
    def columns(cls, prefix: str = "") -> tuple[str, ...]:
        """The columns of all tiers."""
        return tuple(f"{prefix}{tier.value}" for tier in cls)
