"""The game's log of events and the queue that posts them in batches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf
from stores.postgres.models.kingpin.base import PLATFORMS, TIERS, KingpinModel, player_reference

GAME_EVENT_TYPES = (
    "play",
    "rob",
    "jailed",
    "bail",
    "checkin",
    "level_up",
    "tier_promotion",
    "item_purchased",
    "item_sold",
    "item_broken",
    "crate_dropped",
    "crate_opened",
    "business_revenue",
    "upkeep",
    "gamble",
    "lottery_won",
    "jackpot_won",
    "mission_completed",
    "achievement_unlocked",
    "faction_joined",
    "faction_left",
    "territory_captured",
    "heist_won",
    "juicernaut_crowned",
    "contribution",
    "admin_action",
)
GAME_EVENT_TYPE = OneOf(*GAME_EVENT_TYPES, length=50)


class GameEvent(KingpinModel):
    """Something that happened in the game, with what it changed for the player."""

    __tablename__ = "game_events"
    __table_args__ = (
        Index("idx_game_events_user_created", "user_id", "created_at"),
        Index("idx_game_events_type_created", "event_type", "created_at"),
        Index("idx_game_events_created_at", "created_at"),
    )

    user_id: Mapped[int | None] = mapped_column(
        player_reference("gameEvents", ondelete="SET NULL"),
        comment="The player who caused it; null if the game did.",
    )
    target_user_id: Mapped[int | None] = mapped_column(
        player_reference("gameEventsAsTarget", name="target", ondelete="SET NULL"),
        index=True,
        comment="The player to whom it was done, such as the victim of a robbery; null if nobody.",
    )
    event_type: Mapped[str] = mapped_column(GAME_EVENT_TYPE, comment="Kind of event.")
    platform: Mapped[str | None] = mapped_column(
        OneOf(*PLATFORMS, length=20), comment="Where it was caused; null if the game did it by itself."
    )
    tier: Mapped[str | None] = mapped_column(
        OneOf(*TIERS, length=50), comment="How rare the event or what it gave is; null if that does not apply."
    )
    success: Mapped[bool | None] = mapped_column(comment="Whether the attempt succeeded; null if it was no attempt.")
    wealth_change: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Change of the player's wealth, in game dollars."
    )
    xp_change: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Change of the player's experience points."
    )
    hp_change: Mapped[int] = mapped_column(server_default=text("0"), comment="Change of the player's health points.")
    description: Mapped[str | None] = mapped_column(comment="The event in words, as told in chat.")
    details: Mapped[dict[str, Any] | None] = mapped_column(comment="More about the event, as JSON.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it happened.")


class QueuedEvent(KingpinModel):
    """An event that waits to be posted together with others."""

    __tablename__ = "event_batch_queue"
    __table_args__ = (
        CheckConstraint("attempt_count <= max_attempts", name="event_batch_queue_attempt_count_check"),
        Index("idx_event_batch_queue_status_scheduled", "status", "scheduled_for"),
        Index("idx_event_batch_queue_batch_key", "batch_key", "created_at"),
    )

    batch_key: Mapped[str] = mapped_column(
        String(100), comment="What is posted together, for example `rob:kick` for the robberies on Kick."
    )
    event_type: Mapped[str] = mapped_column(GAME_EVENT_TYPE, comment="Kind of event.")
    platform: Mapped[str] = mapped_column(OneOf(*PLATFORMS, length=20), comment="Where it is to be posted.")
    priority: Mapped[str] = mapped_column(
        OneOf("low", "normal", "high", length=20), server_default="normal", comment="How soon it is to be posted."
    )
    payload: Mapped[dict[str, Any]] = mapped_column(comment="What is to be posted, as JSON.")
    status: Mapped[str] = mapped_column(
        OneOf("pending", "processing", "processed", "failed", length=20),
        server_default="pending",
        comment="How far it has come.",
    )
    attempt_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Attempts made so far.")
    max_attempts: Mapped[int] = mapped_column(server_default=text("3"), comment="Attempts after which it has failed.")
    last_error: Mapped[str | None] = mapped_column(comment="Why the last attempt failed; null if none did.")
    scheduled_for: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it is due.")
    processed_at: Mapped[datetime | None] = mapped_column(comment="When it was posted; null before that.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was queued.")
