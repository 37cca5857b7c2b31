"""What the graph should answer, worked out in plain Python from plain reads of whole tables and collections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import asyncpg
import orjson
from bson import ObjectId
from pymongo import MongoClient

from stores.catalogue import Catalogue, Column, Entity, Relation, ValueType
from stores.embedded.servers import Endpoints
from stores.mongo.models.pantheon import DATABASE
from stores.naming import camel_case

Row = Mapping[str, Any]


class Reference:
    """Every row of every entity, read once with `SELECT *` or `find({})`, in the order of its key."""

    def __init__(self, catalogue: Catalogue, endpoints: Endpoints) -> None:
        self.catalogue = catalogue
        self._endpoints = endpoints
        self._rows: dict[str, list[Row]] = {}

    async def rows(self, entity: Entity) -> list[Row]:
        """The rows by column name, values as their database gives them."""
        if entity.name not in self._rows:
            read = self._read_postgres if entity.store == "postgres" else self._read_mongo
            rows = await read(entity)
            self._rows[entity.name] = sorted(rows, key=lambda row: tuple(row[column] for column in entity.key))
        return self._rows[entity.name]

    async def related(self, relation: Relation, row: Row) -> list[Row]:
        """The rows that a relation of `row` leads to, in the order of their key."""
        key = [plain(row[column]) for column in relation.local]
        candidates = await self.rows(self.catalogue[relation.target])
        return [each for each in candidates if None not in key and key == [plain(each[c]) for c in relation.remote]]

    async def _read_postgres(self, entity: Entity) -> list[Row]:
        connection = await asyncpg.connect(self._endpoints.postgres_url)
        try:
            return [dict(record) for record in await connection.fetch(f"SELECT * FROM {entity.source}")]
        finally:
            await connection.close()

    async def _read_mongo(self, entity: Entity) -> list[Row]:
        with MongoClient[dict[str, Any]](self._endpoints.mongo_url, tz_aware=True, tzinfo=UTC) as client:
            documents = list(client[DATABASE][entity.source].find({}))
        return [
            {column.name: at_path(document, column.source) for column in entity.columns.values()}
            for document in documents
        ]


def at_path(document: Any, path: str) -> Any:
    """The value at a dotted path; None where there is none."""
    for part in path.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return document


def plain(value: Any) -> Any:
    """A key's value as both stores can compare it."""
    return str(value) if isinstance(value, ObjectId) else value


def expected_json(column: Column, value: Any) -> Any:
    """What the graph should write for a value that its database gave."""
    if value is None:
        return None
    if column.values:
        return value.upper()
    match column.type:
        case ValueType.DECIMAL:
            return format(value, "f") if isinstance(value, Decimal) else value
        case ValueType.BIG_INTEGER | ValueType.OBJECT_ID:
            return str(value)
        case ValueType.DATETIME:
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") + fraction(value) + "Z"
        case ValueType.DATE:
            return value.isoformat()
        case ValueType.JSON:
            return orjson.loads(value) if isinstance(value, str) else as_json(value)
        case _:
            return value


def fraction(moment: datetime) -> str:
    """The part of a second, as RFC 3339 writes it."""
    return f".{moment.microsecond:06}" if moment.microsecond else ""


def as_json(value: Any) -> Any:
    """A BSON value as JSON."""
    match value:
        case dict():
            return {key: as_json(each) for key, each in value.items()}
        case list():
            return [as_json(each) for each in value]
        case ObjectId():
            return str(value)
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") + fraction(value) + "Z"
        case date():
            return value.isoformat()
        case _:
            return value


def expected_row(columns: Iterable[Column], row: Row) -> dict[str, Any]:
    """The columns of a row as the graph should write them."""
    return {camel_case(column.name): expected_json(column, row[column.name]) for column in columns}


def key_columns(entity: Entity) -> Sequence[Column]:
    """The columns that identify a row."""
    return [entity.columns[name] for name in entity.key]
