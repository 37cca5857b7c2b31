"""Whole subtrees as documents: where PostgreSQL writes them and where it must not; no answer tells which it was."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import orjson
import pytest

from app.gateway import Gateway
from app.settings import Settings
from graph.execution.documents import MEMBER_LIMIT, NAME_LIMIT
from graph.schema import build_schema
from resolvers.token import unpack
from stores.embedded.servers import Endpoints
from stores.postgres import migrations
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph, open_graph

LONG = "n" * NAME_LIMIT
WIDE = " ".join(f"n{number}: name" for number in range(MEMBER_LIMIT // 2))


@pytest.fixture(scope="module")
async def graph(sample: Endpoints) -> AsyncIterator[Graph]:
    """The graph on our executor, for documents with many aliases."""
    async with open_graph(sample, alias_limit=2 * MEMBER_LIMIT) as graph:
        yield graph


@pytest.fixture(scope="module")
async def standard(sample: Endpoints) -> AsyncIterator[Graph]:
    """The same on graphql-core's executor."""
    async with open_graph(sample, execution="standard", alias_limit=2 * MEMBER_LIMIT) as graph:
        yield graph


@pytest.mark.parametrize(
    "query",
    [
        "{ agents { nodes { name customers(first: 2) { nodes { wagers { nodes { amount agent { name } } } } } } } }",
        "{ agents(first: 3, orderBy: [{name: DESC}]) { __typename few: nodes { a: name b: name __typename } } }",
        "{ sites(first: 0) { nodes { name miners { nodes { status model { name } telemetry { nodes { id } } } } } } }",
        f"{{ agents {{ nodes {{ {LONG}: name }} }} }}",
        f"{{ agents {{ nodes {{ {WIDE} }} }} }}",
        "{ agents(first: 2) { nodes { rows_1: name list_2: id table_0: code object_1: nodeId items: status } } }",
        "{ agents { items: nodes { name customers(first: 2) { size: nodes { more: name } keys: __typename } } } }",
        "{ samples: telemetrySamples(first: 3) { nodes { nodeId miner { nodeId } } } }",
        "{ agents { edges { cursor at: cursor node { name customers { edges { node { nodeId } } } } __typename } } }",
        "{ wagers(first: 3, orderBy: [{odds: DESC}, {settledAt: ASC}]) { edges { cursor node { odds settledAt } } } }",
        """{ players(first: 9, orderBy: [{lastCheckinDate: ASC}]) { edges { cursor node {
            lastCheckinDate } } pageInfo { endCursor } } }""",
        """{ agents(first: 2) { nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor
            endCursor __typename } } }""",
        """{ agents(first: 0) { nodes { name } pageInfo { hasNextPage startCursor endCursor } a:
            pageInfo { hasNextPage } } }""",
        """{ agents { nodes { name customers(first: 2, orderBy: [{balance: DESC}]) {
            pageInfo { hasNextPage endCursor } edges { cursor node { balance wagers(first: 1) { nodes { amount }
            pageInfo { hasNextPage endCursor startCursor } } } } } } } }""",
        "{ agents { nodes { name children: users(first: 1) { nodes { id } pageInfo { hasNextPage endCursor } } } } }",
        '{ agent(code: "A0001") { nodeId name customers(first: 2) { nodes { name agent { name } } } } }',
        '{ agent(code: "nobody") { name customers { nodes { name } } } }',
        '{ wager(wagerNumber: "W00000001") { amount customer { name wagers(first: 2) { nodes { id } } } } }',
    ],
)
async def test_a_subtree_of_columns_is_one_statement(graph: Graph, standard: Graph, query: str) -> None:
    assert orjson.dumps(await graph.data(query)) == orjson.dumps(await standard.data(query))
    assert len(graph.statements) == 1


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        ("{ agents { nodes { name customers { totalCount nodes { name } } } } }", 3),
        ("{ agents { nodes { name customers { edges { node { name } } nodes { id } } } } }", 2),
        ("{ agents { nodes { name customers(last: 2) { nodes { name } } } } }", 2),
        ("{ agents { nodes { name customers { nodes { id } more: nodes { name } } } } }", 2),
        (f"{{ agents {{ nodes {{ name customers {{ nodes {{ {LONG}n: name }} }} }} }} }}", 2),
        (f"{{ agents {{ nodes {{ name customers {{ {LONG}n: __typename nodes {{ name }} }} }} }} }}", 2),
        (f"{{ agents {{ nodes {{ name customers {{ edges {{ {LONG}n: cursor node {{ name }} }} }} }} }} }}", 2),
        (f"{{ agents {{ nodes {{ {WIDE} customers {{ nodes {{ {WIDE} }} }} }} }} }}", 2),
    ],
)
async def test_what_python_makes_is_read_level_by_level(
    graph: Graph, standard: Graph, query: str, statements: int
) -> None:
    assert await graph.data(query) == await standard.data(query)
    assert len(graph.statements) == statements


