"""Items and where they are: in inventories, in personal shops and on the black market; the income from businesses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.kingpin.base import TIERS, KingpinModel, player_reference

ITEM_TYPES = ("weapon", "armor", "business", "housing")


class Item(KingpinModel):
    """A kind of thing that players can own: a weapon, armour, a business or a home."""

    __tablename__ = "items"

    name: Mapped[str] = mapped_column(String(100), unique=True, comment="Name of the item, unique.")
    type: Mapped[str] = mapped_column(OneOf(*ITEM_TYPES, length=50), comment="What the item is for.")
    tier: Mapped[str] = mapped_column(OneOf(*TIERS, length=50), comment="How rare the item is.")
    base_durability: Mapped[int | None] = mapped_column(
        server_default=text("100"), comment="Durability points of the item when new."
    )
    rob_bonus: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        comment="How much more often robberies succeed with it, in percent (0 to 100); weapons only.",
    )
    defense_bonus: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        comment="How much less often robberies of its owner succeed, in percent (0 to 100); armour only.",
    )
    revenue_min: Mapped[int | None] = mapped_column(
        comment="Least income of one collection, in game dollars; businesses only."
    )
    revenue_max: Mapped[int | None] = mapped_column(
        comment="Greatest income of one collection, in game dollars; businesses only."
    )
    insurance_percent: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        comment="Part of robbed wealth that is paid back, in percent (0 to 100); housing only.",
    )
    purchase_price: Mapped[int] = mapped_column(comment="Price in the shop, in game dollars.")
    sell_price: Mapped[int | None] = mapped_column(
        comment="What the shop pays for the item, in game dollars; null if it cannot be sold."
    )
    description: Mapped[str | None] = mapped_column(comment="What the item does, in words.")
    flavor_text: Mapped[str | None] = mapped_column(comment="A line of atmosphere.")
    created_at: Mapped[datetime | None] = mapped_column(server_default=func.now(), comment="When it was defined.")
    daily_revenue_potential: Mapped[int | None] = mapped_column(
        comment="Greatest income of one day, in game dollars; businesses only."
    )
    upkeep_cost: Mapped[int | None] = mapped_column(comment="Upkeep per day, in game dollars; housing only.")
    operating_cost: Mapped[int | None] = mapped_column(
        comment="Cost of running it per day, in game dollars; businesses only."
    )


class InventoryItem(KingpinModel):
    """One item that a player owns, with its wear and whether it is in use."""

    __tablename__ = "user_inventory"
    __time__ = "acquired_at"
    __table_args__ = (Index("idx_user_inventory_user_id", "user_id"), Index("idx_user_inventory_item_id", "item_id"))

    user_id: Mapped[int] = mapped_column(player_reference("inventory"), comment="The player who owns the item.")
    item_id: Mapped[int] = mapped_column(
        reference("kingpin.items.id", inverse="inventoryItems"), comment="The kind of item that is owned."
    )
    durability: Mapped[int] = mapped_column(comment="Durability points left; the item breaks at 0.")
    is_equipped: Mapped[bool | None] = mapped_column(
        server_default=text("false"), comment="Whether the item is in use."
    )
    slot: Mapped[str | None] = mapped_column(String(50), comment="Where it is worn; null if it is not in use.")
    is_escrowed: Mapped[bool | None] = mapped_column(
        server_default=text("false"), comment="Whether the item is held back because the inventory was full."
    )
    escrow_expires_at: Mapped[datetime | None] = mapped_column(
        comment="When a held-back item is lost; null if it is not held back."
    )
    acquired_at: Mapped[datetime | None] = mapped_column(
        server_default=func.now(), comment="When the player got the item."
    )
    equipped_at: Mapped[datetime | None] = mapped_column(comment="When it was put to use; null if it is not in use.")


class ShopItem(KingpinModel):
    """An item on offer in a player's personal shop, which is stocked anew every few hours."""

    __tablename__ = "player_shop_inventory"
    __time__ = "generated_at"
    __table_args__ = (
        UniqueConstraint("user_id", "slot_number"),
        CheckConstraint("price >= 0", name="player_shop_inventory_price_check"),
        Index("idx_player_shop_inventory_expires_at", "expires_at"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("shopItems"), comment="The player whose shop it is.")
    item_id: Mapped[int] = mapped_column(
        reference("kingpin.items.id", inverse="shopItems", ondelete="CASCADE"),
        index=True,
        comment="The kind of item on offer.",
    )
    slot_number: Mapped[int] = mapped_column(comment="Place in the shop, counted from 1.")
    price: Mapped[int] = mapped_column(BigInteger, comment="Price for this player, in game dollars.")
    discount_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("0"),
        comment="Reduction that the price contains, in percent (0 to 100).",
    )
    min_level: Mapped[int] = mapped_column(server_default=text("1"), comment="Lowest player level that may buy it.")
    is_purchased: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether the player has bought it already."
    )
    purchased_at: Mapped[datetime | None] = mapped_column(comment="When it was bought; null if it was not.")
    generated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the offer was made.")
    expires_at: Mapped[datetime] = mapped_column(comment="When the offer ends.")


