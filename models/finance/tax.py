"""Taxes: codes that lines of documents carry, their rates by day, what a code is composed of, and how a company rounds."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    CountryCode,
    CurrencyCode,
    Day,
    Instant,
    UnitPrice,
    closed_set,
    company_key,
    folded,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class TaxKind(StrEnum):
    """How the amount of a tax comes about."""

    PERCENT = "PERCENT"
    DIVISION = "DIVISION"
    PER_UNIT = "PER_UNIT"
    WITHHOLDING = "WITHHOLDING"
    GROUP = "GROUP"


class TaxUse(StrEnum):
    """On which side of the business a tax is levied."""

    SALE = "SALE"
    PURCHASE = "PURCHASE"
    BOTH = "BOTH"


class Trade(StrEnum):
    """Whether a document sells or buys."""

    SALE = "SALE"
    PURCHASE = "PURCHASE"


class TaxCategory(StrEnum):
    """What a tax is in an electronic invoice (EN 16931, BT-151, from UNTDID 5305)."""

    S = "S"
    Z = "Z"
    E = "E"
    AE = "AE"
    K = "K"
    G = "G"
    O = "O"  # noqa: E741 - the code of the standard
    L = "L"
    M = "M"


class WithholdingBase(StrEnum):
    """What tax is withheld of: what is paid before or after value added tax."""

    NET = "NET"
    GROSS = "GROSS"


class TaxRounding(StrEnum):
    """Where in a document taxes are rounded."""

    LINE = "LINE"
    DOCUMENT = "DOCUMENT"
    DOCUMENT_BASE = "DOCUMENT_BASE"


class TaxCode(CompanyOwned, Base):
    """A tax, or a group of taxes, as lines of documents carry it."""

    __tablename__ = "tax_code"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        sa.CheckConstraint(
            "not (is_reverse_charge and (is_included or kind in ('WITHHOLDING', 'GROUP')))",
            name="reverse_charge_is_on_top",
            info={"column": "is_reverse_charge"},
        ),
        sa.CheckConstraint("exemption_code ~ '^VATEX-[A-Z0-9-]+$'", name="exemption_code_is_vatex"),
        sa.CheckConstraint(
            "category not in ('S', 'Z', 'L', 'M') or exemption_code is null",
            name="only_exemptions_have_a_reason",
            info={"column": "exemption_code"},
        ),
        sa.CheckConstraint(
            "(kind = 'WITHHOLDING') = (withholding_base is not null)",
            name="withholding_has_a_base",
            info={"column": "withholding_base"},
        ),
        sa.CheckConstraint(
            "kind = 'WITHHOLDING' or not is_withheld_on_invoice",
            name="only_withholding_is_withheld",
            info={"column": "is_withheld_on_invoice"},
        ),
        *ordered_by("code", "name_key", "changed_at"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    kind: Mapped[TaxKind] = mapped_column(closed_set(TaxKind))
    # "use" would be a word of SQL.
    used_for: Mapped[TaxUse] = mapped_column(closed_set(TaxUse), server_default=sa.text("'BOTH'"))
    category: Mapped[TaxCategory] = mapped_column(closed_set(TaxCategory), server_default=sa.text("'S'"))
    # Why no tax is levied: a code of the VATEX list, and the words that the invoice says it with.
    exemption_code: Mapped[Code | None]
    exemption_reason: Mapped[str | None]
    # Prices contain it.
    is_included: Mapped[bool] = mapped_column(server_default=sa.false())
    # Taxes that come after it on a line are levied on it too.
    is_compound: Mapped[bool] = mapped_column(server_default=sa.false())
    # The buyer owes it instead of the seller, and deducts what may be deducted.
    is_reverse_charge: Mapped[bool] = mapped_column(server_default=sa.false())
    # It is owed when the invoice is paid, not when it is written.
    is_cash_basis: Mapped[bool] = mapped_column(server_default=sa.false())
    withholding_base: Mapped[WithholdingBase | None] = mapped_column(closed_set(WithholdingBase))
    # It is withheld when the invoice is posted, not when it is paid.
    is_withheld_on_invoice: Mapped[bool] = mapped_column(server_default=sa.false())
    # Once the year's threshold is passed, tax is withheld of what lies above it, not of all of the year.
    is_of_excess: Mapped[bool] = mapped_column(server_default=sa.false())
    # Where the tax is owed; null for the country of the company.
    country: Mapped[CountryCode | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class TaxRate(CompanyOwned, Base):
    """How high a tax is from a day on, until the next rate of it."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("tax_code_id", "valid_from"),
        same_company("tax_code_id", "tax_code"),
        sa.CheckConstraint("num_nonnulls(percent, unit_amount) = 1", name="percent_or_amount"),
        sa.CheckConstraint("(unit_amount is null) = (currency is null)", name="amount_has_a_currency"),
        sa.CheckConstraint("percent >= 0 and percent < 1000", name="percent_in_range"),
        sa.CheckConstraint("deductible_percent between 0 and 100", name="deductible_percent_in_range"),
        *not_negative("unit_amount", "document_threshold", "year_threshold"),
        *ordered_by("valid_from"),
    )

    tax_code_id: Mapped[UUID]
    valid_from: Mapped[Day]
    percent: Mapped[Decimal | None] = mapped_column(sa.Numeric(9, 6))
    # For each unit of the line's quantity, whatever its price.
    unit_amount: Mapped[UnitPrice | None]
    currency: Mapped[CurrencyCode | None]
    # How much of tax on purchases the company gets back; the rest is part of the cost.
    deductible_percent: Mapped[Decimal] = mapped_column(sa.Numeric(9, 6), server_default=sa.text("100"))
    # Nothing is withheld of a document, or of all documents of a year to one party, up to these amounts (company currency).
    document_threshold: Mapped[UnitPrice | None]
    year_threshold: Mapped[UnitPrice | None]


