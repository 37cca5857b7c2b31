"""Territories of the factions; members and territories of a faction are counted when all rows are there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from sqlalchemy import func, select, update

from stores.postgres.models.kingpin.factions import Faction, Territory
from stores.postgres.models.kingpin.players import Player
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, defined
from stores.seed.world import World


@RECIPES.table("kingpin.territories")
def territories(world: World, random: Random) -> Iterator[Row]:
    """Territories with the time at which their faction took them; contested ones were taken lately."""
    for row in defined("territories", world):
        taken = row["faction_id"] is not None
        age = random.randint(2, 20) if row["is_contested"] else random.randint(30, 300)
        yield {
            **row,
            "captured_at": world.now - timedelta(days=age, minutes=random.randrange(1_440)) if taken else None,
        }


RECIPES.totals.append(
    update(Faction).values(
        member_count=select(func.count()).where(Player.faction_id == Faction.id).scalar_subquery(),
        territory_count=select(func.count()).where(Territory.faction_id == Faction.id).scalar_subquery(),
    )
)
