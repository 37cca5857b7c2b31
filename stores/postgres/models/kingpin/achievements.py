"""Achievements and how far players have come with them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference
from stores.postgres.models.kingpin.base import REQUIREMENTS, KingpinModel, player_reference


class Achievement(KingpinModel):
    """A lasting goal that players can reach once."""

    __tablename__ = "achievements"
    __table_args__ = (
        CheckConstraint("requirement_value > 0", name="achievements_requirement_value_check"),
        Index("idx_achievements_category_order", "category", "display_order"),
        Index("idx_achievements_requirement_type", "requirement_type"),
    )

    code: Mapped[str] = mapped_column(String(50), unique=True, comment="Short name of the achievement, unique.")
    name: Mapped[str] = mapped_column(String(100), comment="Name of the achievement.")
    description: Mapped[str] = mapped_column(comment="What must be done, in words.")
    category: Mapped[str] = mapped_column(
        OneOf("wealth", "crime", "gambling", "social", "collection", "faction", "support", "progress", length=30),
        comment="Part of the game that it is about.",
    )
    grade: Mapped[str] = mapped_column(
        OneOf("bronze", "silver", "gold", "platinum", length=20), comment="How hard the achievement is."
    )
    requirement_type: Mapped[str] = mapped_column(OneOf(*REQUIREMENTS, length=30), comment="What is counted.")
    requirement_value: Mapped[int] = mapped_column(
        BigInteger, comment="Count at which it is reached; wealth is counted in game dollars."
    )
    points: Mapped[int] = mapped_column(server_default=text("10"), comment="Achievement points that it is worth.")
    reward_wealth: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth given for it, in game dollars."
    )
    reward_xp: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Experience points given for it."
    )
    reward_title: Mapped[str | None] = mapped_column(String(100), comment="Title given for it; null if none.")
    icon: Mapped[str | None] = mapped_column(String(50), comment="Name of its picture.")
    is_concealed: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether players see it only once they have reached it."
    )
    is_active: Mapped[bool] = mapped_column(
        server_default=text("true"), comment="Whether it can be reached at present."
    )
    display_order: Mapped[int] = mapped_column(server_default=text("0"), comment="Place in lists, smallest first.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the achievement was defined.")


class PlayerAchievement(KingpinModel):
    """How far a player has come with an achievement."""

    __tablename__ = "user_achievements"
    __table_args__ = (
        UniqueConstraint("user_id", "achievement_id"),
        Index("idx_user_achievements_user_completed", "user_id", "is_completed"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("achievements"), comment="The player who pursues it.")
    achievement_id: Mapped[int] = mapped_column(
        reference("kingpin.achievements.id", inverse="playerAchievements", ondelete="CASCADE"),
        index=True,
        comment="The achievement that is pursued.",
    )
    current_progress: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Count so far, in the unit of the requirement."
    )
    is_completed: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether it has been reached.")
    completed_at: Mapped[datetime | None] = mapped_column(comment="When it was reached; null before that.")
    is_claimed: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether the reward was taken.")
    claimed_at: Mapped[datetime | None] = mapped_column(comment="When the reward was taken; null before that.")
    notified_at: Mapped[datetime | None] = mapped_column(comment="When the player was told; null before that.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When counting began.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the count last changed.")
