"""Retention: for how many days is kept what neither the books nor the law need for good."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, closed_set


class RetentionKind(StrEnum):
    """What is forgotten after a time. What the law keeps, such as entries, invoices and payments, is no kind."""

    AUDIT_READS = "AUDIT_READS"
    AUDIT_SIGN_INS = "AUDIT_SIGN_INS"
    ENDED_SESSIONS = "ENDED_SESSIONS"
    FINISHED_JOBS = "FINISHED_JOBS"
    IDEMPOTENCY_KEYS = "IDEMPOTENCY_KEYS"
    IMPORT_VALUES = "IMPORT_VALUES"
    NOTIFICATIONS = "NOTIFICATIONS"
    UNSEEN_BROWSERS = "UNSEEN_BROWSERS"
    USED_LINKS = "USED_LINKS"


class RetentionRule(Entity, Base):
    """For how many days one kind of thing is kept; what no row says goes the usual way."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        sa.UniqueConstraint("company_id", "kind", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("kept_days > 0", name="kept_days_positive"),
    )

    # Null for the whole installation; the rule of a company goes before.
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))
    kind: Mapped[RetentionKind] = mapped_column(closed_set(RetentionKind))
    kept_days: Mapped[int]
