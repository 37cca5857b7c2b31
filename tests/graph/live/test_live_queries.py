"""Live queries: the first answer whole, then what has changed, from which a client has what a query would give it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.operation_request import OperationRequest
from graph.live.live_query import LiveRun
from stores.errors import Stopping
from tests.graph.conftest import Graph
from tests.graph.live.conftest import PATIENCE, Live, gateway_over
from tests.graph.live.mining import mine

AGENTS = """subscription ($where: AgentFilter) {
    liveAgents(where: $where, orderBy: [{ name: ASC }], first: 5, every: 100) {
        sequence whole gone rows { key after node { name customers { totalCount nodes { name } } } }
        list { totalCount aggregate { sum { totalVolume } } } } }"""
QUERY = """query ($where: AgentFilter) { agents(where: $where, orderBy: [{ name: ASC }], first: 5) {
    nodes { nodeId name customers { totalCount nodes { name } } } totalCount aggregate { sum { totalVolume } } } }"""


@pytest.fixture(autouse=True)
async def rows(live: Live) -> AsyncIterator[None]:
    """Three agents."""
    for number, name in enumerate(("Bob", "Dan", "Fay")):
        await add(live, str(number), name)
    yield
    await live.execute("TRUNCATE fire22.agents, fire22.users, hosting.crm_leads CASCADE")


async def add(live: Live, id_: str, name: str) -> None:
    """A new agent."""
    await live.execute("INSERT INTO fire22.agents (id, name, code) VALUES ($1, $2, $1)", id_, name)


class Kept:
    """What a client keeps of a live list."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.nodes: dict[str, Any] = {}
        self.list: Any = None

    def apply(self, patch: dict[str, Any]) -> None:
        """Put a patch in, as its fields say."""
        if patch["whole"]:
            self.order, self.nodes = [], {}
        for key in patch["gone"]:
            self.order.remove(key)
            del self.nodes[key]
        for row in patch["rows"]:
            if row["key"] in self.nodes:
                self.order.remove(row["key"])
            self.order.insert(0 if row["after"] is None else self.order.index(row["after"]) + 1, row["key"])
            self.nodes[row["key"]] = row["node"]
        self.list = patch["list"] or self.list

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows as a query has them."""
        return [{"nodeId": key, **self.nodes[key]} for key in self.order]


CHANGES = [
    "UPDATE fire22.agents SET name = 'Ann' WHERE name = 'Fay'",
    "UPDATE fire22.agents SET name = 'Zoe' WHERE name = 'Bob'",
    "INSERT INTO fire22.agents (id, name, code) VALUES ('x', 'Cid', 'x'), ('y', 'Eve', 'y')",
    "INSERT INTO fire22.customers (id, agent_id, name, email) VALUES ('c', '1', 'Kim', 'k')",
    "UPDATE fire22.customers SET name = 'Kay' WHERE id = 'c'",
    "DELETE FROM fire22.agents WHERE id = 'x'",
    "UPDATE fire22.agents SET total_volume = 10 WHERE name = 'Ann'",
]


async def test_a_client_that_puts_the_patches_in_has_what_the_query_gives(live: Live) -> None:
    graph, kept, sizes = Graph(live.gateway), Kept(), []
    async with live.listening(AGENTS) as listener:
        kept.apply(listener.told[0]["data"]["liveAgents"])
        for statement in CHANGES:
            await live.execute(statement)
            patch = await listener.data()
            kept.apply(patch)
            sizes.append(len(patch["rows"]))
            expected = (await graph.data(QUERY))["agents"]
            assert kept.rows == expected.pop("nodes")
            assert kept.list == expected
        assert [each["data"]["liveAgents"]["sequence"] for each in listener.told] == list(range(1, 9))
    assert max(sizes) <= 4
    assert not any(each["data"]["liveAgents"]["whole"] for each in listener.told[1:])


async def test_what_changes_nothing_of_the_answer_is_not_told(live: Live) -> None:
    async with live.listening(AGENTS, where={"name": {"eq": "Bob"}}) as listener:
        await live.execute("UPDATE fire22.agents SET name = 'Dora' WHERE name = 'Dan'")
        await live.execute("UPDATE fire22.agents SET code = 'z' WHERE name = 'Bob'")
        await live.execute("UPDATE fire22.agents SET total_volume = 3 WHERE name = 'Bob'")
        patch = await listener.data()
    assert (patch["rows"], patch["list"]["aggregate"]["sum"]["totalVolume"]) == ([], "3")


async def test_who_comes_later_begins_with_the_whole(live: Live) -> None:
    async with live.listening(AGENTS) as first:
        await add(live, "n", "New")
        await first.data()
        async with live.listening(AGENTS) as second:
            (whole,) = [each["data"]["liveAgents"] for each in second.told]
            assert (whole["whole"], whole["sequence"], len(whole["rows"])) == (True, 2, 4)
            await add(live, "o", "Old")
            assert await first.data() == await second.data()


async def test_one_statement_answers_all_who_ask_the_same(live: Live) -> None:
    async with live.listening(AGENTS), live.listening(AGENTS), live.listening(AGENTS):
        assert len(live.gateway._queries._cohorts) == 1
    assert not live.gateway._queries._cohorts


async def test_other_fields_are_told_whole_when_they_have_changed(live: Live) -> None:
    query = 'subscription { one: liveAgent(id: "0", every: 100) { name } }'
    async with live.listening(query) as listener:
        assert listener.told == [{"data": {"one": {"name": "Bob"}}}]
        await live.execute("UPDATE fire22.agents SET name = 'Rob' WHERE id = '0'")
        assert await listener.data() == {"name": "Rob"}
        await live.execute("DELETE FROM fire22.agents WHERE id = '0'")
        assert await listener.next() == {"data": {"one": None}}


async def test_an_analysis_is_live_as_well(live: Live) -> None:
    query = "subscription { liveCrmPipeline(every: 100) { stage deals } }"
    async with live.listening(query) as listener:
        await live.execute("INSERT INTO hosting.crm_leads (id, name) VALUES (1, 'L')")
        await live.execute(
            "INSERT INTO hosting.crm_deals (lead_id, title, value, stage) VALUES (1, 'D', 5, 'proposal')"
        )
        pipeline: Any = await listener.data()
        stages = {each["stage"]: each["deals"] for each in pipeline}
    assert stages["PROPOSAL"] == 1


async def test_answers_come_at_most_so_often(live: Live) -> None:
    """However often it changes, within a second there are no more than the first, one, and maybe one after it."""
    async with live.listening(AGENTS.replace("every: 100", "every: 1000")) as listener:
        async with asyncio.timeout(0.9):
            for number in range(20):
                await add(live, f"m{number}", f"M{number}")
        await listener.data()
    assert live.gateway._queries._cohorts == {}
    assert listener.told[1]["data"]["liveAgents"]["sequence"] == 2


async def test_a_live_query_ends_with_the_hub(live: Live) -> None:
    async with gateway_over(live.endpoints) as gateway:
        results = gateway.subscribe(OperationRequest(AGENTS))
        await anext(results)
        gateway.stop_subscriptions()
        with pytest.raises(Stopping):
            await anext(results)


async def test_a_live_query_ends_with_the_hub_while_it_waits_to_run_again(live: Live) -> None:
    """It has heard of a change by then, for so has another one."""
    async with gateway_over(live.endpoints) as gateway:
        seldom, often = (
            gateway.subscribe(OperationRequest(AGENTS.replace("every: 100", f"every: {every}")))
            for every in (60_000, 100)
        )
        await anext(seldom)
        await anext(often)
        await add(live, "n", "New")
        await anext(often)
        gateway.stop_subscriptions()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(Stopping):
                await anext(seldom)


async def test_who_comes_after_a_failure_begins_anew(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while somebody has not heard of it yet, who reads slowly."""

    async def broken(_: LiveRun) -> None:
        raise ZeroDivisionError

    async with live.listening(AGENTS) as slow:
        async with live.listening(AGENTS) as heard:
            with monkeypatch.context() as patched:
                patched.setattr(LiveRun, "answer", broken)
                await add(live, "n", "New")
                with pytest.raises(ZeroDivisionError):
                    await heard.next()
        async with live.listening(AGENTS) as again:
            with pytest.raises(ZeroDivisionError):
                await slow.next()
            assert len(again.told[0]["data"]["liveAgents"]["rows"]) == 4
            await add(live, "o", "Old")
            assert len((await again.data())["rows"]) > 0
    assert not live.gateway._queries._cohorts


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("subscription { liveAgents { rows { node { name } } } }", "select `key` of `rows`"),
        ("subscription { liveAgents(every: 1) { sequence } }", "`every` must be"),
    ],
)
async def test_what_cannot_be_live_is_refused(live: Live, query: str, says: str) -> None:
    with pytest.raises(Exception, match=says):
        await anext(live.gateway.subscribe(OperationRequest(query)))


async def test_what_an_analysis_reads_by_relations_is_live_too(live: Live) -> None:
    """The power of a site's miners is that of their models, which are joined in the store."""
    await mine(live)
    query = "subscription { liveSites(every: 100) { rows { key node { power { ratedPowerMw } } } } }"
    async with live.listening(query) as listener:
        for watts in (4_000, 5_000, 6_000):
            await live.execute(f"UPDATE hosting.miner_models SET power_consumption = {watts}")
            patch = await listener.data()
            assert [float(row["node"]["power"]["ratedPowerMw"]) for row in patch["rows"]] == [watts / 1e6] * 2
    await live.execute("TRUNCATE hosting.hosting_sites, hosting.miner_models CASCADE")
