"""What people prove besides the password who they are: codes of the time, passkeys, and codes for the day that both are lost."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, Instant, Sealed, found_by


class UserTotp(Entity, Base):
    """An app that shows codes by the time (RFC 6238); it counts once a code of it was shown."""

    __tablename__ = "user_totp"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), unique=True)
    sealed_secret: Mapped[Sealed]
    """The secret, sealed for this row with the data key of the installation."""
    confirmed_at: Mapped[Instant | None]
    last_step: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("0"))
    """The half minute of the last code that was taken: no code is good twice, nor one from before."""


class UserPasskey(Entity, Base):
    """A key in somebody's device (WebAuthn), of which the public half is known."""

    __tablename__ = "user_passkey"
    __table_args__ = (*found_by("user_id"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary, unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    """How often it has signed, as it says itself; a smaller number comes from a copy. Many keys always say 0."""
    name: Mapped[str]
    transports: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default=sa.text("'{}'"))
    is_backed_up: Mapped[bool]
    last_used_at: Mapped[Instant | None]


class UserRecoveryCode(Entity, Base):
    """A code that is good once, in the place of a second factor; known as its SHA-256 alone."""

    __tablename__ = "user_recovery_code"
    __table_args__ = (sa.UniqueConstraint("user_id", "code_hash"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    code_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    used_at: Mapped[Instant | None]
