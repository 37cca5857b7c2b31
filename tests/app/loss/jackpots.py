"""Jackpots in MongoDB under several writers: each document comes once to each subscriber whom it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from bson import ObjectId
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from stores.mongo.models.pantheon import DATABASE
from tests.app.loss.follower import Follower
from tests.app.loss.installation import POLL, Blow, Installation, following, struck, until

WRITERS = 3
LARGEST = 10
"""Documents of one insert at most."""

NAMES = ("ann", "bob")

QUERY = """subscription ($where: JackpotFilter, $after: String, $batch: Int) {
    jackpotStream(where: $where, after: $after, batch: $batch) { cursor nodes { id credential { houseName } } } }"""


@dataclass
class Subscriber:
    """Whose jackpots one subscriber asks for, if not everybody's, and the ids that it was told."""

    name: str | None
    batch: int
    told: list[str] = field(default_factory=list)

    @property
    def where(self) -> dict[str, Any] | None:
        """The filter."""
        return None if self.name is None else {"credentialId": {"eq": self.name}}

    def take(self, batch: dict[str, Any]) -> None:
        """Keep the ids."""
        assert all(node["credential"] for node in batch["nodes"])
        self.told += [node["id"] for node in batch["nodes"]]


class Writing:
    """Clients that insert documents until there are so many."""

    def __init__(self, client: AsyncMongoClient[dict[str, Any]], documents: int, random: Random) -> None:
        self._jackpots = client[DATABASE]["JACKP0T"]
        self._documents = documents
        self._random = random
        self.written = 0

    async def write(self) -> None:
        """One of the clients. An insert that fails may have been done in part."""
        while self.written < self._documents:
            documents = [self._document(self._random.choice(NAMES)) for _ in range(self._random.randint(1, LARGEST))]
            try:
                await self._jackpots.insert_many(documents)
            except PyMongoError:
                await asyncio.sleep(POLL)
            else:
                self.written += len(documents)

    async def last(self) -> set[str]:
        """Insert a document of each name after all others; their ids."""
        documents = [self._document(name) for name in NAMES]
        await self._jackpots.insert_many(documents)
        return {str(document["_id"]) for document in documents}

    async def kept(self, name: str | None) -> list[str]:
        """The ids of the documents that there are."""
        found = self._jackpots.find({} if name is None else {"CredentialId": name})
        return sorted([str(document["_id"]) async for document in found])

    def _document(self, name: str) -> dict[str, Any]:
        grand = self._random.uniform(100, 2_000)
        return {"_id": ObjectId(), "CredentialId": name, "Grand": grand, "Timestamp": datetime.now(UTC)}


async def documents_come_once(installation: Installation, documents: int, random: Random, blows: Sequence[Blow]) -> str:
    """Insert documents while blows fall on the installation; says what has happened.

    Raises AssertionError if a subscriber was not told of each document that concerns it, exactly once.
    """
    asked = [Subscriber(None, 100), Subscriber("ann", 1), Subscriber("bob", 10)]
    followers = [
        Follower(installation.websocket_url, QUERY, {"where": each.where, "batch": each.batch}, each.take)
        for each in asked
    ]
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
        installation.servers.mongo.url, serverSelectionTimeoutMS=500
    )
    async with client:
        await client[DATABASE]["CRED3N7IAL"].insert_many(
            [{"_id": name, "Password": "x", "House": "Kirin"} for name in NAMES]
        )
        writing = Writing(client, documents, random)

        def progress() -> int:
            return sum(len(each.told) for each in asked) + writing.written

        async with following(followers) as tasks:
            writers = [tasks.create_task(writing.write()) for _ in range(WRITERS)]
            await struck(blows, lambda: len(asked[0].told) / documents, progress)
            await asyncio.gather(*writers)
            last = await writing.last()
            await until(lambda: last <= {*asked[0].told}, progress)
            await until(lambda: all(last & {*each.told} for each in asked), progress)
        for each in asked:
            assert sorted(each.told) == await writing.kept(each.name)
    return f"{len(asked[0].told):,} documents by {WRITERS} writers; {len(asked)} subscribers"
