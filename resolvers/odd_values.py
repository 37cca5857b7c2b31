"""Odd values: what a store holds though nobody can compute with it, no numbers and moments without end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from stores.catalogue import Column, Entity, ValueType
from stores.store import Row

NUMBERS = frozenset((ValueType.DECIMAL, ValueType.FLOAT))
TIMES = frozenset((ValueType.DATETIME, ValueType.DATE))


def without_odd(entity: Entity, rows: Sequence[Row], columns: Iterable[str]) -> Sequence[Row]:
    """The rows, in which NaN, infinities and moments without end in these columns are None, as if they were missing."""
    kinds = [entity.columns[name] for name in columns if entity.columns[name].type in NUMBERS | TIMES]
    odd = [(position, column.name) for column in kinds for position, row in enumerate(rows) if _odd(column, row)]
    if not odd:
        return rows
    mended = list(rows)
    for position, name in odd:
        mended[position] = {**mended[position], name: None}
    return mended


def is_number(value: Any) -> bool:
    """Whether a number is one that can be shown; of anything else, that it is nothing odd."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return not isinstance(value, float) or isfinite(value)


def _odd(column: Column, row: Row) -> bool:
    value = row[column.name]
    if column.type in TIMES:
        return isinstance(value, date) and hasattr(value, "exact")
    if isinstance(value, str):
        return value.strip("-+").lower() in {"nan", "infinity", "inf", "snan"}
    return not is_number(value)
