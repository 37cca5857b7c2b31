"""Orders of rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by one column. NULLs come last in either direction unless asked for first, in every store alike."""

    column: str
    descending: bool = False
    nulls_first: bool = False

    def reversed(self) -> Order:
        """The order that reads the same rows backwards."""
        return Order(self.column, not self.descending, not self.nulls_first)
