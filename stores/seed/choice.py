"""Choosing: unevenly among parents, by weight among kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def pick_skewed(items: Sequence[Item], random: Random) -> Item:
    """One of the items: the first ones often, the last tenth (one at least, if there are two) never."""
    reachable = max(1, len(items) - max(1, len(items) // 10))
    return items[int(reachable * random.random() ** 2)]


def pick_weighted(weights: Mapping[Item, float], number: int, random: Random) -> Item:
    """One of the kinds by weight. The first numbers, from 1, go through all of them, so that none is missing."""
    kinds = list(weights)
    return kinds[number - 1] if number <= len(kinds) else random.choices(kinds, list(weights.values()))[0]
