"""The entities of `tests.resolvers.filtered`, in either store, to ask for their aggregates."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from stores.aggregate import Aggregate, Bucket, Figures, Function, GroupBy, Measure
from stores.catalogue import Entity, Relation
from stores.embedded.servers import Endpoints
from tests.resolvers.filtered import TABLES, Filtered, on_mongo, on_postgres, relation

Row = dict[str, Any]

GROUP = relation("group", "Group", ("parent", "id"), many=False)
NEXT = relation("next", "Group", ("number", "id"), many=False)
EMPTY = {name: dict.fromkeys(table.columns.keys()) for name, table in TABLES.items()}


@dataclass(repr=False)
class Aggregated:
    """A store with the entities: aggregates are of things, which lead to groups, and those to others."""

    filtered: Filtered

    @property
    def thing(self) -> Entity:
        """What aggregates are made of."""
        return self.filtered.entities["Thing"]

    async def fill(self, things: Sequence[Row], groups: Sequence[Row] = ()) -> None:
        """Replace all rows; what is not given is NULL, and the key of a thing its position."""
        await self.filtered.fill(
            {
                "Thing": [{**EMPTY["Thing"], "shelf": 0, **row, "id": key} for key, row in enumerate(things)],
                "Group": [{**EMPTY["Group"], **row} for row in groups],
            }
        )

    async def ask(self, *measures: Measure, **asked: Any) -> list[Figures]:
        """The figures of an aggregate of things."""
        return await self.figures(Aggregate(self.thing, measures, **asked))

    async def figures(self, query: Aggregate) -> list[Figures]:
        """The store's answer."""
        return list(await self.filtered.store.aggregate(query))

    async def measure(self, function: Function, column: str, *, fraction: float | None = None) -> Any:
        """One measure of all things."""
        (figures,) = await self.ask(Measure(function, column, fraction))
        return figures.measures[0]

    def by(self, column: str, bucket: Bucket | None = None, path: Sequence[Relation] = ()) -> GroupBy:
        """By a column, maybe of the group that relations lead to."""
        group = self.filtered.entities["Group"]
        entity = group if path else self.thing
        return GroupBy(entity.columns[column], tuple((step, group) for step in path), bucket)


async def opened(store: str, endpoints: Endpoints) -> AsyncIterator[Aggregated]:
    """The entities in one of the two stores."""
    made = on_postgres(endpoints.postgres_url) if store == "postgres" else on_mongo(endpoints.mongo_url)
    async for filtered in made:
        yield Aggregated(filtered)
