"""The people of hosting: their accounts, the access granted to them, and their attempts to sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Enum, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stores.postgres.models.base import HIDDEN, OneOf, reference
from stores.postgres.models.hosting.base import HostingModel


class HostingUser(HostingModel):
    """A person with an account at the hosting company: staff, or a client whose miners are hosted."""

    __tablename__ = "users"
    __table_args__ = (Index("idx_users_role_status", "role", "status"), Index("idx_users_created_at", "created_at"))

    id: Mapped[str] = mapped_column(
        primary_key=True,
        server_default=text("(gen_random_uuid())::text"),
        comment="Identifier, a UUID written as text.",
    )
    email: Mapped[str] = mapped_column(unique=True, comment="E-mail address used to sign in, unique.")
    password_hash: Mapped[str] = mapped_column(info=HIDDEN, comment="Bcrypt hash of the password; never exposed.")
    role: Mapped[str] = mapped_column(
        OneOf("owner", "admin", "user", "client", "guest", length=20),
        server_default="user",
        comment="What the user may do.",
    )
    name: Mapped[str] = mapped_column(comment="Full name.")
    status: Mapped[str] = mapped_column(
        Enum("ACTIVE", "SUSPENDED", "DELETED", name="user_status", metadata=HostingModel.metadata),
        server_default="ACTIVE",
        comment="State of the account.",
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the account was created.")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When the account last changed.")


class UserAccess(HostingModel):
    """A period of access to the service, granted to a user by an administrator."""

    __tablename__ = "user_access"
    __plural__ = "UserAccesses"
    __table_args__ = (
        CheckConstraint("access_end_date > access_start_date", name="user_access_period_check"),
        Index("idx_user_access_user_end", "user_id", "access_end_date"),
        Index("idx_user_access_granted_by", "granted_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the grant.")
    user_id: Mapped[str] = mapped_column(
        reference("hosting.users.id", inverse="accesses", ondelete="CASCADE"), comment="The user who may sign in."
    )
    access_start_date: Mapped[datetime] = mapped_column(comment="When access begins, included.")
    access_end_date: Mapped[datetime | None] = mapped_column(
        comment="When access expires, excluded; null if it never does."
    )
    granted_by: Mapped[str | None] = mapped_column(
        reference("hosting.users.id", name="grantor", inverse="accesses_granted", ondelete="SET NULL"),
        comment="The administrator who granted it; null if it came with the account.",
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When access was granted.")


class LoginRecord(HostingModel):
    """One attempt to sign in, kept for 365 days."""

    __tablename__ = "login_records"
    __time__ = "login_time"
    __table_args__ = (
        Index("idx_login_records_email_time", "email", "login_time"),
        Index("idx_login_records_login_time", "login_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Identifier of the attempt.")
    email: Mapped[str] = mapped_column(comment="E-mail address that was typed; it may belong to no user.")
    success: Mapped[bool] = mapped_column(comment="Whether the attempt succeeded.")
    login_time: Mapped[datetime] = mapped_column(server_default=func.now(), comment="When it was made.")
    ip_address: Mapped[str | None] = mapped_column(comment="IP address it came from.")
    location: Mapped[str | None] = mapped_column(comment="City and country of that address; null if unknown.")
