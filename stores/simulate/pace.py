"""How many rows of each kind are due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

LONGEST = 5.0
"""Seconds whose rows are made up for; those of a longer pause are not."""


class Pace:
    """Spreads a rate, in rows a second, over kinds by their shares, which add up to 1 for the whole of it."""

    def __init__(self, rate: float, shares: Mapping[str, float]) -> None:
        self._rates = {kind: rate * share for kind, share in shares.items()}
        self._due = dict.fromkeys(shares, 0.0)
        self._last: datetime | None = None

    def due(self, now: datetime) -> dict[str, int]:
        """The whole rows of each kind since the last call; what is left of them counts the next time."""
        elapsed = 0.0 if self._last is None else min(LONGEST, max(0.0, (now - self._last).total_seconds()))
        self._last = now
        counts = {}
        for kind, rate in self._rates.items():
            self._due[kind] += rate * elapsed
            # Sums of binary fractions fall short of whole numbers by a hair.
            counts[kind] = int(self._due[kind] + 1e-9)
            self._due[kind] -= counts[kind]
        return counts