class TaxComponent(CompanyOwned, Base):
    """That a group of taxes has a tax in it, and in which place; what comes first is reckoned first."""

    __tablename__ = "tax_component"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("group_id", "position"),
        sa.UniqueConstraint("group_id", "tax_code_id"),
        same_company("group_id", "tax_code"),
        same_company("tax_code_id", "tax_code"),
        sa.CheckConstraint("position > 0", name="position_positive"),
        sa.CheckConstraint("group_id <> tax_code_id", name="group_is_no_part_of_itself"),
        *found_by("tax_code_id"),
    )

    group_id: Mapped[UUID]
    tax_code_id: Mapped[UUID]
    position: Mapped[int]


class TaxPolicy(CompanyOwned, Base):
    """How a company reckons its taxes; one that says nothing rounds once per document, and not to coins."""

    __tablename__ = "tax_policy"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id"),
        same_company("sale_code_id", "tax_code"),
        same_company("purchase_code_id", "tax_code"),
        sa.CheckConstraint("months_per_return in (1, 2, 3, 6, 12)", name="months_per_return_divide_a_year"),
        sa.CheckConstraint("cash_step > 0", name="cash_step_positive"),
    )

    rounding: Mapped[TaxRounding] = mapped_column(closed_set(TaxRounding), server_default=sa.text("'DOCUMENT'"))
    # What invoices are rounded to where they are paid in coins; null where they are not.
    cash_step: Mapped[UnitPrice | None]
    # What a line carries when neither its product nor anybody says otherwise.
    sale_code_id: Mapped[UUID | None]
    purchase_code_id: Mapped[UUID | None]
    months_per_return: Mapped[int] = mapped_column(server_default=sa.text("1"))


class TaxProfile(CompanyOwned, Base):
    """What is known of a party for its taxes; of a party without such a row, nothing special."""

    __tablename__ = "tax_profile"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("party_id"),
        same_company("party_id", "party"),
        same_company("position_id", "tax_position"),
        same_company("withholding_code_id", "tax_code"),
        *found_by("position_id", "withholding_code_id"),
    )

    party_id: Mapped[UUID]
    # The position that holds whatever the rules would find.
    position_id: Mapped[UUID | None]
    # What the company withholds of the bills of the party; what the party withholds, where the code is used for sales.
    withholding_code_id: Mapped[UUID | None]
    # The day on which the tax office last confirmed the VAT number; null where nobody asked.
    vat_number_confirmed_on: Mapped[dt.date | None]
    # Where its seat for taxes is, if that is not the country of its address.
    country: Mapped[CountryCode | None]
