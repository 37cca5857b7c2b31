"""kingpin, the streaming game: players, items, crates, heists, gambling and missions (seeds/kingpin.md).

The document gives five tables in full and the purpose, relations and indexes of the others, whose columns are designed
here from what the game's services read and write. Importing the package registers all 49 tables.
"""

from stores.postgres.models.kingpin import (
    achievements,
    bot,
    crates,
    events,
    factions,
    gambling,
    heists,
    items,
    leaderboards,
    lottery,
    missions,
    monetization,
    players,
    streaming,
)
from stores.postgres.models.kingpin.base import KingpinModel

__all__ = [
    "KingpinModel",
    "achievements",
    "bot",
    "crates",
    "events",
    "factions",
    "gambling",
    "heists",
    "items",
    "leaderboards",
    "lottery",
    "missions",
    "monetization",
    "players",
    "streaming",
]
