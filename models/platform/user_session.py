"""A browser in which somebody has signed in, until they sign out, or long enough have not come back."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, Instant, found_by


class UserSession(Entity, Base):
    """One signing-in; the cookie of the browser is known as its SHA-256 alone."""

    __tablename__ = "user_session"
    __table_args__ = (*found_by("user_id"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    secret_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    methods: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    """How they proved who they are, in the words of RFC 8176: `pwd`, `otp`, `hwk`, `mfa`, `fed`."""
    authenticated_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    address: Mapped[str | None]
    """Where it was seen last: the address of the network."""
    browser: Mapped[str | None]
    """What the browser says that it is."""
