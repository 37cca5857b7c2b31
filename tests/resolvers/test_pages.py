"""Pages mean the same over both stores: every row once, in order, whatever the ties, NULLs and changes meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import count
from typing import Any

import asyncpg
import orjson
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from pymongo import MongoClient
from sqlalchemy import Column as SqlColumn, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from resolvers.cursors import encode_cursor
from resolvers.pages import Page, PageRequest, PageSizes, Paging
from stores.catalogue import Column, Entity, ValueType
from stores.embedded.servers import Endpoints
from stores.keyset import total_order
from stores.mongo.store import MongoOptions, MongoStore
from stores.order import Order
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import Count, Keys, Select
from stores.store import Store

SIZES = PageSizes(default=3, maximum=50)
TABLE = Table(
    "samples",
    MetaData(),
    SqlColumn("id", Integer, primary_key=True),
    SqlColumn("parent", Integer),
    SqlColumn("number", Integer),
    SqlColumn("word", Text),
    SqlColumn("flag", Integer, nullable=False),
    SqlColumn("data", JSONB),
)
VALUE_TYPES = {Integer: ValueType.INTEGER, Text: ValueType.TEXT, JSONB: ValueType.JSON}
COLUMNS = tuple(TABLE.columns.keys())
DATABASES = count()

Document = dict[str, Any]


def entity_in(store: str, source: str) -> Entity:
    """The same small entity in either store: two nullable columns and one that is not."""
    columns = {
        column.name: Column(
            name=column.name,
            source="_id" if store == "mongo" and column.name == "id" else column.name,
            type=VALUE_TYPES[type(column.type)],
            nullable=bool(column.nullable),
            description="",
        )
        for column in TABLE.columns
    }
    return Entity(
        "Sample", "Samples", "test", "mongo" if store == "mongo" else "postgres", source, "", ("id",), columns, {}
    )


@dataclass
class Bench:
    """A store with the entity, and how to write to it."""

    store: Store
    entity: Entity
    write: Callable[[Sequence[Document]], Awaitable[None]]
    remove: Callable[[int | None], Awaitable[None]]

    async def fill(self, rows: Sequence[Document]) -> None:
        await self.remove(None)
        await self.write(rows)

    async def page(self, order: Sequence[Order], paging: Paging) -> Page:
        request = PageRequest.of(self.entity, COLUMNS, order, paging, SIZES)
        return request.page(await self.store.select(request.query(None)))


def with_json_text(row: Document) -> Document:
    """What asyncpg writes into a jsonb column is a text."""
    return {**row, "data": None if row["data"] is None else orjson.dumps(row["data"]).decode()}


async def on_postgres(url: str) -> AsyncIterator[Bench]:
    connection = await asyncpg.connect(url)
    await connection.execute("DROP TABLE IF EXISTS samples")
    await connection.execute(
        "CREATE TABLE samples (id int PRIMARY KEY, parent int, number int, word text, flag int NOT NULL, data jsonb)"
    )

    async def write(rows: Sequence[Document]) -> None:
        await connection.copy_records_to_table(
            "samples", records=[(*row.values(),) for row in map(with_json_text, rows)]
        )

    async def remove(key: int | None) -> None:
        await connection.execute("DELETE FROM samples WHERE id = coalesce($1, id)", key)

    store = PostgresStore(PostgresOptions(url), {"Sample": TABLE})
    yield Bench(store, entity_in("postgres", "samples"), write, remove)
    await store.close()
    await connection.close()


async def on_mongo(url: str) -> AsyncIterator[Bench]:
    client: MongoClient[Document] = MongoClient(url)
    name = f"pages_{next(DATABASES)}"
    collection = client[name]["samples"]

    async def write(rows: Sequence[Document]) -> None:
        # A missing field and a null one are the same NULL: half of them are left out.
        documents = [
            {"_id" if key == "id" else key: value for key, value in row.items() if value is not None or row["id"] % 2}
            for row in rows
        ]
        if documents:
            collection.insert_many(documents)

    async def remove(key: int | None) -> None:
        collection.delete_many({} if key is None else {"_id": key})

    store = MongoStore(MongoOptions(url, database=name))
    yield Bench(store, entity_in("mongo", "samples"), write, remove)
    await store.close()
    client.drop_database(name)
    client.close()


@pytest.fixture(params=["postgres", "mongo"], scope="module")
async def bench(request: pytest.FixtureRequest, endpoints: Endpoints) -> AsyncIterator[Bench]:
    opened = on_postgres(endpoints.postgres_url) if request.param == "postgres" else on_mongo(endpoints.mongo_url)
    async for each in opened:
        yield each


def in_order(rows: Sequence[Document], order: Sequence[Order]) -> list[Document]:
    """The reference: plain Python."""

    def compare(left: Document, right: Document) -> int:
        for part in order:
            a, b = left[part.column], right[part.column]
            if a == b:
                continue
            if a is None or b is None:
                return -1 if (a is None) == part.nulls_first else 1
            return -1 if (a < b) != part.descending else 1
        return 0

    return sorted(rows, key=cmp_to_key(compare))


small = st.none() | st.integers(-2, 2)
words = st.none() | st.sampled_from(["", "a", "B", "b", "é", "zz"])
data = st.none() | st.sampled_from([0, 1, "a", [], [1], {}, {"a": 1}, {"a": None}, {"b": 1}])
row_lists = st.lists(st.tuples(small, small, words, st.integers(0, 1), data), max_size=14).map(
    lambda rows: [dict(zip(COLUMNS, (key, *row), strict=True)) for key, row in enumerate(rows)]
)
orders = st.lists(
    st.builds(Order, st.sampled_from(["number", "word", "flag", "parent"]), st.booleans(), st.booleans()), max_size=3
)
on_real_servers = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@on_real_servers
@given(rows=row_lists, order=orders, size=st.integers(1, 5))
async def test_walking_forwards_and_backwards_meets_every_row_once_in_order(
    bench: Bench, rows: list[Document], order: list[Order], size: int
) -> None:
    await bench.fill(rows)
    expected = [row["id"] for row in in_order(rows, total_order(bench.entity, order))]

    forwards: list[int] = []
    cursor, more = None, True
    while more:
        page = await bench.page(order, Paging(first=size, after=cursor))
        assert page.has_previous == (cursor is not None)
        forwards += [row["id"] for row in page.rows]
        more, cursor = page.has_next, page.cursor(page.rows[-1]) if page.rows else None
    assert forwards == expected

    backwards: list[int] = []
    cursor, more = None, True
    while more:
        page = await bench.page(order, Paging(last=size, before=cursor))
        assert page.has_next == (cursor is not None)
        backwards = [row["id"] for row in page.rows] + backwards
        more, cursor = page.has_previous, page.cursor(page.rows[0]) if page.rows else None
    assert backwards == expected


@on_real_servers
@given(rows=row_lists, descending=st.booleans(), nulls_first=st.booleans(), size=st.integers(1, 4))
async def test_json_has_an_order_that_cursors_keep(
    bench: Bench, rows: list[Document], descending: bool, nulls_first: bool, size: int
) -> None:
    """Each store orders JSON in its own way; whichever that is, pages add up to the whole list."""
    await bench.fill(rows)
    order = [Order("data", descending, nulls_first)]
    whole = [row["id"] for row in (await bench.page(order, Paging(first=50))).rows]
    met: list[int] = []
    cursor, more = None, True
    while more:
        page = await bench.page(order, Paging(first=size, after=cursor))
        met += [row["id"] for row in page.rows]
        more, cursor = page.has_next, page.cursor(page.rows[-1]) if page.rows else None
    assert met == whole
    assert sorted(met) == [row["id"] for row in rows]


@on_real_servers
@given(rows=row_lists.filter(len), order=orders, data=st.data())
async def test_a_page_between_two_cursors_holds_what_lies_between(
    bench: Bench, rows: list[Document], order: list[Order], data: st.DataObject
) -> None:
    await bench.fill(rows)
    total = total_order(bench.entity, order)
    expected = in_order(rows, total)
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(rows) - 1), st.integers(0, len(rows) - 1))))
    after, before = (encode_cursor(bench.entity, total, expected[at]) for at in (start, end))
    page = await bench.page(order, Paging(first=50, after=after, before=before))
    assert [row["id"] for row in page.rows] == [row["id"] for row in expected[start + 1 : end]]


@on_real_servers
@given(rows=row_lists.filter(lambda rows: len(rows) > 4), order=orders, data=st.data())
async def test_rows_that_stay_are_met_once_though_others_come_and_go(
    bench: Bench, rows: list[Document], order: list[Order], data: st.DataObject
) -> None:
    """Between two pages a row is removed, even the one the cursor stands on, and one is inserted."""
    await bench.fill(rows)
    first = await bench.page(order, Paging(first=2))
    cursor = first.cursor(first.rows[-1])
    gone = data.draw(st.integers(0, len(rows) - 1))
    await bench.remove(gone)
    number, word = data.draw(small), data.draw(words)
    await bench.write([{"id": 100, "parent": None, "number": number, "word": word, "flag": 1, "data": None}])
    met = [row["id"] for row in first.rows]
    more = True
    while more:
        page = await bench.page(order, Paging(first=2, after=cursor))
        met += [row["id"] for row in page.rows]
        more = page.has_next
        cursor = page.cursor(page.rows[-1]) if page.rows else cursor
    stayed = [row["id"] for row in in_order(rows, total_order(bench.entity, order)) if row["id"] != gone]
    assert [key for key in met if key not in (gone, 100)] == stayed
    assert len(met) == len(set(met))


@on_real_servers
@given(rows=row_lists, order=orders, size=st.integers(0, 4), backward=st.booleans())
async def test_each_parent_has_its_own_page(
    bench: Bench, rows: list[Document], order: list[Order], size: int, backward: bool
) -> None:
    """One statement for all parents, and none takes rows from another's page."""
    await bench.fill(rows)
    parents = (-2, 0, 1, 7)
    paging = Paging(last=size) if backward else Paging(first=size)
    request = PageRequest.of(bench.entity, COLUMNS, order, paging, SIZES)
    found = await bench.store.select(request.query(Keys(("parent",), tuple((parent,) for parent in parents))))
    for parent in parents:
        children = [row["id"] for row in in_order([row for row in rows if row["parent"] == parent], request.order)]
        page = request.page([row for row in found if row["parent"] == parent])
        expected = (children[-size:] if size else []) if backward else children[:size]
        assert [row["id"] for row in page.rows] == expected
        assert (page.has_previous if backward else page.has_next) == (len(children) > size)


@on_real_servers
@given(rows=row_lists)
async def test_counts_are_those_of_the_rows(bench: Bench, rows: list[Document]) -> None:
    await bench.fill(rows)
    keys = Keys(("parent", "flag"), ((0, 0), (0, 1), (1, 1)))
    counted = await bench.store.count(Count(bench.entity, keys=keys))
    by_hand = {key: sum((row["parent"], row["flag"]) == key for row in rows) for key in keys.values}
    assert {key: counted.get(key, 0) for key in keys.values} == by_hand
    assert sum((await bench.store.count(Count(bench.entity))).values()) == len(rows)


@on_real_servers
@given(rows=row_lists)
async def test_rows_are_found_by_keys_of_several_columns_and_only_asked_columns_come(
    bench: Bench, rows: list[Document]
) -> None:
    await bench.fill(rows)
    keys = Keys(("parent", "number"), ((0, 0), (0, 1), (1, 1), (9, 9)))
    found = await bench.store.select(Select(bench.entity, ("id", "word"), keys=keys))
    expected = {row["id"]: row["word"] for row in rows if (row["parent"], row["number"]) in keys.values}
    assert {row["id"]: row["word"] for row in found} == expected
    assert all(set(row.keys()) == {"id", "word"} for row in found)
