"""Links that are sent to people: to accept an invitation, or to choose another password."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, Instant, closed_set, found_by


class UserLinkKind(StrEnum):
    """What a link is for."""

    INVITATION = "INVITATION"
    PASSWORD = "PASSWORD"  # noqa: S105  # the name of a kind


class UserLink(Entity, Base):
    """A link that is good once and for a time; the secret in it is known as its SHA-256 alone."""

    __tablename__ = "user_link"
    __table_args__ = (*found_by("user_id"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    kind: Mapped[UserLinkKind] = mapped_column(closed_set(UserLinkKind))
    secret_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), unique=True)
    """Null until it is sent: the secret is made as the message is written, and stands in no queue."""
    expires_at: Mapped[Instant]
    sent_at: Mapped[Instant | None]
    used_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
