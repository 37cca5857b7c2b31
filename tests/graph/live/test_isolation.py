"""What goes wrong for some subscribers, or with some rows, is nothing to the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from json import dumps
from typing import Any

import asyncpg
import orjson
import pytest
from bson import ObjectId

from app.gateway import Gateway
from app.operation_request import OperationRequest
from app.settings import Settings
from graph.context import Context
from graph.execution.execute import Admitted, OperationResult, run
from graph.live import events
from graph.live_fields import LiveBatch
from resolvers.live import following
from resolvers.live.following import CATCH_UPS
from stores.errors import BadInput, CursorExpired, Lagged, UnrepresentableValue
from stores.mongo.feed import MongoFeed
from stores.mongo.store import MongoOptions, MongoStore, connect
from tests.graph.catalogue import CATALOGUE
from tests.graph.live.conftest import Listener, Live, gateway_over
from tests.graph.live.mining import measure, rates

pytestmark = pytest.mark.usefixtures("miners")


@pytest.mark.parametrize("others", [0, 500])
async def test_a_table_whose_changes_are_not_known_ends_its_subscriptions_alone(
    live: Live, others: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much others have to read past that; and live queries answer anew."""
    monkeypatch.setattr(following, "READ_LIMIT", 100)
    agents = "subscription { agentStream(batch: 1000) { nodes { name } } }"
    leads = "subscription { leadStream { nodes { name } } }"
    query = "subscription { liveLeads(every: 100) { rows { key } gone } }"
    await live.execute("INSERT INTO hosting.crm_leads (id, name) VALUES (1, 'L')")
    async with (
        live.listening(agents) as agents_heard,
        live.listening(leads) as leads_heard,
        live.listening(query) as asked,
    ):
        async with live.postgres.transaction():
            await live.execute("TRUNCATE hosting.crm_leads CASCADE")
            sql = "INSERT INTO fire22.agents (id, name, code) SELECT n, n, n FROM generate_series(0, $1::integer) AS n"
            await live.execute(sql, others)
        with pytest.raises(CursorExpired, match="crm_leads"):
            await leads_heard.next()
        assert len((await asked.data())["gone"]) == 1
        await agents_heard.until(lambda told: sum(len(each["nodes"]) for each in told) == others + 1)
        async with live.listening(leads) as again:
            await live.execute("INSERT INTO hosting.crm_leads (id, name) VALUES (2, 'M')")
            assert (await again.data())["nodes"] == [{"name": "M"}]
    await live.execute("TRUNCATE hosting.crm_leads CASCADE")


