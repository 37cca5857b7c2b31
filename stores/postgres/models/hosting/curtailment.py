"""Curtailment: shutting miners down on purpose so that a site draws less power."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.hosting.base import HostingModel


class CurtailmentPlan(HostingModel):
    """A plan to lower a site's power draw by shutting down some of its miners for a while."""

    __tablename__ = "curtailment_plans"
    __table_args__ = (
        Index("idx_curtailment_plans_status_scheduled", "status", "scheduled_time"),
        Index("idx_curtailment_plans_site_id", "site_id"),
        Index("idx_curtailment_plans_created_by", "created_by"),
        Index("idx_curtailment_plans_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the plan.")
    site_id: Mapped[int] = mapped_column(
        reference("hosting.hosting_sites.id", inverse="curtailment_plans"), comment="The site whose power is lowered."
    )
    plan_type: Mapped[str] = mapped_column(
        OneOf("manual", "scheduled", "automatic"), server_default="manual", comment="What sets the plan off."
    )
    target_power_reduction: Mapped[Decimal] = mapped_column(info=within(0), comment="Power to be saved, in megawatts.")
    status: Mapped[str] = mapped_column(
        OneOf("pending", "approved", "executing", "executed", "cancelled"),
        server_default="pending",
        comment="How far the plan has come.",
    )
    scheduled_time: Mapped[datetime | None] = mapped_column(
        comment="When the shutdown is to start; null if it starts on demand."
    )
    executed_at: Mapped[datetime | None] = mapped_column(comment="When the shutdown started; null before that.")
    recovery_time: Mapped[datetime | None] = mapped_column(
        comment="When the miners start again by themselves; null if they are started by hand."
    )
    miners_affected: Mapped[int] = mapped_column(
        info=within(0), server_default=text("0"), comment="Number of miners shut down."
    )
    power_reduced: Mapped[Decimal | None] = mapped_column(
        info=within(0), comment="Power really saved, in megawatts; null before the plan is executed."
    )
    created_by: Mapped[str | None] = mapped_column(
        reference("hosting.users.id", name="creator", inverse="curtailment_plans"),
        comment="The user who made the plan; null if it was automatic.",
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the plan was made.")


class PlanMiner(HostingModel):
    """One miner in a curtailment plan, with its place in the order of shutting down."""

    __tablename__ = "curtailment_plan_miners"
    __table_args__ = (
        UniqueConstraint("plan_id", "miner_id"),
        Index("idx_curtailment_plan_miners_plan_order", "plan_id", "shutdown_order"),
        Index("idx_curtailment_plan_miners_miner_id", "miner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the entry.")
    plan_id: Mapped[int] = mapped_column(
        reference("hosting.curtailment_plans.id", inverse="plan_miners", ondelete="CASCADE"),
        comment="The plan that names the miner.",
    )
    miner_id: Mapped[int] = mapped_column(
        reference("hosting.hosting_miners.id", inverse="plan_miners"), comment="The miner to be shut down."
    )
    shutdown_order: Mapped[int] = mapped_column(
        info=within(1), comment="Place in the order of shutting down, from 1; equal numbers go together."
    )
