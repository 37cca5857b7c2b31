"""`polygraph migrate`: both stores to the current state, or back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.databases import endpoints_of, mongo_driver
from app.settings import Settings
from stores.errors import Misconfigured
from stores.mongo.bootstrap import Bootstrap
from stores.postgres import migrations

COMMAND_LIMIT = 3600.0
"""Seconds for one command: an index on a large collection takes its time."""

BASE = "base"
"""The state before the first revision."""


@dataclass(frozen=True, slots=True)
class Goal:
    """Where to go: up to a revision of PostgreSQL, down to one, or just recorded as being there."""

    revision: str = "head"
    down: bool = False
    stamp: bool = False
    dry_run: bool = False
    apply_ttl: bool = False
    """Whether collections of MongoDB that hold documents get a TTL, or a shorter one."""


async def migrate(settings: Settings, goal: Goal) -> AsyncIterator[str]:
    """Bring both stores to the goal, and say of each what was done. Nothing is done twice.

    MongoDB has no chain of revisions: what it lacks is found by comparing, so it goes either all the way up or, with
    `base`, all the way down.
    """
    yield f"PostgreSQL: {await _migrate_postgres(endpoints_of(settings).postgres_url, goal)}"
    for action in await _migrate_mongo(settings, goal) or ["fits already, nothing to do"]:
        yield f"MongoDB: {action}"


async def _migrate_postgres(url: str, goal: Goal) -> str:
    before = await migrations.current(url)
    if goal.dry_run:
        after = migrations.head() if goal.revision == "head" else goal.revision
    else:
        step = migrations.stamp if goal.stamp else migrations.downgrade if goal.down else migrations.upgrade
        await step(url, goal.revision)
        after = await migrations.current(url) or BASE
    if (before or BASE) == after:
        return f"at {after} already, nothing to do"
    return f"{'would go ' if goal.dry_run else ''}from {before or BASE} to {after}"


async def _migrate_mongo(settings: Settings, goal: Goal) -> list[str]:
    if goal.stamp:
        return ["nothing to record, what it lacks is found by comparing"]
    if goal.down and goal.revision != BASE:
        return [f"left as it is; `--down-to {BASE}` takes it back"]
    async with mongo_driver(settings, time_limit=COMMAND_LIMIT) as driver:
        bootstrap = Bootstrap(driver)
        if not goal.down:
            return [*await _bring_up(bootstrap, goal), *await _left_out(bootstrap, goal)]
        if goal.dry_run:
            return ["would undo what `polygraph migrate` made, but for collections that hold data"]
        return await bootstrap.down()


async def _bring_up(bootstrap: Bootstrap, goal: Goal) -> list[str]:
    if goal.dry_run:
        return [f"would {action}" for action in await bootstrap.check(apply_ttl=goal.apply_ttl)]
    return await bootstrap.up(apply_ttl=goal.apply_ttl)


async def _left_out(bootstrap: Bootstrap, goal: Goal) -> list[str]:
    actions = [] if goal.apply_ttl else await bootstrap.left_out()
    return [f"left out without `--apply-ttl`: {action}" for action in actions]


async def require_migrated(url: str) -> None:
    """Raises `Misconfigured` when PostgreSQL is not at the newest revision, for commands that need its tables."""
    revision = await migrations.current(url)
    if revision != migrations.head():
        raise Misconfigured(f"PostgreSQL is at {revision or BASE}, not {migrations.head()}: run `polygraph migrate`")
