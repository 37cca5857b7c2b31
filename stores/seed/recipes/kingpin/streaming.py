"""Streams: who contributed how much, who wore the crown for how long, and what was written in chat."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from sqlalchemy import distinct, func, select, update

from stores.postgres.models.kingpin.base import PLATFORMS
from stores.postgres.models.kingpin.streaming import ChatMessage, StreamingSession
from stores.seed.choice import pick_skewed
from stores.seed.recipe import Row
from stores.seed.recipes.kingpin.definitions import RECIPES, texts
from stores.seed.recipes.kingpin.players import HISTORY, actors
from stores.seed.world import World

COUNTS = {
    "subscription": "subs_count",
    "resubscription": "subs_count",
    "gift_subscription": "gift_subs_count",
    "bits": "bits_count",
    "kicks": "kicks_count",
}
"""Where the quantity of a payment is counted; a donation is counted in US dollars and a raid not at all."""


class Stream(NamedTuple):
    """When and where something was streamed; the live one has no end yet."""

    id: int
    platform: str
    started_at: datetime
    ended_at: datetime | None


def streams(world: World) -> list[Stream]:
    """Streams of three to six hours, evenly over the history that is kept; the last one is live."""
    random, count = world.random("kingpin.streams"), world.expected("kingpin.streaming_sessions")
    step = (HISTORY - timedelta(hours=2)) / count
    found = []
    for number in range(1, count + 1):
        started = (world.now - timedelta(hours=2) - step * (count - number)).replace(microsecond=0)
        length = min(step * 0.8, timedelta(minutes=random.randint(180, 360)))
        ended = None if number == count else started + timedelta(seconds=int(length.total_seconds()))
        found.append(Stream(number, PLATFORMS[number % len(PLATFORMS)], started, ended))
    return found


class Broadcast:
    """Tells which stream was live at a time. The first stream was a test that nobody watched, so it is left out."""

    def __init__(self, world: World) -> None:
        self._streams = streams(world)[1:]
        self._starts = [stream.started_at for stream in self._streams]

    def live_at(self, time: datetime) -> Stream | None:
        """The stream that was live, if any."""
        place = bisect_right(self._starts, time)
        stream = self._streams[place - 1] if place else None
        return stream if stream and (stream.ended_at is None or time <= stream.ended_at) else None

    def moment(self, random: Random) -> tuple[Stream, datetime]:
        """A stream and a time at which it was live."""
        stream = random.choice(self._streams)
        end = stream.ended_at or stream.started_at + timedelta(hours=2)
        seconds = int((end - stream.started_at).total_seconds())
        return stream, stream.started_at + timedelta(seconds=random.randint(0, seconds))


@dataclass(slots=True)
class Contest:
    """The contributions to one stream and the crown, which whoever has contributed most so far wears."""

    contributions: dict[int, Row] = field(default_factory=dict)
    leader: int | None = None
    since: datetime | None = None
    count: int = 0

    def add(self, payment: Row) -> None:
        """Count a payment; payments come in the order of their time."""
        row = self.contributions.setdefault(payment["user_id"], _no_contribution(payment))
        if payment["event_type"] in COUNTS:
            row[COUNTS[payment["event_type"]]] += payment["quantity"]
        else:
            row["donations_usd"] += payment["amount_usd"]
        row["total_usd"] += payment["amount_usd"]
        row["last_contribution_at"] = payment["created_at"]
        self.count += 1
        if self.leader is None or row["total_usd"] > self.contributions[self.leader]["total_usd"]:
            self._crown(payment["user_id"], payment["created_at"])

    def close(self, at: datetime) -> None:
        """End the contest: the time that the crown was worn is counted up to here."""
        if self.leader is not None and self.since is not None:
            self.contributions[self.leader]["crown_seconds"] += int((at - self.since).total_seconds())

    def _crown(self, player: int, at: datetime) -> None:
        if player != self.leader:
            self.close(at)
            self.leader, self.since = player, at
            self.contributions[player]["was_juicernaut"] = True


def _no_contribution(payment: Row) -> Row:
    return {
        "session_id": payment["session_id"],
        "user_id": payment["user_id"],
        **dict.fromkeys(COUNTS.values(), 0),
        "donations_usd": Decimal("0.00"),
        "total_usd": Decimal("0.00"),
        "was_juicernaut": False,
        "crown_seconds": 0,
        "first_contribution_at": payment["created_at"],
        "last_contribution_at": payment["created_at"],
    }


def contests(world: World) -> dict[int, Contest]:
    """The contest of every stream, from the players' payments. A raid is no contribution."""
    found = {stream.id: Contest() for stream in streams(world)}
    paid = (row for row in world.rows("kingpin.monetization_events") if row["amount_usd"])
    for payment in sorted(paid, key=lambda row: (row["created_at"], row["id"])):
        if payment["session_id"] is not None and payment["user_id"] is not None:
            found[payment["session_id"]].add(payment)
    for stream in streams(world):
        found[stream.id].close(stream.ended_at or world.now)
    return found


