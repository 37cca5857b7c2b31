"""Streams, what viewers write and contribute in them, and the contest for the Juicernaut's crown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference
from stores.postgres.models.kingpin.base import PLATFORMS, KingpinModel, player_reference


class StreamingSession(KingpinModel):
    """One live stream; whoever contributes most to it wears the Juicernaut's crown."""

    __tablename__ = "streaming_sessions"
    __time__ = "started_at"
    __table_args__ = (
        CheckConstraint("ended_at >= started_at", name="streaming_sessions_ended_at_check"),
        UniqueConstraint("platform", "platform_stream_id"),
        Index("idx_streaming_sessions_active_started", "is_active", "started_at"),
    )

    platform: Mapped[str] = mapped_column(OneOf(*PLATFORMS, length=20), comment="Where the stream is shown.")
    platform_stream_id: Mapped[str | None] = mapped_column(
        String(255), comment="Identifier that the platform gives the stream, unique there."
    )
    title: Mapped[str | None] = mapped_column(String(255), comment="Title of the stream.")
    category: Mapped[str | None] = mapped_column(String(100), comment="Game or subject that is streamed.")
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether the stream is live.")
    juicernaut_id: Mapped[int | None] = mapped_column(
        player_reference("juicernautSessions", name="juicernaut", ondelete="SET NULL"),
        index=True,
        comment="The player who wears the crown, at the end for good; null if nobody contributed.",
    )
    juicernaut_since: Mapped[datetime | None] = mapped_column(comment="Since when that player wears the crown.")
    peak_viewers: Mapped[int] = mapped_column(server_default=text("0"), comment="Most viewers at one time.")
    unique_chatters: Mapped[int] = mapped_column(server_default=text("0"), comment="Number of viewers who wrote.")
    message_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Stored number of chat messages.")
    contribution_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Number of contributions.")
    total_contributed_usd: Mapped[Decimal] = mapped_column(
        Numeric(12, 2), server_default=text("0"), comment="Value of all contributions, in US dollars."
    )
    goal_usd: Mapped[Decimal | None] = mapped_column(
        Numeric(12, 2), comment="Contributions aimed for, in US dollars; null if no goal is set."
    )
    started_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the stream began.")
    ended_at: Mapped[datetime | None] = mapped_column(comment="When the stream ended; null while it is live.")


class SessionContribution(KingpinModel):
    """What one player contributed to one stream, all kinds together."""

    __tablename__ = "session_contributions"
    __time__ = "last_contribution_at"
    __table_args__ = (
        UniqueConstraint("session_id", "user_id"),
        Index("idx_session_contributions_ranking", "session_id", "total_usd"),
    )

    session_id: Mapped[int] = mapped_column(
        reference("kingpin.streaming_sessions.id", inverse="contributions", ondelete="CASCADE"),
        comment="The stream that received it.",
    )
    user_id: Mapped[int] = mapped_column(
        player_reference("contributions"), index=True, comment="The player who contributed."
    )
    subs_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Own subscriptions.")
    gift_subs_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Subscriptions given to others.")
    bits_count: Mapped[int] = mapped_column(
        server_default=text("0"), comment="Twitch bits given (100 are 1 US dollar)."
    )
    kicks_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Kicks given on Kick.")
    donations_usd: Mapped[Decimal] = mapped_column(
        Numeric(10, 2), server_default=text("0"), comment="Donations, in US dollars."
    )
    total_usd: Mapped[Decimal] = mapped_column(
        Numeric(10, 2), server_default=text("0"), comment="Value of everything together, in US dollars."
    )
    was_juicernaut: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether the player wore the crown at any time in the stream."
    )
    crown_seconds: Mapped[int] = mapped_column(
        server_default=text("0"), comment="How long the player wore the crown, in seconds."
    )
    first_contribution_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), comment="When the player first contributed."
    )
    last_contribution_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), comment="When the player last contributed."
    )


class ChatMessage(KingpinModel):
    """A message that a player wrote in chat."""

    __tablename__ = "chat_messages"
    __time__ = "sent_at"
    __table_args__ = (
        UniqueConstraint("platform", "platform_message_id"),
        Index("idx_chat_messages_user_sent", "user_id", "sent_at"),
        Index("idx_chat_messages_session_sent", "session_id", "sent_at"),
        Index("idx_chat_messages_sent_at", "sent_at"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("chatMessages"), comment="The player who wrote it.")
    session_id: Mapped[int | None] = mapped_column(
        reference("kingpin.streaming_sessions.id", inverse="chatMessages", ondelete="SET NULL"),
        comment="The stream in which it was written; null while none was live.",
    )
    platform: Mapped[str] = mapped_column(OneOf(*PLATFORMS, length=20), comment="Where it was written.")
    platform_message_id: Mapped[str | None] = mapped_column(
        String(255), comment="Identifier that the platform gives the message, unique there."
    )
    channel: Mapped[str | None] = mapped_column(String(100), comment="Channel in which it was written.")
    message: Mapped[str] = mapped_column(comment="Text of the message.")
    is_command: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether it is a command to the game, such as `!play`."
    )
    command: Mapped[str | None] = mapped_column(String(50), comment="The command without its `!`; null if it is none.")
    xp_awarded: Mapped[int] = mapped_column(server_default=text("0"), comment="Experience points given for it.")
    is_deleted: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether a moderator removed it.")
    sent_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was written.")
