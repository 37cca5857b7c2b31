"""Stores that write down what they ask of their databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.gateway import Gateway
from app.installation import read_schema
from app.settings import Settings
from stores.mongo.driver import Document, Driver
from stores.mongo.store import MongoOptions, MongoStore
from stores.postgres.pool import Pool, PostgresOptions
from stores.postgres.store import PostgresStore


@dataclass(slots=True)
class Asked:
    """What was asked of the stores: SQL with its values, and collections with their pipelines."""

    statements: list[tuple[str, Sequence[Any]]] = field(default_factory=list)
    pipelines: list[tuple[str | None, Sequence[Mapping[str, Any]]]] = field(default_factory=list)

    def taken(self) -> Asked:
        """What was written down so far; then begin anew."""
        taken = Asked(self.statements, self.pipelines)
        self.statements, self.pipelines = [], []
        return taken

    def __len__(self) -> int:
        return len(self.statements) + len(self.pipelines)


class RecordedPool(Pool):
    """A pool that writes down each statement before it runs."""

    def __init__(self, options: PostgresOptions, asked: Asked) -> None:
        super().__init__(options)
        self._asked = asked

    async def fetch(self, sql: str, arguments: Sequence[Any], *, planned_anew: bool = False) -> Sequence[Any]:
        """See `Pool`."""
        self._asked.statements.append((sql, arguments))
        return await super().fetch(sql, arguments, planned_anew=planned_anew)


class RecordedDriver(Driver):
    """A driver that writes down each pipeline before it runs."""

    def __init__(self, options: MongoOptions, asked: Asked) -> None:
        super().__init__(options.url, options.database, time_limit=options.time_limit)
        self._asked = asked

    async def aggregate(self, source: str | None, stages: Sequence[Mapping[str, Any]]) -> list[Document]:
        """See `Driver`."""
        self._asked.pipelines.append((source, stages))
        return await super().aggregate(source, stages)


class RecordedPostgres(PostgresStore):
    """The store over a pool that writes down."""

    def __init__(self, options: PostgresOptions, asked: Asked) -> None:
        super().__init__(options)
        self._pool = RecordedPool(options, asked)


class RecordedMongo(MongoStore):
    """The store over a driver that writes down."""

    def __init__(self, options: MongoOptions, asked: Asked) -> None:
        super().__init__(options)
        self._driver = RecordedDriver(options, asked)


def recorded_gateway(settings: Settings, postgres: PostgresOptions, mongo: MongoOptions) -> tuple[Gateway, Asked]:
    """A gateway over these databases, and where it writes down."""
    asked = Asked()
    stores = (RecordedPostgres(postgres, asked), RecordedMongo(mongo, asked))
    return Gateway(read_schema(settings), {store.name: store for store in stores}, settings), asked
