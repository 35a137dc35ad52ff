"""Programs that ask in people's names or in their own: the clients of the authorization server, their secrets and roles."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Day, Entity, Instant, closed_set, found_by, same_company


class OAuthClientKind(StrEnum):
    """Whether a program can keep a secret (RFC 6749, 2.1)."""

    CONFIDENTIAL = "CONFIDENTIAL"
    PUBLIC = "PUBLIC"


class OAuthClientState(StrEnum):
    """Whether a program may ask."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    SUSPENDED = "SUSPENDED"
    REFUSED = "REFUSED"


class OAuthClient(Entity, Base):
    """A program that is known to the authorization server; with a party it acts for that partner and sees its rows alone."""

    __tablename__ = "oauth_client"
    __table_args__ = (
        # The program of a sandbox has a company and no party.
        sa.CheckConstraint("party_id is null or company_id is not null", name="party_has_its_company"),
        sa.CheckConstraint("party_id is null or not is_first_party", name="is_first_party_for_no_partner"),
        sa.CheckConstraint(
            "kind = 'CONFIDENTIAL' or 'client_credentials' <> all(grant_types)", name="grant_types_fit_kind"
        ),
        sa.CheckConstraint("kind = 'CONFIDENTIAL' or public_keys is null", name="public_keys_fit_kind"),
        sa.CheckConstraint("requests_at_once_max > 0", name="requests_at_once_max_positive"),
        sa.CheckConstraint("requests_per_minute_max > 0", name="requests_per_minute_max_positive"),
        sa.CheckConstraint("cost_per_minute_max > 0", name="cost_per_minute_max_positive"),
        same_company("party_id", "party"),
        *found_by("party_id", "requested_by", "state"),
        sa.Index(None, "name", "id"),
    )

    client_id: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Code]
    kind: Mapped[OAuthClientKind] = mapped_column(closed_set(OAuthClientKind))
    state: Mapped[OAuthClientState] = mapped_column(
        closed_set(OAuthClientState), server_default=OAuthClientState.REQUESTED.value
    )
    redirect_uris: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default=sa.text("'{}'"))
    post_logout_redirect_uris: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default=sa.text("'{}'"))
    web_origins: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default=sa.text("'{}'"))
    """Pages of browsers that may ask as this program (CORS)."""
    grant_types: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default=sa.text("'{}'"))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default=sa.text("'{}'"))
    """What it may ask for at most: permissions and modules (`sales.*`), besides the words of OpenID."""
    is_first_party: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether it is ours, so that nobody is asked for consent."""
    public_keys: Mapped[Code | None]
    """Its keys as a JWK Set, where it proves itself by what it signs (RFC 7523) rather than by a secret."""
    requires_dpop: Mapped[bool] = mapped_column(server_default=sa.false())
    requires_pushed_requests: Mapped[bool] = mapped_column(server_default=sa.false())
    only_persisted_operations: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether it asks by the operations that are registered for it, and nothing else."""
    requests_at_once_max: Mapped[int | None]
    requests_per_minute_max: Mapped[int | None]
    cost_per_minute_max: Mapped[int | None]
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))
    party_id: Mapped[UUID | None]
    contact_email: Mapped[Code | None]
    requested_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[Instant | None]
    secrets_changed_at: Mapped[Instant | None]
    """When a secret of it was made or taken back last; the audit, where secrets are not, tells by whom."""
    archived_at: Mapped[Instant | None]


class OAuthClientSecret(Entity, Base):
    """A secret of a confidential program, as its SHA-256; two may be good at once while one takes the place of the other."""

    __tablename__ = "oauth_client_secret"
    __table_args__ = (*found_by("client_id"),)

    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"))
    secret_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    hint: Mapped[str]
    """Its last characters, to tell it from others."""
    expires_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    last_used_at: Mapped[Instant | None]


class OAuthClientRole(Entity, Base):
    """That a program has a role when it asks in its own name, in a company or in every one, for a time."""

    __tablename__ = "oauth_client_role"
    __table_args__ = (
        sa.UniqueConstraint("client_id", "role_id", "company_id", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("valid_until >= valid_from", name="valid_until_after_from"),
        *found_by("role_id", "company_id"),
    )

    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"))
    role_id: Mapped[UUID] = mapped_column(sa.ForeignKey("role.id"))
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))
    valid_from: Mapped[Day | None]
    valid_until: Mapped[Day | None]
