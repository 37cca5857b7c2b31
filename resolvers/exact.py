"""Sums that stay exact, whatever stores hold."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Any

DIGITS = Context(prec=10_000)
"""More digits than any sum of money has; Python's own context would round at 28."""


def total(amounts: Iterable[Any]) -> Decimal:
    """The sum of amounts as a store gives them: texts, numbers, or None for nothing."""
    added = Decimal(0)
    for amount in amounts:
        if amount is not None:
            added = DIGITS.add(added, Decimal(amount))
    return added


def difference(amount: Decimal, less: Decimal) -> Decimal:
    """One amount less another one."""
    return DIGITS.subtract(amount, less)
