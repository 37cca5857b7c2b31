"""Crates and titles: who holds them, and what came out by the chances of the loot tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count, islice
from random import Random
from typing import Any

from stores.postgres.models.kingpin.crates import CRATE_SOURCES
from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, definitions
from stores.seed.recipes.kingpin.players import actors, between, paced
from stores.seed.world import World

STATUSES = {"opened": 60, "unopened": 25, "escrowed": 5, "expired": 10}
TIER_WEIGHTS = {"common": 60, "uncommon": 25, "rare": 12, "legendary": 3}
SOURCE_WEIGHTS = dict.fromkeys(CRATE_SOURCES, 1) | {"drop": 8, "mission": 5, "monetization": 4}

TITLES = {
    "achievement": ("Millionaire", "rare"),
    "leaderboard": ("Number One", "legendary"),
    "juicernaut": ("Juicernaut", "rare"),
    "season": ("Season One", "uncommon"),
    "admin": ("Friend of the House", "common"),
}
"""Titles that do not come from crates, and their tiers, by where they come from."""


@RECIPES.table("kingpin.user_crates", streamed=True)
def user_crates(world: World, random: Random) -> Iterator[Row]:
    """Crates in the order in which players got them. Crates in escrow are lost after two days."""
    players, tiers = actors(world), {row["tier"]: row["id"] for row in definitions("crate_types")}
    for number, dropped in enumerate(paced(world.expected("kingpin.user_crates"), world, random), 1):
        status = pick_weighted(STATUSES, number, random)
        recent = between(world.now - timedelta(days=2), world.now, random)
        acquired = recent if status == "escrowed" else dropped
        yield {
            "id": number,
            "user_id": pick_skewed(players, random).id,
            "crate_type_id": tiers[pick_weighted(TIER_WEIGHTS, number, random)],
            "source": pick_weighted(SOURCE_WEIGHTS, number, random),
            "status": status,
            "acquired_at": acquired,
            "escrow_expires_at": acquired + timedelta(days=2) if status == "escrowed" else None,
            "opened_at": between(acquired, min(world.now, acquired + timedelta(days=3)), random)
            if status == "opened"
            else None,
        }


@RECIPES.table("kingpin.crate_opens", streamed=True)
def crate_opens(world: World, random: Random) -> Iterator[Row]:
    """What came out of every opened crate, the first ones of each kind; a title held already is paid for instead.

    A legendary crate gives two pieces.
    """
    opening, numbers = Opening(random), count(1)
    tiers = {row["id"]: row["tier"] for row in definitions("crate_types")}
    for crate in world.rows("kingpin.user_crates"):
        pieces = 2 if tiers[crate["crate_type_id"]] == "legendary" else 1
        for number in islice(numbers, pieces if crate["status"] == "opened" else 0):
            yield {"id": number, **opening.open(number, crate)}


class Opening:
    """Draws from the loot tables and remembers who holds which title."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._entries: dict[int, list[Row]] = {}
        self._held: set[tuple[int, int]] = set()
        for entry in definitions("crate_loot_tables"):
            self._entries.setdefault(entry["crate_type_id"], []).append(entry)

    def open(self, number: int, crate: Row) -> Row:
        """The opening of a crate, the `number`-th of all."""
        entry = self._entry(number, self._entries[crate["crate_type_id"]])
        tier = definitions("crate_types")[crate["crate_type_id"] - 1]["tier"]
        row = {
            "user_id": crate["user_id"],
            "crate_type_id": crate["crate_type_id"],
            "user_crate_id": None if number % 13 == 0 else crate["id"],
            "item_id": None,
            "crate_title_id": None,
            "loot_type": entry["loot_type"],
            "wealth_amount": 0,
            "xp_amount": 0,
            "was_duplicate": False,
            "was_escrowed": False,
            "opened_at": crate["opened_at"],
        }
        return row | self._loot(entry, tier, crate["user_id"])

    def _entry(self, number: int, entries: list[Row]) -> Row:
        if number <= len(entries):
            return entries[number - 1]
        return self._random.choices(entries, [float(entry["probability_percent"]) for entry in entries])[0]

    def _loot(self, entry: Row, tier: str, player: int) -> Row:
        kind = entry["loot_type"]
        if kind == "title":
            return self._title(entry, tier, player)
        if kind in {"wealth", "xp"}:
            amount = self._random.randint(entry["min_value"], entry["max_value"])
            unit = "game dollars" if kind == "wealth" else "experience points"
            return {f"{kind}_amount": amount, "loot_description": f"{amount} {unit}"}
        if kind == "buff":
            return {"loot_description": f"A buff for {entry['buff_duration_minutes']} minutes"}
        item = self._of_tier("items", entry["item_id"], entry["item_tier"], type=kind)
        return {
            "item_id": item["id"],
            "loot_description": item["name"],
            "was_escrowed": self._random.random() < 0.05,
        }

    def _title(self, entry: Row, tier: str, player: int) -> Row:
        title = self._of_tier("crate_titles", entry["crate_title_id"], tier)
        duplicate = (player, title["id"]) in self._held
        self._held.add((player, title["id"]))
        return {
            "crate_title_id": title["id"],
            "loot_description": f"The title {title['title']}",
            "was_duplicate": duplicate,
            "wealth_amount": title["duplicate_value"] if duplicate else 0,
        }

    def _of_tier(self, name: str, wanted: int | None, tier: str, **values: Any) -> Row:
        """The row of this number, or any of the tier with these values."""
        rows = definitions(name)
        if wanted is not None:
            return rows[wanted - 1]
        return self._random.choice([row for row in rows if row["tier"] == tier and values.items() <= row.items()])


@RECIPES.table("kingpin.user_titles", streamed=True)
def user_titles(world: World, random: Random) -> Iterator[Row]:
    """Titles from crates and, for some of the best players, from elsewhere; a player wears one at most."""
    wearing: set[int] = set()
    for held in _titles_held(world, random):
        worn = held["user_id"] not in wearing and random.random() < 0.6
        if worn:
            wearing.add(held["user_id"])
        equipped = between(held["unlocked_at"], world.now, random) if worn else None
        yield {**held, "is_equipped": worn, "equipped_at": equipped}


def _titles_held(world: World, random: Random) -> Iterator[Row]:
    titles = definitions("crate_titles")
    for opening in world.rows("kingpin.crate_opens"):
        if opening["loot_type"] == "title" and not opening["was_duplicate"]:
            title = titles[opening["crate_title_id"] - 1]
            row = {"crate_title_id": title["id"], "title": title["title"], "tier": title["tier"], "source": "crate"}
            yield {"user_id": opening["user_id"], **row, "unlocked_at": opening["opened_at"]}
    for place, player in enumerate(actors(world)[: len(TITLES) + len(world.keys("kingpin.users", ("id",))) // 50]):
        for number, (source, (name, tier)) in enumerate(TITLES.items()):
            if number == place or random.random() < 0.2:
                row = {"crate_title_id": None, "title": name, "tier": tier, "source": source}
                yield {"user_id": player.id, **row, "unlocked_at": between(player.created_at, world.now, random)}
