"""Money from viewers: what they paid and what the game gives in return."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference
from stores.postgres.models.kingpin.base import PLATFORMS, TIERS, KingpinModel, player_reference

MONETIZATION_TYPE = OneOf(
    "subscription", "resubscription", "gift_subscription", "bits", "kicks", "raid", "donation", length=30
)
PLATFORM = OneOf(*PLATFORMS, length=20)


class MonetizationReward(KingpinModel):
    """What the game gives for a subscription, a gift, bits, kicks, a donation or a raid."""

    __tablename__ = "reward_config"
    __table_args__ = (UniqueConstraint("platform", "event_type", "subscription_tier", "min_amount"),)

    platform: Mapped[str] = mapped_column(PLATFORM, comment="Where the payment is made.")
    event_type: Mapped[str] = mapped_column(MONETIZATION_TYPE, comment="Kind of support.")
    subscription_tier: Mapped[int | None] = mapped_column(
        comment="Tier of the subscription, 1 to 3; null for other payments."
    )
    min_amount: Mapped[int] = mapped_column(
        server_default=text("1"),
        comment="Least number of gifts, bits, kicks, dollars or raiding viewers for this reward.",
    )
    wealth_amount: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth given, in game dollars."
    )
    xp_amount: Mapped[int] = mapped_column(BigInteger, server_default=text("0"), comment="Experience points given.")
    crate_tier: Mapped[str | None] = mapped_column(
        OneOf(*TIERS, length=50), comment="Tier of the crate given; null if none."
    )
    crate_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Number of crates given.")
    usd_value: Mapped[Decimal] = mapped_column(
        Numeric(10, 4), server_default=text("0"), comment="What one unit of the payment is worth, in US dollars."
    )
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether it is given at present.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the reward was defined.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the reward last changed.")


class MonetizationEvent(KingpinModel):
    """A viewer's support: a subscription, a gift, bits, kicks, a donation, or a raid of viewers from elsewhere."""

    __tablename__ = "monetization_events"
    __table_args__ = (
        UniqueConstraint("platform", "platform_event_id"),
        Index("idx_monetization_events_user_created", "user_id", "created_at"),
        Index("idx_monetization_events_type_created", "event_type", "created_at"),
        Index("idx_monetization_events_processed", "is_processed", "created_at"),
    )

    user_id: Mapped[int | None] = mapped_column(
        player_reference("monetizationEvents", ondelete="SET NULL"),
        comment="The player who gave it; null if the viewer does not play.",
    )
    recipient_id: Mapped[int | None] = mapped_column(
        player_reference("giftsReceived", name="recipient", ondelete="SET NULL"),
        index=True,
        comment="The player who received a gift; null for other payments.",
    )
    session_id: Mapped[int | None] = mapped_column(
        reference("kingpin.streaming_sessions.id", inverse="monetizationEvents", ondelete="SET NULL"),
        index=True,
        comment="The stream in which it was paid; null while none was live.",
    )
    reward_config_id: Mapped[int | None] = mapped_column(
        reference("kingpin.reward_config.id", name="reward", inverse="monetizationEvents", ondelete="SET NULL"),
        index=True,
        comment="The reward that was given; null if none was.",
    )
    platform: Mapped[str] = mapped_column(PLATFORM, comment="Where it was paid.")
    platform_event_id: Mapped[str | None] = mapped_column(
        String(255), comment="Identifier that the platform gives the payment, unique there."
    )
    platform_username: Mapped[str] = mapped_column(String(100), comment="Name of the payer on the platform.")
    event_type: Mapped[str] = mapped_column(MONETIZATION_TYPE, comment="Kind of support.")
    subscription_tier: Mapped[int | None] = mapped_column(
        comment="Tier of the subscription, 1 to 3; null for other payments."
    )
    quantity: Mapped[int] = mapped_column(
        server_default=text("1"), comment="Number of subscriptions, bits, kicks or raiding viewers; 1 for a donation."
    )
    amount_usd: Mapped[Decimal] = mapped_column(
        Numeric(10, 2), server_default=text("0"), comment="Value of the payment, in US dollars; 0 for a raid."
    )
    message: Mapped[str | None] = mapped_column(comment="What the payer wrote with it; null if nothing.")
    wealth_awarded: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth that was given for it, in game dollars."
    )
    xp_awarded: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Experience points that were given for it."
    )
    payload: Mapped[dict[str, Any] | None] = mapped_column(comment="The platform's message, as JSON.")
    is_processed: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether the reward was given.")
    processed_at: Mapped[datetime | None] = mapped_column(comment="When the reward was given; null before that.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was paid.")
