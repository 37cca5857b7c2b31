"""Waits with an end: cooldowns of commands and attempts to link an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from stores.postgres.models.kingpin.base import PLATFORMS
from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, emptied
from stores.seed.recipes.kingpin.players import actors, between, others
from stores.seed.world import World

COOLDOWNS = {
    "play": timedelta(minutes=5),
    "rob": timedelta(hours=2),
    "bail": timedelta(hours=12),
    "jail": timedelta(hours=1),
    "checkin": timedelta(hours=20),
    "slots": timedelta(minutes=1),
}
LINKING = {"completed": 60, "pending": 10, "failed": 10, "expired": 20}
VALID_FOR = timedelta(minutes=10)


@RECIPES.table("kingpin.cooldowns", streamed=True)
def cooldowns(world: World, random: Random) -> Iterator[Row]:
    """Waits of the players who were active last, one for each command; about half of them are over.

    Only robberies name a target.
    """
    players, row = actors(world), {}
    for place in range(world.expected("kingpin.cooldowns")):
        turn, number = divmod(place, len(COOLDOWNS))
        command, length = list(COOLDOWNS.items())[number]
        player = players[turn % len(players)]
        began = world.now - timedelta(seconds=int(length.total_seconds() * 2 * random.random()))
        row = {
            "user_id": player.id,
            "command_type": command,
            "target_identifier": others(players, player, random).username if command == "rob" else None,
            "expires_at": began + length,
            "created_at": began,
        }
        if place and turn < len(players):
            yield row
    yield emptied("cooldowns", row)


@RECIPES.table("kingpin.oauth_link_states")
def oauth_link_states(world: World, random: Random) -> Iterator[Row]:
    """Attempts to link an account, valid for ten minutes; those of a sign-in that makes a new player have none yet."""
    players = actors(world)
    for number in range(1, world.expected("kingpin.oauth_link_states") + 1):
        status = pick_weighted(LINKING, number, random)
        age = VALID_FOR if status == "pending" else timedelta(days=30)
        begun = between(world.now - age, world.now - timedelta(minutes=1), random)
        ended = begun + timedelta(seconds=random.randint(15, 50))
        platform, source = random.sample(PLATFORMS, 2)
        new = number % 5 == 0
        yield {
            "user_id": None if new else pick_skewed(players, random).id,
            "platform": platform,
            "source_platform": None if new else source,
            "redirect_path": None if number % 7 == 3 else "/settings/accounts",
            "status": status,
            "failure_reason": "The sign-in was refused." if status == "failed" else None,
            "created_at": begun,
            "expires_at": begun + VALID_FOR if status != "expired" else min(begun + VALID_FOR, world.now),
            "completed_at": ended if status == "completed" else None,
        }
