"""kingpin, the streaming game: what its rows look like. Importing the package registers its recipes."""

from stores.seed.recipes.kingpin import (
    bot,
    crates,
    events,
    factions,
    gambling,
    goals,
    heists,
    inventory,
    leaderboards,
    lottery,
    monetization,
    players,
    streaming,
    waits,
)
from stores.seed.recipes.kingpin.definitions import RECIPES

__all__ = [
    "RECIPES",
    "bot",
    "crates",
    "events",
    "factions",
    "gambling",
    "goals",
    "heists",
    "inventory",
    "leaderboards",
    "lottery",
    "monetization",
    "players",
    "streaming",
    "waits",
]