ODD = [
    {"Timestamp": None},
    {"Timestamp": "yesterday"},
    {"_id": {"name": "kim"}},
    {"CredentialId": {"name": "kim"}},
    {"CredentialId": ["kim"]},
    {"Grand": "much"},
    {"Grand": float("nan")},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_an_odd_document_disturbs_nobody(live: Live, odd: dict[str, Any]) -> None:
    """It may hold anything, of any type."""
    queries = (
        "subscription { jackpotAlerts(where: {grand: {gt: 1700}}) { alerts { node { mini } } } }",
        'subscription { houseJackpots(houses: ["Kirin"]) { nodes { mini } } }',
        'subscription { jackpotStream(where: {credentialId: {eq: "kim"}, timestamp: {gt: "2026-01-01T00:00:00Z"}}) {'
        " nodes { mini } } }",
    )
    await live.mongo["CRED3N7IAL"].replace_one({"_id": "kim"}, {"Password": "x", "House": "Kirin"}, upsert=True)
    usual = {"CredentialId": "kim", "Grand": 1_800.0, "Timestamp": datetime(2026, 2, 1, tzinfo=UTC), "Mini": 1.0}
    async with AsyncExitStack() as stack:
        listeners = [await stack.enter_async_context(live.listening(query)) for query in queries]
        await live.mongo["JACKP0T"].insert_one(usual | {"_id": ObjectId()} | odd)
        await live.mongo["JACKP0T"].insert_one(usual | {"_id": ObjectId(), "Grand": 5.0})
        await live.mongo["JACKP0T"].insert_one(usual | {"_id": ObjectId(), "Mini": 2.0})
        for listener in listeners:
            await listener.until(lambda told: '"mini": 2.0' in dumps(told))


async def test_a_number_that_is_none_is_judged_as_postgres_does(live: Live) -> None:
    """There NaN is more than any other number."""
    query = (
        "subscription ($where: TelemetrySampleFilter) { telemetrySampleStream(where: $where) { nodes { hashrate } } }"
    )
    async with (
        live.listening(query, where={"temperature": {"gt": "85"}}) as over,
        live.listening(query, where={"temperature": {"lte": "85"}}) as under,
    ):
        await measure(live, (1, "1", "NaN"), (1, "2", "80"), (1, "3", "90"))
        await over.until(lambda told: sum(map(len, map(rates, told))) == 2)
        await under.until(lambda told: sum(map(len, map(rates, told))) == 1)
    assert [[rate for each in heard.told for rate in rates(each["data"][heard.name])] for heard in (over, under)] == [
        ["1", "3"],
        ["2"],
    ]


async def test_who_filters_by_what_cannot_be_judged_is_ended_alone(live: Live) -> None:
    """PostgreSQL takes JSON of any depth."""
    query = "subscription ($where: OutboxEventFilter) { outboxEventStream(where: $where) { nodes { eventType } } }"
    sql = """INSERT INTO hosting.outbox_events (aggregate_type, aggregate_id, event_type, payload)
        VALUES ('a', 'a', $1, $2::text::jsonb)"""
    async with (
        live.listening(query, where={"payload": {"path": ["a"], "gt": 1}}) as judging,
        live.listening(query, where={"eventType": {"startsWith": "d"}}) as other,
    ):
        await live.execute(sql, "deep", "[" * 2_000 + "]" * 2_000)
        with pytest.raises(UnrepresentableValue):
            await judging.next()
        await live.execute(sql, "different", "{}")
        await other.until(lambda told: sum(len(each["nodes"]) for each in told) == 2)
    await live.execute("DELETE FROM hosting.outbox_events")


async def test_what_cannot_be_followed_is_refused_and_others_go_on(live: Live) -> None:
    """Without change streams, documents that have no time cannot be followed."""
    driver = connect(MongoOptions(live.endpoints.mongo_url))
    stores = {"mongo": MongoStore(MongoOptions(live.endpoints.mongo_url))}
    feeds = {"mongo": MongoFeed(driver, poll=True, interval=0.05, grace=0.0)}
    gateway = Gateway(live.gateway.schema, stores, Settings(), CATALOGUE, feeds)
    jackpots = gateway.subscribe(OperationRequest("subscription { jackpotStream { nodes { grand } } }"))
    await anext(jackpots)
    for query in ("subscription { houseStream { cursor } }", "subscription { liveHouses { sequence } }"):
        with pytest.raises(BadInput, match="Houses cannot be followed"):
            await anext(gateway.subscribe(OperationRequest(query)))
    await live.mongo["JACKP0T"].insert_one({"CredentialId": "eve", "Grand": 7.5, "Timestamp": datetime.now(UTC)})
    assert b'{"grand":7.5}' in await anext(jackpots)
    await jackpots.aclose()
    await gateway.close()
    await driver.close()


async def test_events_that_are_too_large_together_are_told_in_parts(live: Live) -> None:
    """What is too large alone is null, and what comes after it is told."""
    query = "subscription { agentStream { cursor nodes { name code customers(first: 200) { nodes { name } } } } }"
    async with gateway_over(live.endpoints, answer_limit=2_000) as gateway:
        results = gateway.subscribe(OperationRequest(query))
        await anext(results)
        async with live.postgres.transaction():
            agents = "INSERT INTO fire22.agents (id, name, code) SELECT n, n, n FROM generate_series(1, 99) AS n"
            await live.execute(agents)
            customers = "INSERT INTO fire22.customers (id, agent_id, name, email) SELECT n, 50, n, n"
            await live.execute(f"{customers} FROM generate_series(1, 199) AS n")
        told: list[dict[str, Any]] = []
        async with aclosing(results):
            while sum(map(_events, told)) < 99:
                told.append(orjson.loads(await anext(results)))
    streams = [each["data"]["agentStream"] for each in told]
    assert sorted(int(node["name"]) for each in streams if each for node in each["nodes"]) == [
        *range(1, 50),
        *range(51, 100),
    ]
    (null,) = (each for each in told if each["data"]["agentStream"] is None)
    assert [error["extensions"]["code"] for error in null["errors"]] == ["ANSWER_TOO_LARGE"]
    assert len({each["cursor"] for each in streams if each}) == len(streams) - 1


async def test_a_selection_is_made_for_as_many_events_at_a_time_as_may_be_paid_for(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its price is that of `batch` events; as many as come together share its statements, within the limit."""
    sizes: list[int] = []

    async def noted(operation: Admitted, context: Context, batch: LiveBatch) -> OperationResult:
        sizes.append(len(batch.seen))
        return await run(operation, context, batch)

    monkeypatch.setattr(events, "run", noted)
    query = "subscription { agentStream(batch: 1) { nodes { name customers(first: 10) { nodes { name } } } } }"
    agents = "INSERT INTO fire22.agents (id, name, code) SELECT n, n, n FROM generate_series($1::integer, $2) AS n"
    for first, limit, most in ((1, 1_000_000, 40), (41, 100, 9)):
        sizes.clear()
        async with (
            gateway_over(live.endpoints, cost_limit=limit) as gateway,
            replace(live, gateway=gateway).listening(query) as listener,
        ):
            await live.execute(agents, first, first + 39)
            await listener.until(lambda told: sum(len(each["nodes"]) for each in told) == 40)
        assert max(sizes) == most


def _events(result: dict[str, Any]) -> int:
    """How many events a result is of."""
    stream = result["data"]["agentStream"]
    return 1 if stream is None else len(stream["nodes"])


async def test_slow_clients_that_catch_up_let_others_catch_up(live: Live) -> None:
    """However many they are, and though none of them reads."""
    query = "subscription ($after: String) { agentStream(after: $after) { cursor nodes { name } } }"
    async with live.listening(query) as listener:
        cursor = listener.told[0]["data"]["agentStream"]["cursor"]
    sql = "INSERT INTO fire22.agents (id, name, code) SELECT n, n, n FROM generate_series(1, 30) AS n"
    await live.execute(sql)
    async with gateway_over(live.endpoints, event_limit=10) as gateway, AsyncExitStack() as stack:
        behind = replace(live, gateway=gateway)
        for _ in range(CATCH_UPS):
            await stack.enter_async_context(behind.listening(query, after=cursor))
        async with behind.listening(query, after=cursor) as reading:
            await reading.until(lambda told: sum(len(each["nodes"]) for each in told) == 30)


SLOW = "subscription ($after: String) { agentStream(after: $after) { cursor nodes { name customers { totalCount } } } }"


@asynccontextmanager
async def stopped(live: Live, table: str) -> AsyncIterator[None]:
    """Whoever reads the table waits."""
    holder = await asyncpg.connect(live.endpoints.postgres_url)
    async with holder.transaction():
        await holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    await holder.close()


async def add_agents(live: Live, swift: Listener, names: Iterable[str]) -> None:
    """New agents, of each of which somebody hears before the next."""
    for name in names:
        await live.execute("INSERT INTO fire22.agents (id, name, code) VALUES ($1, $1, $1)", name)
        assert (await swift.data())["nodes"] == [{"name": name}]


async def test_a_selection_that_takes_long_delays_nobody_else(live: Live) -> None:
    """It is told everything when it can be made."""
    names = ["a", "b", "c"]
    async with live.listening(SLOW) as late, live.listening("subscription { agentStream { nodes { name } } }") as swift:
        async with stopped(live, "fire22.customers"):
            hearing = asyncio.create_task(late.data())
            await add_agents(live, swift, names)
            assert not hearing.done()
        await hearing
        await late.until(lambda told: [node["name"] for each in told for node in each["nodes"]] == names)


async def test_a_selection_that_takes_too_long_is_told_where_to_go_on(live: Live) -> None:
    """As a client is that reads too slowly; and it misses nothing."""
    names = [f"n{number:02}" for number in range(13)]
    async with gateway_over(live.endpoints, event_limit=10) as gateway:
        over = replace(live, gateway=gateway)
        swiftly = "subscription { agentStream { nodes { name } } }"
        async with over.listening(SLOW) as late, over.listening(swiftly) as swift:
            async with stopped(live, "fire22.customers"):
                await add_agents(live, swift, names)
            with pytest.raises(Lagged) as lagged:
                await late.until(lambda _: False)
        known = [node["name"] for each in late.told for node in each["data"]["agentStream"]["nodes"]]
        async with over.listening(SLOW, after=lagged.value.cursor) as again:
            rest = names[len(known) :]
            await again.until(lambda told: [node["name"] for each in told for node in each["nodes"]] == rest)
