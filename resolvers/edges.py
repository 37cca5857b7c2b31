"""Edges of the ranges that numbers are told apart by, as clients give them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from stores.errors import BadInput

Edges = tuple[Decimal, ...]


def edges_of(given: Sequence[Any] | None, usual: Edges, *, most: int, highest: Decimal) -> Edges:
    """The edges given, or the usual ones. Raises BadInput unless they rise, above 0 and up to the highest."""
    edges = usual if given is None else tuple(map(Decimal, given))
    if not 1 <= len(edges) <= most:
        raise BadInput(f"`edges` must be from 1 to {most} numbers, not {len(edges)}")
    if edges[0] <= 0 or edges[-1] > highest or any(low >= high for low, high in pairwise(edges)):
        raise BadInput(f"`edges` must be numbers that rise, above 0 and up to {highest}")
    return edges


def ranges_between(edges: Edges) -> list[tuple[Decimal | None, Decimal | None]]:
    """Both ends of the range below the first edge, of those between edges, and of that from the last one on."""
    return list(zip((None, *edges), (*edges, None), strict=True))
