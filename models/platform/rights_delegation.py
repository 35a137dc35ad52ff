"""A role that somebody lets another have for a time: both have it, and neither longer than whoever it is."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Day, Entity, Instant, found_by


class RightsDelegation(Entity, Base):
    """That a user has a role of another one from a day through another, in a company or wherever that one has it.

    Days are those of UTC. It grants nothing on days on which the other does not have the role themselves.
    """

    __tablename__ = "rights_delegation"
    __table_args__ = (
        sa.CheckConstraint("user_id <> delegate_id", name="is_another"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        *found_by("user_id", "delegate_id", "role_id", "company_id"),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    delegate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    role_id: Mapped[UUID] = mapped_column(sa.ForeignKey("role.id"))
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    reason: Mapped[str]
    ended_at: Mapped[Instant | None]
    """When it was ended before its last day."""
