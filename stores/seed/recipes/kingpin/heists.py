"""Heists: appointments in streams, prompts from four pools, winners who answered right, and the pools' counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import NamedTuple

from stores.postgres.models.kingpin.base import PLATFORMS
from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, defined, definitions, texts
from stores.seed.recipes.kingpin.players import Actor, actors
from stores.seed.recipes.kingpin.streaming import Stream, streams
from stores.seed.world import World

POOLS = {
    "quick_grab": ("heist_quick_grab_pool", "phrase", "phrase"),
    "trivia": ("heist_trivia_pool", "question", "answer"),
    "word_scramble": ("heist_word_scramble_pool", "scrambled", "word"),
    "riddle": ("heist_riddle_pool", "riddle", "answer"),
}
"""The pool of each kind of heist, and the columns that have the prompt and the answer."""

REWARDS = {"easy": (None, 500, 50), "medium": ("uncommon", 1_500, 150), "hard": ("rare", 4_000, 400)}
"""Tier of the crate, game dollars and experience points by difficulty."""

BONUS_CRATES = {4: "common", 9: "legendary"}
"""Which of ten heists give another crate."""

ENDS = {2: "expired", 5: "cancelled", 7: "expired", 12: "expired"}
"""Which of fifteen heists nobody won."""

SKIP = {3: "cancelled", 7: "skipped"}
"""Which of ten appointments were not kept."""

AGAIN_AFTER = timedelta(minutes=5)
ON_FOR = timedelta(seconds=10)
BLOCKED = timedelta(days=30)
"""For how long a prompt is not asked again."""


class Appointment(NamedTuple):
    """A heist that is due in a stream, and what has become of it."""

    id: int
    stream: Stream
    sequence: int
    due: datetime
    status: str


def appointments(world: World) -> Iterator[Appointment]:
    """Heists every hour or two of a stream, but the first; in the live one some are still to come."""
    random, numbers = world.random("kingpin.appointments"), count(1)
    for stream in streams(world)[1:]:
        end = stream.ended_at or world.now + timedelta(hours=3)
        due, sequence = stream.started_at + timedelta(minutes=random.randint(10, 40)), 0
        while due < end:
            number, sequence = next(numbers), sequence + 1
            status = "pending" if due > world.now else SKIP.get(number % 10, "triggered")
            yield Appointment(number, stream, sequence, due, status)
            due += timedelta(minutes=random.randint(50, 100))


@RECIPES.table("kingpin.heist_schedule")
def heist_schedule(world: World, random: Random) -> Iterator[Row]:
    """The appointments; for some of them kind and difficulty are chosen only at the start."""
    for each in appointments(world):
        chosen = each.id % 4 != 0
        yield {
            "id": each.id,
            "session_id": each.stream.id,
            "sequence_number": each.sequence,
            "event_type": pick_weighted(dict.fromkeys(POOLS, 1), each.id, random) if chosen else None,
            "difficulty": random.choice(list(REWARDS)) if chosen else None,
            "status": each.status,
            "min_interval_minutes": 50,
            "max_interval_minutes": 100,
            "skip_reason": random.choice(texts("cancelled")) if each.status == "skipped" else None,
            "scheduled_for": each.due,
            "triggered_at": each.due if each.status == "triggered" else None,
            "created_at": each.stream.started_at,
        }


class Heist(NamedTuple):
    """A heist that was run: its row, and the number of its prompt in the pool."""

    row: Row
    pool_id: int


def heists(world: World) -> Iterator[Heist]:
    """Every heist in the order of its time: for each kept appointment one, and one that is on now, started by hand.

    A heist that was cancelled is run again.
    """
    random, players, numbers = world.random("kingpin.heists"), actors(world), count(1)
    for appointment in world.rows("kingpin.heist_schedule"):
        if appointment["status"] == "triggered":
            heist = _heist(next(numbers), appointment, players, world.now, random)
            yield heist
            if heist.row["status"] == "cancelled":
                again = {"triggered_at": min(world.now, appointment["triggered_at"] + AGAIN_AFTER)}
                yield _heist(next(numbers), appointment | again, players, world.now, random)
    by_hand = {"id": None, "session_id": streams(world)[-1].id, "event_type": "trivia", "difficulty": "easy"}
    yield _heist(next(numbers), by_hand | {"triggered_at": world.now - ON_FOR}, players, world.now, random)


def _heist(number: int, appointment: Row, players: list[Actor], now: datetime, random: Random) -> Heist:
    kind = appointment["event_type"] or list(POOLS)[number % len(POOLS)]
    prompt = _prompt(kind, appointment["difficulty"], random)
    _, shown, answer = POOLS[kind]
    crate, wealth, xp = REWARDS[prompt["difficulty"]]
    started = appointment["triggered_at"]
    expires = started + timedelta(seconds=prompt["time_limit_seconds"])
    row = {
        "id": number,
        "session_id": None if number % 12 == 6 else appointment["session_id"],
        "schedule_id": None if number % 12 == 6 else appointment["id"],
        "event_type": kind,
        "difficulty": prompt["difficulty"],
        "prompt": prompt[shown],
        "answer": prompt[answer],
        "attempt_count": random.randint(0, 30),
        "time_limit_seconds": prompt["time_limit_seconds"],
        "reward_crate_tier": BONUS_CRATES.get(number % 10, crate),
        "reward_wealth": wealth,
        "reward_xp": xp,
        "started_at": started,
        "expires_at": expires,
    }
    row["status"] = "active" if expires > now else ENDS.get(number % 15, "won")
    return Heist(row | _end(row, prompt, players, random), prompt["id"])


def _prompt(kind: str, difficulty: str | None, random: Random) -> Row:
    """A prompt of the pool that may be asked, of this difficulty if it is given."""
    fitting = [row for row in prompts(kind) if row["is_active"] and difficulty in {None, row["difficulty"]}]
    return random.choice(fitting)


@cache
def prompts(kind: str) -> tuple[Row, ...]:
    """The pool of a kind of heist. The letters of words are mixed here."""
    pool, *_ = POOLS[kind]
    if kind != "word_scramble":
        return definitions(pool)
    return tuple({**row, "scrambled": mixed(row["word"])} for row in definitions(pool))


def mixed(word: str) -> str:
    """The letters of a word in another order, the same one each time."""
    random, letters = Random(word), word
    while letters == word:
        letters = "".join(random.sample(word, len(word)))
    return letters


def _end(row: Row, prompt: Row, players: list[Actor], random: Random) -> Row:
    if row["status"] != "won":
        ended = {"active": None, "cancelled": row["started_at"], "expired": row["expires_at"]}[row["status"]]
        won = dict.fromkeys(("winner_id", "winning_answer", "winning_platform", "response_time_ms"))
        return {**won, "ended_at": ended}
    took = random.randint(2_000, row["time_limit_seconds"] * 900)
    accepted = [row["answer"], *(prompt.get("alternate_answers") or [])]
    return {
        "winner_id": pick_skewed(players, random).id,
        "winning_answer": random.choice(accepted),
        "winning_platform": PLATFORMS[row["id"] % 3],
        "attempt_count": row["attempt_count"] + 1,
        "response_time_ms": took,
        "ended_at": row["started_at"] + timedelta(seconds=took // 1_000),
    }


@RECIPES.table("kingpin.heist_events")
def heist_events(world: World, _: Random) -> Iterator[Row]:
    """The heists that were run."""
    return (heist.row for heist in heists(world))


@RECIPES.table("kingpin.heist_recent_events")
def heist_recent_events(world: World, _: Random) -> Iterator[Row]:
    """The prompts that are not to be asked again for now, with their last use."""
    latest: dict[tuple[str, int], Row] = {}
    for heist in heists(world):
        if heist.row["started_at"] > world.now - BLOCKED:
            latest[heist.row["event_type"], heist.pool_id] = heist.row
    for (kind, pool_id), row in latest.items():
        yield {
            "event_type": kind,
            "pool_id": pool_id,
            "prompt": row["prompt"],
            "difficulty": row["difficulty"],
            "was_won": None if row["status"] == "active" else row["status"] == "won",
            "used_at": row["started_at"],
            "blocked_until": row["started_at"] + BLOCKED,
        }


def _pool(kind: str) -> None:
    name, *_ = POOLS[kind]

    @RECIPES.table(f"kingpin.{name}")
    def rows(world: World, _: Random) -> Iterator[Row]:
        used = [heist for heist in heists(world) if heist.row["event_type"] == kind]
        for row, prompt in zip(defined(name, world), prompts(kind), strict=True):
            uses = [heist.row for heist in used if heist.pool_id == row["id"]]
            yield {
                **prompt,
                **row,
                "times_used": len(uses),
                "times_won": sum(each["status"] == "won" for each in uses),
                "last_used_at": uses[-1]["started_at"] if uses else None,
            }


for _kind in POOLS:
    _pool(_kind)
