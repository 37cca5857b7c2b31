"""The main table of crash: every round a bot watched or played, in the document's sections."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.crash.base import OUTCOMES, CrashModel, game_platform


class CrashRound(CrashModel):
    """One round of a crash game as a bot saw and played it: stake, multipliers, money, outcome."""

    __tablename__ = "crash_game_rounds"
    __time__ = "timestamp"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Number of the round.")
    timestamp: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the round was logged.")

    # Section 1: bot and VM
    bot_id: Mapped[str] = mapped_column(
        reference("crash.bot_vm_registration.bot_id", inverse="rounds"), comment="The bot that took part."
    )
    session_id: Mapped[str] = mapped_column(
        reference("crash.session_logs.session_id", inverse="rounds"), comment="The session it belongs to."
    )
    vm_id: Mapped[str | None] = mapped_column(comment="Identifier of the bot's VM at that time.")
    vm_provider: Mapped[str | None] = mapped_column(comment="Provider of the bot's VM at that time.")
    vm_region: Mapped[str | None] = mapped_column(comment="Region of the bot's VM at that time.")
    vm_ip_address: Mapped[str | None] = mapped_column(comment="IP address of the bot's VM at that time.")
    bot_version: Mapped[str | None] = mapped_column(comment="Version of the bot's program at that time.")

    # Section 2: platform and game
    game_name: Mapped[str] = mapped_column(comment="Name of the game.")
    game_provider: Mapped[str | None] = mapped_column(comment="Maker of the game.")
    platform_code: Mapped[str] = mapped_column(comment="Code of the platform.")
    platform_round_id: Mapped[str | None] = mapped_column(comment="Identifier the platform gave the round, if shown.")
    currency: Mapped[str] = mapped_column(server_default="USD", comment="Currency of the round's money (ISO 4217).")

    # Section 3: timing
    round_number: Mapped[int] = mapped_column(info=within(1), comment="Place of the round in its session, from 1.")
    round_start_timestamp: Mapped[datetime] = mapped_column(comment="When the multiplier began to rise.")
    round_end_timestamp: Mapped[datetime | None] = mapped_column(comment="When the game crashed; null if not seen.")
    round_duration_ms: Mapped[int | None] = mapped_column(
        info=within(0), comment="How long the multiplier rose, in milliseconds."
    )
    cashout_timestamp: Mapped[datetime | None] = mapped_column(comment="When the bot cashed out; null if it did not.")

    # Section 4: stake and strategy
    strategy_name: Mapped[str] = mapped_column(comment="Strategy that decided the stake.")
    strategy_parameters: Mapped[dict[str, Any] | None] = mapped_column(comment="Settings of the strategy, as JSON.")
    stake_amount: Mapped[Decimal] = mapped_column(
        info=within(0), server_default=text("0"), comment="Stake in the round's currency; 0 if skipped."
    )
    base_stake: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Stake the strategy starts from, in the round's currency."
    )
    strategy_step: Mapped[int | None] = mapped_column(
        info=within(0), comment="Step of the strategy's progression, from 0: doublings, or wins compounded."
    )
    target_multiplier: Mapped[Decimal | None] = mapped_column(info=within(1), comment="Multiplier to cash out at.")
    auto_cashout: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether the platform was to cash out by itself at the target."
    )

    # Section 5: multipliers
    crash_multiplier: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Multiplier at which the game crashed; null if not seen."
    )
    cashout_multiplier: Mapped[Decimal | None] = mapped_column(
        info=within(1), comment="Multiplier at which the bot cashed out; null if it did not."
    )
    highest_multiplier_seen: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Highest multiplier read from the screen."
    )
    previous_crash_multiplier: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Multiplier at which the round before crashed; null for the first."
    )

    # Section 6: financials
    balance_before: Mapped[Decimal | None] = mapped_column(comment="Balance before the stake, in the round's currency.")
    balance_after: Mapped[Decimal | None] = mapped_column(comment="Balance after the round, in the round's currency.")
    payout_amount: Mapped[Decimal] = mapped_column(
        info=within(0), server_default=text("0"), comment="Paid out, stake included, in the round's currency."
    )
    profit: Mapped[Decimal] = mapped_column(
        server_default=text("0"), comment="Payout less stake, in the round's currency; negative for a loss."
    )
    profit_percentage: Mapped[Decimal | None] = mapped_column(
        comment="Profit in percent of the stake; null without a stake."
    )
    session_profit: Mapped[Decimal | None] = mapped_column(
        comment="Sum of the session's profits so far, in the round's currency."
    )
    session_drawdown: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="How far the balance is below the session's peak, in the round's currency."
    )

    # Section 7: OCR and detection
    ocr_engine: Mapped[str | None] = mapped_column(comment="Text recognition (OCR) that read the screen.")
    ocr_raw_text: Mapped[str | None] = mapped_column(comment="Text it read, unchanged.")
    ocr_confidence: Mapped[Decimal | None] = mapped_column(info=within(0, 1), comment="How sure it was, from 0 to 1.")
    ocr_attempts: Mapped[int | None] = mapped_column(info=within(0), comment="Number of tries it took.")
    ocr_duration_ms: Mapped[int | None] = mapped_column(info=within(0), comment="Time it took, in milliseconds.")
    screenshot_path: Mapped[str | None] = mapped_column(comment="Path of the screenshot, if one was kept.")

    # Section 8: outcome and errors
    round_outcome: Mapped[str] = mapped_column(OneOf(*OUTCOMES), comment="How the round ended for the bot.")
    error_occurred: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether anything failed.")
    error_type: Mapped[str | None] = mapped_column(comment="Kind of failure; null if none.")
    error_message: Mapped[str | None] = mapped_column(comment="What failed, in words; null if nothing did.")
    recovery_action: Mapped[str | None] = mapped_column(comment="What the bot did about it; null if nothing failed.")

    # Section 9: metadata
    round_metadata: Mapped[dict[str, Any]] = mapped_column(
        "metadata", server_default=text("'{}'::jsonb"), comment="Anything else about the round, as JSON."
    )

    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the row was written.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the row last changed.")

    __table_args__ = (
        game_platform(inverse="rounds"),
        Index("idx_crash_rounds_start_ts", round_start_timestamp.desc()),
        Index("idx_crash_rounds_end_ts", round_end_timestamp.desc()),
        Index("idx_crash_rounds_bot_session", "bot_id", "session_id", "round_number"),
        Index("idx_crash_rounds_session", "session_id", "round_number"),
        Index("idx_crash_rounds_game_platform", "game_name", "platform_code"),
        Index("idx_crash_rounds_strategy_outcome", "strategy_name", "round_outcome"),
        Index("idx_crash_rounds_analytics", "bot_id", timestamp.desc(), "round_outcome", "profit"),
        Index("idx_crash_rounds_timestamp", "timestamp"),
        Index("idx_crash_rounds_metadata", "metadata", postgresql_using="gin"),
    )
