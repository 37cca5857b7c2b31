"""How much room the tables and collections take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from resolvers.analysis import BigInteger, Source, analysis
from stores.catalogue import Entity
from stores.query import Size

TABLES = 100
"""About as many tables and collections as there are."""


class DatabaseKind(StrEnum):
    """Which database holds a table or collection."""

    POSTGRES = "postgres"
    MONGO = "mongo"


@dataclass(frozen=True, slots=True)
class TableSize:
    """How much room a table or collection takes, by what its database keeps of it. A view takes none: all are null."""

    system: Annotated[str, "The system that it belongs to."]
    store: Annotated[DatabaseKind, "The database that holds it."]
    name: Annotated[str, "Its name in the database."]
    type: Annotated[str, "Name of the type that its rows have here."]
    rows: Annotated[BigInteger | None, "About how many rows it has: an estimate that the database keeps."]
    row_bytes: Annotated[BigInteger | None, "Room that the rows take, large values included, in bytes."]
    index_bytes: Annotated[BigInteger | None, "Room that the indexes take, in bytes."]
    total_bytes: Annotated[BigInteger | None, "Room that rows and indexes take together, in bytes."]


@analysis(rows=TABLES)
async def database_size(
    source: Source,
    *,
    system: Annotated[
        str | None, "Only the tables of this system, `crash` for example; all if nothing is said."
    ] = None,
) -> list[TableSize]:
    """How much room tables and collections take, all partitions of one together: the largest first, views last."""
    entities = source.entities(system)
    found = await source.sizes(entities)
    sizes = [_size(entity, found.get(entity.name)) for entity in entities]
    return sorted(sizes, key=lambda size: (size.total_bytes is None, -(size.total_bytes or 0), size.type))


def _size(entity: Entity, size: Size | None) -> TableSize:
    known = (None,) * 4 if size is None else _bytes(size)
    return TableSize(entity.system, DatabaseKind(entity.store), entity.source, entity.name, *known)


def _bytes(size: Size) -> tuple[BigInteger, BigInteger, BigInteger, BigInteger]:
    total = size.row_bytes + size.index_bytes
    return BigInteger(size.rows), BigInteger(size.row_bytes), BigInteger(size.index_bytes), BigInteger(total)
