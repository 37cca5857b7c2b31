"""Games of chance against the house and between players."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.kingpin.base import PLATFORMS, KingpinModel, player_reference

GAME_TYPES = ("slots", "blackjack", "roulette", "dice", "coinflip", "lottery")
JACKPOT_TIERS = ("mini", "major", "grand")
GAME_TYPE = OneOf(*GAME_TYPES, length=30)


class GamblingSession(KingpinModel):
    """One game of chance that a player played, from stake to payout."""

    __tablename__ = "gambling_sessions"
    __table_args__ = (
        CheckConstraint("wager_amount > 0", name="gambling_sessions_wager_amount_check"),
        Index("idx_gambling_sessions_game_result", "game_type", "result"),
        Index("idx_gambling_sessions_user_created", "user_id", "created_at"),
        Index("idx_gambling_sessions_user_game", "user_id", "game_type"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("gamblingSessions"), comment="The player who played.")
    slot_jackpot_id: Mapped[int | None] = mapped_column(
        reference("kingpin.slot_jackpots.id", inverse="gamblingSessions", ondelete="SET NULL"),
        index=True,
        comment="The jackpot that the game won; null if it won none.",
    )
    game_type: Mapped[str] = mapped_column(GAME_TYPE, comment="Which game was played.")
    status: Mapped[str] = mapped_column(
        OneOf("active", "completed", "abandoned", length=20),
        server_default="completed",
        comment="Whether the game is still on; only blackjack takes more than one step.",
    )
    wager_amount: Mapped[int] = mapped_column(BigInteger, comment="Stake in game dollars; more than 0.")
    result: Mapped[str | None] = mapped_column(
        OneOf("win", "loss", "push", "jackpot", length=20), comment="Outcome for the player; null while the game is on."
    )
    payout: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="What the player was paid, stake included, in game dollars."
    )
    net_result: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Payout less stake, in game dollars; negative on a loss."
    )
    multiplier: Mapped[Decimal | None] = mapped_column(
        Numeric(10, 4), comment="Payout as a factor of the stake; null while the game is on."
    )
    platform: Mapped[str] = mapped_column(OneOf(*PLATFORMS, length=20), comment="Where the game was played.")
    game_state: Mapped[dict[str, Any] | None] = mapped_column(comment="Cards, reels or bets of the game, as JSON.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the stake was placed.")
    completed_at: Mapped[datetime | None] = mapped_column(comment="When the game ended; null while it is on.")


class CoinFlipChallenge(KingpinModel):
    """A coin flip that one player offers to another, or to anybody, for the same stake on each side."""

    __tablename__ = "coin_flip_challenges"
    __table_args__ = (
        CheckConstraint("wager_amount > 0", name="coin_flip_challenges_wager_amount_check"),
        CheckConstraint("challenger_id <> acceptor_id", name="coin_flip_challenges_acceptor_id_check"),
        Index("idx_coinflip_acceptor", "acceptor_id"),
        Index("idx_coinflip_challenger", "challenger_id"),
        Index("idx_coinflip_status_expires", "status", "expires_at"),
    )

    challenger_id: Mapped[int] = mapped_column(
        player_reference("challengesIssued", name="challenger"), comment="The player who offered the flip."
    )
    acceptor_id: Mapped[int | None] = mapped_column(
        player_reference("challengesAccepted", name="acceptor", ondelete="SET NULL"),
        comment="The player who accepted, never the challenger; null before that.",
    )
    target_id: Mapped[int | None] = mapped_column(
        player_reference("challengesReceived", name="target", ondelete="SET NULL"),
        index=True,
        comment="The only player who may accept; null if anybody may.",
    )
    winner_id: Mapped[int | None] = mapped_column(
        player_reference("challengesWon", name="winner", ondelete="SET NULL"),
        index=True,
        comment="The player who won; null before the flip.",
    )
    wager_amount: Mapped[int] = mapped_column(BigInteger, comment="Stake of each side in game dollars; more than 0.")
    challenger_call: Mapped[str] = mapped_column(
        OneOf("heads", "tails", length=10), comment="The side that the challenger chose."
    )
    flip_result: Mapped[str | None] = mapped_column(
        OneOf("heads", "tails", length=10), comment="The side that came up; null before the flip."
    )
    house_cut_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("0"),
        comment="Part of the pot that the house keeps, in percent (0 to 100).",
    )
    payout: Mapped[int | None] = mapped_column(
        BigInteger, comment="What the winner was paid, in game dollars; null before the flip."
    )
    status: Mapped[str] = mapped_column(
        OneOf("open", "accepted", "completed", "cancelled", "expired", length=20),
        server_default="open",
        comment="How far the challenge has come.",
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was offered.")
    expires_at: Mapped[datetime] = mapped_column(comment="When the offer ends.")
    resolved_at: Mapped[datetime | None] = mapped_column(comment="When the coin was flipped; null before that.")


class PlayerGamblingStat(KingpinModel):
    """A player's stored totals in one game of chance."""

    __tablename__ = "player_gambling_stats"
    __time__ = "updated_at"
    __table_args__ = (
        UniqueConstraint("user_id", "game_type"),
        Index("idx_player_gambling_stats_game_net", "game_type", "net_profit"),
    )

    user_id: Mapped[int] = mapped_column(player_reference("gamblingStats"), comment="The player whose totals they are.")
    game_type: Mapped[str] = mapped_column(GAME_TYPE, comment="The game that is totalled.")
    games_played: Mapped[int] = mapped_column(server_default=text("0"), comment="Number of games.")
    games_won: Mapped[int] = mapped_column(server_default=text("0"), comment="Number of games won.")
    games_lost: Mapped[int] = mapped_column(server_default=text("0"), comment="Number of games lost.")
    jackpots_won: Mapped[int] = mapped_column(server_default=text("0"), comment="Number of jackpots won.")
    total_wagered: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Sum of the stakes, in game dollars."
    )
    total_payout: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Sum of the payouts, in game dollars."
    )
    net_profit: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Payouts less stakes, in game dollars; negative on a loss."
    )
    biggest_win: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Greatest gain in one game, in game dollars."
    )
    biggest_loss: Mapped[int] = mapped_column(
        BigInteger,
        server_default=text("0"),
        comment="Greatest loss in one game, in game dollars, as a positive number.",
    )
    current_streak: Mapped[int] = mapped_column(
        server_default=text("0"), comment="Games won in a row at present; negative when they were lost."
    )
    best_win_streak: Mapped[int] = mapped_column(server_default=text("0"), comment="Most games won in a row.")
    last_played_at: Mapped[datetime | None] = mapped_column(comment="When the player last played it; null if never.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the totals last changed.")


