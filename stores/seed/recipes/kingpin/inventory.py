"""What players own and are offered: inventories, personal shops, the black market, the income from businesses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, definitions, emptied, texts
from stores.seed.recipes.kingpin.players import Actor, actors, between
from stores.seed.world import World

TIER_LEVELS = {"common": 1, "uncommon": 10, "rare": 30, "legendary": 60}
"""Lowest level at which players come by items of a tier."""

WORN = ("weapon", "armor", "housing")
"""Types of items that are put to use, at most one of each; a business works by itself."""

MOST_OWNED = 9
STURDY = 100
"""Durability of an item of which the definition gives none."""

BUFFS = {
    "wealth": "Wealth from plays",
    "xp": "Experience",
    "rob_success": "Luck in robberies",
    "defense": "Defence against robberies",
    "business_revenue": "Income from businesses",
    "crate_luck": "Luck with crates",
}
REVENUE_DAYS = 5
SHOP_SLOTS = 4
ROTATIONS = 8
PIECES_ON_OFFER = 5


def affordable(level: int) -> list[Row]:
    """Items that a player of this level may come by. What cannot be sold is not handed out."""
    return [row for row in definitions("items") if row["sell_price"] is not None and TIER_LEVELS[row["tier"]] <= level]


@RECIPES.table("kingpin.user_inventory", streamed=True)
def user_inventory(world: World, random: Random) -> Iterator[Row]:
    """Up to nine items for each player, more at higher levels; one of each type that is worn is in use."""
    numbers = count(1)
    for player in actors(world):
        owned = min(MOST_OWNED, 1 + int(random.random() * (1 + player.level / 6)))
        used: set[str] = set()
        for item in random.choices(affordable(player.level), k=owned):
            yield {"id": next(numbers), **_owned(player, item, used, world.now, random)}
    row = {"id": next(numbers), **_owned(player, item, used, world.now, random)}
    yield emptied("user_inventory", row)


def _owned(player: Actor, item: Row, used: set[str], now: datetime, random: Random) -> Row:
    acquired = between(player.created_at, now, random)
    equipped = item["type"] in WORN and item["type"] not in used and random.random() < 0.8
    escrowed = not equipped and random.random() < 0.1
    if equipped:
        used.add(item["type"])
    return {
        "user_id": player.id,
        "item_id": item["id"],
        "durability": int((item["base_durability"] or STURDY) * (1 - random.random() ** 2)),
        "is_equipped": equipped,
        "slot": item["type"] if equipped else None,
        "is_escrowed": escrowed,
        "escrow_expires_at": now + timedelta(hours=random.randint(1, 48)) if escrowed else None,
        "acquired_at": acquired,
        "equipped_at": between(acquired, now, random) if equipped else None,
    }


@RECIPES.table("kingpin.business_revenue_history", streamed=True)
def business_revenue_history(world: World, random: Random) -> Iterator[Row]:
    """The income from every business in the latest days; of some the player has since sold the business."""
    businesses = {row["id"]: row for row in definitions("items") if row["type"] == "business"}
    running = (row for row in world.rows("kingpin.user_inventory") if row["item_id"] in businesses)
    for number, owned in enumerate(running, 1):
        for back in range(REVENUE_DAYS, 0, -1):
            row = _revenue(owned, businesses[owned["item_id"]], back, world.now, random)
            yield row | {"inventory_id": None if number % 11 == 2 else owned["id"]}


def _revenue(owned: Row, business: Row, back: int, now: datetime, random: Random) -> Row:
    multiplier = random.choice((Decimal("1.000"), Decimal("1.000"), Decimal("1.100"), Decimal("1.250")))
    gross = int(random.randint(business["revenue_min"], business["revenue_max"]) * multiplier)
    cost = int(business["operating_cost"] * random.uniform(0.6, 1.2))
    day = (now - timedelta(days=back)).date()
    paid = datetime.combine(day + timedelta(days=1), time(), now.tzinfo) + timedelta(seconds=random.randrange(600))
    return {
        "user_id": owned["user_id"],
        "item_id": business["id"],
        "revenue_date": day,
        "gross_amount": gross,
        "operating_cost": cost,
        "net_amount": gross - cost,
        "multiplier": multiplier,
        "event_text": random.choice(texts("business_days")) if random.random() < 0.2 else None,
        "collected_at": min(now, paid),
    }


@RECIPES.table("kingpin.player_shop_inventory", streamed=True)
def player_shop_inventory(world: World, random: Random) -> Iterator[Row]:
    """The shops of the third of the players who were there last: four offers each, made in the latest hours."""
    players = actors(world)
    for player in players[: max(3, len(players) // 3)]:
        made = world.now - timedelta(seconds=random.randrange(6 * 3_600))
        for slot, item in enumerate(random.sample(affordable(player.level), SHOP_SLOTS), 1):
            discount = random.choice((0, 0, 0, 10, 25))
            bought = random.random() < 0.25
            yield {
                "user_id": player.id,
                "item_id": item["id"],
                "slot_number": slot,
                "price": item["purchase_price"] * (100 - discount) // 100,
                "discount_percent": Decimal(discount),
                "min_level": TIER_LEVELS[item["tier"]],
                "is_purchased": bought,
                "purchased_at": between(made, world.now, random) if bought else None,
                "generated_at": made,
                "expires_at": made + timedelta(hours=6),
            }


@RECIPES.table("kingpin.black_market_inventory")
def black_market_inventory(world: World, random: Random) -> Iterator[Row]:
    """Weekly stockings of rare pieces, some sold out; the last one is on offer now."""
    rare = [row for row in definitions("items") if row["tier"] in {"rare", "legendary"}]
    for rotation in range(1, ROTATIONS + 1):
        start = world.now - timedelta(days=7 * (ROTATIONS - rotation) + 2)
        for place, item in enumerate(random.sample(rare, PIECES_ON_OFFER)):
            multiplier = Decimal(random.randint(70, 160)).scaleb(-2)
            stock = random.choice((1, 2, 3, 5, 10))
            yield {
                "item_id": item["id"],
                "rotation_id": rotation,
                "price": int(item["purchase_price"] * multiplier),
                "price_multiplier": multiplier,
                "stock_total": stock,
                "stock_remaining": random.randint(0, stock),
                "purchase_limit": min(stock, 2),
                "min_level": TIER_LEVELS[item["tier"]],
                "is_featured": place == 0,
                "is_active": rotation == ROTATIONS,
                "available_from": start,
                "available_until": start + timedelta(days=7),
            }


@RECIPES.table("kingpin.active_buffs")
def active_buffs(world: World, random: Random) -> Iterator[Row]:
    """Advantages that still apply, for a time or for good, and some that have run out."""
    players = actors(world)
    for number in range(1, world.expected("kingpin.active_buffs") + 1):
        began = between(world.now - timedelta(hours=6), world.now, random)
        ends = None if number % 6 == 0 else began + timedelta(minutes=random.choice((30, 60, 120, 240, 720)))
        kind, extra = pick_weighted(dict.fromkeys(BUFFS, 1), number, random), random.choice((5, 10, 25, 50, 100))
        yield {
            "user_id": pick_skewed(players, random).id,
            "buff_type": kind,
            "multiplier": 1 + Decimal(extra).scaleb(-2),
            "description": f"{BUFFS[kind]} +{extra} %" if number % 9 else None,
            "uses_left": random.randint(1, 5) if number % 3 == 0 else None,
            "stacks": 1 if random.random() < 0.8 else random.randint(2, 4),
            "is_active": ends is None or ends > world.now,
            "activated_at": began,
            "expires_at": ends,
        }