class BlackMarketItem(KingpinModel):
    """An item in the black market's stock, rare and limited, the same for every player."""

    __tablename__ = "black_market_inventory"
    __time__ = "available_from"
    __table_args__ = (
        UniqueConstraint("rotation_id", "item_id"),
        CheckConstraint(
            "stock_remaining BETWEEN 0 AND stock_total", name="black_market_inventory_stock_remaining_check"
        ),
        Index("idx_black_market_inventory_available", "available_until", "is_active"),
    )

    item_id: Mapped[int] = mapped_column(
        reference("kingpin.items.id", inverse="blackMarketItems", ondelete="CASCADE"),
        index=True,
        comment="The kind of item on offer.",
    )
    rotation_id: Mapped[int] = mapped_column(comment="Number of the stocking to which the offer belongs.")
    price: Mapped[int] = mapped_column(BigInteger, comment="Price, in game dollars.")
    price_multiplier: Mapped[Decimal] = mapped_column(
        Numeric(6, 3), server_default=text("1"), comment="Price as a factor of the shop's price (0.8 is 20 % cheaper)."
    )
    stock_total: Mapped[int] = mapped_column(comment="Pieces that were on offer at first.")
    stock_remaining: Mapped[int] = mapped_column(comment="Pieces still on offer.")
    purchase_limit: Mapped[int] = mapped_column(server_default=text("1"), comment="Pieces one player may buy.")
    min_level: Mapped[int] = mapped_column(server_default=text("1"), comment="Lowest player level that may buy it.")
    is_featured: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether the offer is shown at the top."
    )
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether the offer can be bought.")
    available_from: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the offer began.")
    available_until: Mapped[datetime] = mapped_column(comment="When the offer ends.")


class BusinessRevenueRecord(KingpinModel):
    """One collection of income from a business that a player owns."""

    __tablename__ = "business_revenue_history"
    __time__ = "collected_at"
    __table_args__ = (
        UniqueConstraint("inventory_id", "revenue_date"),
        Index("idx_business_revenue_user_date", "user_id", text("collected_at DESC")),
    )

    user_id: Mapped[int] = mapped_column(
        player_reference("businessRevenue"), comment="The player who received the income."
    )
    item_id: Mapped[int] = mapped_column(
        reference("kingpin.items.id", inverse="revenueRecords"), index=True, comment="The kind of business."
    )
    inventory_id: Mapped[int | None] = mapped_column(
        reference("kingpin.user_inventory.id", name="inventory_item", inverse="revenueRecords", ondelete="SET NULL"),
        comment="The business itself; null if the player no longer owns it.",
    )
    revenue_date: Mapped[date] = mapped_column(comment="Day for which the income was paid.")
    gross_amount: Mapped[int] = mapped_column(BigInteger, comment="Income before costs, in game dollars.")
    operating_cost: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Cost of running the business, in game dollars."
    )
    net_amount: Mapped[int] = mapped_column(
        BigInteger, comment="Income less costs, in game dollars; negative in a bad day."
    )
    multiplier: Mapped[Decimal] = mapped_column(
        Numeric(6, 3), server_default=text("1"), comment="Factor of the player's buffs at the time (1.25 is 25 % more)."
    )
    event_text: Mapped[str | None] = mapped_column(comment="What happened in the business that day, in words.")
    collected_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the income was paid.")
