"""Device codes: how a program without a browser is let in, by somebody who types a short code elsewhere (RFC 8628)."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, Instant, found_by


class OAuthDeviceCode(Entity, Base):
    """A device that waits for somebody to decide; both of its codes are known as their SHA-256 alone."""

    __tablename__ = "oauth_device_code"
    __table_args__ = (
        sa.CheckConstraint("(decided_at is null) = (is_allowed is null)", name="decided_one_way"),
        sa.CheckConstraint("is_allowed is not true or session_id is not null", name="allowed_by_somebody"),
        sa.CheckConstraint("used_at is null or is_allowed is true", name="used_once_allowed"),
        *found_by("client_id", "user_id", "session_id", "expires_at"),
        sa.Index(None, "network_hash", "expires_at"),
    )

    device_code_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    user_code_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"))
    network_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    """The SHA-256 of the network that it asks from, so that the table tells nobody's address."""
    scopes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    interval_seconds: Mapped[int]
    """How long the device waits between two questions; longer each time that it does not."""
    asked_at: Mapped[Instant | None]
    expires_at: Mapped[Instant]
    user_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    session_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_session.id"))
    is_allowed: Mapped[bool | None]
    decided_at: Mapped[Instant | None]
    used_at: Mapped[Instant | None]
