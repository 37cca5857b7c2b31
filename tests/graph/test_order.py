"""`orderBy` what relations lead to, over every relation, against plain reads of the databases; and its limits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson
import pytest

from graph.aggregates import columns_of
from graph.ordering import PATH_LIMIT, RELATED_LIMIT
from stores.aggregate import Function
from stores.catalogue import Column, Entity, Relation, ValueType
from stores.embedded.servers import Endpoints
from stores.naming import camel_case
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph, open_graph
from tests.graph.reference import Reference, Row, expected_row, key_columns, plain

TOGETHER = 20
"""Lists that are asked for in one operation."""


@pytest.fixture(scope="module")
async def standard(sample: Endpoints) -> AsyncIterator[Graph]:
    """The graph on graphql-core's executor."""
    async with open_graph(sample, execution="standard") as graph:
        yield graph


def columns_to_sort_by(entity: Entity) -> list[Column]:
    """Some columns of different types, not JSON, nor of closed sets, which may have an order of their own."""
    plain_ones = (each for each in entity.exposed if each.type is not ValueType.JSON and not each.values)
    kinds = {column.type: column for column in plain_ones}
    return list(kinds.values())[:3]


def in_order(entity: Entity, rows: Sequence[Row], values: Sequence[Any], *, descending: bool) -> list[Row]:
    """The rows by their values, NULLs last and ties by the key."""
    keyed = sorted(zip(rows, values, strict=True), key=lambda pair: [pair[0][name] for name in entity.key])
    present = [pair for pair in keyed if pair[1] is not None]
    present.sort(key=lambda pair: pair[1], reverse=descending)
    return [row for row, _ in (*present, *(pair for pair in keyed if pair[1] is None))]


async def cases_of(
    reference: Reference, entity: Entity, relation: Relation
) -> list[tuple[dict[str, Any], list[Any], bool]]:
    """Orders by a relation with the values of the entity's rows, and whether they descend."""
    rows, name, target = await reference.rows(entity), camel_case(relation.name), CATALOGUE[relation.target]
    related = [await reference.related(relation, row) for row in rows]
    if relation.many:
        cases: list[tuple[dict[str, Any], list[Any], bool]] = [
            ({name: {"count": "DESC"}}, [len(each) for each in related], True)
        ]
        extreme = next(iter(columns_of(target, Function.MAX)))
        present = [[row[extreme.name] for row in each if row[extreme.name] is not None] for each in related]
        largest = [max(map(plain, each), default=None) for each in present]
        return [*cases, ({name: {"max": {camel_case(extreme.name): "ASC"}}}, largest, False)]
    return [
        (
            {name: {camel_case(column.name): "DESC_NULLS_LAST"}},
            [plain(each[0][column.name]) if each else None for each in related],
            True,
        )
        for column in columns_to_sort_by(target)
    ]


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
async def test_every_relation_gives_an_order(graph: Graph, reference: Reference, entity: Entity) -> None:
    rows, keys = await reference.rows(entity), key_columns(entity)
    cases = [case for relation in entity.relations.values() for case in await cases_of(reference, entity, relation)]
    names, plural = " ".join(camel_case(column.name) for column in keys), camel_case(entity.plural)
    for start in range(0, len(cases), TOGETHER):
        part = cases[start : start + TOGETHER]
        given = {f"order{number}": [order] for number, (order, _, _) in enumerate(part)}
        declared = ", ".join(f"${variable}: [{entity.name}Order!]" for variable in given)
        fields = " ".join(
            f"of{number}: {plural}(first: 500, orderBy: ${variable}) {{ nodes {{ {names} }} }}"
            for number, variable in enumerate(given)
        )
        data = await graph.data(f"query ({declared}) {{ {fields} }}", **given)
        for number, (order, values, descending) in enumerate(part):
            expected = in_order(entity, rows, values, descending=descending)
            assert data[f"of{number}"]["nodes"] == [expected_row(keys, row) for row in expected], order


