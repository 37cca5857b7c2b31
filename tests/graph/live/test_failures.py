"""What fails while events are told or read anew is nothing to those whom it does not concern."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from app.gateway import Gateway
from app.operation_request import OperationRequest
from app.settings import Settings
from resolvers.live.event import Seen
from resolvers.live.following import CATCH_UPS, Following
from stores.aggregate import Aggregate
from stores.errors import StoreForbidden, StoreUnavailable
from stores.feed import Feed, Position
from stores.filter import And, Compare, Filter, Match, Matches, Not, Operator, Related
from stores.mongo.feed import MongoFeed
from stores.mongo.store import MongoOptions, MongoStore, connect
from stores.postgres.feed import PostgresFeed
from stores.postgres.pool import PostgresOptions
from stores.query import Count, Select
from tests.graph.catalogue import CATALOGUE
from tests.graph.execution.failing_store import FailingStore, Failures
from tests.graph.live.conftest import PATIENCE, Live, gateway_over
from tests.graph.live.followed import AGENT, CUSTOMER, add, following, subscriber, taken

pytestmark = pytest.mark.usefixtures("no_agents")


class OnceOfCustomers(Failures):
    """The first query of customers fails: the store is away."""

    befallen: ClassVar[list[str]] = []

    def befall(self, query: Select | Count | Aggregate) -> None:
        """See `Failures`."""
        if query.entity.name == "Customer" and not self.befallen:
            self.befallen.append(query.entity.name)
            raise StoreUnavailable("postgres cannot be reached")


class ForbiddenAgents(Failures):
    """The store's user may not read agents."""

    def befall(self, query: Select | Count | Aggregate) -> None:
        """See `Failures`."""
        if query.entity.name == "Agent":
            raise StoreForbidden("postgres: grant SELECT on fire22.agents")


async def test_an_outage_while_rows_are_written_for_clients_is_waited_for(live: Live) -> None:
    """The store from which the events came: else a client would get null in the place of what it asked for."""
    async with gateway_over(live.endpoints) as gateway:
        store = FailingStore(gateway.stores["postgres"])
        gateway.stores = {**gateway.stores, "postgres": store}
        query = "subscription { agentStream { nodes { id customers { totalCount } } } }"
        results = gateway.subscribe(OperationRequest(query))
        await anext(results)
        store.fail(OnceOfCustomers(0, 0))
        await add(live, "a")
        async with asyncio.timeout(PATIENCE):
            result = await anext(results)
        assert OnceOfCustomers.befallen
        assert result == b'{"data":{"agentStream":{"nodes":[{"id":"a","customers":{"totalCount":0}}]}}}'
        await results.aclose()


async def test_a_selection_that_fails_ends_the_subscriptions_that_have_it(live: Live) -> None:
    """Nobody foresaw how; and nobody else is ended."""

    class Broken:
        """A cohort of such a selection."""

        async def items(self, seen: list[Seen]) -> list[Any]:  # noqa: ARG002
            """See `Cohort`."""
            raise ZeroDivisionError

    async with following(live) as hub:
        start = await hub.start()
        broken, sound = subscriber(start, cohort=Broken()), subscriber(start)
        assert hub.joins(broken)
        assert hub.joins(sound)
        await add(live, "one")
        with pytest.raises(ZeroDivisionError):
            await taken(broken)
        assert await taken(sound) == ["one"]


class Away(Failures):
    """The store cannot be reached."""

    def befall(self, query: Select | Count | Aggregate) -> None:  # noqa: ARG002
        """See `Failures`."""
        raise StoreUnavailable("mongo cannot be reached")


async def test_who_filters_by_rows_of_another_store_is_ended_alone_while_that_is_away(live: Live) -> None:
    """All others would have to wait for it, whose own store answers."""
    player, credential = CATALOGUE["Player"], CATALOGUE["Credential"]
    where = Related(player.relations["credential"], credential, Compare("house_name", Operator.EQUAL, "Kirin"))
    async with gateway_over(live.endpoints) as gateway:
        store = FailingStore(gateway.stores["mongo"])
        gateway.stores = {**gateway.stores, "mongo": store}
        store.fail(Away(0, 0))
        async with following(live, gateway.session) as hub:
            start = await hub.start()
            crossing, *others = (
                subscriber(start, where, player),
                subscriber(start, entity=player),
                subscriber(start),
            )
            for each in (crossing, *others):
                assert hub.joins(each)
            await live.execute("INSERT INTO kingpin.users (id, username) VALUES (1, 'ann')")
            with pytest.raises(StoreUnavailable, match="mongo"):
                await taken(crossing)
            await add(live, "a")
            assert [await taken(each) for each in others] == [[1], ["a"]]
    await live.execute("TRUNCATE kingpin.users CASCADE")


