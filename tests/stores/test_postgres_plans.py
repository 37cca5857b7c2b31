"""PostgreSQL plans a statement once, not for every page: planning may take longer than reading. Figures of a part of
all rows are planned anew, for how large the part is decides how it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from stores.aggregate import Aggregate, Function, Measure
from stores.document import Document, Documents, Frame, Items, Members, Value
from stores.filter import And, Compare, Operator
from stores.keyset import beyond
from stores.order import Order
from stores.postgres.catalogue import derive, tables
from stores.postgres.compile import TEXT_LIMIT, Compiler
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import Count, Select

AGENT = derive()["Agent"]
ORDER = (Order("name"), Order("id"))
PAGE = Select(AGENT, ("id", "name"), order=(Order("name"),), limit=5)
NAMES = Frame(AGENT, Members((("name", Value("name")),)), (Order("name"),), (("nodes", Items()),))
LIST = Document(NAMES, limit=5)


def page_after(name: str) -> Select:
    """A page of those with one code of a hundred."""
    where = And((Compare("code", Operator.EQUAL, "7"), beyond(AGENT, ORDER, (name, "0"))))
    return Select(AGENT, ("id", "name"), where, ORDER, 5)


@pytest.fixture
async def store(empty_database: str) -> AsyncIterator[PostgresStore]:
    """A store over one connection, with agents enough that their number matters."""
    connection = await asyncpg.connect(empty_database)
    await connection.execute(
        """
        CREATE SCHEMA fire22;
        CREATE TABLE fire22.agents (id text PRIMARY KEY, name text, code text);
        INSERT INTO fire22.agents SELECT n, 'agent ' || n, n % 100 FROM generate_series(1, 20000) AS n;
        CREATE INDEX ON fire22.agents (name);
        ANALYZE fire22.agents
        """
    )
    await connection.close()
    store = PostgresStore(PostgresOptions(empty_database, connections=1))
    yield store
    await store.close()


async def plans(store: PostgresStore) -> list[tuple[int, int]]:
    """For each statement how often it was planned once for all, and how often for its arguments."""
    prepared = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement ~ $1"
    return sorted(tuple(record) for record in await store._pool.fetch(prepared, ("FROM fire22.agents",)))


async def test_figures_of_a_part_are_planned_for_that_part(store: PostgresStore) -> None:
    """And the statements beside them are not."""
    where = Compare("code", Operator.EQUAL, "7")
    for _ in range(10):
        await store.count(Count(AGENT, where))
        await store.aggregate(Aggregate(AGENT, (Measure(Function.MAX, "name"),), where))
        await store.aggregate(Aggregate(AGENT, (Measure(Function.MAX, "name"),)))
        await store.select(page_after("agent 7"))
    assert await plans(store) == [(0, 10), (0, 10), (5, 5), (10, 0)]


async def test_a_page_is_planned_once_wherever_it_begins(store: PostgresStore) -> None:
    for number in range(10):
        await store.select(PAGE)
        await store.documents(Documents(LIST, None))
        await store.select(page_after(f"agent {10_010 + number}"))
    assert await plans(store) == [(5, 5), (10, 0), (10, 0)]


def test_pages_of_one_size_have_one_text_and_few_texts_are_kept() -> None:
    """The driver finds its prepared statement by the text, which takes time to hash."""
    compiler = Compiler(tables())

    def text(limit: int) -> str:
        return compiler.compile(Select(AGENT, ("id",), limit=limit))[0]

    assert text(3) is text(3)
    assert text(3).endswith("LIMIT 3")
    assert [text(limit).split()[-1] for limit in range(3 * TEXT_LIMIT)] == list(map(str, range(3 * TEXT_LIMIT)))
    (template,) = compiler._templates.values()
    assert len(template._texts) <= TEXT_LIMIT
