"""The sales pipeline of hosting: leads become deals, deals have invoices and activities."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import OneOf, reference, within
from stores.postgres.models.hosting.base import HostingModel


class Lead(HostingModel):
    """Someone who may become a client."""

    __tablename__ = "crm_leads"
    __table_args__ = (
        Index("idx_crm_leads_owner_status", "owner_id", "status"),
        Index("idx_crm_leads_status", "status"),
        Index("idx_crm_leads_email", "email"),
        Index("idx_crm_leads_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the lead.")
    name: Mapped[str] = mapped_column(comment="Name of the person to talk to.")
    email: Mapped[str | None] = mapped_column(comment="E-mail address; it may be that of a user.")
    phone: Mapped[str | None] = mapped_column(comment="Telephone number.")
    company: Mapped[str | None] = mapped_column(comment="Company of the person.")
    status: Mapped[str] = mapped_column(
        OneOf("new", "contacted", "qualified", "converted", "lost"),
        server_default="new",
        comment="How far the lead has come.",
    )
    source: Mapped[str | None] = mapped_column(
        OneOf("website", "referral", "cold_call"), comment="Where the lead came from; null if unknown."
    )
    score: Mapped[int | None] = mapped_column(
        info=within(0, 100), comment="How promising the lead is, from 0 to 100; null if not rated."
    )
    owner_id: Mapped[str | None] = mapped_column(
        reference("hosting.users.id", inverse="leads"), comment="The sales representative who looks after it."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the lead came in.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the lead last changed.")


class Deal(HostingModel):
    """A possible sale to a lead."""

    __tablename__ = "crm_deals"
    __table_args__ = (
        Index("idx_crm_deals_lead_id", "lead_id"),
        Index("idx_crm_deals_owner_stage", "owner_id", "stage"),
        Index("idx_crm_deals_stage_close", "stage", "expected_close_date"),
        Index("idx_crm_deals_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the deal.")
    lead_id: Mapped[int] = mapped_column(
        reference("hosting.crm_leads.id", inverse="deals"), comment="The lead it came from."
    )
    title: Mapped[str] = mapped_column(comment="What is sold, in words.")
    value: Mapped[Decimal] = mapped_column(info=within(0), comment="Worth of the deal, in US dollars.")
    stage: Mapped[str] = mapped_column(
        OneOf("discovery", "proposal", "negotiation", "closed_won", "closed_lost"),
        server_default="discovery",
        comment="How far the deal has come.",
    )
    probability: Mapped[int] = mapped_column(
        info=within(0, 100), server_default=text("0"), comment="Chance of winning it, in percent from 0 to 100."
    )
    expected_close_date: Mapped[date | None] = mapped_column(comment="Day it is expected to be decided.")
    owner_id: Mapped[str | None] = mapped_column(
        reference("hosting.users.id", inverse="deals"), comment="The sales representative who looks after it."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the deal was opened.")
    closed_at: Mapped[datetime | None] = mapped_column(comment="When it was won or lost; null while it is open.")


class Invoice(HostingModel):
    """A bill for a deal."""

    __tablename__ = "crm_invoices"
    __time__ = "issue_date"
    __table_args__ = (
        CheckConstraint("due_date >= issue_date", name="crm_invoices_due_issue_check"),
        Index("idx_crm_invoices_deal_id", "deal_id"),
        Index("idx_crm_invoices_status_due", "status", "due_date"),
        Index("idx_crm_invoices_issue_date", "issue_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the invoice.")
    deal_id: Mapped[int] = mapped_column(
        reference("hosting.crm_deals.id", inverse="invoices"), comment="The deal that is billed."
    )
    invoice_number: Mapped[str] = mapped_column(unique=True, comment="Number printed on the invoice, unique.")
    amount: Mapped[Decimal] = mapped_column(info=within(0), comment="Amount billed, in US dollars.")
    status: Mapped[str] = mapped_column(
        OneOf("draft", "sent", "paid", "overdue"), server_default="draft", comment="How far the payment has come."
    )
    issue_date: Mapped[date] = mapped_column(comment="Day of the invoice.")
    due_date: Mapped[date] = mapped_column(comment="Last day to pay it.")
    paid_date: Mapped[date | None] = mapped_column(comment="Day it was paid; null before that.")
    pdf_path: Mapped[str | None] = mapped_column(comment="Path of the invoice as a PDF file; null while a draft.")


class DealActivity(HostingModel):
    """Something done to win a deal: a call, an e-mail, a meeting, a note."""

    __tablename__ = "crm_activities"
    __time__ = "activity_date"
    __table_args__ = (
        Index("idx_crm_activities_deal_date", "deal_id", "activity_date"),
        Index("idx_crm_activities_performed_by", "performed_by"),
        Index("idx_crm_activities_activity_date", "activity_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the activity.")
    deal_id: Mapped[int] = mapped_column(
        reference("hosting.crm_deals.id", inverse="activities"), comment="The deal it was for."
    )
    type: Mapped[str] = mapped_column(OneOf("call", "email", "meeting", "note"), comment="Kind of activity.")
    description: Mapped[str | None] = mapped_column(comment="What was said or done, in words.")
    performed_by: Mapped[str | None] = mapped_column(
        reference("hosting.users.id", name="performer", inverse="deal_activities"), comment="The user who did it."
    )
    activity_date: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was done.")
