"""People who sign in, and the roles that give them rights."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, found_by


class Role(Entity, Base):
    """A named set of permissions; the standard ones come with Torso and are not edited."""

    __tablename__ = "role"

    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    is_standard: Mapped[bool] = mapped_column(server_default=sa.false())


class User(Entity, Base):
    """Somebody who signs in. A user of a partner acts for that party and sees its documents alone."""

    __tablename__ = "user_account"
    __table_args__ = (*found_by("party_id"), sa.Index(None, "name", "id"))

    email: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Code]
    language: Mapped[Code] = mapped_column(server_default=sa.text("'en'"))
    party_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("party.id"))
    archived_at: Mapped[Instant | None]


class UserRole(Entity, Base):
    """That a user has a role in a company, or in every company when none is named."""

    __tablename__ = "user_role"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "role_id", "company_id", postgresql_nulls_not_distinct=True),
        *found_by("role_id", "company_id"),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    role_id: Mapped[UUID] = mapped_column(sa.ForeignKey("role.id"))
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))
