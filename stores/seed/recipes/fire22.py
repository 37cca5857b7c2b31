"""fire22: agents of very different sizes, customers, users, and wagers with true payouts.

A wager pays back `potential_win` when it wins, its stake when it is a push, void or cancelled, and nothing otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import func, select, update

from stores.postgres.models.fire22 import Agent, Customer, Transaction, Wager
from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.moments import by_day_and_night
from stores.seed.recipe import Recipes, Row
from stores.seed.world import World

RECIPES = Recipes()

WAGER_DAYS = 120
SEASON_BET_EVERY = 20
"""One wager in so many is on how a season ends, and is decided weeks later; the others are within about a day."""

DECIDED_AFTER = (5_400, 100_000)
SEASON_BET_DECIDED_AFTER = (22 * 86_400, 38 * 86_400)
"""Bounds of the time until a wager is decided, in seconds."""

STATUSES = {"active": 90, "inactive": 7, "suspended": 3}
LIMITS = (100, 250, 500, 1_000, 1_000, 2_500, 5_000, 10_000)
OPEN = frozenset({"pending", "active"})
"""Statuses of a wager that is not decided yet."""

SPORTS = ("football", "basketball", "baseball", "hockey", "gridiron")
MARKETS = ("money line", "point spread", "total over", "total under", "first half", "to score first", "draw no bet")
ROLES = {"customer": 80, "agent": 15, "admin": 5}
ACTIVITIES = {
    "login": "Signed in",
    "logout": "Signed out",
    "wager_placed": "Placed a wager",
    "wager_settled": "Had a wager settled",
    "payment": "Paid in",
    "withdrawal": "Paid out",
}
SIGN_INS = ("login", "logout")


def money(cents: int) -> Decimal:
    """An amount of cents as dollars, with two decimals."""
    return Decimal(cents).scaleb(-2)


def paid_back(wager: Row) -> Decimal:
    """What a wager paid back to the customer."""
    if wager["result"] == "win":
        return Decimal(wager["potential_win"])
    refunded = wager["result"] in {"push", "void"} or wager["status"] == "cancelled"
    return Decimal(wager["amount"]) if refunded else Decimal(0)


@RECIPES.table("fire22.agents")
def agents(world: World, random: Random) -> Iterator[Row]:
    """Agents with their code and commission; their totals are settled at the end."""
    for number in range(1, world.expected("fire22.agents") + 1):
        yield {
            "id": f"agt_{number:04d}",
            "name": f"{world.vocabulary.word(random, 'companies')} {random.choice(('Sports', 'Action', 'Lines'))}",
            "code": f"A{number:04d}",
            "status": pick_weighted(STATUSES, number, random),
            "commission_rate": Decimal(random.randint(20, 100)).scaleb(-3),
            "created_at": world.now - timedelta(days=random.randint(400, 2_000), seconds=random.randrange(86_400)),
            "total_volume": None,
            "customer_count": None,
        }


@RECIPES.table("fire22.customers")
def customers(world: World, random: Random) -> Iterator[Row]:
    """Customers, most of them older than the oldest wager; what their wagers and payments say is settled later."""
    for number in range(1, world.expected("fire22.customers") + 1):
        person = world.vocabulary.person(random)
        new = number % 10 == 0
        age = random.randint(2, WAGER_DAYS) if new else random.randint(WAGER_DAYS, 900)
        yield {
            "id": f"cus_{number:06d}",
            "name": person,
            "email": f"{person.lower().replace(' ', '.')}{number}@{world.vocabulary.word(random, 'domains')}",
            "status": pick_weighted(STATUSES, number, random),
            "betting_limit": None if number % 12 == 7 else Decimal(random.choice(LIMITS)),
            "balance": None,
            "last_activity": None,
            "created_at": world.now - timedelta(days=age, seconds=random.randrange(86_400)),
        }


@RECIPES.table("fire22.users")
def users(world: World, random: Random) -> Iterator[Row]:
    """Sign-ins: of customers, under the customer's e-mail address; of agents; of administrators."""
    bettors = iter(world.rows("fire22.customers"))
    agent_ids = [key for (key,) in world.keys("fire22.agents", ("id",))]
    for number in range(1, world.expected("fire22.users") + 1):
        role = pick_weighted(ROLES, number, random)
        customer = next(bettors, None) if role == "customer" else None
        agent = customer["agent_id"] if customer else pick_skewed(agent_ids, random) if role == "agent" else None
        yield {
            "id": f"usr_{number:06d}",
            "username": f"{world.vocabulary.title(random).lower().replace(' ', '.')}{number}",
            "email": customer["email"] if customer else f"{role}{number}@{world.vocabulary.word(random, 'domains')}",
            "role": role,
            "status": customer["status"] if customer else pick_weighted(STATUSES, number, random),
            "created_at": customer["created_at"] if customer else world.now - timedelta(days=random.randint(60, 900)),
            "agent_id": agent,
        }


