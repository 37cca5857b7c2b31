"""Where a figure that is stored is not what the rows come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any


@dataclass(frozen=True, slots=True)
class StoredDifference:
    """A figure that is stored otherwise than its rows have it."""

    figure: Annotated[str, "Name of the field that holds the stored figure."]
    stored: Annotated[Decimal | None, "The stored figure, in the unit of that field; null if none is stored."]
    computed: Annotated[Decimal | None, "The same computed from the rows; null if they have no such value."]


def stored_differences(stored: Mapping[str, Any], computed: Mapping[str, Any]) -> list[StoredDifference]:
    """The figures of `computed`, by the names of their fields, that `stored` has otherwise."""
    pairs = ((name, _number(stored[name]), _number(value)) for name, value in computed.items())
    return [StoredDifference(name, there, here) for name, there, here in pairs if there != here]


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
