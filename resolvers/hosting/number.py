"""Numbers as stores give them."""

from __future__ import annotations

from math import isfinite


def finite(value: str | float | None) -> float | None:
    """A number of a row, a DECIMAL as its text; None where there is none, or one that no chart can show."""
    number = None if value is None else float(value)
    return number if number is not None and isfinite(number) else None
