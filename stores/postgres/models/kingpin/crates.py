"""Loot crates: their types and contents, who holds them, what came out, and the titles players wear."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.kingpin.base import TIERS, KingpinModel, player_reference

LOOT_TYPES = ("weapon", "armor", "wealth", "xp", "title", "buff")
CRATE_SOURCES = ("drop", "mission", "achievement", "heist", "monetization", "juicernaut", "streak", "purchase", "admin")
LOOT_TYPE = OneOf(*LOOT_TYPES, length=20)


class CrateType(KingpinModel):
    """A tier of crate: how rare it is and what it costs."""

    __tablename__ = "crate_types"

    name: Mapped[str] = mapped_column(String(100), unique=True, comment="Name of the crate, unique.")
    tier: Mapped[str] = mapped_column(OneOf(*TIERS, length=50), unique=True, comment="How rare the crate is, unique.")
    description: Mapped[str | None] = mapped_column(comment="What the crate promises, in words.")
    color: Mapped[str | None] = mapped_column(String(7), comment="Colour in which it is shown, as `#RRGGBB`.")
    drop_chance_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("0"),
        comment="Chance that a play drops such a crate, in percent (0 to 100).",
    )
    purchase_price: Mapped[int | None] = mapped_column(
        BigInteger, comment="Price in game dollars; null if it cannot be bought."
    )
    max_held: Mapped[int] = mapped_column(
        server_default=text("10"), comment="How many unopened ones a player may hold before they go to escrow."
    )
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether it is given out at present.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the tier was defined.")


class CrateTitle(KingpinModel):
    """A title that crates can contain."""

    __tablename__ = "crate_titles"
    __table_args__ = (CheckConstraint("drop_weight > 0", name="crate_titles_drop_weight_check"),)

    title: Mapped[str] = mapped_column(String(100), unique=True, comment="The title as shown beside a name, unique.")
    tier: Mapped[str] = mapped_column(OneOf(*TIERS, length=50), index=True, comment="Tier of crate that contains it.")
    description: Mapped[str | None] = mapped_column(comment="What the title stands for, in words.")
    drop_weight: Mapped[int] = mapped_column(
        server_default=text("1"), comment="Share of this title among those of its tier, as a weight of 1 or more."
    )
    duplicate_value: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Paid to a player who has the title already, in game dollars."
    )
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether it can drop at present.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the title was defined.")


class CrateLootEntry(KingpinModel):
    """One line of a crate's loot table: what may come out and how likely that is."""

    __tablename__ = "crate_loot_tables"
    __plural__ = "CrateLootEntries"
    __table_args__ = (CheckConstraint("min_value <= max_value", name="crate_loot_tables_min_value_check"),)

    crate_type_id: Mapped[int] = mapped_column(
        reference("kingpin.crate_types.id", inverse="lootEntries", ondelete="CASCADE"),
        index=True,
        comment="The tier of crate to which the line belongs.",
    )
    loot_type: Mapped[str] = mapped_column(LOOT_TYPE, comment="What comes out.")
    item_id: Mapped[int | None] = mapped_column(
        reference("kingpin.items.id", inverse="lootEntries", ondelete="CASCADE"),
        index=True,
        comment="The item that comes out; null if any item of the tier may, or none.",
    )
    crate_title_id: Mapped[int | None] = mapped_column(
        reference("kingpin.crate_titles.id", name="title", inverse="lootEntries", ondelete="CASCADE"),
        index=True,
        comment="The title that comes out; null if any title of the tier may, or none.",
    )
    item_tier: Mapped[str | None] = mapped_column(
        OneOf(*TIERS, length=50), comment="Tier of the item that comes out; null if it is not an item."
    )
    probability_percent: Mapped[Decimal] = mapped_column(
        Numeric(6, 3),
        info=within(0, 100),
        comment="Chance of this line, in percent (0 to 100); the lines of a crate add up to 100.",
    )
    min_value: Mapped[int | None] = mapped_column(
        BigInteger, comment="Least amount of wealth, in game dollars, or of experience points; null otherwise."
    )
    max_value: Mapped[int | None] = mapped_column(
        BigInteger, comment="Greatest amount of wealth, in game dollars, or of experience points; null otherwise."
    )
    buff_duration_minutes: Mapped[int | None] = mapped_column(
        comment="How long a buff from this line lasts, in minutes; null if it is not a buff."
    )
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether the line is in use.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the line was defined.")


