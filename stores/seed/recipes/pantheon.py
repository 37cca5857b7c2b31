"""pantheon: houses, their games and credentials, jackpots that climb and reset, and the agents' log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count, islice
from random import Random

from bson import ObjectId

from stores.mongo.models.base import Document
from stores.mongo.models.pantheon import Credential, Event, Game, House, Jackpot, ProcessingError
from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.moments import growing_denser
from stores.seed.recipe import Recipes, Row
from stores.seed.world import World

RECIPES = Recipes()

CRASH_GAMES = ("Aviator", "Aviatrix", "JetX")
SLOTS = ("Gold Quest", "Fortune Piggy", "Ocean Treasure", "Lucky Lanterns", "Thunder Reels", "Ruby Rush", "Wild Comet")
PLATFORMS = ("FireKirin", "OrionStars")
TIERS: Mapping[str, tuple[float, float, float]] = {
    "Grand": (1_500.0, 1_785.0, 15.0),
    "Major": (500.0, 565.0, 6.0),
    "Minor": (100.0, 117.0, 2.5),
    "Mini": (20.0, 23.0, 0.6),
}
"""For each tier where a jackpot starts, about where it resets, and about how much it grows a day; in US dollars."""

SAMPLE_REACH = timedelta(days=60)
EVENT_REACH = timedelta(days=80)
ERROR_REACH = timedelta(days=25)
SPARSE: Mapping[type[Document], int] = {House: 2, Game: 5, Credential: 7, Jackpot: 19, Event: 19, ProcessingError: 19}
"""One document in so many lacks one of its optional fields, each field in turn."""

ACTIONS = {"SIGN4L": 30, "SPIN": 25, "LOGIN": 15, "LOGOUT": 12, "BALANCE": 12, "JACKPOT_RESET": 4, "HEALTH_CHECK": 2}
AGENTS = {"H0UND": 50, "H4ND": 35, "W4TCHD0G": 15}
ERRORS = (
    ("CRED3N7IAL", "Balance", "the balance is negative"),
    ("JACKP0T", "Grand", "the value is lower than the sample before without a reset"),
    ("EV3NT", "Metadata", "the signal names no jackpot"),
    ("H0U53", "Url", "the address does not answer"),
)


def object_id(at: datetime, random: Random) -> ObjectId:
    """An identifier as MongoDB makes them, for a document written at a time."""
    return ObjectId(int(at.timestamp()).to_bytes(4, "big") + random.randbytes(8))


def sparse(model: type[Document], document: Row, number: int) -> Row:
    """The document as it is; some lack one of the fields that the model does not require."""
    every = SPARSE[model]
    if number % every == 0:
        optional = [name for name in document if name not in _required(model)]
        del document[optional[number // every % len(optional)]]
    return document


@cache
def _required(model: type[Document]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in model.model_fields.items() if field.is_required())


def tiers(values: Mapping[str, float]) -> Row:
    """An amount for each tier, to the cent."""
    return {tier: round(value, 2) for tier, value in values.items()}


def house_name(number: int, world: World) -> str:
    """The name of the house of this number, from 1."""
    word = world.vocabulary.words["nouns"][number * 7 % len(world.vocabulary.words["nouns"])]
    return f"{PLATFORMS[number % len(PLATFORMS)]} {word.title()} {number}"


@RECIPES.table("H0U53")
def houses(world: World, random: Random) -> Iterator[Row]:
    """Houses of both platforms."""
    for number in range(1, world.expected("H0U53") + 1):
        platform = PLATFORMS[number % len(PLATFORMS)]
        house = {
            "_id": f"{platform.lower()}-{number:02d}",
            "Name": house_name(number, world),
            "Platform": platform,
            "Url": f"https://{platform.lower()}{number}.example.com",
            "Configuration": {
                "port": 8_600 + number,
                "pollSeconds": random.choice((10, 30, 60)),
                "tls": number % 4 != 0,
            },
        }
        yield sparse(House, house, number)


@RECIPES.table("G4ME")
def games(world: World, random: Random) -> Iterator[Row]:
    """Slot games, and the crash games under the names that the crash bots know; the last house has none."""
    houses = range(1, world.expected("H0U53") + 1)
    names = (*CRASH_GAMES, *SLOTS)
    for number in range(1, world.expected("G4ME") + 1):
        game = {
            "_id": f"game-{number:03d}",
            "Game": names[(number - 1) % len(names)],
            "House": house_name(pick_skewed(houses, random), world),
            "Thresholds": tiers({tier: reset * random.uniform(0.97, 1) for tier, (_, reset, _) in TIERS.items()}),
            "Settings": {
                "lines": random.choice((9, 20, 25)),
                "bet": random.choice((0.1, 0.2)),
                "turbo": number % 2 == 0,
            },
        }
        yield sparse(Game, game, number)


def usernames(world: World, random: Random) -> Iterator[str]:
    """Usernames for credentials: in turn one of the sportsbook, one of the streaming game, and one of nobody else."""
    bettors = (user["username"] for user in world.rows("fire22.users"))
    players = (player["username"] for player in world.rows("kingpin.users"))
    used: set[str] = set()
    for number in count():
        own = f"{world.vocabulary.username(random)}x{number}"
        username = next((bettors, players, iter(()))[number % 3], own)
        if username not in used:
            used.add(username)
            yield username


@RECIPES.table("CRED3N7IAL")
def credentials(world: World, random: Random) -> Iterator[Row]:
    """Accounts at the houses; the last house has none."""
    houses = range(1, world.expected("H0U53") + 1)
    wanted = world.expected("CRED3N7IAL")
    for number, username in enumerate(islice(usernames(world, random), wanted), 1):
        credential = {
            "_id": username,
            "Password": f"v2:{random.getrandbits(256):064x}",
            "House": house_name(pick_skewed(houses, random), world),
            "Balance": round(random.lognormvariate(3, 1.2), 2),
            "Enabled": number % 7 != 0,
            "Thresholds": tiers({tier: reset * random.uniform(0.98, 1.01) for tier, (_, reset, _) in TIERS.items()}),
            "DPD": tiers({tier: growth * random.uniform(0.5, 2) for tier, (_, _, growth) in TIERS.items()}),
        }
        yield sparse(Credential, credential, number)


@dataclass(slots=True)
class Climb:
    """A tier's jackpot as it climbs and, when it is won, starts again."""

    value: float
    start: float
    reset: float
    growth: float

    def after(self, days: float, random: Random) -> float:
        """The value so many days later."""
        self.value += self.growth * days * random.uniform(0.6, 1.4)
        if self.value >= self.reset:
            self.value = self.start * random.uniform(1, 1.005)
        return self.value


