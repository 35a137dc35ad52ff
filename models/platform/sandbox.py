"""Sandboxes: companies in which somebody tries a program out, with everything in them that such a program asks for."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, found_by, same_company


class Sandbox(Entity, Base):
    """What a partner, or one of our own, tries programs out in: a company of its own, and a program that asks there."""

    __tablename__ = "sandbox"
    __table_args__ = (
        sa.CheckConstraint("(party_id is null) = (company_id is null)", name="party_has_its_company"),
        sa.CheckConstraint("expires_at > recorded_at", name="expires_at_after_recorded"),
        same_company("party_id", "party"),
        *found_by("party_id", "company_id"),
        sa.Index(None, "expires_at", postgresql_where=sa.text("closed_at is null")),
    )

    name: Mapped[Code]
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))
    """The company whose partner tries something out; null for one of our own."""
    party_id: Mapped[UUID | None]
    sandbox_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("company.id"), unique=True)
    """The company that it is now; beginning anew makes another one."""
    program_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"), unique=True)
    """The program that asks in it, and nowhere else."""
    client_id: Mapped[Code]
    """What that calls itself when it asks for tokens; it stands there too, where a partner does not see it."""
    requested_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    expires_at: Mapped[Instant]
    reset_at: Mapped[Instant | None]
    """When it began anew last."""
    reset_count: Mapped[int] = mapped_column(server_default=sa.text("0"))
    resets_of_a_day: Mapped[list[dt.datetime]] = mapped_column(
        ARRAY(sa.DateTime(timezone=True)), server_default=sa.text("'{}'")
    )
    """When it began anew within the day before it did last, that time too; the oldest comes first."""
    closed_at: Mapped[Instant | None]
