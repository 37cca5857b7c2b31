"""Heists: contests in chat, their timing, their outcomes and the pools of prompts they draw from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference
from stores.postgres.models.kingpin.base import DIFFICULTIES, PLATFORMS, TIERS, KingpinModel, player_reference

HEIST_TYPE = OneOf("quick_grab", "trivia", "word_scramble", "riddle", length=30)
DIFFICULTY = OneOf(*DIFFICULTIES, length=20)


class HeistEvent(KingpinModel):
    """A heist that was run in chat: what was asked, who answered first and what they won."""

    __tablename__ = "heist_events"
    __time__ = "started_at"
    __table_args__ = (
        Index("idx_heist_events_session_started", "session_id", "started_at"),
        Index("idx_heist_events_status", "status", "expires_at"),
    )

    session_id: Mapped[int | None] = mapped_column(
        reference("kingpin.streaming_sessions.id", inverse="heists", ondelete="SET NULL"),
        comment="The stream in which it was run; null if its record was removed.",
    )
    schedule_id: Mapped[int | None] = mapped_column(
        reference("kingpin.heist_schedule.id", inverse="heists", ondelete="SET NULL"),
        index=True,
        comment="The appointment that started it; null if it was started by hand.",
    )
    winner_id: Mapped[int | None] = mapped_column(
        player_reference("heistWins", name="winner", ondelete="SET NULL"),
        index=True,
        comment="The player who answered first; null if nobody did.",
    )
    event_type: Mapped[str] = mapped_column(HEIST_TYPE, comment="What the players had to do.")
    difficulty: Mapped[str] = mapped_column(DIFFICULTY, server_default="medium", comment="How hard it was.")
    status: Mapped[str] = mapped_column(
        OneOf("active", "won", "expired", "cancelled", length=20),
        server_default="active",
        comment="Whether it is still on, and how it ended.",
    )
    prompt: Mapped[str] = mapped_column(comment="What was shown in chat.")
    answer: Mapped[str] = mapped_column(comment="The answer that wins.")
    winning_answer: Mapped[str | None] = mapped_column(comment="What the winner wrote; null if nobody won.")
    winning_platform: Mapped[str | None] = mapped_column(
        OneOf(*PLATFORMS, length=20), comment="Where the winner wrote it; null if nobody won."
    )
    attempt_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Number of answers given.")
    response_time_ms: Mapped[int | None] = mapped_column(
        comment="Time from start to the winning answer, in milliseconds; null if nobody won."
    )
    time_limit_seconds: Mapped[int] = mapped_column(comment="How long it could be answered, in seconds.")
    reward_crate_tier: Mapped[str | None] = mapped_column(
        OneOf(*TIERS, length=50), comment="Tier of the crate that the winner receives; null if none."
    )
    reward_wealth: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Wealth that the winner receives, in game dollars."
    )
    reward_xp: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Experience points that the winner receives."
    )
    started_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was shown in chat.")
    expires_at: Mapped[datetime] = mapped_column(comment="When the time to answer is over.")
    ended_at: Mapped[datetime | None] = mapped_column(comment="When it was won or over; null while it is on.")


class ScheduledHeist(KingpinModel):
    """An appointment for a heist in a stream."""

    __tablename__ = "heist_schedule"
    __time__ = "scheduled_for"
    __table_args__ = (
        UniqueConstraint("session_id", "sequence_number"),
        CheckConstraint(
            "min_interval_minutes <= max_interval_minutes", name="heist_schedule_min_interval_minutes_check"
        ),
        Index("idx_heist_schedule_status", "status", "scheduled_for"),
    )

    session_id: Mapped[int] = mapped_column(
        reference("kingpin.streaming_sessions.id", inverse="scheduledHeists", ondelete="CASCADE"),
        comment="The stream in which it is to be run.",
    )
    sequence_number: Mapped[int] = mapped_column(comment="Which heist of the stream it is, counted from 1.")
    event_type: Mapped[str | None] = mapped_column(
        HEIST_TYPE, comment="What the players will have to do; null if it is chosen at the start."
    )
    difficulty: Mapped[str | None] = mapped_column(
        DIFFICULTY, comment="How hard it will be; null if it is chosen at the start."
    )
    status: Mapped[str] = mapped_column(
        OneOf("pending", "triggered", "skipped", "cancelled", length=20),
        server_default="pending",
        comment="What has become of the appointment.",
    )
    min_interval_minutes: Mapped[int] = mapped_column(
        server_default=text("90"), comment="Least time after the heist before it, in minutes."
    )
    max_interval_minutes: Mapped[int] = mapped_column(
        server_default=text("150"), comment="Greatest time after the heist before it, in minutes."
    )
    skip_reason: Mapped[str | None] = mapped_column(String(255), comment="Why it was skipped; null if it was not.")
    scheduled_for: Mapped[datetime] = mapped_column(comment="When the heist is due.")
    triggered_at: Mapped[datetime | None] = mapped_column(comment="When it was started; null before that.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the appointment was made.")


class RecentHeistEvent(KingpinModel):
    """A note of which prompt a heist used lately, so that it is not asked again too soon."""

    __tablename__ = "heist_recent_events"
    __time__ = "used_at"
    __table_args__ = (
        UniqueConstraint("event_type", "pool_id"),
        Index("idx_heist_recent_events_used", "event_type", "used_at"),
        Index("idx_heist_recent_events_blocked_until", "blocked_until"),
    )

    event_type: Mapped[str] = mapped_column(
        HEIST_TYPE, comment="Kind of heist, which says in which pool the prompt is."
    )
    pool_id: Mapped[int] = mapped_column(comment="Identifier of the prompt in its pool.")
    prompt: Mapped[str] = mapped_column(comment="What was shown in chat.")
    difficulty: Mapped[str] = mapped_column(DIFFICULTY, comment="How hard it was.")
    was_won: Mapped[bool | None] = mapped_column(comment="Whether somebody answered it; null while the heist is on.")
    used_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the prompt was last used.")
    blocked_until: Mapped[datetime] = mapped_column(comment="Before when it will not be asked again.")


class HeistPrompt(KingpinModel):
    """What the prompts of all four pools have in common; their own columns come before these."""

    __abstract__ = True
    __time__ = "created_at"

    difficulty: Mapped[str] = mapped_column(
        DIFFICULTY, server_default="medium", sort_order=1, comment="How hard the prompt is."
    )
    time_limit_seconds: Mapped[int] = mapped_column(
        server_default=text("60"), sort_order=1, comment="How long it can be answered, in seconds."
    )
    times_used: Mapped[int] = mapped_column(
        server_default=text("0"), sort_order=1, comment="How often it has been asked."
    )
    times_won: Mapped[int] = mapped_column(
        server_default=text("0"), sort_order=1, comment="How often somebody answered it in time."
    )
    last_used_at: Mapped[datetime | None] = mapped_column(
        sort_order=1, comment="When it was last asked; null if never."
    )
    is_active: Mapped[bool] = mapped_column(
        server_default=text("true"), sort_order=1, comment="Whether it may be asked at present."
    )
    created_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), sort_order=1, comment="When it was added to the pool."
    )


class HeistQuickGrabPhrase(HeistPrompt):
    """A phrase that players must type first to win a heist."""

    __tablename__ = "heist_quick_grab_pool"

    phrase: Mapped[str] = mapped_column(String(255), unique=True, comment="The phrase to type, unique.")
    case_sensitive: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether capital letters must be right."
    )


class HeistTriviaQuestion(HeistPrompt):
    """A question of general knowledge for a heist."""

    __tablename__ = "heist_trivia_pool"

    question: Mapped[str] = mapped_column(unique=True, comment="The question, unique.")
    answer: Mapped[str] = mapped_column(String(255), comment="The answer that wins.")
    alternate_answers: Mapped[list[str] | None] = mapped_column(
        JSONB, comment="Other answers that win, as a JSON list of texts; null if none."
    )
    category: Mapped[str] = mapped_column(
        OneOf("general", "gaming", "history", "science", "geography", "sports", "movies", "music", length=30),
        server_default="general",
        comment="Subject of the question.",
    )


class HeistWordScramble(HeistPrompt):
    """A word with its letters mixed up, for a heist."""

    __tablename__ = "heist_word_scramble_pool"

    word: Mapped[str] = mapped_column(String(100), unique=True, comment="The word to find, unique.")
    scrambled: Mapped[str] = mapped_column(String(100), comment="Its letters in mixed order, as shown in chat.")
    hint: Mapped[str | None] = mapped_column(String(255), comment="A help shown after half the time; null if none.")
    category: Mapped[str] = mapped_column(String(50), comment="Subject of the word, for example `crime`.")


class HeistRiddle(HeistPrompt):
    """A riddle for a heist."""

    __tablename__ = "heist_riddle_pool"

    riddle: Mapped[str] = mapped_column(unique=True, comment="The riddle, unique.")
    answer: Mapped[str] = mapped_column(String(255), comment="The answer that wins.")
    alternate_answers: Mapped[list[str] | None] = mapped_column(
        JSONB, comment="Other answers that win, as a JSON list of texts; null if none."
    )
    hint: Mapped[str | None] = mapped_column(String(255), comment="A help shown after half the time; null if none.")
