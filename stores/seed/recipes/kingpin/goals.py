"""Missions and achievements: how far players have come, and what was given to those who arrived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, definitions
from stores.seed.recipes.kingpin.players import HISTORY, Actor, actors, between, paced
from stores.seed.world import World

LENGTHS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
STATUSES = {
    "past": {"claimed": 55, "completed": 10, "expired": 35},
    "present": {"active": 60, "completed": 20, "claimed": 20},
}
"""What has become of missions whose time is over, and of those that are on."""

PURSUED = 6
BONUS: dict[str, Row] = {
    "daily": {"all_completed_bonus": True, "wealth_earned": 2_500, "xp_earned": 250, "crate_tier": "common"},
    "weekly": {"all_completed_bonus": True, "wealth_earned": 20_000, "xp_earned": 2_000, "crate_tier": "rare"},
}
"""What is given beside the reward when all missions of the day or the week are completed."""


@RECIPES.table("kingpin.user_missions", streamed=True)
def user_missions(world: World, random: Random) -> Iterator[Row]:
    """Missions given out over the history that is kept; those of the current day and week are still on."""
    players = actors(world)
    given: set[tuple[int, int, date]] = set()
    counts = {"past": 0, "present": 0}
    for number, some_time in enumerate(paced(world.expected("kingpin.user_missions"), world, random), 1):
        player = pick_skewed(players, random)
        template = _template(player, number, random)
        today = between(_first_moment("daily", world.now), world.now, random)
        assigned = today if number % 4 == 0 else some_time
        start = _first_moment(template["mission_type"], assigned)
        key = (player.id, template["id"], start.date())
        if key not in given:
            given.add(key)
            mission = {"id": len(given), **_given(player, template, assigned, start)}
            when = "past" if mission["expires_at"] <= world.now else "present"
            counts[when] += 1
            status = pick_weighted(STATUSES[when], counts[when], random)
            yield mission | _progress(status, mission, world.now, random)


def _template(player: Actor, number: int, random: Random) -> Row:
    """A mission that the player may be given, by weight."""
    rows = {row["code"]: row for row in definitions("mission_templates")}
    fitting = {
        code: row["weight"] for code, row in rows.items() if row["is_active"] and row["min_level"] <= player.level
    }
    return rows[pick_weighted(fitting, number, random)]


def _first_moment(mission_type: str, time_of_day: datetime) -> datetime:
    """Midnight of the day, or of the week's Monday."""
    midnight = time_of_day.replace(hour=0, minute=0, second=0)
    return midnight - timedelta(days=midnight.weekday()) if mission_type == "weekly" else midnight


def _given(player: Actor, template: Row, assigned: datetime, start: datetime) -> Row:
    return {
        "user_id": player.id,
        "mission_template_id": template["id"],
        "mission_type": template["mission_type"],
        "assigned_date": start.date(),
        "objective_value": template["objective_value"],
        "reward_wealth": template["reward_wealth"],
        "reward_xp": template["reward_xp"],
        "assigned_at": assigned,
        "expires_at": start + LENGTHS[template["mission_type"]],
    }


def _progress(status: str, mission: Row, now: datetime, random: Random) -> Row:
    done = status in {"completed", "claimed"}
    completed = between(mission["assigned_at"], min(now, mission["expires_at"]), random) if done else None
    claimed = between(completed, now, random) if completed is not None and status == "claimed" else None
    reached = mission["objective_value"] if done else int(mission["objective_value"] * random.random())
    return {"status": status, "current_progress": reached, "completed_at": completed, "claimed_at": claimed}


@RECIPES.table("kingpin.mission_completions", streamed=True)
def mission_completions(world: World, random: Random) -> Iterator[Row]:
    """A record of every completed mission, and of the bonus where it was the last of its day or week.

    Of some the mission's row or its definition has been removed.
    """
    templates = definitions("mission_templates")
    completed = (row for row in world.rows("kingpin.user_missions") if row["completed_at"] is not None)
    for number, mission in enumerate(completed, 1):
        template = templates[mission["mission_template_id"] - 1]
        record = {
            "user_id": mission["user_id"],
            "user_mission_id": None if number % 9 == 4 else mission["id"],
            "mission_template_id": None if number % 30 == 4 else template["id"],
            "mission_name": template["name"],
            "mission_type": mission["mission_type"],
            "wealth_earned": mission["reward_wealth"],
            "xp_earned": mission["reward_xp"],
            "crate_tier": template["reward_crate_tier"],
            "all_completed_bonus": False,
            "completed_at": mission["completed_at"],
        }
        yield record
        if random.random() < 0.2:
            yield record | BONUS[mission["mission_type"]]


@RECIPES.table("kingpin.user_achievements", streamed=True)
def user_achievements(world: World, random: Random) -> Iterator[Row]:
    """Some achievements of each player who has played: reached where the count has come to what is required."""
    open_ones = [row for row in definitions("achievements") if row["is_active"]]
    players = actors(world)
    plays = dict(world.keys("kingpin.users", ("id", "total_play_count")))
    for player in players[: max(3, len(players) * 2 // 3)]:
        for achievement in random.sample(open_ones, PURSUED):
            yield _pursued(player, achievement, plays[player.id], world.now, random)


def _pursued(player: Actor, achievement: Row, plays: int, now: datetime, random: Random) -> Row:
    required = achievement["requirement_value"]
    known = {"level_reached": player.level, "play_count": plays}
    drawn = int(required * random.lognormvariate(-0.7 + player.level / 100, 0.9))
    reached = known.get(achievement["requirement_type"], drawn)
    completed = between(max(player.created_at, now - HISTORY), now, random) if reached >= required else None
    claimed = between(completed, now, random) if completed is not None and random.random() < 0.8 else None
    return {
        "user_id": player.id,
        "achievement_id": achievement["id"],
        "current_progress": reached,
        "is_completed": completed is not None,
        "completed_at": completed,
        "is_claimed": claimed is not None,
        "claimed_at": claimed,
        "notified_at": completed,
        "created_at": player.created_at,
        "updated_at": claimed or completed or between(player.created_at, now, random),
    }
