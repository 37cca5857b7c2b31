"""Leaderboards: the counts of a period, its final placements and the records of all time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference
from stores.postgres.models.kingpin.base import PERIODS, TIERS, KingpinModel, player_reference

PERIOD_TYPE = OneOf(*PERIODS, length=20)


class LeaderboardSnapshot(KingpinModel):
    """What a player did in one day, week, month or year, from which the leaderboards are made."""

    __tablename__ = "leaderboard_snapshots"
    __table_args__ = (
        UniqueConstraint("user_id", "period_type", "period_start"),
        Index("idx_leaderboard_snapshots_period", "period_type", "period_start"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("leaderboardSnapshots"), comment="The player who is counted.")
    period_type: Mapped[str] = mapped_column(PERIOD_TYPE, comment="Length of the period.")
    period_start: Mapped[date] = mapped_column(comment="First day of the period.")
    period_end: Mapped[date] = mapped_column(comment="Last day of the period.")
    wealth_earned: Mapped[int | None] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth earned in the period, in game dollars."
    )
    xp_earned: Mapped[int | None] = mapped_column(
        BigInteger, server_default=text("0"), comment="Experience points earned in the period."
    )
    messages_sent: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Chat messages written.")
    watch_time_minutes: Mapped[int | None] = mapped_column(
        server_default=text("0"), comment="Time spent watching, in minutes."
    )
    play_count: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Uses of the play command.")
    rob_count: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Robberies attempted.")
    rob_success_count: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Robberies that succeeded.")
    checkins: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Daily check-ins.")
    crates_opened: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Crates opened.")
    subs_count: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Own subscriptions.")
    gift_subs_given: Mapped[int | None] = mapped_column(
        server_default=text("0"), comment="Subscriptions given to others."
    )
    bits_donated: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Twitch bits given.")
    kicks_sent: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Kicks given on Kick.")
    donations_usd: Mapped[Decimal | None] = mapped_column(
        Numeric(10, 2), server_default=text("0"), comment="Donations, in US dollars."
    )
    total_contributed_usd: Mapped[Decimal | None] = mapped_column(
        Numeric(10, 2), server_default=text("0"), comment="Value of all contributions, in US dollars."
    )
    created_at: Mapped[datetime | None] = mapped_column(server_default=func.now(), comment="When counting began.")


METRIC = OneOf(
    "wealth_earned",
    "xp_earned",
    "messages_sent",
    "watch_time_minutes",
    "play_count",
    "rob_success_count",
    "crates_opened",
    "total_contributed_usd",
    length=50,
)


class LeaderboardPlacement(KingpinModel):
    """A player's final place on a leaderboard whose period is over."""

    __tablename__ = "leaderboard_history"
    __time__ = "finalized_at"
    __table_args__ = (
        UniqueConstraint("period_type", "period_start", "metric", "user_id"),
        CheckConstraint("rank > 0", name="leaderboard_history_rank_check"),
        Index("idx_leaderboard_history_ranking", "period_type", "period_start", "metric", "rank"),
    )

    user_id: Mapped[int] = mapped_column(
        player_reference("leaderboardPlacements"), index=True, comment="The player who was placed."
    )
    period_type: Mapped[str] = mapped_column(PERIOD_TYPE, comment="Length of the period.")
    period_start: Mapped[date] = mapped_column(comment="First day of the period.")
    period_end: Mapped[date] = mapped_column(comment="Last day of the period.")
    metric: Mapped[str] = mapped_column(METRIC, comment="What the leaderboard ranks, with its unit in the name.")
    rank: Mapped[int] = mapped_column(comment="Place, counted from 1.")
    value: Mapped[Decimal] = mapped_column(
        Numeric(20, 2), comment="What the player reached, in the unit of the metric."
    )
    username: Mapped[str] = mapped_column(String(100), comment="Name of the player at the time.")
    participant_count: Mapped[int] = mapped_column(
        server_default=text("0"), comment="Number of players on the leaderboard."
    )
    reward_wealth: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth given for the place, in game dollars."
    )
    reward_crate_tier: Mapped[str | None] = mapped_column(
        OneOf(*TIERS, length=50), comment="Tier of the crate given for the place; null if none."
    )
    reward_title: Mapped[str | None] = mapped_column(String(100), comment="Title given for the place; null if none.")
    finalized_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), comment="When the leaderboard was closed."
    )


class HallOfFameRecord(KingpinModel):
    """A record of all time and the player who holds it."""

    __tablename__ = "hall_of_fame_records"
    __time__ = "achieved_at"
    __table_args__ = (Index("idx_hall_of_fame_records_type_current", "record_type", "is_current"),)

    user_id: Mapped[int | None] = mapped_column(
        player_reference("hallOfFameRecords", ondelete="SET NULL"),
        index=True,
        comment="The player who set the record; null if the player has left.",
    )
    previous_record_id: Mapped[int | None] = mapped_column(
        reference("kingpin.hall_of_fame_records.id", inverse="brokenBy", ondelete="SET NULL"),
        index=True,
        comment="The record that this one broke; null if it is the first.",
    )
    record_type: Mapped[str] = mapped_column(
        OneOf(
            "highest_wealth",
            "highest_level",
            "longest_checkin_streak",
            "biggest_rob",
            "biggest_gambling_win",
            "biggest_lottery_win",
            "most_crates_opened",
            "fastest_heist",
            "biggest_contribution",
            length=50,
        ),
        comment="What the record is about.",
    )
    value: Mapped[Decimal] = mapped_column(Numeric(20, 2), comment="The record, in the unit given beside it.")
    unit: Mapped[str] = mapped_column(
        OneOf("game_dollars", "usd", "levels", "days", "crates", "milliseconds", length=20),
        comment="Unit of the value.",
    )
    username: Mapped[str] = mapped_column(String(100), comment="Name of the player at the time.")
    description: Mapped[str | None] = mapped_column(comment="How the record was set, in words.")
    details: Mapped[dict[str, Any] | None] = mapped_column(comment="More about the record, as JSON.")
    is_current: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether nobody has broken it yet.")
    achieved_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the record was set.")
    broken_at: Mapped[datetime | None] = mapped_column(comment="When it was broken; null while it stands.")
