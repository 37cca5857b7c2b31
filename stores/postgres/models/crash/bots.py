"""Who plays and where: the bots, the games on their platforms, and the sessions of play."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.crash.base import CrashModel, game_platform


class Bot(CrashModel):
    """A program that plays crash games on a virtual machine (VM)."""

    __tablename__ = "bot_vm_registration"
    __table_args__ = (
        Index("idx_bot_vm_registration_status", "status", "last_heartbeat"),
        Index("idx_bot_vm_registration_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Number of the registration.")
    bot_id: Mapped[str] = mapped_column(unique=True, comment="Identifier the bot gives itself, unique.")
    session_id: Mapped[str] = mapped_column(
        unique=True, comment="Identifier of the session the bot registered with last, unique."
    )
    bot_name: Mapped[str] = mapped_column(comment="Name for people.")
    vm_id: Mapped[str] = mapped_column(comment="Identifier of the VM at its provider.")
    vm_provider: Mapped[str] = mapped_column(
        OneOf("digitalocean", "vast_ai", "runpod", "aws", "gcp", "local"), comment="Who runs the VM."
    )
    vm_region: Mapped[str | None] = mapped_column(comment="Region of the provider; null for a local machine.")
    vm_ip_address: Mapped[str | None] = mapped_column(comment="IP address of the VM.")
    operating_system: Mapped[str | None] = mapped_column(comment="Operating system of the VM and its version.")
    bot_version: Mapped[str] = mapped_column(comment="Version of the bot's program.")
    strategy_name: Mapped[str] = mapped_column(
        comment="Strategy it is set up with: compound, martingale, fixed_stake, kelly_criterion or a custom one."
    )
    status: Mapped[str] = mapped_column(
        OneOf("active", "idle", "stopped", "error"), server_default="idle", comment="What the bot is doing now."
    )
    last_heartbeat: Mapped[datetime | None] = mapped_column(comment="Last sign of life; null before the first.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the bot was registered.")
    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), comment="When the registration last changed."
    )


class GamePlatform(CrashModel):
    """A crash game as one platform offers it. Custom games and platforms are further rows."""

    __tablename__ = "game_platform_config"
    __table_args__ = (
        UniqueConstraint("game_name", "platform_code"),
        Index("idx_game_platform_config_platform", "platform_code"),
        Index("idx_game_platform_config_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the game on the platform.")
    game_name: Mapped[str] = mapped_column(comment="Name of the game, for example Aviator, Aviatrix or JetX.")
    game_provider: Mapped[str | None] = mapped_column(comment="Maker of the game, for example Spribe.")
    platform_code: Mapped[str] = mapped_column(comment="Short code of the platform, for example `dafabet`.")
    platform_name: Mapped[str] = mapped_column(comment="Name of the platform, for example Dafabet.")
    platform_url: Mapped[str | None] = mapped_column(comment="Address of the game on the platform.")
    currency: Mapped[str] = mapped_column(server_default="USD", comment="Currency of stakes and payouts (ISO 4217).")
    min_stake: Mapped[Decimal] = mapped_column(info=within(0), comment="Smallest stake allowed, in its currency.")
    max_stake: Mapped[Decimal] = mapped_column(info=within(0), comment="Largest stake allowed, in its currency.")
    max_multiplier: Mapped[Decimal | None] = mapped_column(
        info=within(1), comment="Highest multiplier the game can reach; null if unlimited."
    )
    return_to_player: Mapped[Decimal | None] = mapped_column(
        info=within(0, 100), comment="Share of stakes that the game pays back in the long run, in percent."
    )
    screen_regions: Mapped[dict[str, Any] | None] = mapped_column(
        comment="Where multiplier, balance and buttons are on the screen, in pixels, as JSON."
    )
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether bots may play it.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was configured.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it last changed.")


class CrashSession(CrashModel):
    """A stretch of play by one bot in one game, with its stored totals."""

    __tablename__ = "session_logs"
    __time__ = "session_start"
    __table_args__ = (
        game_platform(inverse="sessions"),
        Index("idx_session_logs_bot_start", "bot_id", "session_start"),
        Index("idx_session_logs_game_platform", "game_name", "platform_code"),
        Index("idx_session_logs_start", "session_start"),
        Index("idx_session_logs_status", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Number of the session.")
    session_id: Mapped[str] = mapped_column(unique=True, comment="Identifier the bot gave the session, unique.")
    bot_id: Mapped[str] = mapped_column(
        reference("crash.bot_vm_registration.bot_id", inverse="sessions"), comment="The bot that played."
    )
    game_name: Mapped[str] = mapped_column(comment="Name of the game.")
    platform_code: Mapped[str] = mapped_column(comment="Code of the platform.")
    strategy_name: Mapped[str] = mapped_column(comment="Strategy of the session.")
    status: Mapped[str] = mapped_column(
        OneOf("active", "completed", "stopped", "failed"), server_default="active", comment="State of the session."
    )
    session_start: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it started.")
    session_end: Mapped[datetime | None] = mapped_column(comment="When it ended; null while it runs.")
    total_rounds: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Number of rounds watched."
    )
    winning_rounds: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Number of rounds won."
    )
    losing_rounds: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Number of rounds lost."
    )
    longest_losing_streak: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Most rounds lost in a row."
    )
    starting_balance: Mapped[Decimal | None] = mapped_column(comment="Balance at the start, in the game's currency.")
    ending_balance: Mapped[Decimal | None] = mapped_column(
        comment="Balance at the end, in the game's currency; null while it runs."
    )
    total_staked: Mapped[Decimal] = mapped_column(
        info=within(0), server_default=text("0"), comment="Sum of the stakes, in the game's currency."
    )
    total_payout: Mapped[Decimal] = mapped_column(
        info=within(0), server_default=text("0"), comment="Sum of the payouts, in the game's currency."
    )
    net_profit: Mapped[Decimal] = mapped_column(
        server_default=text("0"), comment="Payouts less stakes, in the game's currency; negative for a loss."
    )
    max_drawdown: Mapped[Decimal] = mapped_column(
        info=within(0),
        server_default=text("0"),
        comment="Deepest fall of the balance below its peak, in the game's currency.",
    )
    highest_multiplier: Mapped[Decimal | None] = mapped_column(comment="Highest multiplier seen; null before any.")
    error_count: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Number of errors logged."
    )
    end_reason: Mapped[str | None] = mapped_column(comment="Why it ended, in words; null while it runs.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the row was logged.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the totals last changed.")
