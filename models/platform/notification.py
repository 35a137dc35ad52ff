"""Notifications: what a user is told, in the inbox and by mail, and on which of the two ways they want what."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, closed_set, found_by


class NotificationKind(StrEnum):
    """What people are told of."""

    JOB_FINISHED = "JOB_FINISHED"
    JOB_FAILED = "JOB_FAILED"
    ATTACHMENT_SHARED = "ATTACHMENT_SHARED"
    APPROVAL_WANTED = "APPROVAL_WANTED"
    APPROVAL_REMINDER = "APPROVAL_REMINDER"
    APPROVAL_GIVEN = "APPROVAL_GIVEN"
    APPROVAL_REFUSED = "APPROVAL_REFUSED"
    APPROVAL_EXPIRED = "APPROVAL_EXPIRED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105  # the name of a kind
    PASSKEY_ADDED = "PASSKEY_ADDED"
    FACTORS_RESET = "FACTORS_RESET"
    BROWSER_NEW = "BROWSER_NEW"
    WEBHOOK_HELD = "WEBHOOK_HELD"
    WEBHOOK_BROKEN = "WEBHOOK_BROKEN"
    WEBHOOK_DEAD = "WEBHOOK_DEAD"


class NotificationChannel(StrEnum):
    """The ways on which people are told."""

    INBOX = "INBOX"
    MAIL = "MAIL"


class Notification(Entity, Base):
    """Something that one user is told, in the words that it was told in."""

    __tablename__ = "notification"
    __table_args__ = (
        sa.CheckConstraint("(about_type is null) = (about_id is null)", name="about_is_whole"),
        sa.CheckConstraint("in_inbox or by_mail", name="goes_somewhere"),
        sa.CheckConstraint("mailed_at is null or by_mail", name="mailed_if_by_mail"),
        *found_by("user_id", "read_at"),
        sa.Index("ix_notification_newest", "user_id", "recorded_at", "id", postgresql_where=sa.text("in_inbox")),
        sa.Index(None, "recorded_at", "id"),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    kind: Mapped[NotificationKind] = mapped_column(closed_set(NotificationKind))
    subject: Mapped[str]
    text: Mapped[str]
    language: Mapped[Code]
    # What the words were made of.
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    # What it is about: the name of its type in the schema, and its id.
    about_type: Mapped[Code | None]
    about_id: Mapped[UUID | None]
    in_inbox: Mapped[bool]
    by_mail: Mapped[bool]
    read_at: Mapped[Instant | None]
    mailed_at: Mapped[Instant | None]
    # What the mail server said when it refused the mail for good.
    mail_refused: Mapped[str | None]


class NotificationPreference(Entity, Base):
    """That a user wants to be told something on a way, or not; what no row says goes the usual way."""

    __tablename__ = "notification_preference"
    __table_args__ = (sa.UniqueConstraint("user_id", "kind", "channel"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    kind: Mapped[NotificationKind] = mapped_column(closed_set(NotificationKind))
    channel: Mapped[NotificationChannel] = mapped_column(closed_set(NotificationChannel))
    wanted: Mapped[bool]
