"""`where` over every entity, by every column and along every relation, against plain reads of the databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from graph.filters import DEPTH_LIMIT, TEST_LIMIT
from stores.catalogue import Column, Entity, Relation, ValueType
from stores.embedded.servers import Endpoints
from stores.naming import camel_case
from tests.graph.catalogue import CATALOGUE, RELATIONS
from tests.graph.conftest import Graph, open_graph
from tests.graph.reference import Reference, expected_json, expected_row, key_columns

LIMIT = 60
"""Filters that are tried on one JSON column."""

TOGETHER = 20
"""Lists that are asked for in one operation."""


async def found(graph: Graph, entity: Entity, filters: Sequence[dict[str, Any]]) -> list[int]:
    """How many rows each of these filters keeps."""
    counts: list[int] = []
    name = camel_case(entity.plural)
    for start in range(0, len(filters), TOGETHER):
        part = filters[start : start + TOGETHER]
        given = {f"where{number}": where for number, where in enumerate(part)}
        declared = ", ".join(f"${variable}: {entity.name}Filter" for variable in given)
        fields = " ".join(f"of{number}: {name}(where: $where{number}) {{ totalCount }}" for number in range(len(part)))
        data = await graph.data(f"query ({declared}) {{ {fields} }}", **given)
        counts += [data[f"of{number}"]["totalCount"] for number in range(len(part))]
    return counts


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
async def test_every_column_is_equal_to_its_values_and_to_no_others(
    graph: Graph, reference: Reference, entity: Entity
) -> None:
    rows = await reference.rows(entity)
    columns = [column for column in entity.exposed if column.type is not ValueType.JSON]
    filters: list[dict[str, Any]] = []
    expected: list[int] = []
    for column in columns:
        shown = [expected_json(column, row[column.name]) for row in rows]
        value = next((value for value in shown[len(shown) // 2 :] if value is not None), None)
        nulls = shown.count(None)
        filters.append({camel_case(column.name): {"isNull": True}})
        expected.append(nulls)
        if value is not None:
            filters += [{camel_case(column.name): {test: value}} for test in ("eq", "ne")]
            filters.append({camel_case(column.name): {"in": [value], "isNull": False}})
            expected += [shown.count(value), len(rows) - shown.count(value), shown.count(value)]
    assert await found(graph, entity, filters) == expected


@pytest.mark.parametrize(
    ("entity", "relation"), RELATIONS, ids=[f"{entity.name}.{relation.name}" for entity, relation in RELATIONS]
)
async def test_every_relation_keeps_the_rows_that_it_leads_somewhere_from(
    graph: Graph, reference: Reference, entity: Entity, relation: Relation
) -> None:
    rows, target = await reference.rows(entity), CATALOGUE[relation.target]
    related = [await reference.related(relation, row) for row in rows]
    one = next(row for leading in related for row in leading)
    same = {key: {"eq": value} for key, value in expected_row(key_columns(target), one).items()}
    name = camel_case(relation.name)
    if not relation.many:
        filters: list[dict[str, Any]] = [{name: {}}, {"not": {name: {}}}, {name: same}]
    else:
        filters = [{name: {"some": {}}}, {name: {"none": {}}}, {name: {"some": same}}, {name: {"every": same}}]
    leading = sum(map(bool, related))
    met = sum(one in each for each in related)
    expected = [leading, len(rows) - leading, met]
    if relation.many:
        expected.append(sum(all(row == one for row in each) for each in related))
    if not hidden(target):
        assert await found(graph, entity, filters) == expected


def hidden(entity: Entity) -> bool:
    """Whether the key of an entity is not all exposed, so that no filter can name a row by it."""
    return not all(column.exposed for column in key_columns(entity))


async def test_a_filter_leads_over_several_relations_and_stores(graph: Graph, reference: Reference) -> None:
    """From MongoDB to PostgreSQL and on within it, and the other way."""
    houses = await graph.data(
        """{ credentials(first: 500, where: { user: { customer: { balance: { gt: "0" } } } }) {
            nodes { user { customer { balance } } } }
          all: credentials(first: 500) { nodes { user { customer { balance } } } } }"""
    )
    kept = [node for node in houses["all"]["nodes"] if balance(node) > 0]
    assert kept == houses["credentials"]["nodes"]
    assert kept


def balance(credential: dict[str, Any]) -> float:
    """What the customer of a credential's user has."""
    customer = (credential["user"] or {}).get("customer") or {"balance": "0"}
    return float(customer["balance"])


async def test_lists_of_relations_their_totals_and_pages_keep_the_filter(graph: Graph) -> None:
    query = """query ($where: WagerFilter) { agents(first: 5) { nodes {
        wagers(where: $where, first: 3, orderBy: [{ amount: DESC }]) {
            totalCount nodes { amount } pageInfo { hasNextPage endCursor } }
        all: wagers(first: 500) { nodes { amount } } } } }"""
    data = await graph.data(query, where={"amount": {"gte": "20", "lt": "60"}})
    met = 0
    for agent in data["agents"]["nodes"]:
        amounts = sorted((float(each["amount"]) for each in agent["all"]["nodes"]), reverse=True)
        kept = [amount for amount in amounts if 20 <= amount < 60]
        met += len(kept)
        assert agent["wagers"]["totalCount"] == len(kept)
        assert [float(each["amount"]) for each in agent["wagers"]["nodes"]] == kept[:3]
        assert agent["wagers"]["pageInfo"]["hasNextPage"] == (len(kept) > 3)
    assert met


