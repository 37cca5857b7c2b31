"""Ratios of figures."""

from __future__ import annotations

from decimal import Decimal


def ratio(part: float | Decimal | None, whole: float | Decimal | None) -> float | None:
    """The one by the other; None where either is unknown, and of nothing."""
    if part is None or whole is None or whole == 0:
        return None
    return float(part) / float(whole)
