"""What went wrong and what was read: the error log and the checks of text recognition (OCR)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.crash.base import CrashModel


class CrashError(CrashModel):
    """Something that failed while a bot was playing, and what the bot did about it."""

    __tablename__ = "error_logs"
    __time__ = "timestamp"
    __table_args__ = (
        Index("idx_error_logs_bot_timestamp", "bot_id", "timestamp"),
        Index("idx_error_logs_session", "session_id"),
        Index("idx_error_logs_round", "round_id"),
        Index("idx_error_logs_timestamp", "timestamp"),
        Index("idx_error_logs_type_severity", "error_type", "severity"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Number of the error.")
    bot_id: Mapped[str] = mapped_column(
        reference("crash.bot_vm_registration.bot_id", inverse="errors"), comment="The bot that failed."
    )
    session_id: Mapped[str | None] = mapped_column(
        reference("crash.session_logs.session_id", inverse="errors", ondelete="SET NULL"),
        comment="The session it happened in; null outside of one.",
    )
    round_id: Mapped[int | None] = mapped_column(
        reference("crash.crash_game_rounds.id", inverse="errors", ondelete="SET NULL"),
        comment="The round it happened in; null outside of one.",
    )
    timestamp: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it happened.")
    error_type: Mapped[str] = mapped_column(comment="Kind of failure, for example `ocr_timeout`.")
    error_message: Mapped[str] = mapped_column(comment="What failed, in words.")
    severity: Mapped[str] = mapped_column(
        OneOf("info", "warning", "error", "critical"), server_default="error", comment="How bad it was."
    )
    component: Mapped[str | None] = mapped_column(comment="Part of the bot that failed, for example `cashout`.")
    stack_trace: Mapped[str | None] = mapped_column(comment="Stack trace of the program, if there was one.")
    context: Mapped[dict[str, Any] | None] = mapped_column(comment="State of the bot at that moment, as JSON.")
    recovery_action: Mapped[str | None] = mapped_column(comment="What the bot did about it; null if nothing.")
    recovery_succeeded: Mapped[bool | None] = mapped_column(comment="Whether that helped; null if nothing was done.")
    resolved_at: Mapped[datetime | None] = mapped_column(comment="When it was over; null while it lasts.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the row was written.")


class OcrValidation(CrashModel):
    """One reading of the screen by text recognition (OCR), with a judgement of its quality."""

    __tablename__ = "ocr_validation_logs"
    __time__ = "timestamp"
    __table_args__ = (
        Index("idx_ocr_validation_logs_bot_timestamp", "bot_id", "timestamp"),
        Index("idx_ocr_validation_logs_round", "round_id"),
        Index("idx_ocr_validation_logs_timestamp", "timestamp"),
        Index("idx_ocr_validation_logs_quality", "quality"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Number of the reading.")
    round_id: Mapped[int | None] = mapped_column(
        reference("crash.crash_game_rounds.id", inverse="ocr_validations", ondelete="CASCADE"),
        comment="The round it was made in; null between rounds.",
    )
    bot_id: Mapped[str] = mapped_column(
        reference("crash.bot_vm_registration.bot_id", inverse="ocr_validations"), comment="The bot that read."
    )
    timestamp: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was made.")
    ocr_engine: Mapped[str] = mapped_column(comment="Text recognition that was used, for example `tesseract`.")
    field_name: Mapped[str] = mapped_column(comment="What was to be read, for example `multiplier` or `balance`.")
    raw_text: Mapped[str] = mapped_column(comment="Text as it was read, unchanged.")
    cleaned_text: Mapped[str | None] = mapped_column(comment="Text after cleaning; null if nothing was left.")
    parsed_value: Mapped[Decimal | None] = mapped_column(comment="Number in the text; null if it holds none.")
    expected_value: Mapped[Decimal | None] = mapped_column(comment="Number known from elsewhere; null if unknown.")
    confidence_score: Mapped[Decimal] = mapped_column(info=within(0, 1), comment="How sure it was, from 0 to 1.")
    quality: Mapped[str] = mapped_column(
        OneOf("good", "fair", "poor", "unreadable"), comment="Judgement of the picture's quality."
    )
    is_valid: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether the reading was accepted.")
    rejection_reason: Mapped[str | None] = mapped_column(comment="Why it was not accepted; null if it was.")
    duration_ms: Mapped[int | None] = mapped_column(info=within(0), comment="Time it took, in milliseconds.")
    screenshot_path: Mapped[str | None] = mapped_column(comment="Path of the screenshot, if one was kept.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the row was written.")
