"""Two small entities, the same in either store, with a column of every type and relations between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

import asyncpg
import orjson
from bson import Decimal128
from pymongo import MongoClient
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column as SqlColumn,
    Date,
    DateTime,
    Double,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import CreateTable

from stores.catalogue import Column, Entity, Relation, ValueType
from stores.filter import Filter
from stores.mongo.store import MongoOptions, MongoStore
from stores.order import Order
from stores.postgres.connection import DIALECT
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import Count, Keys, KeyValue, Select
from stores.store import Store
from tests.resolvers.evaluation import Database, Row, holds

DATABASE = "filters"
METADATA = MetaData()
THINGS = Table(
    "filtered_things",
    METADATA,
    SqlColumn("id", Integer, primary_key=True),
    SqlColumn("shelf", Integer, nullable=False),
    SqlColumn("parent", Integer),
    SqlColumn("word", Text),
    SqlColumn("number", Integer),
    SqlColumn("big", BigInteger),
    SqlColumn("price", Numeric),
    SqlColumn("real", Double),
    SqlColumn("flag", Boolean),
    SqlColumn("moment", DateTime(timezone=True)),
    SqlColumn("data", JSONB),
    SqlColumn("day", Date),
)
GROUPS = Table(
    "filtered_groups",
    METADATA,
    SqlColumn("id", Integer, primary_key=True),
    SqlColumn("word", Text),
    SqlColumn("number", Integer),
)
TABLES = {"Thing": THINGS, "Group": GROUPS}

VALUE_TYPES: Mapping[type, ValueType] = {
    Integer: ValueType.INTEGER,
    BigInteger: ValueType.BIG_INTEGER,
    Numeric: ValueType.DECIMAL,
    Double: ValueType.FLOAT,
    Boolean: ValueType.BOOLEAN,
    DateTime: ValueType.DATETIME,
    Date: ValueType.DATE,
    Text: ValueType.TEXT,
    JSONB: ValueType.JSON,
}
MONGO_SOURCES = {"id": "_id", "big": "inner.big", "data": "inner.data"}
"""Where documents hold columns, if not under their own names. They have no days."""


def relation(name: str, target: str, *pairs: tuple[str, str], many: bool = True) -> Relation:
    local, remote = zip(*pairs, strict=True)
    return Relation(name, target, many, local, remote, "")


RELATIONS = {
    "Thing": (
        relation("group", "Group", ("parent", "id"), many=False),
        relation("namesakes", "Group", ("word", "word")),
        relation("peers", "Group", ("parent", "id"), ("number", "number")),
    ),
    "Group": (relation("things", "Thing", ("id", "parent")), relation("alike", "Thing", ("number", "big"))),
}


def entity_in(store: str, name: str) -> Entity:
    """One of the entities as a store has it."""
    table = TABLES[name]
    columns = {
        column.name: Column(
            name=column.name,
            source=MONGO_SOURCES.get(column.name, column.name) if store == "mongo" else column.name,
            type=VALUE_TYPES[type(column.type)],
            nullable=bool(column.nullable),
            description="",
        )
        for column in table.columns
        if store != "mongo" or not isinstance(column.type, Date)
    }
    relations = {each.name: each for each in RELATIONS[name]}
    kind = "mongo" if store == "mongo" else "postgres"
    return Entity(name, f"{name}s", "test", kind, table.name, "", ("id",), columns, relations)  # type: ignore[arg-type]


class Writer(Protocol):
    """How rows come into a store."""

    async def replace(self, entity: Entity, rows: Sequence[Row]) -> None:
        """Make these the only rows of an entity."""


@dataclass
class Filtered:
    """A store with the entities, by name, and what is in it."""

    store: Store
    writer: Writer
    entities: Mapping[str, Entity]
    database: Database = field(default_factory=dict)

    async def fill(self, database: Database) -> None:
        """Replace all rows."""
        for name, rows in database.items():
            await self.writer.replace(self.entities[name], rows)
        self.database = database

    def expected(self, name: str, where: Filter) -> list[Row]:
        """The rows that a filter keeps, by the reference."""
        return [row for row in self.database[name] if holds(where, row, self.database)]

    async def ids(self, name: str, where: Filter, *order: Order) -> list[int]:
        """The keys of the rows that the store keeps, in order."""
        rows = await self.store.select(Select(self.entities[name], ("id",), where, (*order, Order("id"))))
        return [row["id"] for row in rows]

    async def first_on_each_shelf(self, where: Filter, size: int, shelves: Sequence[int]) -> dict[int, list[int]]:
        """The same with a page for each key."""
        keys = Keys(("shelf",), tuple((shelf,) for shelf in shelves))
        query = Select(self.entities["Thing"], ("id", "shelf"), where, (Order("id"),), size, keys)
        rows = await self.store.select(query)
        return {shelf: [row["id"] for row in rows if row["shelf"] == shelf] for shelf in shelves}

    async def counts(self, name: str, where: Filter, keys: Keys | None = None) -> Mapping[KeyValue, int]:
        """How many rows the store keeps."""
        return await self.store.count(Count(self.entities[name], where, keys))


class PostgresWriter:
    """Writes rows with asyncpg."""

    def __init__(self, connection: asyncpg.Connection[Any]) -> None:
        self._connection = connection

    async def replace(self, entity: Entity, rows: Sequence[Row]) -> None:
        """See `Writer`."""
        await self._connection.execute(f"DELETE FROM {entity.source}")
        names = list(entity.columns)
        records = [[_for_postgres(entity.columns[name], row[name]) for name in names] for row in rows]
        await self._connection.copy_records_to_table(entity.source, records=records, columns=names)


class MongoWriter:
    """Writes documents with pymongo. A missing field and a null one are the same NULL: half of them are left out."""

    def __init__(self, client: MongoClient[dict[str, Any]]) -> None:
        self._client = client

    async def replace(self, entity: Entity, rows: Sequence[Row]) -> None:
        """See `Writer`."""
        collection = self._client[DATABASE][entity.source]
        collection.delete_many({})
        if rows:
            collection.insert_many([_document(entity, row) for row in rows])


async def on_postgres(url: str) -> AsyncIterator[Filtered]:
    """The entities in PostgreSQL."""
    connection = await asyncpg.connect(url)
    for table in TABLES.values():
        await connection.execute(f"DROP TABLE IF EXISTS {table.name}")
        await connection.execute(str(CreateTable(table).compile(dialect=DIALECT)))
    store = PostgresStore(PostgresOptions(url), TABLES)
    yield Filtered(store, PostgresWriter(connection), {name: entity_in("postgres", name) for name in TABLES})
    await store.close()
    await connection.close()


async def on_mongo(url: str) -> AsyncIterator[Filtered]:
    """The entities in MongoDB."""
    with MongoClient[dict[str, Any]](url) as client:
        store = MongoStore(MongoOptions(url, database=DATABASE))
        yield Filtered(store, MongoWriter(client), {name: entity_in("mongo", name) for name in TABLES})
        await store.close()
        client.drop_database(DATABASE)


def _for_postgres(column: Column, value: Any) -> Any:
    # What asyncpg writes into a jsonb column is a text.
    return orjson.dumps(value).decode() if column.type is ValueType.JSON and value is not None else value


def _document(entity: Entity, row: Row) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, column in entity.columns.items():
        if row[name] is None and row["id"] % 2:
            continue
        *outer, last = column.source.split(".")
        place = document.setdefault(outer[0], {}) if outer else document
        place[last] = Decimal128(row[name]) if isinstance(row[name], Decimal) else row[name]
    return document
