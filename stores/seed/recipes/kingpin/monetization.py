"""Payments by viewers, with the rewards that the game gives for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random

from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, definitions, texts
from stores.seed.recipes.kingpin.players import Actor, actors, others, paced
from stores.seed.recipes.kingpin.streaming import Broadcast
from stores.seed.world import World

KINDS = {
    "subscription": 30,
    "resubscription": 15,
    "gift_subscription": 15,
    "bits": 18,
    "kicks": 10,
    "raid": 4,
    "donation": 8,
}
ONLY_ON = {"bits": "twitch", "kicks": "kick"}
SUBSCRIPTION_USD = {1: Decimal("4.99"), 2: Decimal("9.99"), 3: Decimal("24.99")}
CENT = Decimal("0.01")
SUBSCRIPTIONS = ("subscription", "resubscription", "gift_subscription")
GIFT_SIZES = (1, 1, 1, 2, 5, 5, 10, 20)


@RECIPES.table("kingpin.monetization_events", streamed=True)
def monetization_events(world: World, random: Random) -> Iterator[Row]:
    """Payments in the order of their time, most of them in a stream. The latest are not processed yet."""
    players, broadcast = actors(world), Broadcast(world)
    count = world.expected("kingpin.monetization_events")
    for number, some_time in enumerate(paced(count, world, random), 1):
        kind = pick_weighted(KINDS, number, random)
        paid = some_time if number % 10 >= 8 else broadcast.moment(random)[1]
        stream = broadcast.live_at(paid)
        player = pick_skewed(players, random) if number % 15 else None
        platform = ONLY_ON.get(kind) or _platform(kind, stream and stream.platform, random)
        payment = _payment(kind, platform, random)
        processed = number <= count - max(2, count // 100)
        reward = _reward(platform, payment) if processed else None
        yield {
            "id": number,
            "user_id": player and player.id,
            "recipient_id": _recipient(kind, player, players, random),
            "session_id": stream and stream.id,
            "platform": platform,
            "platform_event_id": f"e{number:08d}" if number % 20 else None,
            "platform_username": player.username if player else world.vocabulary.username(random),
            **payment,
            "message": random.choice(texts("supporter")) if random.random() < 0.4 else None,
            "payload": {"type": kind, "quantity": payment["quantity"]} if number % 6 else None,
            **_given(reward),
            "is_processed": processed,
            "processed_at": min(world.now, paid + timedelta(seconds=random.randint(1, 20))) if processed else None,
            "created_at": paid,
        }


def _platform(kind: str, streamed_on: str | None, random: Random) -> str:
    """Where a payment is made; nobody subscribes on Discord."""
    if streamed_on is None or (streamed_on == "discord" and kind != "donation"):
        return random.choice(("kick", "twitch"))
    return streamed_on


def _payment(kind: str, platform: str, random: Random) -> Row:
    tier = None
    if kind in SUBSCRIPTIONS:
        tier = 1 if platform == "kick" else random.choices((1, 2, 3), (85, 10, 5))[0]
    quantity = _quantity(kind, random)
    unit = SUBSCRIPTION_USD[tier] if tier else CENT if kind in ONLY_ON else Decimal(0)
    amount = unit * quantity
    if kind == "donation":
        amount = Decimal(max(100, int(random.lognormvariate(6.2, 0.9)))).scaleb(-2)
    return {
        "event_type": kind,
        "subscription_tier": tier,
        "quantity": quantity,
        "amount_usd": amount.quantize(CENT),
    }


def _quantity(kind: str, random: Random) -> int:
    if kind == "gift_subscription":
        return random.choice(GIFT_SIZES)
    if kind in ONLY_ON:
        return max(1, int(random.lognormvariate(5.5, 1.0)))
    return random.randint(5, 300) if kind == "raid" else 1


def _recipient(kind: str, player: Actor | None, players: list[Actor], random: Random) -> int | None:
    if kind != "gift_subscription" or player is None:
        return None
    return others(players, player, random).id


def _reward(platform: str, payment: Row) -> Row | None:
    """The best reward to which a payment entitles; a donation counts by its dollars."""
    units = int(payment["amount_usd"]) if payment["event_type"] == "donation" else payment["quantity"]
    fitting = [
        row
        for row in definitions("reward_config")
        if (row["platform"], row["event_type"]) == (platform, payment["event_type"])
        and row["subscription_tier"] == payment["subscription_tier"]
        and row["min_amount"] <= units
    ]
    return max(fitting, key=lambda row: int(row["min_amount"]), default=None)


def _given(reward: Row | None) -> Row:
    if reward is None:
        return {"reward_config_id": None, "wealth_awarded": 0, "xp_awarded": 0}
    return {
        "reward_config_id": reward["id"],
        "wealth_awarded": reward["wealth_amount"],
        "xp_awarded": reward["xp_amount"],
    }
