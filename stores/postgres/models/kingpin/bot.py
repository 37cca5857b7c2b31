"""The chat bot's settings and where it works on Discord."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import HIDDEN, OneOf, reference
from stores.postgres.models.kingpin.base import KingpinModel


class BotSetting(KingpinModel):
    """A setting of the chat bot."""

    __tablename__ = "bot_config"
    __time__ = "updated_at"
    __table_args__ = (Index("idx_bot_config_category", "category"),)

    config_key: Mapped[str] = mapped_column(String(100), unique=True, comment="Name of the setting, unique.")
    config_value: Mapped[str | None] = mapped_column(
        comment="Value of the setting as text; null if it is not set or is a secret."
    )
    secret_value: Mapped[str | None] = mapped_column(
        info=HIDDEN, comment="Value of a setting that is a secret, such as an access token; never exposed."
    )
    value_type: Mapped[str] = mapped_column(
        OneOf("string", "integer", "decimal", "boolean", "json", "secret", length=20),
        server_default="string",
        comment="How the value is to be read.",
    )
    category: Mapped[str] = mapped_column(
        OneOf("general", "economy", "combat", "gambling", "heist", "platform", "moderation", length=30),
        server_default="general",
        comment="Part of the game that it controls.",
    )
    description: Mapped[str | None] = mapped_column(comment="What the setting does, in words.")
    default_value: Mapped[str | None] = mapped_column(comment="Value if it is not set; null if there is none.")
    is_editable: Mapped[bool] = mapped_column(
        server_default=text("true"), comment="Whether it may be changed while the bot runs."
    )
    updated_by: Mapped[str | None] = mapped_column(String(100), comment="Name of who changed it last.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was first set.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it last changed.")


class DiscordServer(KingpinModel):
    """A Discord server in which the bot works, and how it behaves there."""

    __tablename__ = "discord_server_config"
    __time__ = "joined_at"

    guild_id: Mapped[str] = mapped_column(
        String(50), unique=True, comment="Identifier of the server on Discord, unique."
    )
    guild_name: Mapped[str | None] = mapped_column(String(100), comment="Name of the server.")
    command_prefix: Mapped[str] = mapped_column(
        String(5), server_default="!", comment="Characters with which commands begin."
    )
    locale: Mapped[str] = mapped_column(
        String(10), server_default="en-US", comment="Language of the bot's messages, as a BCP 47 tag."
    )
    admin_role_id: Mapped[str | None] = mapped_column(
        String(50), comment="Discord role whose members may change the settings; null if only the owner may."
    )
    linked_role_id: Mapped[str | None] = mapped_column(
        String(50), comment="Discord role given to players who linked their account; null if none."
    )
    announcement_channel_id: Mapped[str | None] = mapped_column(
        String(50), comment="Discord channel for announcements; null if there are none."
    )
    leaderboard_channel_id: Mapped[str | None] = mapped_column(
        String(50), comment="Discord channel for leaderboards; null if they are not posted."
    )
    feed_enabled: Mapped[bool] = mapped_column(
        server_default=text("true"), comment="Whether events of the game are posted."
    )
    commands_enabled: Mapped[bool] = mapped_column(
        server_default=text("true"), comment="Whether players may use commands there."
    )
    is_active: Mapped[bool] = mapped_column(
        server_default=text("true"), comment="Whether the bot is in the server at present."
    )
    joined_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the bot was added.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the settings last changed.")


class DiscordActivityChannel(KingpinModel):
    """A Discord channel and what the bot does in it."""

    __tablename__ = "discord_activity_channels"
    __table_args__ = (UniqueConstraint("guild_id", "channel_id", "activity_type"),)

    guild_id: Mapped[str] = mapped_column(
        String(50),
        reference(
            "kingpin.discord_server_config.guild_id", name="server", inverse="activityChannels", ondelete="CASCADE"
        ),
        comment="The server that has the channel, by its identifier on Discord.",
    )
    channel_id: Mapped[str] = mapped_column(String(50), index=True, comment="Identifier of the channel on Discord.")
    channel_name: Mapped[str | None] = mapped_column(String(100), comment="Name of the channel.")
    activity_type: Mapped[str] = mapped_column(
        OneOf("xp", "feed", "commands", "heist", "leaderboard", "excluded", length=20),
        comment="What the channel is for; in an excluded one nothing counts.",
    )
    webhook_url: Mapped[str | None] = mapped_column(
        info=HIDDEN, comment="Address through which the bot posts, which contains a token; never exposed."
    )
    xp_per_message: Mapped[int] = mapped_column(
        server_default=text("0"), comment="Experience points for a message in the channel."
    )
    cooldown_seconds: Mapped[int] = mapped_column(
        server_default=text("60"), comment="Wait before a player's next message counts, in seconds."
    )
    min_message_length: Mapped[int] = mapped_column(
        server_default=text("1"), comment="Least number of characters for a message to count."
    )
    is_enabled: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether the entry is in use.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the channel was added.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the entry last changed.")
