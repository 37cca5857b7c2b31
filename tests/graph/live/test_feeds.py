"""`feeds` says who is subscribed, and how far behind they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing
from typing import Any

import asyncpg
import pytest

from app.gateway import Gateway
from app.operation_request import OperationRequest
from graph.execution.executor import EXECUTORS
from tests.graph.conftest import Graph
from tests.graph.live.conftest import PATIENCE, Live, gateway_over
from tests.polling import until

FEEDS = "{ feeds { store following behind subscriptions { field subscribers waiting } } }"
AGENTS = "subscription ($where: AgentFilter) { all: agentStream(where: $where) { nodes { name } } }"
LIVE_AGENTS = "subscription { liveAgents(every: 100) { rows { key node { name } } } }"
GAMES = "subscription { gameChanges { changes { operation } } }"
NOBODY = {"following": False, "behind": 0.0, "subscriptions": []}


@pytest.fixture(params=list(EXECUTORS))
async def gateway(live: Live, request: pytest.FixtureRequest) -> AsyncIterator[Gateway]:
    """One whose feed looks often by itself."""
    async with gateway_over(live.endpoints, execution=request.param, feed_poll=0.1) as gateway:
        yield gateway
    await live.execute("DELETE FROM fire22.agents")


async def feeds(gateway: Gateway) -> dict[str, dict[str, Any]]:
    """What is said of each store."""
    told = (await Graph(gateway).data(FEEDS))["feeds"]
    return {each.pop("store"): each for each in told}


async def become(gateway: Gateway, holds: Callable[[dict[str, dict[str, Any]]], bool]) -> dict[str, dict[str, Any]]:
    """What is said as soon as this holds of it."""
    told: dict[str, dict[str, Any]] = await until(lambda: feeds(gateway), holds)
    return told


async def subscribe(stack: AsyncExitStack, gateway: Gateway, query: str, **variables: Any) -> None:
    """A subscription that has begun, and is not read any more."""
    results = gateway.subscribe(OperationRequest(query, variables=variables))
    await stack.enter_async_context(aclosing(results))
    async with asyncio.timeout(PATIENCE):
        await anext(results)


async def test_subscribers_are_counted_by_their_field(gateway: Gateway) -> None:
    """Whatever they are called in the result and whatever their arguments; until they leave."""
    assert await feeds(gateway) == {"mongo": NOBODY, "postgres": NOBODY}
    async with AsyncExitStack() as stack:
        for name in ("Ann", "Bob"):
            await subscribe(stack, gateway, AGENTS, where={"name": {"eq": name}})
        for query in (LIVE_AGENTS, LIVE_AGENTS, GAMES):
            await subscribe(stack, gateway, query)
        told = await become(gateway, lambda told: all(each["following"] for each in told.values()))
        assert told["postgres"]["subscriptions"] == [
            {"field": "agentStream", "subscribers": 2, "waiting": 0},
            {"field": "liveAgents", "subscribers": 2, "waiting": 0},
        ]
        assert told["mongo"]["subscriptions"] == [{"field": "gameChanges", "subscribers": 1, "waiting": 0}]
    assert await feeds(gateway) == {"mongo": NOBODY, "postgres": NOBODY}


async def test_what_waits_is_that_of_the_slowest(gateway: Gateway, live: Live) -> None:
    async with AsyncExitStack() as stack:
        await subscribe(stack, gateway, AGENTS, where={"name": {"startsWith": "b"}})
        await subscribe(stack, gateway, AGENTS)
        await live.execute("INSERT INTO fire22.agents (id, name, code) VALUES ('a', 'a', 'a'), ('b', 'b', 'b')")
        told = await become(gateway, lambda told: any(each["waiting"] for each in told["postgres"]["subscriptions"]))
        assert told["postgres"]["subscriptions"] == [{"field": "agentStream", "subscribers": 2, "waiting": 2}]


async def test_a_feed_that_cannot_read_is_further_and_further_behind(gateway: Gateway, live: Live) -> None:
    """Until it has told what there was; a feed that can read is not, meanwhile."""
    locking = await asyncpg.connect(live.endpoints.postgres_url)
    async with AsyncExitStack() as stack:
        await subscribe(stack, gateway, AGENTS)
        await subscribe(stack, gateway, GAMES)
        async with locking.transaction():
            await locking.execute("LOCK TABLE polygraph.forgotten IN ACCESS EXCLUSIVE MODE")
            await become(gateway, lambda told: told["postgres"]["behind"] > 0.5 and told["mongo"]["behind"] == 0)
        await become(gateway, lambda told: told["postgres"]["behind"] == 0)
    await locking.close()


def test_it_is_no_live_query(live: Live) -> None:
    """Nothing would tell it anew."""
    subscription = live.gateway.schema._schema.subscription_type
    assert subscription is not None
    assert "liveAgents" in subscription.fields
    assert "liveFeeds" not in subscription.fields