async def test_rows_that_are_looked_up_beside_each_other_are_one_statement_for_each_way(
    graph: Graph, standard: Graph
) -> None:
    fields = " ".join(f'a{number}: agent(code: "A{number:04}") {{ name }}' for number in range(9))
    query = f'{{ {fields} wager(wagerNumber: "W00000001") {{ amount }} }}'
    assert await graph.data(query) == await standard.data(query)
    assert sorted(each["entity"] for each in graph.statements) == ["Agent", "Wager"]


async def test_a_row_that_node_finds_too_is_read_once(graph: Graph, standard: Graph) -> None:
    query = '{ agent(code: "A0001") { nodeId } }'
    node_id = (await graph.data(query))["agent"]["nodeId"]
    both = f'{{ node(nodeId: "{node_id}") {{ nodeId }} agent(id: "{unpack(node_id)[1]}") {{ nodeId }} }}'
    assert await graph.data(both) == await standard.data(both)
    assert [each["entity"] for each in graph.statements] == ["Agent"]


async def test_lists_below_rows_that_parents_share_are_read_once_for_all_of_them(graph: Graph) -> None:
    await graph.data("{ wagers { nodes { amount agent { name customers(first: 1) { nodes { name } } } } } }")
    assert [(each["entity"], each["keys"] <= 20) for each in graph.statements] == [
        ("Wager", True),
        ("Agent", True),
        ("Customer", True),
    ]


async def test_a_list_that_no_index_is_known_for_is_not_read_row_by_row(graph: Graph) -> None:
    """A link is two columns of the same values; a subquery on one of them might read all its rows, for each parent."""
    await graph.data("{ hostingUsers { nodes { name leadsByEmail { nodes { name } } } } }")
    assert [each["entity"] for each in graph.statements] == ["HostingUser", "Lead"]


async def test_a_refused_argument_below_is_told_where_it_stands(graph: Graph, standard: Graph) -> None:
    query = "{ agents(first: 2) { nodes { name customers(first: -1) { nodes { name } } } } }"
    assert await graph.answer(query) == await standard.answer(query)


async def test_below_parents_of_another_store_the_rest_is_one_statement(graph: Graph, standard: Graph) -> None:
    query = "{ credentials { nodes { username players { nodes { level inventory { nodes { item { name } } } } } } } }"
    assert await graph.data(query) == await standard.data(query)
    assert [each["store"] for each in graph.statements] == ["mongo", "postgres"]


