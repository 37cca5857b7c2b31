"""The order of BSON, in which keys are told whatever their types.

https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import bson
from bson import Decimal128, ObjectId

KINDS: tuple[tuple[type | tuple[type, ...], int, Callable[[Any], Any]], ...] = (
    (bool, 8, bool),
    ((int, float), 1, lambda value: value),
    (Decimal128, 1, Decimal128.to_decimal),
    (str, 2, str.encode),
    (Mapping, 3, lambda value: [_member(name, each) for name, each in value.items()]),
    (bytes, 5, lambda value: (len(value), getattr(value, "subtype", 0), bytes(value))),
    (ObjectId, 7, lambda value: value),
    (datetime, 9, lambda value: value),
)
"""What compares as BSON's values do: of a kind of them its place among all, and its values among each other."""


def ordered(value: Any) -> tuple[int, Any]:
    """What compares as a document's key does with the others of its collection."""
    for kind, place, within in KINDS:
        if isinstance(value, kind):
            return place, within(value)
    return 10, bson.encode({"": value})


def _member(name: str, value: Any) -> tuple[int, str, Any]:
    place, within = ordered(value)
    return place, name, within