ORDERS = {
    "own": ("customers", "[{ balance: DESC }]", 1),
    "to one": ("wagers", "[{ customer: { name: ASC } }, { amount: DESC }]", 1),
    "two steps": ("wagers", "[{ customer: { agent: { name: DESC } } }, { agent: { code: ASC } }]", 1),
    "count": ("customers", "[{ wagers: { count: DESC } }]", 1),
    "sum": ("customers", "[{ wagers: { sum: { amount: DESC_NULLS_FIRST } } }]", 1),
    "count after a step": ("wagers", "[{ customer: { wagers: { count: ASC } } }]", 1),
    "figures of doubles": ("credentials", "[{ jackpots: { stddev: { grand: ASC } } }]", 1),
    "in MongoDB": ("jackpots", "[{ credential: { house: { name: DESC } } }, { grand: ASC }]", 1),
    "MongoDB to PostgreSQL": ("credentials", "[{ user: { email: DESC } }]", 3),
    "MongoDB to PostgreSQL in two steps": ("jackpots", "[{ credential: { user: { createdAt: DESC } } }]", 3),
    "PostgreSQL to MongoDB": ("users", "[{ credential: { balance: DESC_NULLS_FIRST } }]", 3),
    "there and back": ("players", "[{ credential: { user: { createdAt: ASC } } }]", 5),
    "count elsewhere": ("credentials", "[{ players: { count: DESC } }]", 3),
    "figure elsewhere": ("credentials", "[{ players: { max: { level: DESC } } }, { players: { count: ASC } }]", 5),
}
"""By name: a list, an order, and how many statements it takes to read a page of it."""


@pytest.mark.parametrize("name", ORDERS)
async def test_pages_either_way_add_up_to_the_list(graph: Graph, standard: Graph, name: str) -> None:
    """Whichever executor, with totals and cursors or without; the number of statements is that of the operation."""
    plural, order, statements = ORDERS[name]
    whole = await graph.data(f"{{ {plural}(first: 200, orderBy: {order}) {{ nodes {{ nodeId }} }} }}")
    expected = [node["nodeId"] for node in whole[plural]["nodes"]]
    assert len(graph.statements) == statements
    assert len(expected) > 5
    for side, way, more in (("first", "after", "hasNextPage"), ("last", "before", "hasPreviousPage")):
        query = f"""query ($cursor: String) {{ {plural}({side}: 7, {way}: $cursor, orderBy: {order}) {{
            totalCount edges {{ cursor node {{ nodeId }} }} pageInfo {{ {more} startCursor endCursor }} }} }}"""
        met: list[str] = []
        cursor, goes_on = None, True
        while goes_on:
            data = await graph.data(query, cursor=cursor)
            assert orjson.dumps(data) == orjson.dumps(await standard.data(query, cursor=cursor))
            page = data[plural]
            assert page["totalCount"] == len(expected)
            nodes = [edge["node"]["nodeId"] for edge in page["edges"]]
            met = [*met, *nodes] if side == "first" else [*nodes, *met]
            goes_on = page["pageInfo"][more]
            cursor = page["pageInfo"]["endCursor" if side == "first" else "startCursor"]
        assert met == expected


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        (
            "{ agents { nodes { customers(first: 3, orderBy: [{ wagers: { count: DESC } }]) { nodes { name } } } } }",
            1,
        ),
        (
            """{ agents { nodes { name wagers(first: 3, orderBy: [{ customer: { name: ASC } }]) {
                nodes { wagerNumber customer { name } } pageInfo { hasNextPage endCursor } } } } }""",
            1,
        ),
        (
            """{ agents(orderBy: [{ customers: { sum: { balance: DESC } } }]) { nodes { name
                customers(first: 2, orderBy: [{ user: { username: ASC } }], where: { balance: { gt: "0" } }) {
                    edges { cursor node { name wagers(first: 2, orderBy: [{ transactions: { count: DESC } }]) {
                        nodes { wagerNumber } } } } } } } }""",
            1,
        ),
        (
            """{ houses { nodes { name credentials(first: 3, orderBy: [{ jackpots: { max: { grand: DESC } } }]) {
                totalCount nodes { username } } } } }""",
            3,
        ),
        (
            "{ agents { nodes { users(first: 3, orderBy: [{ credential: { balance: DESC } }]) { nodes { id } } } } }",
            4,
        ),
        (
            """{ houses { nodes { name credentials(first: 3, orderBy: [{ user: { email: ASC } }]) {
                edges { cursor node { username } } } } } }""",
            4,
        ),
        ("{ agents { nodes { customers(last: 2, orderBy: [{ wagers: { count: DESC } }]) { nodes { name } } } } }", 2),
    ],
)
async def test_each_parent_has_a_page_in_that_order(graph: Graph, standard: Graph, query: str, statements: int) -> None:
    """Within PostgreSQL in the same statement as the parents, if a document can hold it."""
    assert orjson.dumps(await graph.data(query)) == orjson.dumps(await standard.data(query))
    assert len(graph.statements) == statements


