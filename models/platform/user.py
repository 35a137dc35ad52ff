"""People who sign in, and the roles that give them rights."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Day, Entity, Instant, closed_set, found_by


class SalesReach(StrEnum):
    """Whose customers, quotations and orders a role opens; the wider goes after the narrower."""

    OWN = "OWN"
    TEAM = "TEAM"
    ALL = "ALL"


class WarehouseReach(StrEnum):
    """Which warehouses a role opens, with what is in them; the wider goes after the narrower."""

    ASSIGNED = "ASSIGNED"
    ALL = "ALL"


class Role(Entity, Base):
    """A named set of permissions; the standard ones come with Torso and are not edited."""

    __tablename__ = "role"

    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    is_standard: Mapped[bool] = mapped_column(server_default=sa.false())
    for_partners: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether it is for those who act for a partner, and for them alone."""
    requires_second_factor: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether who has it proves more than a password."""
    sales_reach: Mapped[SalesReach] = mapped_column(closed_set(SalesReach), server_default=sa.text("'ALL'"))
    warehouse_reach: Mapped[WarehouseReach] = mapped_column(closed_set(WarehouseReach), server_default=sa.text("'ALL'"))
    archived_at: Mapped[Instant | None]


class RoleParent(Entity, Base):
    """That a role has everything that another one has, and what that one gets later."""

    __tablename__ = "role_parent"
    __table_args__ = (
        sa.UniqueConstraint("role_id", "parent_id"),
        sa.CheckConstraint("role_id <> parent_id", name="is_another"),
        *found_by("parent_id"),
    )

    role_id: Mapped[UUID] = mapped_column(sa.ForeignKey("role.id"))
    parent_id: Mapped[UUID] = mapped_column(sa.ForeignKey("role.id"))


class User(Entity, Base):
    """Somebody who signs in. A user of a partner acts for that party and sees its documents alone."""

    __tablename__ = "user_account"
    __table_args__ = (
        *found_by("party_id"),
        sa.Index(None, "name", "id"),
        sa.Index("uq_user_account_email_key", sa.text("email_key(email)"), unique=True),
    )

    email: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Code]
    language: Mapped[Code] = mapped_column(server_default=sa.text("'en'"))
    party_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("party.id"))
    archived_at: Mapped[Instant | None]


class UserRole(Entity, Base):
    """That a user has a role in a company, or in every company when none is named, for a time or for good.

    Days are those of UTC; the last one counts.
    """

    __tablename__ = "user_role"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "role_id", "company_id", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("valid_until >= valid_from", name="valid_until_after_from"),
        *found_by("role_id", "company_id", "identity_provider_id"),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    role_id: Mapped[UUID] = mapped_column(sa.ForeignKey("role.id"))
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))
    valid_from: Mapped[Day | None]
    valid_until: Mapped[Day | None]
    identity_provider_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("identity_provider.id"))
    """The provider by whose word they have it, and lose it; null where somebody here has given it."""
