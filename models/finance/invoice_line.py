"""What invoices are made of: lines with the taxes asked of them and the dimensions
that they belong to, what taxes came to, instalments, and advances taken off."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    CompanyOwned,
    CurrencyCode,
    Day,
    QuantityValue,
    UnitPrice,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    same_company,
)
from models.finance.tax import TaxCategory, TaxKind


class CutOff(StrEnum):
    """Whether goods and invoice fall into the same period, or one of them comes before the other."""

    NONE = "NONE"
    BEFORE_DELIVERY = "BEFORE_DELIVERY"
    AFTER_DELIVERY = "AFTER_DELIVERY"


class InvoiceLine(CompanyOwned, Base):
    """One position of an invoice."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("invoice_id", "position", deferrable=True, initially="DEFERRED"),
        same_company("invoice_id", "invoice"),
        same_company("sku_id", "sku"),
        same_company("account_id", "ledger_account"),
        same_company("credits_line_id", "invoice_line"),
        same_company("sales_order_line_id", "sales_order_line"),
        same_company("purchase_order_line_id", "purchase_order_line"),
        same_company("goods_receipt_line_id", "goods_receipt_line"),
        same_company("vendor_return_id", "vendor_return"),
        sa.CheckConstraint("quantity <> 0", name="quantity_not_zero"),
        sa.CheckConstraint(
            "num_nonnulls(sales_order_line_id, purchase_order_line_id) <= 1", name="bills_one_order_line"
        ),
        sa.CheckConstraint(
            "vendor_return_id is null or goods_receipt_line_id is not null", name="returned_has_arrived"
        ),
        sa.CheckConstraint("discount_percent between 0 and 100", name="discount_is_a_percentage"),
        *amounts_fit("currency", "net_amount", "tax_amount", "ledger_amount"),
        *found_by(
            "sku_id",
            "account_id",
            "credits_line_id",
            "unit_id",
            "sales_order_line_id",
            "purchase_order_line_id",
            "goods_receipt_line_id",
            "vendor_return_id",
        ),
    )

    invoice_id: Mapped[UUID]
    position: Mapped[int]
    sku_id: Mapped[UUID | None]
    description: Mapped[str]
    quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("1"))
    unit_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("unit.id"))
    currency: Mapped[CurrencyCode]
    unit_price: Mapped[UnitPrice]
    discount_percent: Mapped[Decimal] = mapped_column(sa.Numeric(7, 4), server_default=sa.text("0"))
    # Null for the account that the company has for such goods.
    account_id: Mapped[UUID | None]
    cut_off: Mapped[CutOff] = mapped_column(closed_set(CutOff), server_default=sa.text("'NONE'"))
    # The line that a note takes back.
    credits_line_id: Mapped[UUID | None]
    # The position of an order that it bills, or gives back of.
    sales_order_line_id: Mapped[UUID | None]
    purchase_order_line_id: Mapped[UUID | None]
    # What arrived, and is billed with it: what was accrued for it is cleared, and the difference told.
    goods_receipt_line_id: Mapped[UUID | None]
    # The return with which what arrived went back to the vendor, who gives back with this line of a note what was billed of it.
    vendor_return_id: Mapped[UUID | None]
    net_amount: Mapped[Amount]
    tax_amount: Mapped[Amount]
    # What goes to its account: the net amount, and what of the tax a buyer does not get back.
    ledger_amount: Mapped[Amount]
    # What it came to, tax by tax, by which notes take it back; null on what was posted without being reckoned.
    reckoned: Mapped[dict[str, object] | None] = mapped_column(JSONB)


class InvoiceLineTax(CompanyOwned, Base):
    """That a line is taxed by a code, before the tax position of the party makes another of it."""

    __tablename__ = "invoice_line_tax"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "tax_code_id"),
        same_company("line_id", "invoice_line"),
        same_company("tax_code_id", "tax_code"),
        *found_by("tax_code_id"),
    )

    line_id: Mapped[UUID]
    tax_code_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(server_default=sa.text("1"))


class InvoiceLineDimension(CompanyOwned, Base):
    """That a line belongs to a value of a dimension, and with it what is posted of its net amount."""

    __tablename__ = "invoice_line_dimension"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "dimension_id"),
        same_company("line_id", "invoice_line"),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "value_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
        ),
        *found_by("value_id"),
    )

    line_id: Mapped[UUID]
    dimension_id: Mapped[UUID]
    value_id: Mapped[UUID]


class InvoiceTax(CompanyOwned, Base):
    """What one tax comes to on an invoice, by its rate on the day of the document."""

    __tablename__ = "invoice_tax"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("invoice_id", "position"),
        same_company("invoice_id", "invoice"),
        same_company("tax_code_id", "tax_code"),
        *amounts_fit("currency", "base", "amount", "deductible"),
        *found_by("tax_code_id"),
    )

    invoice_id: Mapped[UUID]
    position: Mapped[int]
    tax_code_id: Mapped[UUID]
    kind: Mapped[TaxKind] = mapped_column(closed_set(TaxKind))
    category: Mapped[TaxCategory] = mapped_column(closed_set(TaxCategory))
    rate: Mapped[UnitPrice]
    is_reverse_charge: Mapped[bool]
    is_cash_basis: Mapped[bool]
    currency: Mapped[CurrencyCode]
    base: Mapped[Amount]
    amount: Mapped[Amount]
    deductible: Mapped[Amount]


class InvoiceInstalment(CompanyOwned, Base):
    """An amount of an invoice and the day by which it is to be paid."""

    __tablename__ = "invoice_instalment"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("invoice_id", "position"),
        same_company("invoice_id", "invoice"),
        same_company("open_item_id", "open_item"),
        *amounts_fit("currency", "amount"),
        *found_by("open_item_id"),
    )

    invoice_id: Mapped[UUID]
    position: Mapped[int]
    due_on: Mapped[Day]
    currency: Mapped[CurrencyCode]
    amount: Mapped[Amount]
    # Null until the invoice is posted.
    open_item_id: Mapped[UUID | None]


class InvoiceDeduction(CompanyOwned, Base):
    """That an invoice takes an advance off, all of it, with its tax, or that a note gives it back.

    An advance is taken off once, and again when it was given back.
    """

    __tablename__ = "invoice_deduction"
    __table_args__ = (
        company_key(),
        same_company("invoice_id", "invoice"),
        same_company("advance_id", "invoice"),
        same_company("gives_back_id", "invoice_deduction"),
        sa.CheckConstraint("invoice_id <> advance_id", name="advance_is_another"),
        sa.CheckConstraint("gives_back_id is null or not is_given_back", name="notes_are_not_given_back"),
        *found_by("invoice_id", "advance_id", "gives_back_id"),
        sa.Index(
            "uq_invoice_deduction_advance_id",
            "advance_id",
            unique=True,
            postgresql_where=sa.text("gives_back_id is null and not is_given_back"),
        ),
    )

    invoice_id: Mapped[UUID]
    advance_id: Mapped[UUID]
    # What a note gives back; null on an invoice, which takes off.
    gives_back_id: Mapped[UUID | None]
    # A note has given it back, and the advance can be taken off again.
    is_given_back: Mapped[bool] = mapped_column(server_default=sa.false())
