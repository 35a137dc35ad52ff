"""Browsers in which people have signed in before."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, Instant


class UserBrowser(Entity, Base):
    """That somebody has signed in with a browser: guesses from elsewhere do not lock them out of it."""

    __tablename__ = "user_browser"
    __table_args__ = (sa.UniqueConstraint("user_id", "secret_hash"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    secret_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    """Of the cookie by which the browser is known, which lives for a year and opens nothing."""
    last_seen_at: Mapped[Instant]
