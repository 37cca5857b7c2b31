"""What the game tells: events, their queue for posting, and notifications to players."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from stores.postgres.models.kingpin.events import GAME_EVENT_TYPES
from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.crates import TIER_WEIGHTS
from stores.seed.recipes.kingpin.definitions import RECIPES, texts
from stores.seed.recipes.kingpin.gambling import PLATFORM_WEIGHTS
from stores.seed.recipes.kingpin.players import Actor, actors, between, others, paced, yield_of
from stores.seed.world import World

EVENT_WEIGHTS = dict.fromkeys(GAME_EVENT_TYPES, 1) | {"play": 40, "rob": 15, "gamble": 15, "checkin": 8, "level_up": 4}
BY_ITSELF = {"upkeep", "business_revenue", "admin_action"}
"""Events that the game causes without a platform."""

EARNING = {
    "play", "item_sold", "business_revenue", "lottery_won", "jackpot_won", "heist_won", "mission_completed",
}  # fmt: skip
SPENDING = {"bail", "item_purchased", "upkeep"}
WITH_TIER = {"crate_dropped", "crate_opened", "item_purchased", "item_broken", "play"}
HURTING = {"jailed", "rob"}

QUEUE = {"processed": 70, "pending": 15, "processing": 5, "failed": 10}
MAX_ATTEMPTS = 3


@RECIPES.table("kingpin.game_events", streamed=True)
def game_events(world: World, random: Random) -> Iterator[Row]:
    """What happened, in the order of its time. A few events have no player: the game itself caused them."""
    players, tiered = actors(world), count(1)
    for number, happened in enumerate(paced(world.expected("kingpin.game_events"), world, random), 1):
        kind = pick_weighted(EVENT_WEIGHTS, number, random)
        player = pick_skewed(players, random)
        target = others(players, player, random) if kind == "rob" else None
        change = _change(kind, player, random)
        nobody = kind == "admin_action"
        yield {
            "user_id": None if nobody else player.id,
            "target_user_id": target and target.id,
            "event_type": kind,
            "platform": None if kind in BY_ITSELF else pick_weighted(PLATFORM_WEIGHTS, number, random),
            "tier": pick_weighted(TIER_WEIGHTS, next(tiered), random) if kind in WITH_TIER else None,
            **change,
            "description": _told(kind, player, target, change) if number % 29 else None,
            "details": {"amount": abs(change["wealth_change"])} if change["wealth_change"] else None,
            "created_at": happened,
        }


def _change(kind: str, player: Actor, random: Random) -> Row:
    """What an event changes for the player; a robbery succeeds less often than not, and hurts if it does not."""
    success = {"rob": random.random() < 0.4, "gamble": random.random() < 0.45}.get(kind)
    amount = yield_of(player.level, random)
    earns = kind in EARNING or success is True
    loses = kind in SPENDING or kind == "gamble"
    return {
        "success": success,
        "wealth_change": amount if earns else -amount if loses else 0,
        "xp_change": random.randint(5, 25) if kind in {"play", "checkin", "rob"} else 0,
        "hp_change": -random.randint(5, 40) if kind in HURTING and not success else 0,
    }


def _told(kind: str, player: Actor, target: Actor | None, change: Row) -> str:
    amount = abs(change["wealth_change"])
    told: str = texts("events")[kind]
    return told.format(name=player.username, target=target and target.username, amount=amount)


@RECIPES.table("kingpin.event_batch_queue", streamed=True)
def event_batch_queue(world: World, random: Random) -> Iterator[Row]:
    """Events that were posted, wait, or have failed after the last attempt."""
    for number in range(1, world.expected("kingpin.event_batch_queue") + 1):
        status = pick_weighted(QUEUE, number, random)
        kind = pick_weighted(dict.fromkeys(GAME_EVENT_TYPES, 1), number, random)
        platform = pick_weighted(PLATFORM_WEIGHTS, number, random)
        age = timedelta(hours=24) if status in {"processed", "failed"} else timedelta(minutes=5)
        queued = between(world.now - age, world.now - timedelta(seconds=90), random)
        yield {
            "batch_key": f"{kind}:{platform}",
            "event_type": kind,
            "platform": platform,
            "payload": {"number": number, "text": f"{random.randint(1, 9)} times"},
            "status": status,
            **_attempts(status, random),
            "scheduled_for": queued + timedelta(seconds=60),
            "processed_at": queued + timedelta(seconds=61) if status == "processed" else None,
            "created_at": queued,
        }


def _attempts(status: str, random: Random) -> Row:
    made = {"pending": 0, "processing": 1, "failed": MAX_ATTEMPTS}.get(status, random.choice((1, 1, 1, 2)))
    failed = status == "failed" or made > 1
    reason = random.choice(("the platform answered 503", "rate limit reached", "connection reset"))
    return {"attempt_count": made, "max_attempts": MAX_ATTEMPTS, "last_error": reason if failed else None}


@RECIPES.table("kingpin.user_notifications", streamed=True)
def user_notifications(world: World, random: Random) -> Iterator[Row]:
    """Messages of the game to players; the older ones are read."""
    players, messages = actors(world), texts("notifications")
    kinds = dict.fromkeys(messages, 1)
    for number, sent in enumerate(paced(world.expected("kingpin.user_notifications"), world, random), 1):
        kind, player = pick_weighted(kinds, number, random), pick_skewed(players, random)
        title, message = messages[kind]
        facts: dict[str, Any] = {"amount": yield_of(player.level, random), "level": player.level}
        facts["name"] = others(players, player, random).username
        yield {
            "user_id": player.id,
            "notification_type": kind,
            "title": title,
            "message": message.format(**facts),
            "icon": kind if number % 9 else None,
            "link_url": f"/{kind}" if kind not in {"system", "level_up"} else None,
            "details": facts if "{" in message else None,
            **_reading(sent, world.now, random),
            "created_at": sent,
            "expires_at": sent + timedelta(days=90) if number % 4 else None,
        }


def _reading(sent: datetime, now: datetime, random: Random) -> Row:
    read = random.random() < (0.85 if now - sent > timedelta(days=2) else 0.3)
    return {
        "is_read": read,
        "read_at": between(sent, min(now, sent + timedelta(days=2)), random) if read else None,
        "is_dismissed": read and random.random() < 0.4,
    }
