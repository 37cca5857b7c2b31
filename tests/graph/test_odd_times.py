"""Moments and days that Python's calendar does not have: lists go on across them; only what cannot be said is null."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from app.gateway import Gateway
from app.settings import Settings
from graph.schema import build_schema
from stores.postgres import migrations
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph

MOMENTS: dict[str | None, str | None] = {
    "-infinity": "0001-01-01T00:00:00Z",
    "0044-03-15 12:00:00+00 BC": None,
    "0001-01-01 00:00:00+00": "0001-01-01T00:00:00Z",
    "2026-01-01 00:00:00.1+00": "2026-01-01T00:00:00.100000Z",
    "2026-01-01 00:00:00.123457+00": "2026-01-01T00:00:00.123457Z",
    "9999-12-31 23:59:59.999999+00": "9999-12-31T23:59:59.999999Z",
    "294276-12-31 23:59:59+00": None,
    "infinity": "9999-12-31T23:59:59.999999Z",
    None: None,
}
"""What is stored, in order, and what clients see of it."""

DAYS: dict[str | None, str | None] = {
    "-infinity": "0001-01-01",
    "0044-03-15 BC": None,
    "0001-01-01": "0001-01-01",
    "9999-12-31": "9999-12-31",
    "294276-12-31": None,
    "infinity": "9999-12-31",
    None: None,
}
"""The same for days."""

PAGE = """query ($after: String, $before: String, $first: Int, $last: Int) {
    players(first: $first, after: $after, last: $last, before: $before, orderBy: [{COLUMN: ASC}]) {
        nodes { username COLUMN }
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    }
}"""


@pytest.mark.parametrize(
    ("column", "type_", "field", "values"),
    [("last_seen", "timestamptz", "lastSeen", MOMENTS), ("last_checkin_date", "date", "lastCheckinDate", DAYS)],
)
async def test_every_page_of_one_row_is_met_in_order_forwards_and_backwards(
    empty_database: str, column: str, type_: str, field: str, values: dict[str | None, str | None]
) -> None:
    await migrations.upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    statement = f"INSERT INTO kingpin.users (username, {column}) VALUES ($1, $2::text::{type_})"
    await connection.executemany(statement, [(f"{stored} {tie}", stored) for stored in values for tie in "ab"])
    await connection.close()
    store = PostgresStore(PostgresOptions(empty_database))
    graph = Graph(Gateway(build_schema(CATALOGUE), {"postgres": store}, Settings()))
    query = PAGE.replace("COLUMN", field)
    forwards = [row async for row in walk(graph, query, ("first", "after", "hasNextPage", "endCursor"))]
    backwards = [row async for row in walk(graph, query, ("last", "before", "hasPreviousPage", "startCursor"))]
    await store.close()
    expected = [(f"{stored} {tie}", shown) for stored, shown in values.items() for tie in "ab"]
    assert [(row["username"], row[field]) for row in forwards] == expected
    assert backwards == forwards[::-1]


async def walk(graph: Graph, query: str, direction: tuple[str, str, str, str]) -> AsyncIterator[dict[str, Any]]:
    """The rows of a list, one page of one row after the other. What cannot be said is an error with a code."""
    size, start, more, end = direction
    page: dict[str, Any] = {more: True, end: None}
    while page[more]:
        response = await graph.answer(query, **{size: 1, start: page[end]})
        assert {error["extensions"]["code"] for error in response["errors"]} <= {"UNREPRESENTABLE_VALUE"}
        page = response["data"]["players"]["pageInfo"]
        (row,) = response["data"]["players"]["nodes"]
        yield row
