"""The analytics tables of crash: multipliers for training, signals and their features, outcomes for reports."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Computed, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.crash.base import OUTCOMES, UTC_DATE, UTC_HOUR, CrashModel


class RoundMultiplier(CrashModel):
    """One reading of the rising multiplier, with what was known at that moment: training data."""

    __tablename__ = "analytics_round_multipliers"
    __time__ = "timestamp"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Number of the reading.")
    round_id: Mapped[int] = mapped_column(
        reference("crash.crash_game_rounds.id", inverse="multipliers", ondelete="CASCADE"),
        comment="The round it was read in.",
    )
    bot_id: Mapped[str] = mapped_column(
        reference("crash.bot_vm_registration.bot_id", inverse="multipliers"), comment="The bot that read it."
    )
    game_name: Mapped[str] = mapped_column(comment="Name of the game.")
    platform_code: Mapped[str] = mapped_column(comment="Code of the platform.")
    multiplier: Mapped[Decimal] = mapped_column(info=within(0), comment="Multiplier of the stake at that moment.")
    timestamp: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was read.")
    elapsed_ms: Mapped[int | None] = mapped_column(
        info=within(0), comment="Time since the round's start, in milliseconds."
    )
    is_final: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether the game crashed at this multiplier."
    )
    previous_crash_multiplier: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Multiplier at which the round before crashed; null for the first."
    )
    rolling_average_10: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Mean crash multiplier of the ten rounds before; null with fewer."
    )
    date_bucket: Mapped[date] = mapped_column(
        Computed(UTC_DATE, persisted=True), comment="Day of the reading in UTC, computed from its time."
    )

    __table_args__ = (
        Index("idx_analytics_multipliers_round", "round_id"),
        Index("idx_analytics_multipliers_timestamp", timestamp.desc()),
        Index("idx_analytics_multipliers_bot_game", "bot_id", "game_name"),
        Index("idx_analytics_multipliers_date", date_bucket.desc()),
        Index("idx_analytics_multipliers_value", "multiplier"),
    )


class RoundSignal(CrashModel):
    """Advice computed before or during a round, with the features it was drawn from and how it turned out."""

    __tablename__ = "analytics_round_signals"
    __time__ = "timestamp"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Number of the signal.")
    round_id: Mapped[int] = mapped_column(
        reference("crash.crash_game_rounds.id", inverse="signals", ondelete="CASCADE"),
        comment="The round it was given for.",
    )
    bot_id: Mapped[str] = mapped_column(
        reference("crash.bot_vm_registration.bot_id", inverse="signals"), comment="The bot it was given to."
    )
    game_name: Mapped[str] = mapped_column(comment="Name of the game.")
    platform_code: Mapped[str] = mapped_column(comment="Code of the platform.")
    timestamp: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was given.")
    signal_type: Mapped[str] = mapped_column(
        OneOf("enter", "skip", "cash_out", "stop"), comment="What it advises the bot to do."
    )
    confidence_score: Mapped[Decimal] = mapped_column(info=within(0, 1), comment="How sure it is, from 0 to 1.")
    pattern_match_type: Mapped[str | None] = mapped_column(
        comment="Pattern found in the rounds before, for example `low_streak`; null if none."
    )
    pattern_match_score: Mapped[Decimal | None] = mapped_column(
        info=within(0, 1), comment="How well the pattern fits, from 0 to 1."
    )
    predicted_multiplier: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Multiplier at which the game is expected to crash."
    )
    predicted_outcome: Mapped[str | None] = mapped_column(OneOf(*OUTCOMES), comment="Outcome expected for the bot.")
    model_name: Mapped[str | None] = mapped_column(comment="Model that computed it; null for a fixed rule.")
    model_version: Mapped[str | None] = mapped_column(comment="Version of that model.")
    feature_vector: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'::jsonb"), comment="Features it was drawn from: names and numbers, as JSON."
    )
    actual_multiplier: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Multiplier at which the game crashed; null before that."
    )
    actual_outcome: Mapped[str | None] = mapped_column(
        OneOf(*OUTCOMES), comment="Outcome for the bot; null before the round ended."
    )
    was_correct: Mapped[bool | None] = mapped_column(
        comment="Whether the advice was right; null before the round ended."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the row was written.")

    __table_args__ = (
        Index("idx_analytics_signals_round", "round_id"),
        Index("idx_analytics_signals_timestamp", timestamp.desc()),
        Index("idx_analytics_signals_bot_game", "bot_id", "game_name"),
        Index("idx_analytics_signals_type", "signal_type"),
        Index("idx_analytics_signals_confidence", confidence_score.desc()),
        Index("idx_analytics_signals_pattern", "pattern_match_type"),
    )


class RoundOutcome(CrashModel):
    """How a round ended for the bot, laid out for reports: money, strategy, streaks, day and hour."""

    __tablename__ = "analytics_round_outcomes"
    __time__ = "timestamp"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Number of the outcome.")
    round_id: Mapped[int] = mapped_column(
        reference("crash.crash_game_rounds.id", inverse="outcomes", ondelete="CASCADE"), comment="The round that ended."
    )
    bot_id: Mapped[str] = mapped_column(
        reference("crash.bot_vm_registration.bot_id", inverse="outcomes"), comment="The bot that took part."
    )
    session_id: Mapped[str] = mapped_column(
        reference("crash.session_logs.session_id", inverse="outcomes"), comment="The session it belongs to."
    )
    game_name: Mapped[str] = mapped_column(comment="Name of the game.")
    platform_code: Mapped[str] = mapped_column(comment="Code of the platform.")
    timestamp: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the round ended.")
    strategy_name: Mapped[str] = mapped_column(comment="Strategy that decided the stake.")
    outcome: Mapped[str] = mapped_column(OneOf(*OUTCOMES), comment="How the round ended for the bot.")
    stake_amount: Mapped[Decimal] = mapped_column(info=within(0), comment="Stake in the game's currency.")
    target_multiplier: Mapped[Decimal | None] = mapped_column(info=within(1), comment="Multiplier to cash out at.")
    cashout_multiplier: Mapped[Decimal | None] = mapped_column(
        info=within(1), comment="Multiplier at which the bot cashed out; null if it did not."
    )
    crash_multiplier: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Multiplier at which the game crashed; null if not seen."
    )
    payout_amount: Mapped[Decimal] = mapped_column(
        info=within(0), server_default=text("0"), comment="Paid out, stake included, in the game's currency."
    )
    profit: Mapped[Decimal] = mapped_column(
        server_default=text("0"), comment="Payout less stake, in the game's currency; negative for a loss."
    )
    profit_percentage: Mapped[Decimal | None] = mapped_column(
        comment="Profit in percent of the stake; null without a stake."
    )
    balance_after: Mapped[Decimal | None] = mapped_column(comment="Balance after the round, in the game's currency.")
    consecutive_wins: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Rounds won in a row, this one included."
    )
    consecutive_losses: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Rounds lost in a row, this one included."
    )
    date_bucket: Mapped[date] = mapped_column(
        Computed(UTC_DATE, persisted=True), comment="Day of the round in UTC, computed from its time."
    )
    hour_bucket: Mapped[int] = mapped_column(
        Computed(UTC_HOUR, persisted=True), comment="Hour of that day in UTC, from 0 to 23, computed from its time."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the row was written.")

    __table_args__ = (
        Index("idx_analytics_outcomes_round", "round_id"),
        Index("idx_analytics_outcomes_timestamp", timestamp.desc()),
        Index("idx_analytics_outcomes_bot_game", "bot_id", "game_name"),
        Index("idx_analytics_outcomes_session", "session_id"),
        Index("idx_analytics_outcomes_outcome", "outcome"),
        Index("idx_analytics_outcomes_date", date_bucket.desc(), "bot_id"),
        Index("idx_analytics_outcomes_strategy", "strategy_name", "outcome"),
    )
