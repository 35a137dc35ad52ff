"""Payment terms: by when how much of a document is due, and what is taken off for paying early."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Instant,
    UnitPrice,
    closed_set,
    company_key,
    folded,
    ordered_by,
    same_company,
)


class InstalmentKind(StrEnum):
    """What part of a document an instalment is."""

    PERCENT_OF_TOTAL = "PERCENT_OF_TOTAL"
    PERCENT_OF_REMAINDER = "PERCENT_OF_REMAINDER"
    FIXED = "FIXED"
    REMAINDER = "REMAINDER"


class DueStepKind(StrEnum):
    """One step on the way from the date of a document to the date on which an instalment is due."""

    DAYS = "DAYS"
    MONTHS = "MONTHS"
    END_OF_MONTH = "END_OF_MONTH"
    DAY_OF_MONTH = "DAY_OF_MONTH"
    NEXT_DAY_OF_MONTH = "NEXT_DAY_OF_MONTH"
    WEEKDAY = "WEEKDAY"
    WORKING_DAYS = "WORKING_DAYS"
    NEXT_WORKING_DAY = "NEXT_WORKING_DAY"
    PREVIOUS_WORKING_DAY = "PREVIOUS_WORKING_DAY"


class DiscountBase(StrEnum):
    """What an early-payment discount is taken of: the total, or the total before tax."""

    GROSS = "GROSS"
    NET = "NET"


class PaymentTerm(CompanyOwned, Base):
    """An agreement on when documents are paid."""

    __tablename__ = "payment_term"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        *ordered_by("code", "name_key", "changed_at"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    # What is printed on documents; null for the name.
    wording: Mapped[str | None]
    discount_base: Mapped[DiscountBase] = mapped_column(closed_set(DiscountBase), server_default=sa.text("'GROSS'"))
    # A code of ISO 3166-2 ("AT-9") whose holidays are no working days besides those of the company's country.
    subdivision: Mapped[Code | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class PaymentTermLine(CompanyOwned, Base):
    """One instalment of a payment term."""

    __tablename__ = "payment_term_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("term_id", "position"),
        same_company("term_id", "payment_term"),
        sa.CheckConstraint("position > 0", name="position_positive"),
        sa.CheckConstraint(
            "(kind in ('PERCENT_OF_TOTAL', 'PERCENT_OF_REMAINDER')) = (percent is not null)",
            name="percent_where_needed",
        ),
        sa.CheckConstraint("(kind = 'FIXED') = (amount is not null)", name="amount_where_needed"),
        sa.CheckConstraint("(amount is null) = (currency is null)", name="amount_has_a_currency"),
        sa.CheckConstraint("percent > 0 and percent <= 100", name="percent_in_range"),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
    )

    term_id: Mapped[UUID]
    position: Mapped[int]
    kind: Mapped[InstalmentKind] = mapped_column(closed_set(InstalmentKind))
    percent: Mapped[Decimal | None] = mapped_column(sa.Numeric(9, 6))
    amount: Mapped[UnitPrice | None]
    currency: Mapped[CurrencyCode | None]


class PaymentTermStep(CompanyOwned, Base):
    """One step from the date of the document to the date on which an instalment is due; the steps are taken in order."""

    __tablename__ = "payment_term_step"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "position"),
        same_company("line_id", "payment_term_line"),
        sa.CheckConstraint("position > 0", name="position_positive"),
        sa.CheckConstraint(
            "(kind in ('END_OF_MONTH', 'NEXT_WORKING_DAY', 'PREVIOUS_WORKING_DAY')) = (count is null)",
            name="count_where_needed",
        ),
        sa.CheckConstraint("count between 0 and 3660", name="count_in_range"),
        sa.CheckConstraint(
            "kind not in ('DAY_OF_MONTH', 'NEXT_DAY_OF_MONTH') or count between 1 and 31", name="day_of_month_in_range"
        ),
        sa.CheckConstraint("kind <> 'WEEKDAY' or count between 1 and 7", name="weekday_in_range"),
        sa.CheckConstraint("kind <> 'MONTHS' or count <= 120", name="months_in_range"),
    )

    line_id: Mapped[UUID]
    position: Mapped[int]
    kind: Mapped[DueStepKind] = mapped_column(closed_set(DueStepKind))
    # How many days or months, which day of the month (1 to 31), or which day of the week (1 is Monday).
    count: Mapped[int | None]


class PaymentTermDiscount(CompanyOwned, Base):
    """What is taken off where a document is paid within some days."""

    __tablename__ = "payment_term_discount"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("term_id", "days"),
        same_company("term_id", "payment_term"),
        sa.CheckConstraint("percent > 0 and percent < 100", name="percent_in_range"),
        sa.CheckConstraint("days between 0 and 3660", name="days_in_range"),
    )

    term_id: Mapped[UUID]
    days: Mapped[int]
    percent: Mapped[Decimal] = mapped_column(sa.Numeric(9, 6))
