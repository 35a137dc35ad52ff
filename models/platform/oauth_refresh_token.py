"""Refresh tokens: each is used once, and gives the next one; together those of a grant are a chain."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, Instant, found_by


class OAuthRefreshToken(Entity, Base):
    """A refresh token, known as its SHA-256 alone."""

    __tablename__ = "oauth_refresh_token"
    __table_args__ = (
        # The chain does not fork.
        sa.UniqueConstraint("follows_id"),
        *found_by("grant_id", "expires_at"),
    )

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    grant_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_grant.id"))
    follows_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("oauth_refresh_token.id", ondelete="SET NULL"))
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
