"""The agents' log: signals and resets of jackpots as they come, signing in and spinning in between, and balances."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from stores.errors import BadInput
from stores.mongo.driver import Driver
from stores.seed.recipe import Row
from stores.seed.recipes.pantheon import ACTIONS, AGENTS, object_id
from stores.simulate.log_entry import Entry, News

BALANCE = "BALANCE"
ROUTINE = {action: weight for action, weight in ACTIONS.items() if action != "JACKPOT_RESET"}
"""What agents do at any time."""


class AgentLog:
    """A `MongoKind`. An event that tells of a balance comes with the credential's new one."""

    name = "events"
    share = 0.15

    def __init__(self, news: News, random: Random) -> None:
        self._news = news
        self._random = random
        self._balances: dict[str, float] = {}
        self._usernames: list[str] = []

    async def load(self, driver: Driver) -> None:
        """See `MongoKind`."""
        stages = [{"$project": {"Balance": 1}}, {"$sort": {"_id": 1}}]
        found = await driver.aggregate("CRED3N7IAL", stages)
        balances = {each["_id"]: each.get("Balance") for each in found}
        self._balances = {name: value if isinstance(value, float) else 20.0 for name, value in balances.items()}
        self._usernames = list(self._balances)
        if not self._usernames:
            raise BadInput("there are no credentials for agents to use: run `polygraph seed` first")

    async def write(self, driver: Driver, now: datetime, count: int) -> int:
        """See `MongoKind`."""
        events: list[Row] = []
        changed: set[str] = set()
        while len(events) + len(changed) < count:
            event = self._told(self._news.popleft(), now) if self._news else self._routine(now)
            events.append(event)
            if event["Action"] == BALANCE:
                changed.add(event["Metadata"]["CredentialId"])
        if events:
            await driver.insert("EV3NT", events)
        if changed:
            await driver.command(self._balance_update(sorted(changed)))
        return len(events) + len(changed)

    def _told(self, entry: Entry, now: datetime) -> Row:
        about = {"CredentialId": entry.username, "JackpotId": entry.sample, "Tier": entry.tier}
        return self._event(entry.action, "H0UND" if entry.action == "SIGN4L" else "W4TCHD0G", about, now)

    def _routine(self, now: datetime) -> Row:
        random = self._random
        action = random.choices(list(ROUTINE), list(ROUTINE.values()))[0]
        agent = random.choices(list(AGENTS), list(AGENTS.values()))[0]
        username = random.choice(self._usernames)
        if action == BALANCE:
            self._balances[username] = max(0.0, round(self._balances[username] + random.gauss(0, 4), 2))
        return self._event(action, agent, {"CredentialId": username}, now)

    def _event(self, action: str, agent: str, about: Row, now: datetime) -> Row:
        return {
            "_id": object_id(now, self._random),
            "Agent": agent,
            "Action": action,
            "Timestamp": now,
            "Metadata": {"durationMs": self._random.randint(20, 4_000), **about},
        }

    def _balance_update(self, usernames: list[str]) -> dict[str, Any]:
        updates = [{"q": {"_id": name}, "u": {"$set": {"Balance": self._balances[name]}}} for name in usernames]
        return {"update": "CRED3N7IAL", "updates": updates, "ordered": False}
