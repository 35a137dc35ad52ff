"""Fiscal years and accounting periods, what is locked in them, and who may post nevertheless."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    Day,
    Instant,
    closed_set,
    company_key,
    found_by,
    ordered_by,
    same_company,
)


class FiscalYearState(StrEnum):
    """Where a fiscal year is in its life cycle."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    LOCKED = "LOCKED"


class PeriodState(StrEnum):
    """Where an accounting period is in its life cycle."""

    FUTURE = "FUTURE"
    OPEN = "OPEN"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"
    LOCKED = "LOCKED"


class LockArea(StrEnum):
    """What a lock holds for."""

    SALES = "SALES"
    PURCHASE = "PURCHASE"
    TAX = "TAX"
    STOCK = "STOCK"
    ALL = "ALL"


def _apart(name: str, where: str | None = None) -> ExcludeConstraint:
    """Days of one company belong to one row. The company is hashed, since ranges of UUIDs would need an extension."""
    company = "numrange(uuid_hash_extended(company_id, 0)::numeric, uuid_hash_extended(company_id, 0)::numeric, '[]')"
    return ExcludeConstraint(
        (sa.text(company), "&&"),
        (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
        name=name,
        using="gist",
        where=None if where is None else sa.text(where),
    )


class FiscalYear(CompanyOwned, Base):
    """A year of the books. Years are closed in their order, and opened again in the opposite one."""

    __tablename__ = "fiscal_year"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        # Tables refer to each other in a circle here: the entry is of a period, and that of the year.
        sa.ForeignKeyConstraint(
            ["company_id", "closing_entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            use_alter=True,
            name="fk_fiscal_year_company_id_closing_entry_id",
        ),
        sa.CheckConstraint("starts_on < ends_on", name="starts_before_its_end"),
        sa.CheckConstraint("state <> 'OPEN' or closing_entry_id is null", name="open_without_closing_entry"),
        _apart("ex_fiscal_year_days"),
        *ordered_by("starts_on"),
        *found_by("closing_entry_id"),
    )

    code: Mapped[Code]
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    state: Mapped[FiscalYearState] = mapped_column(closed_set(FiscalYearState), server_default=sa.text("'OPEN'"))
    # Null while it is open, and where there was nothing to close.
    closing_entry_id: Mapped[UUID | None]


class AccountingPeriod(CompanyOwned, Base):
    """A part of a fiscal year, mostly a month. The adjustment period at its end is for entries of the closing."""

    __tablename__ = "accounting_period"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("fiscal_year_id", "number"),
        same_company("fiscal_year_id", "fiscal_year"),
        sa.CheckConstraint("number between 1 and 99", name="number_within_year"),
        sa.CheckConstraint("starts_on <= ends_on", name="starts_before_its_end"),
        _apart("ex_accounting_period_days", "not is_adjustment"),
        sa.Index(
            "uq_accounting_period_adjustment", "fiscal_year_id", unique=True, postgresql_where=sa.text("is_adjustment")
        ),
        *ordered_by("starts_on"),
        sa.Index(None, "state", "id"),
    )

    fiscal_year_id: Mapped[UUID]
    number: Mapped[int]
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    is_adjustment: Mapped[bool] = mapped_column(server_default=sa.false())
    state: Mapped[PeriodState] = mapped_column(closed_set(PeriodState), server_default=sa.text("'FUTURE'"))


class PeriodTask(CompanyOwned, Base):
    """Something that somebody has to see to before a period is closed: a line of its checklist."""

    __tablename__ = "period_task"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("period_id", "code"),
        same_company("period_id", "accounting_period"),
        sa.CheckConstraint("(done_at is null) = (done_by is null)", name="done_by_somebody"),
        *found_by("period_id"),
    )

    period_id: Mapped[UUID]
    code: Mapped[Code]
    title: Mapped[str]
    note: Mapped[str | None]
    done_at: Mapped[Instant | None]
    done_by: Mapped[Code | None]


class PeriodLock(CompanyOwned, Base):
    """That nothing is posted up to a day. A soft lock has exceptions; a hard one has none, and only moves forward."""

    __tablename__ = "period_lock"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "area", "hard"),
        *ordered_by("locked_through"),
    )

    area: Mapped[LockArea] = mapped_column(closed_set(LockArea))
    locked_through: Mapped[Day]
    hard: Mapped[bool] = mapped_column(server_default=sa.false())


class LockException(CompanyOwned, Base):
    """That somebody may post in spite of a soft lock, until it expires or is taken back."""

    __tablename__ = "lock_exception"
    __table_args__ = (
        company_key(),
        sa.CheckConstraint("expires_at > recorded_at", name="expires_later"),
        *ordered_by("expires_at"),
        *found_by("user_id"),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    # ALL is good for the locks of every area.
    area: Mapped[LockArea] = mapped_column(closed_set(LockArea))
    reason: Mapped[str]
    expires_at: Mapped[Instant]
    granted_by: Mapped[Code]
    revoked_at: Mapped[Instant | None]
