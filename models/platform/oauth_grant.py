"""What was granted to a program: by a person who signed in, or to itself; every token belongs to one grant and ends with it."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, found_by


class OAuthGrant(Entity, Base):
    """The rights that a program was given at one time; null as the user is a program in its own name."""

    __tablename__ = "oauth_grant"
    __table_args__ = (*found_by("client_id", "user_id", "session_id"),)

    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"))
    user_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    session_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_session.id"))
    """The signing-in that it came of; signing out ends it, unless the client asked for `offline_access`."""
    scopes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    audiences: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    key_thumbprint: Mapped[Code | None]
    """The key that its tokens are bound to (RFC 9449), if they are."""
    authenticated_at: Mapped[Instant | None]
    """When the user had proved who they are."""
    expires_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
    revoked_because: Mapped[Code | None]
