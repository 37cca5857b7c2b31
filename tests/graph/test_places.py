"""A field is told from others by its place in the operation: places never mix what was asked for at another one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graph.conftest import Graph

BUSY_CUSTOMER = """{ customers(first: 100) { nodes {
    wagers(first: 2) { totalCount nodes { nodeId } } transactions(first: 1) { nodes { nodeId } }
} } }"""

BELOW_TWO_TYPES = """query ($ids: [ID!]!) { nodes(nodeIds: $ids) {
    ... on Wager { of: customer { list: wagers(first: 1) { nodes { id } } } }
    ... on Transaction { of: customer { list: wagers(last: 2) { totalCount nodes { id amount } } } }
} }"""


async def ids_of_one_customer(graph: Graph) -> list[str]:
    """The global ids of a wager and a transaction of one customer with several wagers."""
    for customer in (await graph.data(BUSY_CUSTOMER))["customers"]["nodes"]:
        if customer["wagers"]["totalCount"] > 1 and customer["transactions"]["nodes"]:
            return [customer[name]["nodes"][0]["nodeId"] for name in ("wagers", "transactions")]
    raise AssertionError("the sample data has no customer with two wagers and a transaction")


@pytest.mark.parametrize("wager_first", [True, False])
async def test_fields_of_one_name_below_fragments_on_two_types_keep_their_own_arguments(
    graph: Graph, wager_first: bool
) -> None:
    """GraphQL lets such fields differ (section 5.3.2, fields in set can merge), for a row is of one type only."""
    ids = await ids_of_one_customer(graph)
    data = await graph.data(BELOW_TWO_TYPES, ids=ids if wager_first else ids[::-1])
    of_wager, of_transaction = (each["of"]["list"] for each in data["nodes"][:: 1 if wager_first else -1])
    assert set(of_wager) == {"nodes"}
    assert [set(row) for row in of_wager["nodes"]] == [{"id"}]
    assert of_transaction["totalCount"] > 1
    assert [set(row) for row in of_transaction["nodes"]] == [{"id", "amount"}] * 2


async def test_fields_below_two_aliases_keep_their_own_arguments(graph: Graph) -> None:
    """The same relation twice on each parent, and the same list twice at the root."""
    data = await graph.data("""{
        few: agents(first: 2) { nodes { id list: customers(first: 1) { nodes { id } } } }
        many: agents(first: 3) { nodes { id list: customers(first: 2, orderBy: [{id: DESC}]) { nodes { id name } }
            first: customers(first: 1) { nodes { id } } } }
    }""")
    few, many = data["few"]["nodes"], data["many"]["nodes"]
    assert [agent["id"] for agent in few] == [agent["id"] for agent in many][:2]
    assert [agent["list"] for agent in few] == [agent["first"] for agent in many[:2]]
    assert all(_descending(agent["list"]["nodes"]) and len(agent["list"]["nodes"]) == 2 for agent in many)


def _descending(rows: list[dict[str, Any]]) -> bool:
    return [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)
