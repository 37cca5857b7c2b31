"""Figures that are of groups by an owner first, handed out to their owners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from stores.aggregate import Figures


def by_owner(found: Iterable[Figures]) -> Mapping[Any, list[Figures]]:
    """The figures by the first of the values that make their groups; an owner that has none has an empty list."""
    owned: defaultdict[Any, list[Figures]] = defaultdict(list)
    for figures in found:
        owned[figures.groups[0]].append(figures)
    return owned