async def test_pages_of_a_filtered_list_follow_each_other(graph: Graph) -> None:
    query = """query ($after: String) { wagers(first: 7, after: $after, where: { status: { eq: SETTLED } }) {
        totalCount edges { cursor node { id status } } pageInfo { hasNextPage endCursor } } }"""
    ids: list[str] = []
    after = None
    while True:
        wagers = (await graph.data(query, after=after))["wagers"]
        ids += [edge["node"]["id"] for edge in wagers["edges"]]
        if not wagers["pageInfo"]["hasNextPage"]:
            break
        after = wagers["pageInfo"]["endCursor"]
    assert len(ids) == len(set(ids)) == wagers["totalCount"] > 7


async def test_a_filter_within_one_store_is_part_of_the_one_statement(graph: Graph) -> None:
    await graph.data(
        """{ agents(where: { customers: { some: { wagers: { some: { amount: { gt: "10" } } } } } }) { nodes { name
            customers(where: { agent: { code: { startsWith: "A" } } }) { nodes { name } } } } }"""
    )
    assert len(graph.statements) == 1


async def test_a_filter_across_stores_is_one_statement_for_the_keys_and_one_for_the_rows(graph: Graph) -> None:
    await graph.data('{ credentials(where: { user: { email: { contains: "a" } } }) { nodes { username } } }')
    assert [statement["store"] for statement in graph.statements] == ["postgres", "mongo"]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("{ name: { eq: null } }", "`eq` in a filter may not be null: leave it out, or say `isNull`"),
        ("{ name: null }", "`name` in a filter may not be null: leave it out, or say `isNull`"),
        ("{ and: null }", "`and` in a filter may not be null: leave it out, or say `isNull`"),
        (
            r'{ name: { like: "a\\" } }',
            r"a pattern must not end with a single backslash: `\\` is one that stands for itself",
        ),
        ("{ not: " * DEPTH_LIMIT + "{}" + " }" * DEPTH_LIMIT, f"a filter may be {DEPTH_LIMIT} levels deep"),
        ("{ or: [" + '{ name: { eq: "x" } } ' * (TEST_LIMIT + 1) + "] }", f"a filter may hold {TEST_LIMIT} tests"),
    ],
)
async def test_a_filter_that_says_nothing_or_too_much_is_refused(graph: Graph, where: str, message: str) -> None:
    assert await graph.errors(f"{{ agents(where: {where}) {{ nodes {{ id }} }} }}") == [("BAD_INPUT", message)]
    assert graph.statements == []


@pytest.mark.parametrize("where", ["{}", "{ and: [] }", "{ not: { or: [] } }", "{ or: [{}] }", "{ name: {} }", "null"])
async def test_a_filter_that_always_holds_keeps_all(graph: Graph, reference: Reference, where: str) -> None:
    data = await graph.data(f"{{ agents(where: {where}) {{ totalCount }} }}")
    assert data["agents"]["totalCount"] == len(await reference.rows(CATALOGUE["Agent"]))


def json_columns() -> list[tuple[Entity, Column]]:
    """All columns that hold JSON."""
    return [(e, column) for e in CATALOGUE.values() for column in e.exposed if column.type is ValueType.JSON]


@pytest.mark.parametrize(
    ("entity", "column"), json_columns(), ids=[f"{entity.name}.{column.name}" for entity, column in json_columns()]
)
async def test_every_json_column_contains_its_values_and_what_is_at_their_paths(
    graph: Graph, reference: Reference, entity: Entity, column: Column
) -> None:
    rows = await reference.rows(entity)
    shown = [expected_json(column, row[column.name]) for row in rows]
    name = camel_case(column.name)
    filters: list[dict[str, Any]] = [{name: {"isNull": True}}]
    expected = [shown.count(None)]
    for value in filter(None, map(plain_part, (row[column.name] for row in rows))):
        filters.append({name: {"contains": value}})
        expected.append(sum(each is not None and contains(each, value) for each in shown))
        for key, inner in value.items() if isinstance(value, dict) else ():
            filters.append({name: {"path": [key], "eq": inner}})
            expected.append(sum(isinstance(each, dict) and each.get(key) == inner for each in shown))
    assert await found(graph, entity, filters[:LIMIT]) == expected[:LIMIT]


def plain_part(stored: Any) -> Any:
    """What JSON can say of a stored value: a document may hold moments and ids, which are no texts."""
    value = orjson.loads(stored) if isinstance(stored, str) else stored
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if isinstance(inner, str | int | float)}
    return value


def contains(value: Any, part: Any) -> bool:
    """PostgreSQL's `@>`, as far as the samples need it."""
    if isinstance(part, dict):
        return isinstance(value, dict) and all(key in value and contains(value[key], part[key]) for key in part)
    if isinstance(part, list):
        return isinstance(value, list) and all(any(contains(each, one) for each in value) for one in part)
    return bool(value == part)


async def test_a_filter_that_would_carry_too_many_keys_asks_the_other_side_and_is_refused_last(
    sample: Endpoints, graph: Graph
) -> None:
    """Both ways give the same rows; without anything said of the near side there is only one."""
    where = '{{ user: {{ email: {{ contains: "a" }} }} {} }}'
    query = f"{{{{ credentials(first: 500, where: {where}) {{{{ nodes {{{{ username }}}} }}}} }}}}"
    narrow = 'username: { eq: "%s" }'
    whole = (await graph.data(query.format("")))["credentials"]["nodes"]
    assert len(whole) > 2
    one = narrow % whole[0]["username"]
    async with open_graph(sample, cross_store_key_limit=2) as strict:
        assert await strict.errors(query.format("")) == [
            (
                "CROSS_STORE_FILTER_TOO_WIDE",
                "the filter by `user` leads to more than 2 Users in another store: say more of them, or of the rows"
                " that lead there",
            )
        ]
        kept = (await strict.data(query.format(one)))["credentials"]["nodes"]
    assert kept == [node for node in whole if node["username"] == whole[0]["username"]]
