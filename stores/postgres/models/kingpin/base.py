"""What the kingpin modules share: the schema, the key, the reference to a player, the closed sets of several tables."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import Model, reference, schema_of

PLATFORMS = ("kick", "twitch", "discord")
TIERS = ("common", "uncommon", "rare", "legendary")
PERIODS = ("daily", "weekly", "monthly", "annual")
DIFFICULTIES = ("easy", "medium", "hard")
MISSION_PERIODS = ("daily", "weekly")
REQUIREMENTS = (
    "play_count",
    "rob_count",
    "rob_success_count",
    "wealth_earned",
    "checkins",
    "checkin_streak",
    "messages_sent",
    "crates_opened",
    "items_bought",
    "gamble_count",
    "gamble_wins",
    "heist_wins",
    "level_reached",
    "contributed_usd",
)


class KingpinModel(Model):
    """Every table of the schema `kingpin`; each has a serial integer as its key."""

    __abstract__ = True
    metadata = schema_of("kingpin")

    id: Mapped[int] = mapped_column(
        primary_key=True, sort_order=-1, comment="Identifier of the row, a number counted up by the database."
    )


def player_reference(inverse: str, *, name: str = "player", ondelete: str = "CASCADE") -> ForeignKey:
    """A reference to a player, whose rows go when the player goes unless `ondelete` is `SET NULL`."""
    return reference("kingpin.users.id", name=name, inverse=inverse, ondelete=ondelete)
