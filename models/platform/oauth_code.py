"""Authorization codes: what a browser carries from a consent back to the program, once and within a minute."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, found_by


class OAuthCode(Entity, Base):
    """A code, known as its SHA-256 alone, and what it will be exchanged for.

    It is kept for a while after its use: who shows it a second time ends the grant that came of the first (RFC 9700, 4.5).
    """

    __tablename__ = "oauth_code"
    __table_args__ = (
        sa.CheckConstraint("(used_at is null) = (grant_id is null)", name="used_for_a_grant"),
        *found_by("client_id", "user_id", "session_id", "grant_id", "expires_at"),
    )

    code_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"))
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    session_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_session.id"))
    redirect_uri: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    code_challenge: Mapped[Code]
    """The SHA-256 of what the program will show, in base64url (RFC 7636)."""
    key_thumbprint: Mapped[Code | None]
    """The key that the tokens will be bound to, where the program has named it beforehand (RFC 9449, 10)."""
    nonce: Mapped[str | None]
    authenticated_at: Mapped[Instant]
    methods: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
    grant_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("oauth_grant.id"))
