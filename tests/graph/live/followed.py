"""What follows a feed below the graph, and subscribers to it whose items are keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from resolvers.live.event import Seen, seen_as_stream
from resolvers.live.following import Following
from resolvers.live.subscriber import Cohort, Subscriber, Watch
from resolvers.loaders import Session
from stores.catalogue import Entity
from stores.feed import Position
from stores.filter import Filter
from stores.postgres.feed import PostgresFeed
from stores.postgres.pool import PostgresOptions
from tests.graph.catalogue import CATALOGUE
from tests.graph.live.conftest import PATIENCE, Live

AGENT, CUSTOMER = CATALOGUE["Agent"], CATALOGUE["Customer"]


class Keys:
    """A cohort whose items are keys."""

    async def items(self, seen: list[Seen]) -> list[Any]:
        """See `Cohort`."""
        return [each.event.key[0] for each in seen]


KEYS = Keys()


@asynccontextmanager
async def following(
    live: Live, sessions: Callable[[], Session] | None = None, kind: type[PostgresFeed] = PostgresFeed
) -> AsyncIterator[Following]:
    """What follows a feed of this kind."""
    feed = kind(PostgresOptions(live.endpoints.postgres_url))
    made = Following(feed, CATALOGUE, sessions or live.gateway.session, lambda _: None, waiting=100)
    yield made
    await made.close()


def subscriber(
    start: Position, where: Filter | None = None, entity: Entity = AGENT, cohort: Cohort = KEYS
) -> Subscriber:
    """One that wants new rows, or those of which a filter holds."""
    return Subscriber(Watch(entity, where, seen_as_stream, cohort, (), field="a stream", latest=False), start, 100)


async def taken(subscribed: Subscriber) -> list[Any]:
    """The next items."""
    async with asyncio.timeout(PATIENCE):
        return (await subscribed.take(100)).items


async def add(live: Live, *ids: str) -> None:
    """New agents, named as their ids are, in one transaction."""
    sql = "INSERT INTO fire22.agents (id, name, code) SELECT id, id, id FROM unnest($1::text[]) AS id"
    await live.execute(sql, list(ids))
