"""The bitcoin market: the state of market and network every quarter of an hour, and the indicators drawn from it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index, func
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.hosting.base import HostingModel


class MarketSnapshot(HostingModel):
    """The bitcoin market and network at one moment, kept for ever."""

    __tablename__ = "market_analytics"
    __table_args__ = (Index("idx_market_analytics_created_at", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the snapshot.")
    btc_price: Mapped[Decimal] = mapped_column(info=within(0), comment="Price of one bitcoin, in US dollars.")
    network_hashrate: Mapped[Decimal] = mapped_column(
        info=within(0), comment="Hashrate of the whole network in exahashes a second (EH/s)."
    )
    network_difficulty: Mapped[Decimal] = mapped_column(
        info=within(0), comment="Difficulty of the network: expected work per block, relative to the easiest."
    )
    block_reward: Mapped[Decimal] = mapped_column(
        info=within(0), comment="New bitcoin paid for a block, without fees, in BTC."
    )
    volume_24h: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Value traded in the last 24 hours, in US dollars."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was collected.")


class TechnicalIndicator(HostingModel):
    """Trading indicators of the bitcoin price, computed when a market snapshot was taken."""

    __tablename__ = "technical_indicators"
    __table_args__ = (
        Index("idx_technical_indicators_analytics_id", "analytics_id"),
        Index("idx_technical_indicators_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the set of indicators.")
    analytics_id: Mapped[int] = mapped_column(
        reference("hosting.market_analytics.id", name="snapshot", inverse="indicators", ondelete="CASCADE"),
        comment="The snapshot they belong to.",
    )
    rsi: Mapped[Decimal | None] = mapped_column(
        info=within(0, 100), comment="Relative strength index, from 0 (oversold) to 100 (overbought)."
    )
    macd: Mapped[Decimal | None] = mapped_column(comment="MACD: 12-period less 26-period EMA, in US dollars.")
    macd_signal: Mapped[Decimal | None] = mapped_column(comment="9-period EMA of the MACD, in US dollars.")
    macd_histogram: Mapped[Decimal | None] = mapped_column(comment="MACD less its signal line, in US dollars.")
    bb_upper: Mapped[Decimal | None] = mapped_column(comment="Upper Bollinger band, in US dollars.")
    bb_middle: Mapped[Decimal | None] = mapped_column(
        comment="Middle Bollinger band: the moving average, in US dollars."
    )
    bb_lower: Mapped[Decimal | None] = mapped_column(comment="Lower Bollinger band, in US dollars.")
    ema_12: Mapped[Decimal | None] = mapped_column(comment="12-period exponential moving average, in US dollars.")
    ema_26: Mapped[Decimal | None] = mapped_column(comment="26-period exponential moving average, in US dollars.")
    signal: Mapped[str | None] = mapped_column(
        OneOf("BUY", "SELL", "NEUTRAL"),
        comment="What the indicators together advise; null while there is too little data.",
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When they were computed.")
