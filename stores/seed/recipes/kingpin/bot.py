"""The bot's settings and the Discord servers in which it works."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from stores.seed.choice import pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, defined
from stores.seed.world import World

CHANNELS = {
    "xp": ("general", 5, 60),
    "feed": ("heist-feed", 0, 0),
    "commands": ("bot-commands", 1, 30),
    "heist": ("heists", 2, 30),
    "leaderboard": ("leaderboards", 0, 0),
    "excluded": ("moderators", 0, 0),
}
"""Name, experience points for a message, and seconds before the next one counts, by what a channel is for."""


def snowflake(random: Random) -> str:
    """An identifier as Discord gives them: 18 digits."""
    return str(random.randint(10**17, 10**18 - 1))


@RECIPES.table("kingpin.bot_config")
def bot_config(world: World, random: Random) -> Iterator[Row]:
    """The settings; those that are secrets have random text in place of a value."""
    for row in defined("bot_config", world):
        secret = row["value_type"] == "secret"
        yield {**row, "secret_value": world.vocabulary.token(random) if secret else None}


@RECIPES.table("kingpin.discord_server_config")
def discord_server_config(world: World, random: Random) -> Iterator[Row]:
    """Servers; every fifth has been set up only half."""
    for number in range(1, world.expected("kingpin.discord_server_config") + 1):
        roles = {"admin_role_id", "linked_role_id", "announcement_channel_id", "leaderboard_channel_id"}
        yield {
            "guild_id": snowflake(random),
            "guild_name": None if number % 5 == 0 else f"{world.vocabulary.title(random)} Fans",
            **{column: None if number % 5 == 0 else snowflake(random) for column in sorted(roles)},
            "command_prefix": random.choice("!!!?$"),
        }


@RECIPES.table("kingpin.discord_activity_channels")
def discord_activity_channels(world: World, random: Random) -> Iterator[Row]:
    """Some channels in all servers but the last, each for one purpose."""
    servers = [guild for (guild,) in world.keys("kingpin.discord_server_config", ("guild_id",))]
    for place, server in enumerate(servers[:-1]):
        for activity in CHANNELS if place == 0 else random.sample(list(CHANNELS), random.randint(1, 4)):
            name, xp, wait = CHANNELS[activity]
            unnamed = pick_weighted({"named": 6, "unnamed": 1}, place + 1, random) == "unnamed"
            yield {
                "guild_id": server,
                "channel_id": snowflake(random),
                "channel_name": None if unnamed else name,
                "activity_type": activity,
                "xp_per_message": xp,
                "cooldown_seconds": wait,
                "min_message_length": 5 if xp else 1,
            }