def climbs(world: World, random: Random) -> dict[str, dict[str, Climb]]:
    """The jackpots of every credential but the last tenth, who never looked, by tier."""
    found: dict[str, dict[str, Climb]] = {}
    credentials = list(world.rows("CRED3N7IAL"))
    for credential in credentials[: len(credentials) - max(1, len(credentials) // 10)]:
        rates = credential.get("DPD", {})
        found[credential["_id"]] = {
            tier: Climb(random.uniform(start, reset), start, reset, rates.get(tier, growth))
            for tier, (start, reset, growth) in TIERS.items()
        }
    return found


@RECIPES.table("JACKP0T", streamed=True)
def jackpots(world: World, random: Random) -> Iterator[Row]:
    """Samples of every jackpot in even steps, in the order of their time."""
    watched = climbs(world, random)
    steps = -(-world.expected("JACKP0T") // len(watched))
    step = SAMPLE_REACH / steps
    numbers = count(1)
    days = step / timedelta(days=1)
    for left in range(steps, 0, -1):
        for username, tier_climbs in watched.items():
            at = (world.now - step * left + timedelta(seconds=random.randrange(60))).replace(microsecond=0)
            values = {tier: climb.after(days, random) for tier, climb in tier_climbs.items()}
            sample = {"_id": object_id(at, random), "CredentialId": username, **tiers(values), "Timestamp": at}
            yield sparse(Jackpot, sample, next(numbers))


@RECIPES.table("EV3NT", streamed=True)
def events(world: World, random: Random) -> Iterator[Row]:
    """The agents' log: about the samples they took, and about themselves."""
    wanted = world.expected("EV3NT")
    rate = 0.9 * wanted / world.expected("JACKP0T")
    numbers = count(1)
    for sample in world.rows("JACKP0T"):
        due = sum(random.random() < rate / 2 for _ in range(2))
        for _ in range(due if "Timestamp" in sample else 0):
            yield _event(next(numbers), sample["Timestamp"] + timedelta(seconds=random.randint(1, 20)), sample, random)
    for number in range(wanted // 10):
        yield _event(next(numbers), growing_denser(number * 10 / wanted, EVENT_REACH, world.now), None, random)


def _event(number: int, at: datetime, sample: Row | None, random: Random) -> Row:
    action = pick_weighted(ACTIONS, number, random)
    metadata: Row = {"durationMs": random.randint(20, 4_000)}
    if sample is not None:
        metadata |= {"JackpotId": sample["_id"], "Tier": random.choice(tuple(TIERS))}
    if sample is not None and "CredentialId" in sample:
        metadata["CredentialId"] = sample["CredentialId"]
    event = {
        "_id": object_id(at, random),
        "Agent": pick_weighted(AGENTS, number, random),
        "Action": action,
        "Timestamp": at,
        "Metadata": metadata,
    }
    return sparse(Event, event, number)


@RECIPES.table("ERR0R")
def errors(world: World, random: Random) -> Iterator[Row]:
    """Errors of the weeks for which they are kept; some concern nobody."""
    users = [credential["_id"] for credential in world.rows("CRED3N7IAL")]
    wanted = world.expected("ERR0R")
    for number in range(1, wanted + 1):
        entity, field, message = ERRORS[number % len(ERRORS)]
        at = growing_denser((number - 1) / wanted, ERROR_REACH, world.now)
        error = {
            "_id": object_id(at, random),
            "Entity": entity,
            "Field": field,
            "Error": message,
            "User": pick_skewed(users, random) if number % 6 else None,
            "StackTrace": f"at Validator.{entity}.{field} line {random.randint(10, 400)}",
            "Timestamp": at,
        }
        yield sparse(ProcessingError, error, number)
