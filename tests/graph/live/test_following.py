"""Who joins while something else is under way misses nothing, and disturbs nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import pytest

from app.operation_request import OperationRequest
from resolvers.live.event import Seen, seen_as_change, seen_as_stream
from resolvers.live.following import Following
from resolvers.live.subscriber import Subscriber, Watch
from resolvers.loaders import Session
from stores.aggregate import Aggregate
from stores.errors import StoreForbidden, StoreUnavailable
from stores.feed import Position
from stores.filter import Compare, Operator
from stores.postgres.feed import PostgresFeed
from stores.postgres.pool import PostgresOptions
from stores.query import Count, Select
from tests.graph.catalogue import CATALOGUE
from tests.graph.execution.failing_store import FailingStore, Failures
from tests.graph.live.conftest import PATIENCE, Live, gateway_over

AGENT = CATALOGUE["Agent"]


class Keys:
    """A cohort whose items are keys."""

    async def items(self, seen: list[Seen]) -> list[Any]:
        """See `Cohort`."""
        return [each.event.key[0] for each in seen]


KEYS = Keys()


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


class HeldFeed(PostgresFeed):
    """A feed that asks for `now` when the gate is open."""

    def __init__(self, options: PostgresOptions) -> None:
        super().__init__(options)
        self.gate, self.held = asyncio.Event(), asyncio.Event()
        self.gate.set()

    async def now(self) -> Position:
        """See `Feed`."""
        if not self.gate.is_set():
            self.held.set()
            await self.gate.wait()
        return await super().now()


class DeafFeed(PostgresFeed):
    """A feed that hears of nothing until it is woken."""

    def __init__(self, options: PostgresOptions) -> None:
        super().__init__(options)
        self.asleep, self.woken = asyncio.Event(), asyncio.Event()

    async def wait(self, after: Position, limit: float) -> None:
        """See `Feed`."""
        self.asleep.set()
        await self.woken.wait()
        await super().wait(after, limit)


@asynccontextmanager
async def following(
    live: Live, sessions: Callable[[], Session] | None = None, kind: type[PostgresFeed] = PostgresFeed
) -> AsyncIterator[Following]:
    """What follows a feed of this kind."""
    feed = kind(PostgresOptions(live.endpoints.postgres_url))
    made = Following(feed, CATALOGUE, sessions or live.gateway.session, lambda _: None, waiting=100)
    yield made
    await made.close()


def subscriber(start: Position, name: str | None = None, columns: tuple[str, ...] = ()) -> Subscriber:
    """One that wants new agents, or those with a name."""
    where = None if name is None else Compare("name", Operator.EQUAL, name)
    return Subscriber(Watch(AGENT, where, seen_as_stream, KEYS, columns, field="agentStream", latest=False), start, 100)


async def taken(subscribed: Subscriber) -> list[Any]:
    """The next items."""
    async with asyncio.timeout(PATIENCE):
        return (await subscribed.take(100)).items


async def add(live: Live, *ids: str) -> None:
    """New agents, named as their ids are, in one transaction."""
    sql = "INSERT INTO fire22.agents (id, name, code) SELECT id, id, id FROM unnest($1::text[]) AS id"
    await live.execute(sql, list(ids))


@pytest.fixture(autouse=True)
async def no_agents(live: Live) -> AsyncIterator[None]:
    """Each test begins without rows."""
    yield
    await live.execute("DELETE FROM fire22.agents")


async def test_who_joins_while_another_asks_where_to_begin_is_told_from_its_own_start(live: Live) -> None:
    async with following(live, kind=HeldFeed) as hub:
        feed = hub.feed
        assert isinstance(feed, HeldFeed)
        first = subscriber(await hub.start())
        feed.gate.clear()
        second_start = asyncio.create_task(hub.start())
        await feed.held.wait()
        await add(live, "between")
        assert hub.joins(first)
        feed.gate.set()
        second = subscriber(await second_start)
        assert hub.joins(second)
        assert await taken(first) == ["between"]
        await add(live, "after")
        assert await taken(second) == await taken(first) == ["after"]


async def test_who_begins_when_all_have_gone_begins_now(live: Live) -> None:
    """However long ago the feed was last looked at: what came since then may even be forgotten."""
    async with following(live, kind=DeafFeed) as hub:
        feed = hub.feed
        assert isinstance(feed, DeafFeed)
        gone = subscriber(await hub.start())
        assert hub.joins(gone)
        await feed.asleep.wait()
        hub.leave(gone)
        await add(live, "old")
        late = subscriber(await hub.start())
        assert hub.joins(late)
        feed.woken.set()
        await add(live, "new")
        assert await taken(late) == ["new"]


async def test_who_joins_while_rows_are_read_is_none_of_those_whom_they_concern(live: Live) -> None:
    """The rows lack what its filter speaks of; nobody's subscription may fail by that."""
    joining: list[Subscriber] = []

    def sessions() -> Session:
        while joining:
            late = joining.pop()
            late.start = hub._position or ()
            assert hub.joins(late)
        return live.gateway.session()

    async with following(live, sessions) as hub:
        early = subscriber(await hub.start())
        assert hub.joins(early)
        late = subscriber((), "two", ("status",))
        joining.append(late)
        await add(live, "one")
        assert await taken(early) == ["one"]
        await add(live, "two")
        assert await taken(early) == ["two"]
        assert await taken(late) == ["two"]


