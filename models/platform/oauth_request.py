"""Pushed requests: what a program will ask a browser's user for, told to the server beforehand (RFC 9126)."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, Instant, found_by


class OAuthRequest(Entity, Base):
    """A request that was pushed; the reference to it is known as its SHA-256 alone, and leads to one code."""

    __tablename__ = "oauth_request"
    __table_args__ = (*found_by("client_id", "expires_at"),)

    reference_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"))
    parameters: Mapped[dict[str, str]] = mapped_column(JSONB())
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
