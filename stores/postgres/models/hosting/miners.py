"""The hosted machines: sites, the models that makers sell, the miners themselves and what was done to them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.hosting.base import HostingModel


class Site(HostingModel):
    """A mining site: a place with electric power where miners are hosted."""

    __tablename__ = "hosting_sites"
    __table_args__ = (
        CheckConstraint("active_miners <= total_miners", name="hosting_sites_active_total_check"),
        Index("idx_hosting_sites_name", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the site.")
    name: Mapped[str] = mapped_column(comment="Name of the site.")
    location: Mapped[str] = mapped_column(comment="Where the site is: town, region, country.")
    capacity_mw: Mapped[Decimal] = mapped_column(
        info=within(0), comment="Electric power available to miners, in megawatts."
    )
    total_miners: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Stored number of miners at the site."
    )
    active_miners: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Stored number of miners that are hashing now."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the site was added.")


class MinerModel(HostingModel):
    """A model of mining machine with the figures its maker publishes."""

    __tablename__ = "miner_models"
    __time__ = "release_date"
    __table_args__ = (Index("idx_miner_models_manufacturer", "manufacturer"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the model.")
    name: Mapped[str] = mapped_column(unique=True, comment="Name of the model, for example `S19 Pro`; unique.")
    manufacturer: Mapped[str] = mapped_column(comment="Maker, for example Bitmain or MicroBT.")
    hashrate: Mapped[Decimal] = mapped_column(info=within(0), comment="Rated hashrate in terahashes a second (TH/s).")
    power_consumption: Mapped[Decimal] = mapped_column(info=within(0), comment="Rated power draw in watts.")
    efficiency: Mapped[Decimal] = mapped_column(
        info=within(0), comment="Energy per unit of work in joules per terahash (J/TH); less is better."
    )
    release_date: Mapped[date | None] = mapped_column(comment="Day the model came out.")
    msrp: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Maker's list price at release, in US dollars."
    )


class Miner(HostingModel):
    """One hosted mining machine, owned by a client and standing at a site."""

    __tablename__ = "hosting_miners"
    __table_args__ = (
        Index("idx_hosting_miners_miner_model_id", "miner_model_id"),
        Index("idx_hosting_miners_site_status", "site_id", "status"),
        Index("idx_hosting_miners_client_id", "client_id"),
        Index("idx_hosting_miners_status", "status"),
        Index("idx_hosting_miners_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the miner.")
    serial_number: Mapped[str] = mapped_column(unique=True, comment="Serial number given by the maker, unique.")
    miner_model_id: Mapped[int] = mapped_column(
        reference("hosting.miner_models.id", name="model", inverse="miners"), comment="Which model it is."
    )
    site_id: Mapped[int] = mapped_column(
        reference("hosting.hosting_sites.id", inverse="miners"), comment="The site where it stands."
    )
    status: Mapped[str] = mapped_column(
        OneOf("active", "offline", "maintenance", "curtailed"),
        server_default="offline",
        comment="What it is doing now; curtailed is shut down on purpose to save power.",
    )
    cgminer_ip: Mapped[str | None] = mapped_column(comment="Address of its CGMiner API; null if it has none.")
    cgminer_port: Mapped[int] = mapped_column(
        info=within(1, 65535), server_default=text("4028"), comment="TCP port of its CGMiner API."
    )
    cgminer_enabled: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Whether telemetry is collected through its CGMiner API."
    )
    client_id: Mapped[str | None] = mapped_column(
        reference("hosting.users.id", inverse="miners"), comment="The client who owns it; null if the company does."
    )
    purchase_date: Mapped[date | None] = mapped_column(comment="Day it was bought.")
    warranty_expiry: Mapped[date | None] = mapped_column(comment="Last day of the maker's warranty.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the miner was added.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the miner last changed.")


class MinerOperation(HostingModel):
    """Something a user did to a miner, kept for one year."""

    __tablename__ = "miner_operation_log"
    __time__ = "timestamp"
    __table_args__ = (
        Index("idx_miner_operation_log_miner_timestamp", "miner_id", "timestamp"),
        Index("idx_miner_operation_log_performed_by", "performed_by"),
        Index("idx_miner_operation_log_timestamp", "timestamp"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the operation.")
    miner_id: Mapped[int] = mapped_column(
        reference("hosting.hosting_miners.id", inverse="operations"), comment="The miner it was done to."
    )
    operation: Mapped[str] = mapped_column(OneOf("start", "shutdown", "approve", "reject"), comment="What was done.")
    performed_by: Mapped[str | None] = mapped_column(
        reference("hosting.users.id", name="performer", inverse="operations"),
        comment="The user who did it; null if it was automatic.",
    )
    details: Mapped[str | None] = mapped_column(comment="More about it, in words.")
    timestamp: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was done.")
