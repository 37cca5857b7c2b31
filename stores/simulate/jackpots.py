"""Jackpots: each credential's samples climb by tier and start again when one is won, as it is at the threshold."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice
from random import Random
from typing import Any

from bson import ObjectId

from stores.errors import BadInput
from stores.mongo.driver import Driver
from stores.seed.recipe import Row
from stores.seed.recipes.pantheon import TIERS, object_id, tiers
from stores.simulate.log_entry import Entry, News

CLIMB: Mapping[str, float] = {"Grand": 0.004, "Major": 0.01, "Minor": 0.03, "Mini": 0.06}
"""The largest step of each tier between two samples, as a part of the way from its start to its threshold.

A demonstration's hours should show what takes weeks in reality.
"""

NEAR = 0.99
"""The part of its threshold from which a tier is worth a signal."""


@dataclass(slots=True)
class Watched:
    """The jackpot of a credential, by tier: its value and the threshold at which it is won; in US dollars."""

    username: str
    values: dict[str, float]
    thresholds: Mapping[str, float]

    def climb(self, random: Random) -> list[tuple[str, str]]:
        """Go on by one sample; the tiers of which there is something to tell, with the action that tells it."""
        told = []
        for tier, (start, _, _) in TIERS.items():
            threshold, before = self.thresholds[tier], self.values[tier]
            after = before + random.random() * CLIMB[tier] * (threshold - start)
            if after >= threshold:
                told.append((tier, "JACKPOT_RESET"))
                after = start * random.uniform(1, 1.005)
            elif before < NEAR * threshold <= after:
                told.append((tier, "SIGN4L"))
            self.values[tier] = after
        return told


class Jackpots:
    """A `MongoKind`. What there is to tell of a sample goes to `news`."""

    name = "jackpots"
    share = 0.13

    def __init__(self, news: News, random: Random) -> None:
        self._news = news
        self._random = random
        self._turns: Iterable[Watched] = ()

    async def load(self, driver: Driver) -> None:
        """See `MongoKind`."""
        watching: list[Row] = [{"$match": {"Enabled": True}}, {"$project": {"Thresholds": 1}}, {"$sort": {"_id": 1}}]
        newest = {tier: {"$first": f"${tier}"} for tier in TIERS}
        latest: list[Row] = [
            {"$sort": {"CredentialId": 1, "Timestamp": -1}},
            {"$group": {"_id": "$CredentialId", **newest}},
        ]
        last = {sample["_id"]: sample for sample in await driver.aggregate("JACKP0T", latest)}
        credentials = await driver.aggregate("CRED3N7IAL", watching)
        if not credentials:
            raise BadInput("there are no credentials to watch jackpots: run `polygraph seed` first")
        self._turns = cycle([self._watched(credential, last.get(credential["_id"], {})) for credential in credentials])

    async def write(self, driver: Driver, now: datetime, count: int) -> int:
        """See `MongoKind`."""
        samples = [self._sample(watched, now) for watched in islice(self._turns, count)]
        if samples:
            await driver.insert("JACKP0T", samples)
        return len(samples)

    def _sample(self, watched: Watched, now: datetime) -> Row:
        key: ObjectId = object_id(now, self._random)
        for tier, action in watched.climb(self._random):
            self._news.append(Entry(action, watched.username, tier, key))
        return {"_id": key, "CredentialId": watched.username, **tiers(watched.values), "Timestamp": now}

    def _watched(self, credential: Mapping[str, Any], last: Mapping[str, Any]) -> Watched:
        """With sound values where documents lack them, or hold others."""
        given = credential.get("Thresholds")
        values: dict[str, float] = {}
        thresholds: dict[str, float] = {}
        for tier, (start, reset, _) in TIERS.items():
            threshold = given.get(tier) if isinstance(given, dict) else None
            thresholds[tier] = threshold if isinstance(threshold, float) and threshold > start else reset
            value: Any = last.get(tier)
            known = isinstance(value, float) and 0 < value < thresholds[tier]
            values[tier] = float(value) if known else self._random.uniform(start, thresholds[tier])
        return Watched(credential["_id"], values, thresholds)


def news_queue() -> News:
    """A queue that forgets the oldest news when the log does not keep up."""
    return deque(maxlen=1_000)
