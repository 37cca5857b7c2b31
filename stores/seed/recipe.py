"""Recipes: what the rows of a table look like where reality has a shape.

A recipe is a generator function `(world, random) -> rows`. Each row is a dict of column names and values, and holds
only what has a shape: the filler derives every other column from the table (`stores.seed.filler`). The rules:

- all rows of a recipe have the same columns, those of the first; None is NULL;
- all chance comes from `random`, which is seeded for this table alone, and all time from `world.now`;
- other tables are asked of the world: `world.rows("hosting.hosting_sites")`, `world.keys(…)`, `world.expected(…)`;
- a recipe whose table is too long to remember is marked `streamed`: its rows are drawn anew whenever they are wanted.

A table without a recipe is filled from its columns alone, with the rows that the scale says. A collection of MongoDB
has no table, so its recipe gives whole documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import Update

if TYPE_CHECKING:
    from stores.seed.world import World

Row = dict[str, Any]
Draw = Callable[["World", Random], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to draw the rows of one table or collection."""

    draw: Draw
    streamed: bool = False


@dataclass(frozen=True, slots=True)
class Recipes:
    """The recipes of one system, by the full names of their tables, and the statements that settle stored totals.

    `totals` run in order after every table is filled: for columns that repeat what other rows say.
    """

    tables: dict[str, Recipe] = field(default_factory=dict)
    totals: list[Update] = field(default_factory=list)

    def table(self, name: str, *, streamed: bool = False) -> Callable[[Draw], Draw]:
        """Register the decorated function as the recipe of a table (`schema.table`) or collection."""

        def register(draw: Draw) -> Draw:
            self.tables[name] = Recipe(draw, streamed)
            return draw

        return register
