"""Segregation of duties: which two rights one person must not have together."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, closed_set


class SegregationSeverity(StrEnum):
    """What comes of a rule that a person breaks."""

    WARN = "WARN"
    """It is listed."""
    REFUSE = "REFUSE"
    """It is listed, and no role is given by which it would be broken."""


class SegregationRule(Entity, Base):
    """That one person must not have two rights; the standard rules come with Torso and are not edited."""

    __tablename__ = "segregation_rule"
    __table_args__ = (sa.CheckConstraint("first_permission <> second_permission", name="permissions_differ"),)

    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str]
    first_permission: Mapped[Code]
    second_permission: Mapped[Code]
    severity: Mapped[SegregationSeverity] = mapped_column(closed_set(SegregationSeverity))
    is_standard: Mapped[bool] = mapped_column(server_default=sa.false())
    archived_at: Mapped[Instant | None]
