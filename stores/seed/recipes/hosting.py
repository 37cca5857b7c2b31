"""hosting: sites and their miners, the people, what they did, and the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from math import ceil
from random import Random
from typing import NamedTuple
from uuid import UUID

from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.moments import by_day_and_night, growing_denser
from stores.seed.recipe import Recipes, Row
from stores.seed.world import World

RECIPES = Recipes()

PLACES = (
    ("Cedar Flats", "Rockdale, Texas, United States"),
    ("Plains One", "Sweetwater, Texas, United States"),
    ("North Fork", "Massena, New York, United States"),
    ("Prairie Wind", "Garden City, Kansas, United States"),
    ("Fjord", "Mo i Rana, Nordland, Norway"),
    ("Boreal", "Boden, Norrbotten, Sweden"),
    ("Blue Ridge", "Murphy, North Carolina, United States"),
    ("Red Deer", "Medicine Hat, Alberta, Canada"),
)
ROLES = {"client": 60, "user": 22, "guest": 10, "admin": 5, "owner": 1}
USER_STATUSES = {"ACTIVE": 88, "SUSPENDED": 7, "DELETED": 5}
MINER_STATUSES = {"active": 90, "offline": 4, "maintenance": 3, "curtailed": 3}
OPERATIONS = {"shutdown": 40, "start": 40, "approve": 14, "reject": 6}
REASONS = {
    "shutdown": ("For maintenance", "For a firmware update", "Its chips were too hot", "At the client's request"),
    "start": ("After maintenance", "After a firmware update", "After the power came back", "At the client's request"),
    "approve": ("Passed the test run", "The client's papers are complete"),
    "reject": ("Failed the test run", "No free place at the site", "The client's papers are not complete"),
}
LOGIN_REACH = timedelta(days=400)
OPERATION_REACH = timedelta(days=400)
OUTBOX_REACH = timedelta(days=45)
EVENTS = {"miner": "status_changed", "curtailment_plan": "executed", "crm_deal": "stage_changed", "crm_invoice": "paid"}


class Placement(NamedTuple):
    """Where a miner stands, which model it is and what it does, by the places of site and model from 1."""

    site: int
    model: int
    status: str


def fleet(world: World) -> Iterator[Placement]:
    """The miners in order: the first sites have many of them, the last none yet."""
    random = world.random("hosting fleet")
    sites = range(1, world.expected("hosting.hosting_sites") + 1)
    models = [number for number, _ in enumerate(world.rows("hosting.miner_models"), 1)]
    for number in range(1, world.expected("hosting.hosting_miners") + 1):
        status = pick_weighted(MINER_STATUSES, number, random)
        yield Placement(pick_skewed(sites, random), pick_skewed(models, random), status)


@RECIPES.table("hosting.hosting_sites")
def sites(world: World, random: Random) -> Iterator[Row]:
    """Sites whose capacity fits their miners, with some to spare."""
    models = list(world.rows("hosting.miner_models"))
    placed = list(fleet(world))
    for number in range(1, world.expected("hosting.hosting_sites") + 1):
        here = [placement for placement in placed if placement.site == number]
        megawatts = sum(models[placement.model - 1]["power_consumption"] for placement in here) / 1_000_000
        name, location = PLACES[(number - 1) % len(PLACES)]
        yield {
            "name": name if number <= len(PLACES) else f"{name} {1 + (number - 1) // len(PLACES)}",
            "location": location,
            "capacity_mw": Decimal(max(1, ceil(megawatts * random.uniform(11, 14)))).scaleb(-1),
            "total_miners": len(here),
            "active_miners": sum(placement.status == "active" for placement in here),
            "created_at": world.now - timedelta(days=random.randint(950, 2_000)),
        }


@RECIPES.table("hosting.users")
def users(world: World, random: Random) -> Iterator[Row]:
    """Staff and clients; one in three has a sign-in at the sportsbook under the same e-mail address."""
    others = [user["email"] for user in world.rows("fire22.users")]
    for number in range(1, world.expected("hosting.users") + 1):
        person = world.vocabulary.person(random)
        shared = number % 3 == 1 and number < len(others)
        yield {
            "id": str(UUID(int=random.getrandbits(128), version=4)),
            "email": others[number] if shared else world.vocabulary.email(random, f"{person}.{number}."),
            "role": pick_weighted(ROLES, number, random),
            "name": person,
            "status": pick_weighted(USER_STATUSES, number, random),
            "created_at": world.now - timedelta(days=random.randint(30, 1_400), seconds=random.randrange(86_400)),
        }


@RECIPES.table("hosting.hosting_miners")
def miners(world: World, random: Random) -> Iterator[Row]:
    """Miners bought after their model came out; the company owns some of them itself."""
    models = list(world.rows("hosting.miner_models"))
    clients = [user["id"] for user in world.rows("hosting.users") if user["role"] == "client"]
    for number, placement in enumerate(fleet(world), 1):
        model = models[placement.model - 1]
        connected = number % 20 != 19
        added = world.now - timedelta(days=random.randint(150, 600), seconds=random.randrange(86_400))
        released = model["release_date"] or added.date()
        bought = None if number % 15 == 8 else max(released, added.date() - timedelta(days=random.randint(5, 90)))
        yield {
            "serial_number": f"{model['manufacturer'][:2].upper()}{placement.model:02d}{number:07d}",
            "miner_model_id": placement.model,
            "site_id": placement.site,
            "status": placement.status,
            "cgminer_ip": f"10.{placement.site % 256}.{number // 250 % 256}.{number % 250 + 1}" if connected else None,
            "cgminer_port": 4028 if number % 30 else 4029,
            "cgminer_enabled": connected,
            "client_id": None if number % 5 == 3 else pick_skewed(clients, random),
            "purchase_date": bought,
            "warranty_expiry": bought and bought + timedelta(days=365),
            "created_at": added,
            "updated_at": world.now - timedelta(seconds=random.randrange(20 * 86_400)),
        }


@RECIPES.table("hosting.miner_operation_log")
def operations(world: World, random: Random) -> Iterator[Row]:
    """Operations of more than the year for which they are kept."""
    count = world.expected("hosting.miner_operation_log")
    for number in range(count):
        operation = pick_weighted(OPERATIONS, number + 1, random)
        yield {
            "operation": operation,
            "details": random.choice(REASONS[operation]) if number % 8 else None,
            "timestamp": by_day_and_night(growing_denser(number / count, OPERATION_REACH, world.now), world.now),
        }


@RECIPES.table("hosting.login_records")
def login_records(world: World, random: Random) -> Iterator[Row]:
    """Sign-ins of more than the year for which they are kept; one in eight fails, and some addresses are unknown."""
    emails = [email for (email,) in world.keys("hosting.users", ("email",))]
    count = world.expected("hosting.login_records")
    for number in range(count):
        known = number % 25 != 11
        yield {
            "email": pick_skewed(emails, random) if known else world.vocabulary.email(random),
            "success": known and number % 8 != 5,
            "login_time": by_day_and_night(growing_denser(number / count, LOGIN_REACH, world.now), world.now),
        }


@RECIPES.table("hosting.outbox_events")
def outbox_events(world: World, random: Random) -> Iterator[Row]:
    """Events of which all but the newest were sent, and some could not be."""
    count = world.expected("hosting.outbox_events")
    for number in range(count):
        kind = random.choice(list(EVENTS))
        failed, sent = number % 40 == 12, number < count * 0.95
        created = growing_denser(number / count, OUTBOX_REACH, world.now)
        yield {
            "aggregate_type": kind,
            "aggregate_id": str(random.randint(1, 200)),
            "event_type": f"{kind}.{EVENTS[kind]}",
            "payload": {"by": world.vocabulary.person(random), "sequence": number},
            "created_at": created,
            "processed_at": created + timedelta(seconds=random.randint(0, 20)) if sent and not failed else None,
            "attempts": 5 if failed else int(sent),
            "last_error": "the receiver did not answer within 10 s" if failed else None,
        }
