"""Identity providers: servers of an organisation that say who somebody is (OpenID Connect), and what comes of what they say."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, Sealed, found_by


class IdentityProvider(Entity, Base):
    """A server where people of some e-mail domains sign in, and to which this one is a program with a secret."""

    __tablename__ = "identity_provider"
    __table_args__ = (sa.Index(None, "name", "id"),)

    name: Mapped[Code]
    issuer: Mapped[Code] = mapped_column(unique=True)
    client_id: Mapped[Code]
    sealed_secret: Mapped[Sealed]
    """The secret that this server shows there, sealed for this row; no audit has it."""
    secret_changed_at: Mapped[Instant]
    email_domains: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    """The domains whose people it may vouch for, in small letters of ASCII."""
    vouches_for_emails: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether an address counts as verified where it says nothing of that; what it denies never does."""
    archived_at: Mapped[Instant | None]


class IdentityProviderRole(Entity, Base):
    """That whoever has a value in a claim gets a role, in a company or in every one, for as long as the provider says so."""

    __tablename__ = "identity_provider_role"
    __table_args__ = (
        sa.UniqueConstraint(
            "provider_id",
            "claim",
            "value",
            "role_id",
            "company_id",
            name="uq_identity_provider_role_says",
            postgresql_nulls_not_distinct=True,
        ),
        *found_by("provider_id", "role_id", "company_id"),
    )

    provider_id: Mapped[UUID] = mapped_column(sa.ForeignKey("identity_provider.id"))
    claim: Mapped[Code]
    value: Mapped[Code]
    role_id: Mapped[UUID] = mapped_column(sa.ForeignKey("role.id"))
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))


class UserIdentity(Entity, Base):
    """That somebody is who a provider calls by a subject, which it never gives to anybody else."""

    __tablename__ = "user_identity"
    __table_args__ = (
        sa.UniqueConstraint("provider_id", "subject"),
        sa.UniqueConstraint("provider_id", "user_id"),
        *found_by("user_id"),
    )

    provider_id: Mapped[UUID] = mapped_column(sa.ForeignKey("identity_provider.id"))
    subject: Mapped[Code]
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
