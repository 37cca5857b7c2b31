"""The MongoDB store: a pool of connections that answers queries, each with one aggregation pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from stores.aggregate import Aggregate, Figures
from stores.document import Documents
from stores.mongo.aggregates import compile_aggregate, figures_reader
from stores.mongo.compile import compile_count, compile_select
from stores.mongo.driver import Driver
from stores.mongo.models.base import Document
from stores.mongo.models.pantheon import DATABASE, DOCUMENTS
from stores.mongo.sizes import sizes_of
from stores.mongo.values import reader
from stores.query import Count, KeyValue, Select, Size, Sizes
from stores.store import Row


@dataclass(frozen=True, slots=True)
class MongoOptions:
    """Where the database is and how long, in seconds, it may take; `connections` bounds the pool."""

    url: str
    database: str = DATABASE
    connections: int = 20
    connect_limit: float = 2.0
    time_limit: float = 10.0


def connect(options: MongoOptions) -> Driver:
    """A driver for the options. It connects on first use; raises Misconfigured for a URL that is none."""
    return Driver(
        options.url,
        options.database,
        time_limit=options.time_limit,
        connect_limit=options.connect_limit,
        connections=options.connections,
    )


class MongoStore:
    """Answers queries from MongoDB. Connects on first use, so it can be made while the database is away."""

    name = "mongo"
    writes_documents = False

    def __init__(self, options: MongoOptions, models: Iterable[type[Document]] = DOCUMENTS) -> None:
        self._driver = connect(options)
        self._views = {model.__collection__: model.__view__ for model in models if model.__view__ is not None}

    async def select(self, query: Select) -> Sequence[Row]:
        """See `stores.store.Store`."""
        pipeline = compile_select(query, self._views)
        documents = await self._driver.aggregate(pipeline.source, pipeline.stages)
        readers = [(name, reader(query.entity.columns[name])) for name in query.columns]
        return [{name: read(document) for name, read in readers} for document in documents]

    async def count(self, query: Count) -> Mapping[KeyValue, int]:
        """See `stores.store.Store`."""
        pipeline = compile_count(query, self._views)
        groups = await self._driver.aggregate(pipeline.source, pipeline.stages)
        if query.keys is None:
            return {(): sum(group["n"] for group in groups)}
        # A group's key holds the values by the columns' names, wherever the documents hold them.
        readers = [reader(replace(query.entity.columns[name], source=name)) for name in query.keys.columns]
        return {tuple(read(group["_id"]) for read in readers): group["n"] for group in groups}

    async def documents(self, query: Documents) -> Sequence[tuple[KeyValue, bytes | None]]:
        """Never asked: MongoDB writes no JSON."""
        raise NotImplementedError

    async def aggregate(self, query: Aggregate) -> Sequence[Figures]:
        """See `stores.store.Store`."""
        pipeline = compile_aggregate(query, self._views)
        documents = await self._driver.aggregate(pipeline.source, pipeline.stages)
        return [*map(figures_reader(query), documents)]

    async def sizes(self, query: Sizes) -> Mapping[str, Size]:
        """See `stores.store.Store`."""
        return await sizes_of(self._driver, query)

    async def ping(self) -> None:
        """See `stores.store.Store`."""
        await self._driver.ping()

    async def close(self) -> None:
        """See `stores.store.Store`."""
        await self._driver.close()
