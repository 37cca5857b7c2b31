"""Players and what belongs to them alone: cooldowns, buffs, notifications, links to their platform accounts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import HIDDEN, OneOf, reference
from stores.postgres.models.kingpin.base import PLATFORMS, KingpinModel, player_reference


class Player(KingpinModel):
    """A viewer who plays the streaming game, with wealth, level and faction."""

    __tablename__ = "users"
    __table_args__ = (Index("idx_users_username", "username"),)

    kick_user_id: Mapped[str | None] = mapped_column(
        String(255), unique=True, comment="Account on Kick, unique; null if not linked."
    )
    twitch_user_id: Mapped[str | None] = mapped_column(
        String(255), unique=True, comment="Account on Twitch, unique; null if not linked."
    )
    discord_user_id: Mapped[str | None] = mapped_column(
        String(50), unique=True, comment="Account on Discord, unique; null if not linked."
    )
    username: Mapped[str] = mapped_column(String(100), comment="Name on the platform where the player signed up.")
    display_name: Mapped[str | None] = mapped_column(String(100), comment="Name as the platform shows it.")
    kingpin_name: Mapped[str | None] = mapped_column(String(100), comment="Name that the player chose for the game.")
    wealth: Mapped[int | None] = mapped_column(
        BigInteger, server_default=text("0"), comment="Money of the player, in game dollars."
    )
    xp: Mapped[int | None] = mapped_column(BigInteger, server_default=text("0"), comment="Experience points gathered.")
    level: Mapped[int | None] = mapped_column(server_default=text("1"), comment="Level that follows from experience.")
    status_tier: Mapped[str | None] = mapped_column(
        String(50), server_default="Rookie", comment="Rank that follows from the level, for example `Rookie`."
    )
    hp: Mapped[int | None] = mapped_column(server_default=text("100"), comment="Health points, 100 when unhurt.")
    checkin_streak: Mapped[int | None] = mapped_column(
        server_default=text("0"), comment="Number of days in a row with a check-in."
    )
    last_checkin_date: Mapped[date | None] = mapped_column(comment="Day of the last check-in; null before the first.")
    total_play_count: Mapped[int | None] = mapped_column(
        server_default=text("0"), comment="How often the player has used the play command."
    )
    wins: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Number of plays won.")
    losses: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Number of plays lost.")
    faction_id: Mapped[int | None] = mapped_column(
        reference("kingpin.factions.id", inverse="members", ondelete="SET NULL"),
        index=True,
        comment="The faction the player belongs to, if any.",
    )
    joined_faction_at: Mapped[datetime | None] = mapped_column(comment="When the player joined the faction.")
    discord_username: Mapped[str | None] = mapped_column(String(100), comment="Name on Discord; null if not linked.")
    discord_linked_at: Mapped[datetime | None] = mapped_column(comment="When the Discord account was linked.")
    created_at: Mapped[datetime | None] = mapped_column(server_default=func.now(), comment="When the player joined.")
    updated_at: Mapped[datetime | None] = mapped_column(
        server_default=func.now(), comment="When the player's row last changed."
    )
    last_seen: Mapped[datetime | None] = mapped_column(
        server_default=func.now(), comment="Last time the player was active."
    )
    upkeep_debt_days: Mapped[int | None] = mapped_column(
        server_default=text("0"), comment="Days for which the upkeep of the player's property is unpaid."
    )
    last_upkeep_check: Mapped[datetime | None] = mapped_column(comment="When upkeep was last charged.")
    faction_cooldown_until: Mapped[datetime | None] = mapped_column(
        comment="Until when the player may not join another faction; null if free to."
    )
    faction_reward_cooldown_until: Mapped[datetime | None] = mapped_column(
        comment="Until when the player receives no faction rewards; null if entitled to them."
    )
    assigned_territory_id: Mapped[int | None] = mapped_column(
        reference("kingpin.territories.id", inverse="assignedPlayers", ondelete="SET NULL"),
        index=True,
        comment="The territory for which the player's actions score, if any.",
    )


class Cooldown(KingpinModel):
    """A wait before a player may use a command again, on everybody or on one target; jail is one of them."""

    __tablename__ = "cooldowns"
    __table_args__ = (
        UniqueConstraint("user_id", "command_type", "target_identifier"),
        Index("idx_cooldowns_expires_at", "expires_at"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("cooldowns"), comment="The player who must wait.")
    command_type: Mapped[str] = mapped_column(String(50), comment="Command, for example `play`, `rob` or `bail`.")
    target_identifier: Mapped[str | None] = mapped_column(
        String(255), comment="Target to which the wait is limited; null if it holds for every target."
    )
    expires_at: Mapped[datetime] = mapped_column(comment="When the wait is over.")
    created_at: Mapped[datetime | None] = mapped_column(server_default=func.now(), comment="When the wait began.")


class ActiveBuff(KingpinModel):
    """A temporary advantage that a player has at present."""

    __tablename__ = "active_buffs"
    __time__ = "activated_at"
    __table_args__ = (
        UniqueConstraint("user_id", "buff_type", "source"),
        Index("idx_active_buffs_expires_at", "expires_at"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("buffs"), comment="The player who has the advantage.")
    buff_type: Mapped[str] = mapped_column(
        OneOf("wealth", "xp", "rob_success", "defense", "business_revenue", "crate_luck", length=30),
        comment="What the advantage improves.",
    )
    source: Mapped[str] = mapped_column(
        OneOf("crate", "juicernaut", "faction", "territory", "achievement", "monetization", "admin", length=30),
        comment="Where the advantage comes from.",
    )
    multiplier: Mapped[Decimal] = mapped_column(
        Numeric(6, 3), server_default=text("1"), comment="Factor on what is improved (1.25 is 25 % more)."
    )
    description: Mapped[str | None] = mapped_column(String(255), comment="The advantage in words.")
    stacks: Mapped[int] = mapped_column(server_default=text("1"), comment="How many times the advantage applies.")
    uses_left: Mapped[int | None] = mapped_column(comment="Uses that remain; null if only time limits it.")
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether it applies at present.")
    activated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the advantage began.")
    expires_at: Mapped[datetime | None] = mapped_column(comment="When the advantage ends; null if it does not.")


class PlayerNotification(KingpinModel):
    """A message from the game to one player."""

    __tablename__ = "user_notifications"
    __table_args__ = (
        Index("idx_user_notifications_user_created", "user_id", "created_at"),
        Index("idx_user_notifications_user_unread", "user_id", "is_read"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("notifications"), comment="The player who is notified.")
    notification_type: Mapped[str] = mapped_column(
        OneOf(
            "robbed", "level_up", "achievement", "mission", "crate", "lottery", "heist", "faction", "upkeep", "system",
            length=30,
        ),
        comment="What the message is about.",
    )  # fmt: skip
    title: Mapped[str] = mapped_column(String(150), comment="Heading of the message.")
    message: Mapped[str] = mapped_column(comment="Text of the message.")
    icon: Mapped[str | None] = mapped_column(String(50), comment="Name of the picture shown beside it.")
    link_url: Mapped[str | None] = mapped_column(comment="Page of the game that it leads to, if any.")
    details: Mapped[dict[str, Any] | None] = mapped_column(comment="Facts behind the message, as JSON.")
    is_read: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether the player has read it.")
    read_at: Mapped[datetime | None] = mapped_column(comment="When it was read; null before that.")
    is_dismissed: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether the player has put it away."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the message was sent.")
    expires_at: Mapped[datetime | None] = mapped_column(comment="When it disappears by itself; null if it stays.")


class AccountLinkRequest(KingpinModel):
    """An attempt by a player to link an account on another platform, through that platform's OAuth sign-in."""

    __tablename__ = "oauth_link_states"
    __table_args__ = (
        Index("idx_oauth_link_expires", "expires_at"),
        Index("idx_oauth_link_state", "state"),
    )

    user_id: Mapped[int | None] = mapped_column(
        player_reference("accountLinkRequests"),
        index=True,
        comment="The player who links an account; null while the sign-in is to make a new player.",
    )
    state: Mapped[str] = mapped_column(
        String(255),
        info=HIDDEN,
        comment="Random token that ties the answer to the attempt; never exposed.",
    )
    code_verifier: Mapped[str | None] = mapped_column(
        String(128), info=HIDDEN, comment="PKCE secret of the attempt; never exposed."
    )
    platform: Mapped[str] = mapped_column(OneOf(*PLATFORMS, length=20), comment="Platform of the account to link.")
    source_platform: Mapped[str | None] = mapped_column(
        OneOf(*PLATFORMS, length=20), comment="Platform on which the player was signed in at the time."
    )
    redirect_path: Mapped[str | None] = mapped_column(String(255), comment="Page to which the player returns.")
    status: Mapped[str] = mapped_column(
        OneOf("pending", "completed", "failed", "expired", length=20),
        server_default="pending",
        comment="How far the attempt has come.",
    )
    failure_reason: Mapped[str | None] = mapped_column(comment="Why it failed, in words; null unless it failed.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the attempt began.")
    expires_at: Mapped[datetime] = mapped_column(comment="When the attempt is no longer valid.")
    completed_at: Mapped[datetime | None] = mapped_column(comment="When the account was linked; null before that.")
