"""How often somebody failed to sign in, counted for all workers together."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant


class SignInGuess(Base):
    """A count of failures that have something in common: an account and a browser, an account, or an address."""

    __tablename__ = "sign_in_guess"
    __table_args__ = (sa.Index(None, "last_at"),)

    key_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    """The SHA-256 of what they have in common, so that the table tells nobody's address."""
    failures: Mapped[int] = mapped_column(server_default=sa.text("0"))
    last_at: Mapped[Instant]
    locked_until: Mapped[Instant | None]
