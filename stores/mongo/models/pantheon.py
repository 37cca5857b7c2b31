"""pantheon, the jackpot agents of the database P4NTH30N: credentials, jackpots, events, houses (seeds/pantheon.md).

Only what the document's validator requires is surely there; every other field may be missing in a real installation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from bson import ObjectId
from pydantic import Field

from stores.mongo.models.base import Document, Flattened, Hidden, Index, Nested, Reference, View

SYSTEM = "pantheon"
DATABASE = "P4NTH30N"
DAY = 24 * 60 * 60


class Tiers(Nested):
    """One amount for each tier of a jackpot."""

    grand: float | None = Field(
        None, alias="Grand", description="Grand tier, in US dollars (a binary double, as stored)."
    )
    major: float | None = Field(
        None, alias="Major", description="Major tier, in US dollars (a binary double, as stored)."
    )
    minor: float | None = Field(
        None, alias="Minor", description="Minor tier, in US dollars (a binary double, as stored)."
    )
    mini: float | None = Field(None, alias="Mini", description="Mini tier, in US dollars (a binary double, as stored).")


class House(Document):
    """A house: a gaming platform on which credentials play and games run."""

    __collection__ = "H0U53"
    __uniques__ = (("name",),)

    id: str = Field(alias="_id", description="Identifier of the house.")
    name: str | None = Field(
        None, alias="Name", description="Display name, by which credentials and games refer to it."
    )
    platform: Literal["FireKirin", "OrionStars"] | None = Field(
        None, alias="Platform", description="Software the house runs on."
    )
    url: str | None = Field(None, alias="Url", description="Address of the house's site.")
    configuration: dict[str, Any] | None = Field(
        None, alias="Configuration", description="Connection settings of the house, an open document."
    )


class Credential(Document):
    """A credential: one account at a house, with its balance, the thresholds it plays at and its growth rates."""

    __collection__ = "CRED3N7IAL"
    __validator__: ClassVar[Mapping[str, Any]] = {
        "$jsonSchema": {
            "bsonType": "object",
            "required": ["_id", "Password", "House"],
            "properties": {"Balance": {"bsonType": "double", "minimum": 0}, "Enabled": {"bsonType": "bool"}},
        }
    }
    __indexes__ = (Index((("House", 1),)), Index((("Enabled", 1),)))

    username: str = Field(alias="_id", description="Sign-in name of the account, unique.")
    password: Annotated[str, Hidden()] = Field(alias="Password", description="Encrypted password; never exposed.")
    house_name: Annotated[str, Reference("House", "name", name="house")] = Field(
        alias="House", description="Name of the house the account belongs to."
    )
    balance: float | None = Field(
        None,
        alias="Balance",
        description="Current balance, in US dollars (a binary double, as stored); never negative.",
    )
    enabled: bool | None = Field(None, alias="Enabled", description="Whether the account is in use.")
    thresholds: Annotated[Tiers | None, Flattened("threshold_")] = Field(
        None, alias="Thresholds", description="Jackpot size from which the account plays."
    )
    dollars_per_day: Annotated[Tiers | None, Flattened("dollars_per_day_")] = Field(
        None, alias="DPD", description="Growth of the jackpot per day."
    )


class Jackpot(Tiers, Document):
    """A jackpot sample: the size of each tier as one credential saw it at one moment. Kept for one year."""

    __collection__ = "JACKP0T"
    __time__ = "timestamp"
    __indexes__ = (
        Index((("CredentialId", 1), ("Timestamp", -1))),
        Index((("Timestamp", 1),), expire_after=365 * DAY),
    )

    id: ObjectId = Field(alias="_id", description="Identifier of the sample.")
    credential_id: Annotated[str | None, Reference("Credential", "username", name="credential")] = Field(
        None, alias="CredentialId", description="Username of the credential that saw the jackpot."
    )
    timestamp: datetime | None = Field(None, alias="Timestamp", description="When the sample was taken.")


class EventMetadata(Nested):
    """What an event says about itself: an open document, of which two members refer to other documents."""

    jackpot_id: Annotated[ObjectId | None, Reference("Jackpot", "id", name="jackpot")] = Field(
        None, alias="JackpotId", description="Identifier of the jackpot sample it is about."
    )
    credential_id: Annotated[str | None, Reference("Credential", "username", name="credential")] = Field(
        None, alias="CredentialId", description="Username of the credential it is about."
    )


class Event(Document):
    """An event in the log of the agents: who did what and when. Kept for 90 days."""

    __collection__ = "EV3NT"
    __time__ = "timestamp"
    __indexes__ = (
        Index((("Agent", 1), ("Timestamp", -1))),
        Index((("Action", 1), ("Timestamp", -1))),
        Index((("Timestamp", 1),), expire_after=90 * DAY),
    )

    id: ObjectId = Field(alias="_id", description="Identifier of the event.")
    agent: Literal["H0UND", "H4ND", "W4TCHD0G"] | None = Field(
        None, alias="Agent", description="Agent that wrote the event."
    )
    action: str | None = Field(None, alias="Action", description="Type of the event; SIGN4L is a signal to play.")
    timestamp: datetime | None = Field(None, alias="Timestamp", description="When it happened.")
    metadata: Annotated[EventMetadata | None, Flattened(whole=True)] = Field(
        None, alias="Metadata", description="Details that depend on the type of the event, an open document."
    )


class Signal(Event):
    """A signal to play: an event of the log whose action is SIGN4L. Kept for 90 days."""

    __collection__ = "SIGN4L"
    __view__ = View("EV3NT", ({"$match": {"Action": "SIGN4L"}},))


class ProcessingError(Document):
    """An error found while validating or processing data. Kept for 30 days."""

    __collection__ = "ERR0R"
    __time__ = "timestamp"
    __indexes__ = (
        Index((("Entity", 1), ("Timestamp", -1))),
        Index((("Timestamp", 1),), expire_after=30 * DAY),
    )

    id: ObjectId = Field(alias="_id", description="Identifier of the error.")
    entity_type: str | None = Field(None, alias="Entity", description="Kind of document in which the error was found.")
    field: str | None = Field(None, alias="Field", description="Field that holds the error.")
    message: str | None = Field(None, alias="Error", description="What is wrong.")
    username: Annotated[str | None, Reference("Credential", "username", name="credential", inverse="errors")] = Field(
        None, alias="User", description="Username of the credential concerned."
    )
    stack_trace: str | None = Field(None, alias="StackTrace", description="Where in the program it arose.")
    timestamp: datetime | None = Field(None, alias="Timestamp", description="When it was found.")


class Game(Document):
    """A game that a house offers, with its jackpot thresholds and settings."""

    __collection__ = "G4ME"
    # Not in the document: the links from the crash games look games up by name.
    __indexes__ = (Index((("Game", 1),)),)

    id: str = Field(alias="_id", description="Identifier of the game.")
    game: str | None = Field(None, alias="Game", description="Name of the game.")
    house_name: Annotated[str | None, Reference("House", "name", name="house")] = Field(
        None, alias="House", description="Name of the house that offers the game."
    )
    thresholds: Annotated[Tiers | None, Flattened("threshold_")] = Field(
        None, alias="Thresholds", description="Jackpot size from which the game is worth playing."
    )
    settings: dict[str, Any] | None = Field(
        None, alias="Settings", description="Settings of the game, an open document."
    )


DOCUMENTS: tuple[type[Document], ...] = (House, Credential, Jackpot, Event, Signal, ProcessingError, Game)
