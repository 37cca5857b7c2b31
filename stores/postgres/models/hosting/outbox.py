"""The outbox: change events written in the transaction that makes the change, and sent on afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import within
from stores.postgres.models.hosting.base import HostingModel


class OutboxEvent(HostingModel):
    """A change that other systems are told about, kept for 30 days and until it is sent."""

    __tablename__ = "outbox_events"
    __table_args__ = (
        Index("idx_outbox_events_pending", "created_at", postgresql_where=text("processed_at IS NULL")),
        Index("idx_outbox_events_processed_at", "processed_at"),
        Index("idx_outbox_events_created_at", "created_at"),
        Index("idx_outbox_events_aggregate", "aggregate_type", "aggregate_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="Number of the event, counting up.")
    aggregate_type: Mapped[str] = mapped_column(comment="Kind of thing that changed, for example `miner`.")
    aggregate_id: Mapped[str] = mapped_column(comment="Identifier of the thing that changed, as text.")
    event_type: Mapped[str] = mapped_column(comment="What happened to it, for example `miner.curtailed`.")
    payload: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'::jsonb"), comment="What changed, as JSON."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the change was made.")
    processed_at: Mapped[datetime | None] = mapped_column(comment="When the event was sent on; null before that.")
    attempts: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Number of times sending was tried."
    )
    last_error: Mapped[str | None] = mapped_column(comment="Why the last try failed; null if it did not.")
