"""The world that is being drawn: every row of every table, the same each time it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import Table

from stores.seed.filler import filled, rows_needed
from stores.seed.recipe import Recipe, Row
from stores.seed.scale import Scale
from stores.seed.vocabulary import Vocabulary


class World:
    """Draws rows from a scale, a seed and the time `now`; nothing else has any influence on them.

    Each table has a chance of its own, so that a change of one table's recipe does not stir the others.
    """

    def __init__(
        self, tables: Mapping[str, Table], recipes: Mapping[str, Recipe], scale: Scale, seed: int, now: datetime
    ) -> None:
        self.scale = scale
        self.seed = seed
        self.now = now.replace(microsecond=0)
        self.vocabulary = Vocabulary()
        self._tables = tables
        self._recipes = recipes
        self._remembered: dict[str, list[Row]] = {}
        self._keys: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}

    def random(self, *names: object) -> Random:
        """The chance that belongs to these names: the same numbers for the same seed."""
        return Random(":".join(map(str, (self.seed, *names))))

    def expected(self, source: str) -> int:
        """Rows aimed at for a table or collection; what is really drawn may differ a little."""
        rows, table = self.scale.rows_of(source), self._tables.get(source)
        return rows if table is None or source in self.scale.rows else max(rows, rows_needed(table))

    def rows(self, source: str) -> Iterable[Row]:
        """Every row of a table, complete, or every document of a collection, in the order in which they are written.

        They are remembered for the next time, unless their recipe is streamed.
        """
        recipe = self._recipes.get(source)
        if source not in self._remembered and not (recipe is not None and recipe.streamed):
            self._remembered[source] = list(self._draw(source))
        return self.once(source)

    def once(self, source: str) -> Iterable[Row]:
        """The same rows, for one use: drawn anew unless they are remembered."""
        return self._remembered[source] if source in self._remembered else self._draw(source)

    def keys(self, source: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """The values of some columns in every row of a table."""
        wanted = (source, tuple(columns))
        if wanted not in self._keys:
            self._keys[wanted] = [tuple(row[column] for column in columns) for row in self.once(source)]
        return self._keys[wanted]

    def _draw(self, source: str) -> Iterator[Row]:
        recipe = self._recipes.get(source)
        shaped = recipe.draw(self, self.random(source)) if recipe else ({} for _ in range(self.expected(source)))
        table = self._tables.get(source)
        return shaped if table is None else filled(table, shaped, self)
