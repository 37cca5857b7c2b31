"""Agents that come, change and go: who keeps a copy by what is told has the rows of the table in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import asyncpg

from tests.app.loss.follower import Follower
from tests.app.loss.installation import GONE, Blow, Installation, connected, following, struck, until

WRITERS = 4
AGENTS = 60
"""Few, so that most are written again and again, also deleted and made anew, within what is read at a time."""

LAST = "the last"
STATUSES = ("active", "inactive", "suspended")

QUERY = """subscription ($where: AgentFilter, $after: String, $batch: Int) {
    agentChanges(where: $where, after: $after, batch: $batch) {
        cursor changes { operation nodeId node { id name status } } } }"""

ADD = """INSERT INTO fire22.agents (id, name, code, status) SELECT n, $2, n, $3 FROM unnest($1::text[]) AS n
    ON CONFLICT DO NOTHING"""
RENAME = "UPDATE fire22.agents SET name = $2, status = $3 WHERE id = ANY($1)"
REMOVE = "DELETE FROM fire22.agents WHERE id = ANY($1)"

Row = tuple[str, str, str]
"""Id, name and status of an agent."""


@dataclass
class Copy:
    """The agents of which a filter holds, as somebody knows them who was told of all changes."""

    where: dict[str, Any] | None
    statuses: frozenset[str]
    rows: dict[str, Row] = field(default_factory=dict)
    told: int = 0

    def take(self, result: dict[str, Any]) -> None:
        """Do what each change says."""
        for change in result["changes"]:
            self.told += 1
            if change["operation"] == "DELETE":
                self.rows.pop(change["nodeId"], None)
            else:
                node = change["node"]
                self.rows[change["nodeId"]] = (node["id"], node["name"], node["status"])

    @property
    def complete(self) -> bool:
        """Whether it has those that were added after all that was done."""
        return sum(name == LAST for _, name, _ in self.rows.values()) == len(self.statuses)

    def of(self, table: Sequence[Row]) -> list[Row]:
        """What it should hold of the table's rows."""
        return [row for row in table if row[2] in self.statuses]


class Changing:
    """Connections that write, each one transaction after the other, until there were so many."""

    def __init__(self, url: str, transactions: int, random: Random) -> None:
        self._url = url
        self._random = random
        self.left = transactions

    async def write(self) -> None:
        """One of the connections, and another when it is lost, or when two wait for each other."""
        while self.left > 0:
            connection = await connected(self._url)
            await connection.execute("SET lock_timeout = '50ms'")
            with suppress(*GONE):
                while self.left > 0:
                    await self._transaction(connection)
            connection.terminate()

    async def last(self) -> None:
        """Add an agent of each status after all that was done."""
        connection = await connected(self._url)
        for status in STATUSES:
            await connection.execute(ADD, [f"last {status}"], LAST, status)
        await connection.close()

    async def _transaction(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        transaction = connection.transaction()
        await transaction.start()
        for _ in range(self._random.randint(1, 4)):
            await self._statement(connection)
        await asyncio.sleep(self._random.choice((0.0, 0.0, 0.01, 0.1)))
        await (transaction.rollback() if self._random.random() < 0.1 else transaction.commit())
        self.left -= 1

    async def _statement(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        sql = self._random.choice((ADD, RENAME, RENAME, REMOVE))
        ids = sorted(self._random.sample([f"agent {number}" for number in range(AGENTS)], self._random.randint(1, 6)))
        if sql == REMOVE:
            await connection.execute(sql, ids)
        else:
            name, status = f"name {self._random.random()}", self._random.choice(STATUSES)
            await connection.execute(sql, ids, name, status)


async def copies_agree(installation: Installation, transactions: int, random: Random, blows: Sequence[Blow]) -> str:
    """Write while blows fall on the installation; says what has happened.

    Raises AssertionError if a copy is not what it should be in the end.
    """
    changing = Changing(installation.servers.postgres.url, transactions, random)
    copies = [
        Copy(None, frozenset(("ACTIVE", "INACTIVE", "SUSPENDED"))),
        Copy({"status": {"eq": "ACTIVE"}}, frozenset(("ACTIVE",))),
        Copy({"status": {"ne": "ACTIVE"}}, frozenset(("INACTIVE", "SUSPENDED"))),
    ]
    followers = [
        Follower(installation.websocket_url, QUERY, {"where": copy.where, "batch": batch}, copy.take)
        for copy, batch in zip(copies, (1, 3, 100), strict=True)
    ]

    def progress() -> int:
        return sum(copy.told for copy in copies) - changing.left

    async with following(followers) as tasks:
        writers = [tasks.create_task(changing.write()) for _ in range(WRITERS)]
        await struck(blows, lambda: 1 - changing.left / transactions, progress)
        await asyncio.gather(*writers)
        await changing.last()
        await until(lambda: all(copy.complete for copy in copies), progress)
    table = await _table(installation.servers.postgres.url)
    for copy in copies:
        differing = set(copy.rows.values()) ^ set(copy.of(table))
        assert not differing, f"{copy.where}: {differing}"
    told = sum(copy.told for copy in copies)
    return f"{transactions:,} transactions; {len(copies)} copies of {len(table)} agents by {told:,} changes"


async def _table(url: str) -> list[Row]:
    connection = await connected(url)
    records = await connection.fetch('SELECT id, name, upper(status) FROM fire22.agents ORDER BY id COLLATE "C"')
    await connection.close()
    return [(id_, name, status) for id_, name, status in records]
