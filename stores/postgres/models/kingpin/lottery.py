"""The lottery: draws and the tickets bought for them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.kingpin.base import PLATFORMS, KingpinModel, player_reference


class LotteryDraw(KingpinModel):
    """One draw of the lottery, from the sale of tickets to the winner."""

    __tablename__ = "lottery_draws"
    __table_args__ = (
        CheckConstraint("ticket_price > 0", name="lottery_draws_ticket_price_check"),
        Index("idx_lottery_status_draw", "status", "draw_at"),
        Index("idx_lottery_type_status", "draw_type", "status"),
    )

    draw_type: Mapped[str] = mapped_column(
        OneOf("daily", "weekly", "special", length=20), comment="Which lottery the draw belongs to."
    )
    status: Mapped[str] = mapped_column(
        OneOf("open", "drawing", "completed", "rolled_over", "cancelled", length=20),
        server_default="open",
        comment="How far the draw has come; rolled over means that the pool went to the next draw.",
    )
    ticket_price: Mapped[int] = mapped_column(BigInteger, comment="Price of one ticket, in game dollars.")
    max_tickets_per_player: Mapped[int] = mapped_column(
        server_default=text("10"), comment="How many tickets one player may buy."
    )
    prize_pool: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="What the winner will be or was paid, in game dollars."
    )
    rollover_amount: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="Part of the pool that earlier draws left, in game dollars."
    )
    house_cut_percent: Mapped[Decimal] = mapped_column(
        Numeric(5, 2),
        info=within(0, 100),
        server_default=text("0"),
        comment="Part of the sales that the house keeps, in percent (0 to 100).",
    )
    tickets_sold: Mapped[int] = mapped_column(server_default=text("0"), comment="Stored number of tickets.")
    winning_number: Mapped[int | None] = mapped_column(comment="Ticket number that was drawn; null before the draw.")
    winner_id: Mapped[int | None] = mapped_column(
        player_reference("lotteryWins", name="winner", ondelete="SET NULL"),
        index=True,
        comment="The player who won; null before the draw or if nobody did.",
    )
    announcement: Mapped[str | None] = mapped_column(String(255), comment="What was said in chat about the outcome.")
    draw_at: Mapped[datetime] = mapped_column(comment="When the draw is or was due.")
    drawn_at: Mapped[datetime | None] = mapped_column(comment="When the number was drawn; null before that.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the sale of tickets began.")


class LotteryTicket(KingpinModel):
    """A ticket that a player bought for a draw."""

    __tablename__ = "lottery_tickets"
    __time__ = "purchased_at"
    __table_args__ = (
        UniqueConstraint("draw_id", "ticket_number"),
        Index("idx_lottery_tickets_draw", "draw_id"),
        Index("idx_lottery_tickets_user", "user_id"),
    )

    draw_id: Mapped[int] = mapped_column(
        reference("kingpin.lottery_draws.id", inverse="tickets", ondelete="CASCADE"),
        comment="The draw for which it was bought.",
    )
    user_id: Mapped[int] = mapped_column(player_reference("lotteryTickets"), comment="The player who bought it.")
    ticket_number: Mapped[int] = mapped_column(comment="Number of the ticket, unique in its draw.")
    purchase_price: Mapped[int] = mapped_column(BigInteger, comment="What was paid for it, in game dollars.")
    platform: Mapped[str] = mapped_column(OneOf(*PLATFORMS, length=20), comment="Where it was bought.")
    is_winner: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether it won the draw.")
    prize_amount: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="What it won, in game dollars."
    )
    purchased_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was bought.")