class PlayerCrate(KingpinModel):
    """A crate that a player got: unopened, held back in escrow, opened or expired."""

    __tablename__ = "user_crates"
    __time__ = "acquired_at"
    __table_args__ = (Index("idx_user_crates_user_status", "user_id", "status"),)

    user_id: Mapped[int] = mapped_column(player_reference("crates"), comment="The player who holds the crate.")
    crate_type_id: Mapped[int] = mapped_column(
        reference("kingpin.crate_types.id", inverse="playerCrates"), index=True, comment="The tier of the crate."
    )
    source: Mapped[str] = mapped_column(OneOf(*CRATE_SOURCES, length=30), comment="How the player got it.")
    status: Mapped[str] = mapped_column(
        OneOf("unopened", "escrowed", "opened", "expired", length=20),
        server_default="unopened",
        comment="What has become of the crate.",
    )
    acquired_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the player got it.")
    escrow_expires_at: Mapped[datetime | None] = mapped_column(
        comment="When a held-back crate is lost; null if it is not held back."
    )
    opened_at: Mapped[datetime | None] = mapped_column(comment="When it was opened; null before that.")


class CrateOpening(KingpinModel):
    """The opening of a crate by a player and what came out of it."""

    __tablename__ = "crate_opens"
    __time__ = "opened_at"
    __table_args__ = (Index("idx_crate_opens_user_opened", "user_id", "opened_at"),)

    user_id: Mapped[int] = mapped_column(player_reference("crateOpenings"), comment="The player who opened it.")
    crate_type_id: Mapped[int] = mapped_column(
        reference("kingpin.crate_types.id", inverse="openings"), index=True, comment="The tier of the crate."
    )
    user_crate_id: Mapped[int | None] = mapped_column(
        reference("kingpin.user_crates.id", name="crate", inverse="openings", ondelete="SET NULL"),
        index=True,
        comment="The crate itself; null if its row has been removed.",
    )
    item_id: Mapped[int | None] = mapped_column(
        reference("kingpin.items.id", inverse="crateOpenings", ondelete="SET NULL"),
        index=True,
        comment="The item that came out; null if it was none.",
    )
    crate_title_id: Mapped[int | None] = mapped_column(
        reference("kingpin.crate_titles.id", name="title", inverse="crateOpenings", ondelete="SET NULL"),
        index=True,
        comment="The title that came out; null if it was none.",
    )
    loot_type: Mapped[str] = mapped_column(LOOT_TYPE, comment="What came out.")
    loot_description: Mapped[str] = mapped_column(String(255), comment="What came out, in words.")
    wealth_amount: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth that came out, in game dollars."
    )
    xp_amount: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Experience points that came out."
    )
    was_duplicate: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether the player had the title already and was paid instead."
    )
    was_escrowed: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether the item was held back because the inventory was full."
    )
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the crate was opened.")


class PlayerTitle(KingpinModel):
    """A title that a player has unlocked and may wear."""

    __tablename__ = "user_titles"
    __time__ = "unlocked_at"
    __table_args__ = (
        UniqueConstraint("user_id", "title"),
        Index("idx_user_titles_user_equipped", "user_id", "is_equipped"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("titles"), comment="The player who has the title.")
    crate_title_id: Mapped[int | None] = mapped_column(
        reference("kingpin.crate_titles.id", inverse="playerTitles", ondelete="SET NULL"),
        index=True,
        comment="The crate title that it is; null if it came from elsewhere.",
    )
    title: Mapped[str] = mapped_column(String(100), comment="The title as shown beside the name, unique per player.")
    tier: Mapped[str] = mapped_column(
        OneOf(*TIERS, length=50), server_default="common", comment="How rare the title is."
    )
    source: Mapped[str] = mapped_column(
        OneOf("crate", "achievement", "leaderboard", "juicernaut", "season", "admin", length=30),
        comment="How the player got it.",
    )
    is_equipped: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether the player wears it.")
    unlocked_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the player got it.")
    equipped_at: Mapped[datetime | None] = mapped_column(comment="When it was put on; null if it is not worn.")
