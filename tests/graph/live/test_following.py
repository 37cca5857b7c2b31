"""Who joins while something else is under way misses nothing, and disturbs nobody."""

from __future__ import annotations

import asyncio

import pytest

from resolvers.live.event import seen_as_change
from resolvers.live.subscriber import Subscriber, Watch
from resolvers.loaders import Session
from stores.errors import CursorExpired
from stores.feed import Position
from stores.filter import Compare, Operator
from stores.postgres.feed import PostgresFeed
from stores.postgres.pool import PostgresOptions
from tests.graph.live.conftest import Live
from tests.graph.live.followed import AGENT, CUSTOMER, KEYS, add, following, subscriber, taken
from tests.polling import until

pytestmark = pytest.mark.usefixtures("no_agents")


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
        late = subscriber((), Compare("name", Operator.EQUAL, "two"))
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


async def test_who_leaves_before_all_has_come_that_was_before_its_start_leaves_nothing_behind(live: Live) -> None:
    """A cursor may say a place that nothing will ever reach."""
    async with following(live) as hub:
        origin, transaction, number = await hub.start()
        far = [subscriber((origin, transaction + 10_000, number)) for _ in range(2)]
        for each in far:
            assert hub.joins(each)
            hub.leave(each)
        assert not hub._ahead


async def test_who_watches_a_table_whose_changes_are_not_known_is_told_of_no_later_place(live: Live) -> None:
    """Else it would go on after them, and never hear that it missed them."""
    async with following(live) as hub:
        start = await hub.start()
        quiet, loud = subscriber(start, entity=CUSTOMER), subscriber(start)
        assert hub.joins(quiet)
        assert hub.joins(loud)
        await add(live, "a")
        assert await taken(loud) == ["a"]
        await until(lambda: hub.heard(quiet))
        hub._lost["Customer"] = CursorExpired("changes of fire22.customers were not recorded")
        assert hub.heard(quiet) is None


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