@RECIPES.table("fire22.wagers", streamed=True)
def wagers(world: World, random: Random) -> Iterator[Row]:
    """Wagers in the order in which they were placed; those on what is not over yet are still open."""
    count = world.expected("fire22.wagers")
    bettors = list(world.rows("fire22.customers"))
    leagues = [world.vocabulary.words[sport] for sport in SPORTS]
    start = world.now - timedelta(days=WAGER_DAYS)
    step = WAGER_DAYS * 86_400 / count
    for number in range(1, count + 1):
        placed = by_day_and_night(start + timedelta(seconds=int((number - random.random()) * step)), world.now)
        customer = _customer(bettors, placed, random)
        limit = int(100 * (customer["betting_limit"] or 1_000))
        stake = max(100, min(limit, int(random.lognormvariate(7.8, 1.1))))
        odds = None if number % 50 == 7 else min(5_000, 105 + int(100 * random.lognormvariate(-0.2, 0.8)))
        wager: Row = {
            "id": f"wgr_{number:08d}",
            "wager_number": f"W{number:08d}",
            "customer_id": customer["id"],
            "agent_id": customer["agent_id"],
            "amount": money(stake),
            "description": f"{' at '.join(random.sample(random.choice(leagues), 2))}, {random.choice(MARKETS)}",
            "odds": odds and money(odds),
            "potential_win": odds and money((stake * odds + 50) // 100),
            "created_at": placed,
            **_ending(number, placed, world.now, random),
        }
        wager["result"] = _result(wager, number, random)
        yield wager


def _customer(bettors: list[Row], placed: datetime, random: Random) -> Row:
    """A customer who was there at the time; most were."""
    while (customer := pick_skewed(bettors, random))["created_at"] > placed:
        pass
    return customer


def _ending(number: int, placed: datetime, now: datetime, random: Random) -> Row:
    """Where a wager is in its life: what it is on begins halfway from its placing to its end."""
    wait = random.randint(*(DECIDED_AFTER if number % SEASON_BET_EVERY else SEASON_BET_DECIDED_AFTER))
    begins, ended = placed + timedelta(seconds=wait // 2), placed + timedelta(seconds=wait)
    if ended > now:
        begun = begins <= now
        return {
            "status": "active" if begun else "pending",
            "updated_at": begins if begun else placed,
            "settled_at": None,
        }
    status = "cancelled" if number % 25 == 3 else "voided" if number % 33 == 5 else "settled"
    return {"status": status, "updated_at": ended, "settled_at": None if status == "cancelled" else ended}


def _result(wager: Row, number: int, random: Random) -> str | None:
    """Won as often as the odds say, less the house's edge."""
    if wager["status"] == "voided":
        return "void"
    if wager["status"] != "settled":
        return None
    if number % 37 == 9:
        return "push"
    return "win" if wager["odds"] is not None and random.random() < 0.95 / float(wager["odds"]) else "loss"


@RECIPES.table("fire22.activities")
def activities(world: World, random: Random) -> Iterator[Row]:
    """What users did, with an amount where money was involved; only customers have any at stake."""
    people = list(world.rows("fire22.users"))
    for number in range(1, world.expected("fire22.activities") + 1):
        user = pick_skewed(people, random)
        kinds = ACTIVITIES if user["role"] == "customer" else SIGN_INS
        kind = random.choice(list(kinds))
        moves_money = kind not in SIGN_INS
        yield {
            "id": f"act_{number:07d}",
            "user_id": user["id"],
            "type": kind,
            "action": ACTIVITIES[kind],
            "amount": money(int(random.lognormvariate(8, 1))) if moves_money else None,
            "metadata": {"ip": world.vocabulary.address(random), "device": random.choice(("web", "ios", "android"))}
            if number % 5
            else None,
        }


BALANCES = (
    select(Transaction.customer_id, func.sum(Transaction.amount).label("balance"))
    .where(Transaction.status == "completed")
    .group_by(Transaction.customer_id)
    .subquery()
)
PLACED = select(Wager.customer_id, func.max(Wager.created_at).label("latest")).group_by(Wager.customer_id).subquery()
VOLUMES = select(Wager.agent_id, func.sum(Wager.amount).label("volume")).group_by(Wager.agent_id).subquery()
MANAGED = select(Customer.agent_id, func.count().label("count")).group_by(Customer.agent_id).subquery()

RECIPES.totals.extend(
    (
        update(Customer).values(balance=BALANCES.c.balance).where(Customer.id == BALANCES.c.customer_id),
        update(Customer).values(last_activity=PLACED.c.latest).where(Customer.id == PLACED.c.customer_id),
        update(Agent).values(total_volume=VOLUMES.c.volume).where(Agent.id == VOLUMES.c.agent_id),
        update(Agent).values(customer_count=MANAGED.c.count).where(Agent.id == MANAGED.c.agent_id),
    )
)