async def test_each_parent_has_its_own_rows_in_order(graph: Graph, reference: Reference) -> None:
    order = "orderBy: [{ wagers: { count: DESC } }]"
    data = await graph.data(
        f"{{ agents(first: 100) {{ nodes {{ id customers(first: 3, {order}) {{ nodes {{ id }} }} }} }} }}"
    )
    agent, customer = CATALOGUE["Agent"], CATALOGUE["Customer"]
    for node in data["agents"]["nodes"]:
        rows = await reference.related(agent.relations["customers"], node)
        counts = [len(await reference.related(customer.relations["wagers"], row)) for row in rows]
        expected = in_order(customer, rows, counts, descending=True)
        assert [each["id"] for each in node["customers"]["nodes"]] == [row["id"] for row in expected][:3]


@pytest.mark.parametrize(
    ("plural", "order", "message"),
    [
        (
            "jackpots",
            "{ credential: { user: { customer: { agent: { name: ASC } } } } }",
            f"`orderBy` follows at most {PATH_LIMIT} relations, one after the other",
        ),
        (
            "jackpots",
            "{ credential: { user: { customer: { wagers: { count: ASC } } } } }",
            f"`orderBy` follows at most {PATH_LIMIT} relations, one after the other",
        ),
        (
            "wagers",
            "{ customer: { name: ASC } } " * (RELATED_LIMIT + 1),
            f"`orderBy` may follow relations at most {RELATED_LIMIT} times, not {RELATED_LIMIT + 1}",
        ),
        ("customers", "{ wagers: { sum: { status: ASC } } }", "`orderBy`: sum makes nothing of `status` of Wagers"),
        (
            "customers",
            "{ wagers: { sum: { customer: { balance: ASC } } } }",
            "`orderBy`: sum makes nothing of `customer` of Wagers",
        ),
    ],
)
async def test_an_order_that_is_none_or_leads_too_far_is_refused(
    graph: Graph, plural: str, order: str, message: str
) -> None:
    assert await graph.errors(f"{{ {plural}(orderBy: [{order}]) {{ nodes {{ nodeId }} }} }}") == [
        ("BAD_INPUT", message)
    ]
    assert graph.statements == []


async def test_a_cursor_belongs_to_one_path(graph: Graph) -> None:
    by_name = "orderBy: [{ customer: { name: ASC } }]"
    page = await graph.data(f"{{ wagers(first: 2, {by_name}) {{ pageInfo {{ endCursor }} }} }}")
    query = "query ($at: String) {{ wagers(first: 2, after: $at, orderBy: [{}]) {{ nodes {{ id }} }} }}"
    cursor = page["wagers"]["pageInfo"]["endCursor"]
    assert await graph.errors(query.format("{ customer: { name: ASC } }"), at=cursor) == []
    for other in ("{ agent: { name: ASC } }", "{ customer: { email: ASC } }"):
        ((code, _),) = await graph.errors(query.format(other), at=cursor)
        assert code == "BAD_CURSOR"


async def test_an_order_that_would_carry_too_many_values_is_refused(sample: Endpoints) -> None:
    """But not if one of the two sides is narrow."""
    query = "{{ credentials(first: 5, orderBy: [{{ user: {{ email: ASC }} }}]{}) {{ nodes {{ username }} }} }}"
    async with open_graph(sample, cross_store_key_limit=3) as strict:
        assert await strict.errors(query.format("")) == [
            (
                "CROSS_STORE_ORDER_TOO_WIDE",
                "the order by `user` leads from more than 3 rows to more than 3 Users in another store: say in `where`"
                " which rows are wanted",
            )
        ]
        narrow = await strict.data(query.format(', where: { username: { startsWith: "nobody" } }'))
        assert narrow == {"credentials": {"nodes": []}}