@RECIPES.table("kingpin.streaming_sessions")
def streaming_sessions(world: World, random: Random) -> Iterator[Row]:
    """The streams with what was contributed; messages are counted when all rows are there."""
    contested = contests(world)
    for stream in streams(world):
        contest = contested[stream.id]
        titled = stream.id % 7 != 3
        yield {
            "id": stream.id,
            "platform": stream.platform,
            "platform_stream_id": f"{stream.platform}-{900_000 + stream.id}" if titled else None,
            "title": random.choice(texts("stream_titles")) if titled else None,
            "category": random.choice(texts("stream_categories")) if titled else None,
            "is_active": stream.ended_at is None,
            "juicernaut_id": contest.leader,
            "juicernaut_since": contest.since,
            "peak_viewers": int(random.lognormvariate(6, 0.6)),
            "unique_chatters": 0,
            "message_count": 0,
            "contribution_count": contest.count,
            "total_contributed_usd": sum((row["total_usd"] for row in contest.contributions.values()), Decimal(0)),
            "goal_usd": Decimal(random.choice((100, 250, 500, 1_000))) if stream.id % 3 else None,
            "started_at": stream.started_at,
            "ended_at": stream.ended_at,
        }


@RECIPES.table("kingpin.session_contributions", streamed=True)
def session_contributions(world: World, _: Random) -> Iterator[Row]:
    """What each player contributed to each stream: the sum of that player's payments."""
    for contest in contests(world).values():
        yield from contest.contributions.values()


@RECIPES.table("kingpin.chat_messages", streamed=True)
def chat_messages(world: World, random: Random) -> Iterator[Row]:
    """Messages and commands, most of them while something was streamed."""
    players, broadcast = actors(world), Broadcast(world)
    for number in range(1, world.expected("kingpin.chat_messages") + 1):
        stream, sent = broadcast.moment(random)
        between_streams = number % 8 == 4
        is_command = random.random() < 0.35
        command = random.choice(texts("commands")) if is_command else None
        platform = "discord" if between_streams else stream.platform
        yield {
            "user_id": pick_skewed(players, random).id,
            "session_id": None if between_streams else stream.id,
            "platform": platform,
            "platform_message_id": None if number % 19 == 5 else f"m{number:09d}",
            "channel": None if number % 13 == 6 else "kingpin",
            "message": f"!{command}" if command else random.choice(texts("chat")),
            "is_command": is_command,
            "command": command,
            "xp_awarded": 0 if is_command else random.randint(1, 5),
            "is_deleted": random.random() < 0.01,
            "sent_at": sent,
        }


RECIPES.totals.append(
    update(StreamingSession).values(
        message_count=select(func.count()).where(ChatMessage.session_id == StreamingSession.id).scalar_subquery(),
        unique_chatters=select(func.count(distinct(ChatMessage.user_id)))
        .where(ChatMessage.session_id == StreamingSession.id)
        .scalar_subquery(),
    )
)
