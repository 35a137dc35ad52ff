"""Integrity reports: what was found when the books of a company were checked from their first entry on."""

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, Instant, company_key, ordered_by


class IntegrityReport(CompanyOwned, Base):
    """That the books of a company were checked, and what was found. Append-only."""

    __tablename__ = "integrity_report"
    __table_args__ = (company_key(), *ordered_by("checked_at"))

    # The moment whose books were checked.
    checked_at: Mapped[Instant]
    holds: Mapped[bool]
    # A list of kind, holds, count and the first findings.
    checks: Mapped[list[object]] = mapped_column(JSONB)
    # The subject of whoever asked for it.
    requested_by: Mapped[Code]