@pytest.fixture
async def forbidden(live: Live) -> AsyncIterator[Following]:
    """What follows a feed whose user may not read agents, of whom a customer leads to one."""
    async with gateway_over(live.endpoints) as gateway:
        store = FailingStore(gateway.stores["postgres"])
        gateway.stores = {**gateway.stores, "postgres": store}
        store.fail(ForbiddenAgents(0, 0))
        async with following(live, gateway.session) as hub:
            yield hub


CUSTOMERS = "INSERT INTO fire22.customers (id, agent_id, name, email) VALUES ('c', 'a', 'C', 'c')"


async def test_rows_that_may_not_be_read_end_the_subscriptions_of_their_table(live: Live, forbidden: Following) -> None:
    """To wait for them would let all others wait."""
    start = await forbidden.start()
    agents, customers = subscriber(start), subscriber(start, entity=CUSTOMER)
    assert forbidden.joins(agents)
    assert forbidden.joins(customers)
    await add(live, "a")
    await live.execute(CUSTOMERS)
    with pytest.raises(StoreForbidden):
        await taken(agents)
    assert await taken(customers) == ["c"]


@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize(
    "said",
    [Compare("name", Operator.EQUAL, "A"), Matches("name", Match.STARTS_WITH, "A"), And(()), None],
    ids=["found by value", "judged", "nothing", "there"],
)
async def test_who_filters_by_rows_that_may_not_be_read_is_ended_alone(
    live: Live, forbidden: Following, said: Filter | None, negated: bool
) -> None:
    """Whatever is said of those rows."""
    related = Related(CUSTOMER.relations["agent"], AGENT, said)
    start = await forbidden.start()
    judging, *others = (
        subscriber(start, where, CUSTOMER)
        for where in (Not(related) if negated else related, Compare("name", Operator.EQUAL, "C"), None)
    )
    for each in (judging, *others):
        assert forbidden.joins(each)
    await add(live, "a")
    await live.execute(CUSTOMERS)
    with pytest.raises(StoreForbidden):
        await taken(judging)
    assert [await taken(each) for each in others] == [["c"], ["c"]]


class AwayFeed(PostgresFeed):
    """A feed whose store is away."""

    async def now(self) -> Position:
        """See `Feed`."""
        raise StoreUnavailable("postgres cannot be reached")


async def test_who_cannot_catch_up_while_a_store_is_away_lets_those_of_another_catch_up(live: Live) -> None:
    """However many they are."""
    queries = [
        f"subscription ($after: String) {{ {field}(after: $after) {{ cursor nodes {{ id }} }} }}"
        for field in ("agentStream", "jackpotStream")
    ]
    cursors = []
    for query in queries:
        async with live.listening(query) as listener:
            ((each,),) = (result["data"].values() for result in listener.told)
            cursors.append(each["cursor"])
    await live.mongo["JACKP0T"].insert_one({"CredentialId": "eve", "Timestamp": datetime.now(UTC)})
    driver = connect(MongoOptions(live.endpoints.mongo_url))
    stores = {"mongo": MongoStore(MongoOptions(live.endpoints.mongo_url))}
    feeds: dict[str, Feed] = {
        "mongo": MongoFeed(driver),
        "postgres": AwayFeed(PostgresOptions(live.endpoints.postgres_url)),
    }
    gateway = Gateway(live.gateway.schema, stores, Settings(), CATALOGUE, feeds)
    over = replace(live, gateway=gateway)
    async with AsyncExitStack() as stack:
        for _ in range(CATCH_UPS):
            await stack.enter_async_context(over.listening(queries[0], after=cursors[0]))
        async with over.listening(queries[1], after=cursors[1]) as listener:
            assert len((await listener.data())["nodes"]) == 1
    await gateway.close()
    await driver.close()
