"""Changes of rows whose filters speak of the rows that they lead to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graph.live.conftest import Listener, Live

pytestmark = pytest.mark.usefixtures("no_agents")

CUSTOMERS = """subscription ($where: CustomerFilter) { customerChanges(where: $where) {
    changes { operation node { name } } } }"""

AGENTS = """INSERT INTO fire22.agents (id, name, code) VALUES ('a', 'Ann', 'first'), ('b', 'Bob', 'second')"""
ADDED = """INSERT INTO fire22.customers (id, name, email, agent_id)
    SELECT id, id, id, agent FROM unnest($1::text[], $2::text[]) AS one (id, agent)"""
CREDENTIALS = """subscription ($where: CredentialFilter) { credentialChanges(where: $where) {
    changes { operation node { username } } } }"""


async def told(listener: Listener) -> list[tuple[str, Any]]:
    """The next changes: what was done to whom."""
    changes = (await listener.data())["changes"]
    return [(each["operation"], *each["node"].values()) for each in changes]


@pytest.mark.parametrize(
    "where",
    [
        {"agent": {"id": {"eq": "a"}, "status": {"eq": "ACTIVE"}}},
        {"agent": {"code": {"eq": "first"}, "status": {"eq": "ACTIVE"}}},
        {"not": {"agent": {"status": {"in": ["INACTIVE"]}}}},
    ],
)
async def test_a_row_whose_related_row_has_changed_is_taken_away_when_it_changes_itself(
    live: Live, where: dict[str, Any]
) -> None:
    """By whatever the subscriber is found."""
    await live.execute(AGENTS)
    async with live.listening(CUSTOMERS, where=where) as listener:
        await live.execute(ADDED, ["anna"], ["a"])
        assert await told(listener) == [("INSERT", "anna")]
        await live.execute("UPDATE fire22.agents SET status = 'inactive', code = 'other' WHERE id = 'a'")
        await live.execute("UPDATE fire22.customers SET name = 'annette' WHERE id = 'anna'")
        assert await told(listener) == [("DELETE", "annette")]


async def test_rows_that_never_led_to_the_row_in_question_are_not_taken_away(live: Live) -> None:
    """Their own columns say so."""
    await live.execute(AGENTS)
    where = {"agent": {"id": {"eq": "a"}, "status": {"eq": "ACTIVE"}}}
    async with live.listening(CUSTOMERS, where=where) as listener:
        await live.execute(ADDED, ["bert", "anna"], ["b", "a"])
        assert await told(listener) == [("INSERT", "anna")]
        await live.execute("UPDATE fire22.customers SET name = id || '!'")
        assert await told(listener) == [("UPDATE", "anna!")]


async def test_a_document_whose_house_has_changed_is_taken_away_when_it_changes_itself(live: Live) -> None:
    houses, credentials = live.mongo["H0U53"], live.mongo["CRED3N7IAL"]
    await houses.insert_one({"_id": "moving", "Name": "moving", "Url": "before"})
    try:
        async with live.listening(CREDENTIALS, where={"house": {"url": {"eq": "before"}}}) as listener:
            await credentials.insert_one({"_id": "ann", "House": "moving", "Password": "*", "Balance": 1.0})
            assert await told(listener) == [("INSERT", "ann")]
            await houses.update_one({"_id": "moving"}, {"$set": {"Url": "after"}})
            await credentials.update_one({"_id": "ann"}, {"$set": {"Balance": 2.0}})
            assert await told(listener) == [("DELETE", "ann")]
    finally:
        await houses.delete_one({"_id": "moving"})
