"""Journals: the books in which entries are written, each with numbers of its own."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, Instant, closed_set, company_key, folded, ordered_by


class JournalKind(StrEnum):
    """What is written in a journal; locks of an area go by it."""

    SALES = "SALES"
    PURCHASE = "PURCHASE"
    BANK = "BANK"
    CASH = "CASH"
    GENERAL = "GENERAL"
    OPENING = "OPENING"
    CLOSING = "CLOSING"
    STOCK = "STOCK"


class Journal(CompanyOwned, Base):
    """A journal; its entries are numbered without a gap in every fiscal year."""

    __tablename__ = "journal"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        *ordered_by("name_key"),
        sa.Index(None, "code", "id"),
        sa.Index(None, "company_id", "kind", "id"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
    kind: Mapped[JournalKind] = mapped_column(closed_set(JournalKind))
    archived_at: Mapped[Instant | None]
