"""Seeding: draws a world of sample data and writes it into both stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table

from stores.mongo.driver import Driver
from stores.mongo.models.pantheon import DATABASE, DOCUMENTS
from stores.postgres.catalogue import tables
from stores.postgres.connection import connected
from stores.seed.mongo_writer import MongoWriter
from stores.seed.postgres_writer import PostgresWriter, Progress
from stores.seed.recipe import Recipe
from stores.seed.recipes import RECIPES
from stores.seed.scale import Scale
from stores.seed.world import World

STATEMENT_LIMIT = 120.0
"""Seconds for one bulk write; emptying a large collection is the longest."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was written: rows and documents by the full names of their tables and collections."""

    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """Rows and documents in all."""
        return sum(self.rows.values())


async def seed(
    postgres_url: str,
    mongo_url: str,
    *,
    scale: Scale,
    seed: int,
    now: datetime,
    progress: Progress = lambda _source, _done, _expected: None,
    replace: bool = False,
    mongo_database: str = DATABASE,
) -> Report:
    """Fill both stores, whose tables and collections exist already, with sample data that ends at `now`.

    The same scale, seed and `now` give the same data to the byte. `progress` is told a table's name, the rows written
    and the rows expected. PostgreSQL is filled in one transaction, which a failure in either store undoes.

    Raises BadInput when there are rows already, unless `replace` is given: then they are deleted. Raises
    StoreUnavailable and StoreTimeout.
    """
    ordered = ordered_tables()
    world = new_world(scale, seed, now)
    driver = Driver(mongo_url, mongo_database, time_limit=STATEMENT_LIMIT)
    documents = MongoWriter(driver, [model.__collection__ for model in DOCUMENTS if model.__view__ is None])
    try:
        async with connected(postgres_url) as connection, connection.transaction():
            rows = PostgresWriter(connection, ordered)
            await rows.clear(replace=replace)
            await documents.clear(replace=replace)
            written = await rows.write(world, progress)
            await rows.settle([update for recipes in RECIPES for update in recipes.totals])
            return Report(written | await documents.write(world, progress))
    finally:
        await driver.close()


def new_world(scale: Scale, seed: int, now: datetime) -> World:
    """The world of these three, with the recipes of all systems."""
    recipes: dict[str, Recipe] = {name: recipe for each in RECIPES for name, recipe in each.tables.items()}
    return World({table.fullname: table for table in ordered_tables()}, recipes, scale, seed, now)


def ordered_tables() -> list[Table]:
    """Every table of every system, parents before children."""
    metadatas = dict.fromkeys(table.metadata for table in tables().values())
    return [table for metadata in metadatas for table in metadata.sorted_tables]
