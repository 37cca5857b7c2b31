"""Factions and the territories they hold."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, Numeric, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.kingpin.base import KingpinModel


class Faction(KingpinModel):
    """A gang that players join to hold territories together and earn its bonuses."""

    __tablename__ = "factions"

    name: Mapped[str] = mapped_column(String(100), unique=True, comment="Name of the faction, unique.")
    description: Mapped[str | None] = mapped_column(comment="What the faction is, in words.")
    motto: Mapped[str | None] = mapped_column(String(255), comment="Motto shown on the faction's page.")
    color: Mapped[str | None] = mapped_column(String(7), comment="Colour of the faction, as `#RRGGBB`.")
    emblem_url: Mapped[str | None] = mapped_column(comment="Address of the emblem's image.")
    is_joinable: Mapped[bool] = mapped_column(
        server_default=text("true"), comment="Whether players may join at present."
    )
    min_level: Mapped[int] = mapped_column(server_default=text("20"), comment="Lowest player level that may join.")
    wealth_bonus_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("0"),
        comment="Extra wealth that members earn, in percent (0 to 100).",
    )
    xp_bonus_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("0"),
        comment="Extra experience that members earn, in percent (0 to 100).",
    )
    defense_bonus_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("0"),
        comment="How much less often robberies of members succeed, in percent (0 to 100).",
    )
    treasury: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth the faction holds in common, in game dollars."
    )
    member_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Stored number of members.")
    territory_count: Mapped[int] = mapped_column(
        server_default=text("0"), comment="Stored number of territories that the faction controls."
    )
    weekly_score: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Points of the current week, which rank the factions."
    )
    weekly_reward_at: Mapped[datetime | None] = mapped_column(
        comment="When the members last received the weekly reward; null before the first."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the faction was founded.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the faction last changed.")


class Territory(KingpinModel):
    """A part of the city that factions contest for its daily income and its bonus."""

    __tablename__ = "territories"
    __plural__ = "Territories"
    __table_args__ = (Index("idx_territories_contested", "is_contested", "captured_at"),)

    faction_id: Mapped[int | None] = mapped_column(
        reference("kingpin.factions.id", inverse="territories", ondelete="SET NULL"),
        index=True,
        comment="The faction in control; null while nobody holds the territory.",
    )
    contesting_faction_id: Mapped[int | None] = mapped_column(
        reference("kingpin.factions.id", inverse="contestedTerritories", ondelete="SET NULL"),
        index=True,
        comment="The faction that is trying to take the territory, if any.",
    )
    name: Mapped[str] = mapped_column(String(100), unique=True, comment="Name of the territory, unique.")
    description: Mapped[str | None] = mapped_column(comment="What the territory is, in words.")
    district: Mapped[str] = mapped_column(
        OneOf("downtown", "harbor", "industrial", "suburbs", "uptown", length=20), comment="Part of the city."
    )
    daily_income: Mapped[int] = mapped_column(
        server_default=text("0"), comment="What the territory pays its faction each day, in game dollars."
    )
    buff_type: Mapped[str | None] = mapped_column(
        OneOf("wealth", "xp", "rob_success", "defense", "business_revenue", length=20),
        comment="What the territory improves for its faction's members; null if nothing.",
    )
    buff_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("0"),
        comment="Strength of that improvement, in percent (0 to 100).",
    )
    control_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("0"),
        comment="How firmly the faction holds the territory, in percent (0 to 100).",
    )
    required_score: Mapped[int] = mapped_column(
        server_default=text("1000"), comment="Points a faction needs to take the territory."
    )
    current_score: Mapped[int] = mapped_column(
        server_default=text("0"), comment="Points that the contesting faction has gathered so far."
    )
    is_contested: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether another faction is trying to take it."
    )
    captured_at: Mapped[datetime | None] = mapped_column(
        comment="When the present faction took it; null if it never was taken."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the territory was defined.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the territory last changed.")