async def test_who_leaves_before_it_could_join_is_forgotten(live: Live) -> None:
    joining: list[Subscriber] = []

    def sessions() -> Session:
        while joining:
            late = joining.pop()
            late.start = hub._position or ()
            assert hub.joins(late)
            hub.leave(late)
        return live.gateway.session()

    async with following(live, sessions) as hub:
        early, late = subscriber(await hub.start()), subscriber(())
        assert hub.joins(early)
        joining.append(late)
        await add(live, "one")
        assert await taken(early) == ["one"]
        await add(live, "two")
        assert await taken(early) == ["two"]
        assert late.waiting == 0


async def test_who_goes_on_between_changes_of_a_row_is_told_of_the_later_one(live: Live) -> None:
    """A row begins to belong, another one comes, and it ends to belong: all are read at once by somebody else."""
    await add(live, "a")
    watch = Watch(
        AGENT, Compare("name", Operator.EQUAL, "Ann"), seen_as_change, KEYS, (), field="agentChanges", latest=True
    )
    async with following(live) as hub:
        start = await hub.feed.now()
        await live.execute("UPDATE fire22.agents SET name = 'Ann' WHERE id = 'a'")
        first = (await hub.feed.read([AGENT], start, 1)).position
        await live.execute("UPDATE fire22.agents SET name = 'Bob' WHERE id = 'a'")
        hub._position = start
        late = Subscriber(watch, first, 100)
        assert hub.joins(late)
        assert await taken(late) == ["a"]


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
        watch = Watch(AGENT, None, seen_as_stream, Broken(), (), field="agentStream", latest=False)
        broken, sound = Subscriber(watch, start, 100), subscriber(start)
        assert hub.joins(broken)
        assert hub.joins(sound)
        await add(live, "one")
        with pytest.raises(ZeroDivisionError):
            await taken(broken)
        assert await taken(sound) == ["one"]


async def test_rows_that_may_not_be_read_end_the_subscriptions_of_their_table(live: Live) -> None:
    """To wait for them would let all others wait."""
    async with gateway_over(live.endpoints) as gateway:
        store = FailingStore(gateway.stores["postgres"])
        gateway.stores = {**gateway.stores, "postgres": store}
        store.fail(ForbiddenAgents(0, 0))
        async with following(live, gateway.session) as hub:
            start = await hub.start()
            watch = Watch(CATALOGUE["Customer"], None, seen_as_stream, KEYS, (), field="customerStream", latest=False)
            agents, customers = subscriber(start), Subscriber(watch, start, 100)
            assert hub.joins(agents)
            assert hub.joins(customers)
            await add(live, "a")
            await live.execute("INSERT INTO fire22.customers (id, agent_id, name, email) VALUES ('c', 'a', 'C', 'c')")
            with pytest.raises(StoreForbidden):
                await taken(agents)
            assert await taken(customers) == ["c"]
    await live.execute("DELETE FROM fire22.customers")
