"""Leaderboards: what players did by period, the placements that follow from it, and the records of all time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from heapq import nsmallest
from itertools import count, groupby
from random import Random
from typing import NamedTuple

from stores.postgres.models.kingpin.leaderboards import METRIC
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, emptied
from stores.seed.recipes.kingpin.players import Actor, actors, yield_of
from stores.seed.world import World

KEPT = {"daily": 5, "weekly": 4, "monthly": 2, "annual": 2}
"""How many periods of each length there are snapshots of, the current one included."""

ACTIVE_PART = {"daily": 0.25, "weekly": 0.5, "monthly": 0.7, "annual": 0.8}
FEWEST = 5
PLACES = 10
PRIZES = {1: (25_000, "legendary"), 2: (15_000, "rare"), 3: (10_000, "uncommon"), 4: (5_000, "common")}
RECORDS = {
    "highest_wealth": ("game_dollars", 500_000),
    "highest_level": ("levels", 20),
    "longest_checkin_streak": ("days", 30),
    "biggest_rob": ("game_dollars", 20_000),
    "biggest_gambling_win": ("game_dollars", 60_000),
    "biggest_lottery_win": ("game_dollars", 40_000),
    "most_crates_opened": ("crates", 40),
    "fastest_heist": ("milliseconds", 5_200),
    "biggest_contribution": ("usd", 60),
}
"""Unit and first value of each record; the fastest heist is broken downwards, all others upwards."""

SHARED_RECORD = "longest_checkin_streak"


class Period(NamedTuple):
    """A day, a week from Monday, a month or a year."""

    type: str
    start: date
    end: date

    @property
    def days(self) -> int:
        """Its length."""
        return (self.end - self.start).days + 1


def period_of(day: date, period_type: str) -> Period:
    """The period of a type in which a day lies."""
    if period_type == "daily":
        return Period(period_type, day, day)
    if period_type == "weekly":
        start = day - timedelta(days=day.weekday())
        return Period(period_type, start, start + timedelta(days=6))
    start = day.replace(day=1) if period_type == "monthly" else day.replace(month=1, day=1)
    after = (start + timedelta(days=32 if period_type == "monthly" else 366)).replace(day=1)
    return Period(period_type, start, after - timedelta(days=1))


def periods(today: date) -> Iterator[Period]:
    """The periods kept, each type from the current one backwards."""
    for period_type, kept in KEPT.items():
        period = period_of(today, period_type)
        for _ in range(kept):
            yield period
            period = period_of(period.start - timedelta(days=1), period_type)


@RECIPES.table("kingpin.leaderboard_snapshots", streamed=True)
def leaderboard_snapshots(world: World, random: Random) -> Iterator[Row]:
    """What players did in each period; the better ones are there more often. One was opened and never counted."""
    players, today = actors(world), world.now.date()
    limit = max(FEWEST, world.expected("kingpin.leaderboard_snapshots") // sum(KEPT.values()))
    row: Row = {}
    for period in periods(today):
        known = players[:limit]
        active = max(FEWEST, int(len(players) * ACTIVE_PART[period.type]))
        for player in sorted(random.sample(known, min(active, len(known)))):
            row = _snapshot(player, period, today, world, random)
            yield row
    yield emptied("leaderboard_snapshots", row | {"user_id": players[-1].id})


def _snapshot(player: Actor, period: Period, today: date, world: World, random: Random) -> Row:
    days = min(period.days, (today - period.start).days + 1)
    plays, robs = _count(8 * days, random), _count(2 * days, random)
    row = {
        "user_id": player.id,
        "period_type": period.type,
        "period_start": period.start,
        "period_end": period.end,
        "wealth_earned": yield_of(player.level, random) * days,
        "xp_earned": plays * 15,
        "messages_sent": _count(12 * days, random),
        "watch_time_minutes": min(days * 600, _count(90 * days, random)),
        "play_count": plays,
        "rob_count": robs,
        "rob_success_count": int(robs * random.uniform(0.2, 0.6)),
        "checkins": random.randint(0, days),
        "crates_opened": _count(0.7 * days, random),
        "subs_count": int(random.random() < 0.05 * min(days, 8)),
        "gift_subs_given": _count(0.1 * days, random),
        "bits_donated": 100 * _count(0.2 * days, random),
        "kicks_sent": 100 * _count(0.1 * days, random),
        "donations_usd": Decimal(100 * _count(0.1 * days, random)).scaleb(-2),
    }
    midnight = datetime.combine(period.start, time(), world.now.tzinfo)
    return row | {"total_contributed_usd": _contributed(row), "created_at": midnight}


def _count(mean: float, random: Random) -> int:
    return int(random.expovariate(1 / mean))


def _contributed(row: Row) -> Decimal:
    subscriptions = Decimal("4.99") * int(row["subs_count"] + row["gift_subs_given"])
    cents = Decimal(row["bits_donated"] + row["kicks_sent"] + int(100 * row["donations_usd"]))
    return subscriptions + cents.scaleb(-2)


@RECIPES.table("kingpin.leaderboard_history")
def leaderboard_history(world: World, random: Random) -> Iterator[Row]:
    """The first places of each period that is over, in each metric, by the snapshots."""
    names = {player.id: player.username for player in actors(world)}
    counted = (row for row in world.rows("kingpin.leaderboard_snapshots") if row["wealth_earned"] is not None)
    for _, rows in groupby(counted, lambda row: (row["period_type"], row["period_start"])):
        board = list(rows)
        if board[0]["period_end"] < world.now.date():
            for metric in METRIC.values:
                yield from _placements(board, metric, names, world, random)


def _placements(board: list[Row], metric: str, names: dict[int, str], world: World, random: Random) -> Iterator[Row]:
    closed = datetime.combine(board[0]["period_end"] + timedelta(days=1), time(), world.now.tzinfo)
    first = nsmallest(PLACES, board, key=lambda row: (-row[metric], row["user_id"]))
    finalized = closed + timedelta(seconds=random.randint(30, 300))
    for rank, row in enumerate(first, 1):
        wealth, tier = PRIZES.get(rank, (1_000, None))
        yield {
            "user_id": row["user_id"],
            "period_type": row["period_type"],
            "period_start": row["period_start"],
            "period_end": row["period_end"],
            "metric": metric,
            "rank": rank,
            "value": Decimal(row[metric]),
            "username": names[row["user_id"]],
            "participant_count": len(board),
            "reward_wealth": wealth,
            "reward_crate_tier": tier,
            "finalized_at": min(world.now, finalized),
        }


@RECIPES.table("kingpin.hall_of_fame_records")
def hall_of_fame_records(world: World, random: Random) -> Iterator[Row]:
    """Each record as a chain: who set it, who broke it, and whose it is now. Some holders have left the game.

    One record is shared: two players broke the first one by the same value.
    """
    players, numbers = actors(world), count(1)
    for kind, (unit, first) in RECORDS.items():
        times = sorted(world.now - timedelta(days=random.randint(1, 300), minutes=number) for number in range(3))
        previous, best, shared = None, None, kind == SHARED_RECORD
        for place, (player, achieved) in enumerate(zip(random.sample(players, 3), times, strict=True)):
            number = next(numbers)
            factor = 0.8 if kind == "fastest_heist" else 1.3
            left = number % 10 == 4
            value = Decimal(int(first * factor ** (min(place, 1) if shared else place)))
            name, amount = kind.replace("_", " "), f"{value} {unit.replace('_', ' ')}"
            yield {
                "id": number,
                "user_id": None if left else player.id,
                "previous_record_id": previous,
                "record_type": kind,
                "value": value,
                "unit": unit,
                "username": player.username,
                "description": f"{player.username} set the {name}: {amount}." if place else None,
                "details": None if best is None else {"before": float(best), "by": float(value - best)},
                "is_current": place == 2 or (shared and place == 1),
                "achieved_at": achieved,
                "broken_at": None if place == 2 or (shared and place == 1) else times[place + 1],
            }
            if not (shared and place == 1):
                previous, best = number, value