class SlotJackpot(KingpinModel):
    """A pool that grows with every spin of the slots until one player wins it."""

    __tablename__ = "slot_jackpots"
    __table_args__ = (CheckConstraint("current_pool >= 0", name="slot_jackpots_current_pool_check"),)

    name: Mapped[str] = mapped_column(String(100), unique=True, comment="Name of the jackpot, unique.")
    tier: Mapped[str] = mapped_column(OneOf(*JACKPOT_TIERS, length=20), comment="Size of the jackpot.")
    current_pool: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="What a winner would be paid now, in game dollars."
    )
    seed_amount: Mapped[int] = mapped_column(
        BigInteger, comment="What the pool starts from after it was won, in game dollars."
    )
    contribution_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("1"),
        comment="Part of each stake that goes to the pool, in percent (0 to 100).",
    )
    hit_chance: Mapped[Decimal] = mapped_column(
        Numeric(10, 8), comment="Chance that one spin wins it, as a fraction (0.0001 is one in 10,000)."
    )
    min_wager: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Least stake that can win it, in game dollars."
    )
    times_won: Mapped[int] = mapped_column(server_default=text("0"), comment="How often it has been won.")
    total_contributed: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="All that stakes have put in so far, in game dollars."
    )
    last_winner_id: Mapped[int | None] = mapped_column(
        player_reference("slotJackpotsWon", name="last_winner", ondelete="SET NULL"),
        index=True,
        comment="The player who won it last; null if nobody has.",
    )
    last_won_amount: Mapped[int | None] = mapped_column(
        BigInteger, comment="What the last winner was paid, in game dollars; null if nobody has won."
    )
    last_won_at: Mapped[datetime | None] = mapped_column(comment="When it was last won; null if never.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the jackpot was set up.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the pool last changed.")
