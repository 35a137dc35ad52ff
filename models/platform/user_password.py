"""The password that somebody has chosen, as argon2id; nobody can read it back."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, Instant


class UserPassword(Entity, Base):
    """What a user knows: one password, as its hash with the parameters and the salt that belong to it."""

    __tablename__ = "user_password"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), unique=True)
    password_hash: Mapped[str]
    """In the form of the reference implementation: `$argon2id$v=19$m=…`."""
    chosen_at: Mapped[Instant]
