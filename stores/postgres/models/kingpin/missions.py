"""Missions: their definitions, those a player is on, and those completed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference
from stores.postgres.models.kingpin.base import (
    DIFFICULTIES,
    MISSION_PERIODS,
    REQUIREMENTS,
    TIERS,
    KingpinModel,
    player_reference,
)

MISSION_TYPE = OneOf(*MISSION_PERIODS, length=20)


class MissionTemplate(KingpinModel):
    """The definition of a mission: what a player must do, and the reward."""

    __tablename__ = "mission_templates"
    __table_args__ = (
        CheckConstraint("objective_value > 0", name="mission_templates_objective_value_check"),
        Index("idx_mission_templates_type_active", "mission_type", "is_active"),
    )

    code: Mapped[str] = mapped_column(String(50), unique=True, comment="Short name of the mission, unique.")
    name: Mapped[str] = mapped_column(String(100), comment="Name of the mission.")
    description: Mapped[str] = mapped_column(comment="What the player must do, in words.")
    mission_type: Mapped[str] = mapped_column(MISSION_TYPE, comment="Whether it is given out by the day or the week.")
    category: Mapped[str] = mapped_column(
        OneOf("grind", "crime", "wealth", "gambling", "social", "collection", length=30),
        comment="Part of the game that it is about.",
    )
    difficulty: Mapped[str] = mapped_column(OneOf(*DIFFICULTIES, length=20), comment="How hard the mission is.")
    objective_type: Mapped[str] = mapped_column(OneOf(*REQUIREMENTS, length=30), comment="What is counted.")
    objective_value: Mapped[int] = mapped_column(
        BigInteger, comment="Count at which it is complete; wealth is counted in game dollars."
    )
    reward_wealth: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth given at the end, in game dollars."
    )
    reward_xp: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Experience points given at the end."
    )
    reward_crate_tier: Mapped[str | None] = mapped_column(
        OneOf(*TIERS, length=50), comment="Tier of the crate given at the end; null if none."
    )
    min_level: Mapped[int] = mapped_column(
        server_default=text("1"), comment="Lowest player level that is given the mission."
    )
    weight: Mapped[int] = mapped_column(
        server_default=text("1"), comment="Share of it among those of its kind, as a weight of 0 or more."
    )
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether it is given out at present.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the mission was defined.")


class PlayerMission(KingpinModel):
    """A mission that a player is on, with the progress so far."""

    __tablename__ = "user_missions"
    __time__ = "assigned_at"
    __table_args__ = (
        UniqueConstraint("user_id", "mission_template_id", "assigned_date"),
        Index("idx_user_missions_user_status", "user_id", "status"),
        Index("idx_user_missions_expires_at", "expires_at"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("missions"), comment="The player who is on the mission.")
    mission_template_id: Mapped[int] = mapped_column(
        reference("kingpin.mission_templates.id", name="template", inverse="playerMissions", ondelete="CASCADE"),
        index=True,
        comment="The definition of the mission.",
    )
    mission_type: Mapped[str] = mapped_column(MISSION_TYPE, comment="Whether it was given out by the day or the week.")
    assigned_date: Mapped[date] = mapped_column(comment="First day on which it counts.")
    status: Mapped[str] = mapped_column(
        OneOf("active", "completed", "claimed", "expired", length=20),
        server_default="active",
        comment="How far the mission has come; claimed means that the reward was taken.",
    )
    current_progress: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Count so far, in the unit of the objective."
    )
    objective_value: Mapped[int] = mapped_column(
        BigInteger, comment="Count at which it is complete, fixed for this player when it was given out."
    )
    reward_wealth: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth given at the end to this player, in game dollars."
    )
    reward_xp: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Experience points given at the end to this player."
    )
    assigned_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was given out.")
    completed_at: Mapped[datetime | None] = mapped_column(comment="When it was completed; null before that.")
    claimed_at: Mapped[datetime | None] = mapped_column(comment="When the reward was taken; null before that.")
    expires_at: Mapped[datetime] = mapped_column(comment="When it can no longer be completed.")


class MissionCompletion(KingpinModel):
    """The record that a player completed a mission and what was given for it."""

    __tablename__ = "mission_completions"
    __time__ = "completed_at"
    __table_args__ = (Index("idx_mission_completions_user_completed", "user_id", "completed_at"),)

    user_id: Mapped[int] = mapped_column(
        player_reference("missionCompletions"), comment="The player who completed the mission."
    )
    user_mission_id: Mapped[int | None] = mapped_column(
        reference("kingpin.user_missions.id", name="mission", inverse="completions", ondelete="SET NULL"),
        index=True,
        comment="The mission that was completed; null if its row has been removed.",
    )
    mission_template_id: Mapped[int | None] = mapped_column(
        reference("kingpin.mission_templates.id", name="template", inverse="completions", ondelete="SET NULL"),
        index=True,
        comment="The definition of the mission; null if it has been removed.",
    )
    mission_name: Mapped[str] = mapped_column(String(100), comment="Name of the mission at the time.")
    mission_type: Mapped[str] = mapped_column(MISSION_TYPE, comment="Whether it was given out by the day or the week.")
    wealth_earned: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth that was given, in game dollars."
    )
    xp_earned: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Experience points that were given."
    )
    crate_tier: Mapped[str | None] = mapped_column(
        OneOf(*TIERS, length=50), comment="Tier of the crate that was given; null if none."
    )
    all_completed_bonus: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether it was the last of its day or week and earned the bonus."
    )
    completed_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was completed.")
