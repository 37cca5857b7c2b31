"""Houses, credentials and jackpots with just the documents that a test writes, and the graph over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId

from stores.mongo.driver import Driver
from tests.graph.conftest import Graph

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
"""When all that tests tell of is over."""

COLLECTIONS = "H0U53", "CRED3N7IAL", "JACKP0T", "EV3NT", "G4ME"


@dataclass(frozen=True, slots=True)
class Slots:
    """Writes documents, and asks the graph."""

    driver: Driver
    graph: Graph

    async def clear(self) -> None:
        """Forget all documents."""
        for collection in COLLECTIONS:
            await self.driver.command({"delete": collection, "deletes": [{"q": {}, "limit": 0}]})

    async def credential(
        self,
        name: str,
        house: str = "Lucky",
        thresholds: Mapping[str, Any] | None = None,
        per_day: Mapping[str, Any] | None = None,
    ) -> None:
        """A credential at a house; its thresholds and stored growths by tiers, if there are any."""
        stored = {"_id": name, "Password": "secret", "House": house, "Thresholds": thresholds, "DPD": per_day}
        await self.write("CRED3N7IAL", **{member: value for member, value in stored.items() if value is not None})

    async def samples(self, credential: str, *samples: tuple[float, Mapping[str, Any]]) -> list[ObjectId]:
        """Jackpot samples of a credential: hours before `NOON`, and the amounts of tiers."""
        return [
            await self.write("JACKP0T", CredentialId=credential, Timestamp=before(hours), **amounts)
            for hours, amounts in samples
        ]

    async def grand(self, credential: str, *samples: tuple[float, float]) -> list[ObjectId]:
        """Jackpot samples of which only the grand tier is known."""
        return await self.samples(credential, *((hours, {"Grand": value}) for hours, value in samples))

    async def signal(self, at: datetime, jackpot: ObjectId | None, tier: Any = "Grand", **more: Any) -> None:
        """A signal to play for a tier of the jackpot that a sample shows."""
        said = {"JackpotId": jackpot, "Tier": tier}
        known = {name: value for name, value in said.items() if value is not None}
        event = {"Agent": "H0UND", "Action": "SIGN4L", "Timestamp": at, "Metadata": known}
        await self.write("EV3NT", **event | more)

    async def write(self, collection: str, **document: Any) -> Any:
        """A document as it is, and its key."""
        complete = {"_id": ObjectId()} | document
        await self.driver.insert(collection, [complete])
        return complete["_id"]

    async def data(self, query: str, **variables: Any) -> Any:
        """What the only field at the root has; there are no errors."""
        (value,) = (await self.graph.data(query, **variables)).values()
        return value


def before(hours: float) -> datetime:
    """So many hours before `NOON`."""
    return NOON - timedelta(hours=hours)


def text(moment: datetime) -> str:
    """A moment as the graph writes it."""
    return moment.isoformat().replace("+00:00", "Z")
