"""Players: few are rich, many are not; levels follow from experience, ranks from levels; factions take who is ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import exp, isqrt
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from stores.seed.choice import pick_skewed
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import AGE, RECIPES, definitions, emptied
from stores.seed.world import World

HISTORY = timedelta(days=60)
"""How far back the records of what players did reach; all but the newest players were there before."""

RANKS = ((80, "Kingpin"), (60, "Boss"), (40, "Soldier"), (20, "Associate"), (1, "Rookie"))
"""Lowest level of each rank."""

MEDIAN_XP = 20_000
SPREAD_OF_XP = 1.5
SHARED_NAMES = 5
"""One player in so many has the username of a user of the sportsbook's back office; two players share the first one."""


class Actor(NamedTuple):
    """A player as the recipes of what players do see one."""

    id: int
    username: str
    level: int
    xp: int
    created_at: datetime


def actors(world: World) -> list[Actor]:
    """Players by experience, most first. The last tenth is new and has done nothing yet, so `pick_skewed` spares it."""
    known = [row for row in world.rows("kingpin.users") if row["xp"] is not None]
    known.sort(key=lambda row: (-row["xp"], row["id"]))
    return [Actor(row["id"], row["username"], row["level"], row["xp"], row["created_at"]) for row in known]


def others(players: Sequence[Actor], player: Actor, random: Random) -> Actor:
    """A player other than this one."""
    while (other := pick_skewed(players, random)).id == player.id:
        pass
    return other


def level_of(xp: int) -> int:
    """The level that experience gives: 1 at first, and each one takes longer than the one before."""
    return 1 + isqrt(xp // 100)


def rank_of(level: int) -> str:
    """The rank that a level gives."""
    return next(rank for lowest, rank in RANKS if level >= lowest)


def between(start: datetime, end: datetime, random: Random) -> datetime:
    """A time from start to end, in whole seconds; the start if the end is earlier."""
    return start + timedelta(seconds=random.randint(0, max(0, int((end - start).total_seconds()))))


def paced(count: int, world: World, random: Random) -> Iterator[datetime]:
    """So many times in order, spread evenly with some chance over the history that is kept."""
    step = HISTORY.total_seconds() / count
    for number in range(count):
        yield world.now - HISTORY + timedelta(seconds=int((number + random.random()) * step))


def yield_of(level: int, random: Random) -> int:
    """An amount of game dollars that means something to a player of this level."""
    return max(10, int(20 * level * random.lognormvariate(0, 0.8)))


@RECIPES.table("kingpin.users")
def users(world: World, random: Random) -> Iterator[Row]:
    """Players; the last one was imported from another game and has only a name."""
    count = world.expected("kingpin.users")
    new = max(1, (count - 1) // 10)
    ranks = random.sample(range(count), count)
    names = _usernames(world, count, random)
    for number, (rank, username) in enumerate(zip(ranks, names, strict=True), 1):
        xp = int(MEDIAN_XP * exp(SPREAD_OF_XP * NormalDist().inv_cdf((rank + 0.5) / count)))
        row = {"id": number, "username": username, **_person(number, username, random)}
        row |= _progress(xp, random) | _times(rank < new, row["discord_user_id"] is not None, world.now, random)
        row |= _membership(row["level"], row["created_at"], world.now, random)
        yield row if number < count else emptied("users", row)


def _usernames(world: World, count: int, random: Random) -> Iterator[str]:
    names = (name for (name,) in world.keys("fire22.users", ("username",)))
    first = next(names)
    for number in range(1, count + 1):
        if number == 2:
            yield first
        elif number % SHARED_NAMES == 1:
            yield first if number == 1 else next(names, None) or world.vocabulary.username(random)
        else:
            yield world.vocabulary.username(random)


def _person(number: int, username: str, random: Random) -> Row:
    """Names and accounts; every player has an account on at least one platform."""
    on_kick, on_twitch, on_discord = number % 3 != 1, number % 3 != 2, random.random() < 0.5
    return {
        "kick_user_id": f"{4_000_000 + number * 37}" if on_kick else None,
        "twitch_user_id": f"{70_000_000 + number * 61}" if on_twitch else None,
        "discord_user_id": f"{310_000_000_000_000_000 + number * 7_919}" if on_discord else None,
        "discord_username": username.lower() if on_discord else None,
        "display_name": username.title() if random.random() < 0.9 else None,
        "kingpin_name": f"{random.choice(('Don', 'Boss', 'Lady', 'Big'))} {username.title()}"
        if random.random() < 0.3
        else None,
    }


def _progress(xp: int, random: Random) -> Row:
    level = level_of(xp)
    plays = xp // 15 + 1
    wins = int(plays * random.uniform(0.45, 0.65))
    return {
        "wealth": int(60 * level**1.8 * random.lognormvariate(0, 1.2)),
        "xp": xp,
        "level": level,
        "status_tier": rank_of(level),
        "hp": 100 if random.random() < 0.7 else random.randint(1, 99),
        "checkin_streak": int(random.random() ** 4 * 60),
        "total_play_count": plays,
        "wins": wins,
        "losses": plays - wins,
        "upkeep_debt_days": random.choice((0, 0, 0, 0, 0, 0, 1, 2, 5)),
    }


def _times(new: bool, on_discord: bool, now: datetime, random: Random) -> Row:
    """When the player came and was last there."""
    earliest, latest = (now - HISTORY, now) if new else (now - AGE, now - HISTORY)
    created = between(earliest, latest, random)
    seen = max(created, now - timedelta(seconds=int(random.random() ** 3 * 40 * 86_400)))
    return {
        "created_at": created,
        "last_seen": seen,
        "updated_at": seen,
        "last_checkin_date": None if new else seen.date(),
        "last_upkeep_check": None if new else seen.replace(hour=0, minute=0, second=0),
        "discord_linked_at": between(created, seen, random) if on_discord else None,
    }


def _membership(level: int, created: datetime, now: datetime, random: Random) -> Row:
    """The faction and the territory for which the player scores; some have left one and must wait."""
    open_to = [each for each in definitions("factions") if each["is_joinable"] and each["min_level"] <= level]
    if not open_to or random.random() < 0.2:
        waits = random.random() < 0.3
        return _faction(None, None, None, now + timedelta(hours=random.randint(1, 72)) if waits else None, None)
    faction = random.choices(open_to, weights=range(len(open_to), 0, -1))[0]["id"]
    held = [each["id"] for each in definitions("territories") if each["faction_id"] == faction]
    assigned = random.choice(held) if held and random.random() < 0.7 else None
    joined = between(created, now, random)
    recent = joined + timedelta(days=7)
    return _faction(faction, joined, assigned, None, recent if recent > now else None)


def _faction(
    faction: int | None,
    joined: datetime | None,
    territory: int | None,
    waits_until: datetime | None,
    no_reward_until: datetime | None,
) -> Row:
    return {
        "faction_id": faction,
        "joined_faction_at": joined,
        "assigned_territory_id": territory,
        "faction_cooldown_until": waits_until,
        "faction_reward_cooldown_until": no_reward_until,
    }