@pytest.mark.parametrize(
    "query",
    [
        "{ agents { nodes { name totalVolume createdAt updatedAt } } }",
        '{ agents { nodes { customers(after: "broken") { nodes { name } } createdAt } } }',
        '{ agents { nodes { createdAt customers(after: "broken") { nodes { name } } } } }',
    ],
)
async def test_values_that_fields_cannot_say_are_errors_of_their_own_places(empty_database: str, query: str) -> None:
    """A number that is none, and times beyond the years of RFC 3339; infinity is the last moment there is."""
    await migrations.upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute("""
        INSERT INTO fire22.agents (id, name, code, status, commission_rate, total_volume, created_at, updated_at) VALUES
            ('a', 'Ä "quoted" \\ 😀', 'a', 'active', 0.1, 'NaN', '0044-03-15 BC', '12026-01-01'),
            ('b', 'NaN', 'b', 'active', 0.1, 12.50, 'infinity', '2026-01-01 00:00:00.5')
    """)
    await connection.close()
    store = PostgresStore(PostgresOptions(empty_database))
    schemas = [build_schema(CATALOGUE, execution=execution) for execution in ("breadth-first", "standard")]
    ours, reference = [await Graph(Gateway(each, {"postgres": store}, Settings())).answer(query) for each in schemas]
    await store.close()
    assert ours == reference
    assert ours["errors"]


async def test_a_table_that_may_not_be_read_nulls_its_own_field_alone(empty_database: str) -> None:
    await migrations.upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute("""
        INSERT INTO fire22.agents (id, name, code, status, commission_rate) VALUES ('a', 'Ann', 'a', 'active', 0.1);
        DROP ROLE IF EXISTS visitor; CREATE ROLE visitor LOGIN PASSWORD 'x';
        GRANT USAGE ON SCHEMA fire22 TO visitor; GRANT SELECT ON fire22.agents TO visitor
    """)
    store = PostgresStore(PostgresOptions(f"postgresql://visitor:x@{empty_database.rpartition('@')[2]}"))
    graph = Graph(Gateway(build_schema(CATALOGUE), {"postgres": store}, Settings()))
    answer = await graph.answer("{ agents { nodes { name customers { nodes { name } } } } }")
    await store.close()
    await connection.execute("DROP OWNED BY visitor; DROP ROLE visitor")
    await connection.close()
    assert answer["data"] == {"agents": {"nodes": [{"name": "Ann", "customers": None}]}}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["STORE_FORBIDDEN"]


async def test_null_where_the_model_has_none_is_an_error_of_its_own_place(empty_database: str) -> None:
    """As in a database that was altered by hand."""
    await migrations.upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute("""
        ALTER TABLE fire22.agents ALTER name DROP NOT NULL, ALTER status DROP NOT NULL, ALTER created_at DROP NOT NULL;
        INSERT INTO fire22.agents (id, name, code, status, commission_rate, created_at) VALUES
            ('a', NULL, 'a', 'active', 0.1, now()), ('b', 'Bea', 'b', NULL, 0.1, now()),
            ('c', 'Cem', 'c', 'active', 0.1, NULL)
    """)
    await connection.close()
    store = PostgresStore(PostgresOptions(empty_database))
    schemas = [build_schema(CATALOGUE, execution=execution) for execution in ("breadth-first", "standard")]
    graphs = [Graph(Gateway(each, {"postgres": store}, Settings())) for each in schemas]
    for selected in ("name", "status", "createdAt"):
        ours, reference = [await each.answer(f"{{ agents {{ nodes {{ id {selected} }} }} }}") for each in graphs]
        assert ours == reference
        assert [error["extensions"]["code"] for error in ours["errors"]] == ["UNREPRESENTABLE_VALUE"]
    await store.close()


async def test_a_table_that_is_missing_nulls_its_own_field_alone(empty_database: str) -> None:
    await migrations.upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute("""
        INSERT INTO fire22.agents (id, name, code, status, commission_rate) VALUES ('a', 'Ann', 'a', 'active', 0.1);
        DROP TABLE fire22.transactions, fire22.wagers, fire22.customers CASCADE
    """)
    await connection.close()
    store = PostgresStore(PostgresOptions(empty_database))
    graph = Graph(Gateway(build_schema(CATALOGUE), {"postgres": store}, Settings()))
    answer = await graph.answer("{ agents { nodes { name customers { nodes { name } } } } }")
    await store.close()
    assert answer["data"] == {"agents": {"nodes": [{"name": "Ann", "customers": None}]}}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["STORE_NOT_MIGRATED"]
