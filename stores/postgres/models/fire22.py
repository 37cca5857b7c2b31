"""fire22, the sportsbook back office: agents, their customers, wagers and transactions (seeds/fire22.md).

The document is written for SQLite; here its TEXT dates are timestamptz, REAL money and ratios NUMERIC, JSON text jsonb.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import HIDDEN, Model, OneOf, reference, schema_of

ACCOUNT_STATUSES = ("active", "inactive", "suspended")


class Fire22Model(Model):
    """Every table of the schema `fire22`."""

    __abstract__ = True
    metadata = schema_of("fire22")


class User(Fire22Model):
    """A person who signs in to the sportsbook's back office: an administrator, an agent or a customer."""

    __tablename__ = "users"
    __table_args__ = (
        Index("idx_users_username", "username"),
        Index("idx_users_email", "email"),
        Index("idx_users_role", "role"),
        Index("idx_users_agent_id", "agent_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Identifier of the user.")
    username: Mapped[str] = mapped_column(unique=True, comment="Sign-in name, unique.")
    email: Mapped[str] = mapped_column(unique=True, comment="E-mail address, unique.")
    password_hash: Mapped[str] = mapped_column(info=HIDDEN, comment="Hash of the password; never exposed.")
    role: Mapped[str] = mapped_column(OneOf("admin", "agent", "customer"), comment="What the user may do.")
    status: Mapped[str] = mapped_column(
        OneOf(*ACCOUNT_STATUSES), server_default="active", comment="State of the account."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the user was created.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the user last changed.")
    last_login: Mapped[datetime | None] = mapped_column(comment="Last sign-in; null before the first.")
    agent_id: Mapped[str | None] = mapped_column(
        reference("fire22.agents.id", inverse="users"), comment="The agent the user is assigned to, if any."
    )


class Agent(Fire22Model):
    """An agent who manages customers and processes their wagers for a commission."""

    __tablename__ = "agents"
    __table_args__ = (Index("idx_agents_code", "code"), Index("idx_agents_status", "status"))

    id: Mapped[str] = mapped_column(primary_key=True, comment="Identifier of the agent.")
    name: Mapped[str] = mapped_column(comment="Display name.")
    code: Mapped[str] = mapped_column(unique=True, comment="Short agent code, unique.")
    status: Mapped[str] = mapped_column(
        OneOf(*ACCOUNT_STATUSES), server_default="active", comment="State of the agent."
    )
    commission_rate: Mapped[Decimal] = mapped_column(
        server_default=text("0.05"), comment="Commission as a fraction of volume (0.05 is 5 %)."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the agent was created.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the agent last changed.")
    total_volume: Mapped[Decimal | None] = mapped_column(
        server_default=text("0"), comment="Stored sum of the stakes of all wagers, in US dollars."
    )
    customer_count: Mapped[int | None] = mapped_column(server_default=text("0"), comment="Stored number of customers.")


class Customer(Fire22Model):
    """A bettor, managed by one agent, with a balance and a betting limit."""

    __tablename__ = "customers"
    __table_args__ = (
        Index("idx_customers_agent_id", "agent_id"),
        Index("idx_customers_email", "email"),
        Index("idx_customers_status", "status"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Identifier of the customer.")
    agent_id: Mapped[str] = mapped_column(
        reference("fire22.agents.id", inverse="customers"), comment="The agent who manages the customer."
    )
    name: Mapped[str] = mapped_column(comment="Full name.")
    email: Mapped[str] = mapped_column(unique=True, comment="E-mail address, unique.")
    phone: Mapped[str | None] = mapped_column(comment="Telephone number.")
    status: Mapped[str] = mapped_column(
        OneOf(*ACCOUNT_STATUSES), server_default="active", comment="State of the customer's account."
    )
    betting_limit: Mapped[Decimal | None] = mapped_column(
        server_default=text("1000"), comment="Largest stake allowed for one wager, in US dollars."
    )
    balance: Mapped[Decimal | None] = mapped_column(
        server_default=text("0"), comment="Money available for wagers, in US dollars."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the customer was created.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the customer last changed.")
    last_activity: Mapped[datetime | None] = mapped_column(comment="Last action of the customer; null before any.")


class Wager(Fire22Model):
    """A bet placed by a customer and processed by an agent."""

    __tablename__ = "wagers"
    __table_args__ = (
        CheckConstraint("amount > 0", name="wagers_amount_check"),
        Index("idx_wagers_wager_number", "wager_number"),
        Index("idx_wagers_customer_id", "customer_id"),
        Index("idx_wagers_agent_id", "agent_id"),
        Index("idx_wagers_status", "status"),
        Index("idx_wagers_created_at", "created_at"),
        Index("idx_wagers_customer_status", "customer_id", "status"),
        Index("idx_wagers_agent_status", "agent_id", "status"),
        # Not in the document: without it, those of one status in order of time are looked for among all.
        Index("idx_wagers_status_created_at", "status", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Identifier of the wager.")
    wager_number: Mapped[str] = mapped_column(unique=True, comment="Ticket number shown to the customer, unique.")
    customer_id: Mapped[str] = mapped_column(
        reference("fire22.customers.id", inverse="wagers"), comment="The customer who placed the wager."
    )
    agent_id: Mapped[str] = mapped_column(
        reference("fire22.agents.id", inverse="wagers"), comment="The agent who processed the wager."
    )
    amount: Mapped[Decimal] = mapped_column(comment="Stake in US dollars; more than 0.")
    description: Mapped[str] = mapped_column(comment="What was bet on, in words.")
    status: Mapped[str] = mapped_column(
        OneOf("pending", "active", "settled", "cancelled", "voided"),
        server_default="pending",
        comment="Where the wager is in its life.",
    )
    odds: Mapped[Decimal | None] = mapped_column(comment="Decimal odds: payout per dollar staked, stake included.")
    potential_win: Mapped[Decimal | None] = mapped_column(comment="Payout if the wager wins, in US dollars.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the wager was placed.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the wager last changed.")
    settled_at: Mapped[datetime | None] = mapped_column(comment="When the wager was settled; null while it is open.")
    result: Mapped[str | None] = mapped_column(
        OneOf("win", "loss", "push", "void"), comment="Outcome for the customer; null while the wager is open."
    )


class Transaction(Fire22Model):
    """A movement of money on a customer's account."""

    __tablename__ = "transactions"
    __table_args__ = (
        Index("idx_transactions_customer_id", "customer_id"),
        Index("idx_transactions_type", "type"),
        Index("idx_transactions_status", "status"),
        Index("idx_transactions_created_at", "created_at"),
        Index("idx_transactions_customer_type", "customer_id", "type"),
        Index("idx_transactions_reference", "reference"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Identifier of the transaction.")
    type: Mapped[str] = mapped_column(
        OneOf("deposit", "withdrawal", "wager", "settlement", "refund"), comment="What moved the money."
    )
    customer_id: Mapped[str] = mapped_column(
        reference("fire22.customers.id", inverse="transactions"), comment="The customer whose account it is."
    )
    amount: Mapped[Decimal] = mapped_column(comment="Amount in US dollars; negative when it leaves the account.")
    status: Mapped[str] = mapped_column(
        OneOf("pending", "completed", "failed", "cancelled"),
        server_default="pending",
        comment="How far the transaction has come.",
    )
    reference: Mapped[str | None] = mapped_column(
        comment="What caused it: the number of the wager that generated it, or an external reference."
    )
    description: Mapped[str | None] = mapped_column(comment="Remark in words.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was requested.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it last changed.")
    processed_at: Mapped[datetime | None] = mapped_column(comment="When it was completed; null before that.")


class Activity(Fire22Model):
    """Something a user did: a sign-in, a wager, a payment."""

    __tablename__ = "activities"
    __plural__ = "Activities"
    __table_args__ = (
        Index("idx_activities_user_id", "user_id"),
        Index("idx_activities_type", "type"),
        Index("idx_activities_created_at", "created_at"),
        Index("idx_activities_user_type", "user_id", "type"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Identifier of the activity.")
    user_id: Mapped[str] = mapped_column(
        reference("fire22.users.id", inverse="activities"), comment="The user who performed it."
    )
    type: Mapped[str] = mapped_column(
        OneOf("login", "logout", "wager_placed", "wager_settled", "payment", "withdrawal"), comment="Kind of activity."
    )
    action: Mapped[str] = mapped_column(comment="What was done, in words.")
    amount: Mapped[Decimal | None] = mapped_column(comment="Money involved, in US dollars; null if none.")
    activity_metadata: Mapped[dict[str, Any] | None] = mapped_column(
        "metadata", comment="More about the activity, as JSON."
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it happened.")


class KpiMetric(Fire22Model):
    """A stored key figure of the business for one period."""

    __tablename__ = "kpi_metrics"
    __table_args__ = (
        UniqueConstraint("metric_name", "period", "period_start"),
        Index("idx_kpi_metrics_period", "period"),
        Index("idx_kpi_metrics_period_start", "period_start"),
        Index("idx_kpi_metrics_period_name", "period", "metric_name"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Identifier of the figure.")
    metric_name: Mapped[str] = mapped_column(comment="Name of the figure, for example `handle`.")
    metric_value: Mapped[Decimal] = mapped_column(comment="Value of the figure, in the unit of its name.")
    period: Mapped[str] = mapped_column(OneOf("daily", "weekly", "monthly"), comment="Length of the period.")
    period_start: Mapped[datetime] = mapped_column(comment="Start of the period, included.")
    period_end: Mapped[datetime] = mapped_column(comment="End of the period, excluded.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the figure was stored.")


class WeeklyStat(Fire22Model):
    """Stored totals of one week."""

    __tablename__ = "weekly_stats"
    __table_args__ = (UniqueConstraint("week_start"), Index("idx_weekly_stats_week_start", "week_start"))

    id: Mapped[str] = mapped_column(primary_key=True, comment="Identifier of the week's totals.")
    week_start: Mapped[datetime] = mapped_column(comment="Start of the week, included; unique.")
    week_end: Mapped[datetime] = mapped_column(comment="End of the week, excluded.")
    total_handle: Mapped[Decimal] = mapped_column(server_default=text("0"), comment="Sum of stakes, in US dollars.")
    total_win: Mapped[Decimal] = mapped_column(
        server_default=text("0"), comment="Stakes of decided wagers less what these paid back, in US dollars."
    )
    total_volume: Mapped[Decimal] = mapped_column(
        server_default=text("0"), comment="Stakes and payouts together, in US dollars."
    )
    total_bets: Mapped[int] = mapped_column(server_default=text("0"), comment="Number of wagers.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the totals were stored.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the totals last changed.")
