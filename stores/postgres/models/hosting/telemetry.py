"""What the miners report: one row per miner and half hour, in one partition per month."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import DDL, BigInteger, Index, event, func
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import reference, within
from stores.postgres.models.hosting.base import HostingModel


class TelemetrySample(HostingModel):
    """What one miner reported at one moment, kept for 90 days."""

    __tablename__ = "miner_telemetry"
    __time__ = "recorded_at"
    __table_args__ = (
        Index("idx_miner_telemetry_miner_recorded", "miner_id", "recorded_at"),
        Index("idx_miner_telemetry_recorded_at", "recorded_at"),
        {"postgresql_partition_by": "RANGE (recorded_at)"},
    )

    # The document says `serial`, but at its 8.64 million rows a day 32 bits overflow after 248 days.
    id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=True, comment="Number of the sample, counting up."
    )
    miner_id: Mapped[int] = mapped_column(
        reference("hosting.hosting_miners.id", inverse="telemetry"), comment="The miner that reported."
    )
    hashrate: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Hashrate in terahashes a second (TH/s); 0 while it stands still."
    )
    temperature: Mapped[Decimal | None] = mapped_column(comment="Temperature of its chips in degrees Celsius.")
    power_consumption: Mapped[Decimal | None] = mapped_column(info=within(0), comment="Power draw in watts.")
    fan_speed: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Speed of its fans in turns a minute (RPM)."
    )
    # Part of the key because a unique key of a partitioned table holds the column it is partitioned by.
    recorded_at: Mapped[datetime] = mapped_column(
        primary_key=True, server_default=func.now(), comment="When the sample was collected."
    )


# A row whose month has no partition yet lands here instead of being refused; maintenance moves it later.
event.listen(
    TelemetrySample.__table__,
    "after_create",
    DDL("CREATE TABLE %(fullname)s_default PARTITION OF %(fullname)s DEFAULT"),  # type: ignore[no-untyped-call]
)
