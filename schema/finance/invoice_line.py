"""What invoices are made of, as clients see and write it."""

import datetime as dt
from decimal import Decimal

import models
from models import CutOff
from planner.entity import entity
from planner.fields import column, many, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.finance.invoice_words import READ, READ_LEDGER, WRITE
from schema.finance.tax_words import TaxCategory, TaxKind


@entity(models.InvoiceLine, needs=READ, writes=WRITE)
class InvoiceLine(CompanyRecord):
    """One position of an invoice."""

    invoice: names.Invoice | None = one("The invoice.", "invoice_id", filters=True)
    position: int = column("Its place in the invoice, from 1 on.")
    sku: names.Sku | None = one(
        "What it is for; null for what is in no catalogue.", "sku_id", filters=True, writes=True
    )
    description: str = column("What it says on the document.", writes=True)
    quantity: Decimal = column("How much of it, six digits.", writes=True)
    unit: names.Unit | None = one("What it is counted in; null for none.", "unit_id", writes=True)
    unit_price: Money = measure(
        "The price of one unit before the discount, six digits.", "unit_price", "currency", writes=True
    )
    discount_percent: Decimal = column("The discount on the price, in percent, four digits.", writes=True)
    account: names.LedgerAccount | None = one(
        "The account that it is posted to; null for that which the company has for such goods.",
        "account_id",
        filters=True,
        writes=True,
    )
    cut_off: CutOff | None = column(
        "Whether goods and invoice fall into the same period.", needs=READ_LEDGER, writes=True
    )
    credits_line: names.InvoiceLine | None = one(
        "The line that a note takes back; null for none.", "credits_line_id", filters=True
    )
    sales_order_line: names.SalesOrderLine | None = one(
        "The position of a sales order that it bills, or gives back of; null for none.",
        "sales_order_line_id",
        filters=True,
        writes=True,
    )
    purchase_order_line: names.PurchaseOrderLine | None = one(
        "The position of a purchase order that it bills, or gives back of; null for none.",
        "purchase_order_line_id",
        filters=True,
        writes=True,
    )
    goods_receipt_line: names.GoodsReceiptLine | None = one(
        "What arrived and is billed with it: posted, it clears what was accrued for that, and tells the difference; null for "
        "none.",
        "goods_receipt_line_id",
        filters=True,
        writes=True,
    )
    vendor_return: names.VendorReturn | None = one(
        "The return with which goods of that receipt went back, whose price a debit note gives back with it; null for none.",
        "vendor_return_id",
        filters=True,
        writes=True,
    )
    net: Money = measure("What it comes to without tax, discounts taken off.", "net_amount", "currency", sums=True)
    tax: Money = measure("The tax on it that is paid with it.", "tax_amount", "currency", sums=True)
    taxes: list[names.InvoiceLineTax] | None = many(
        "The taxes asked of it; the company's usual one where there is none.",
        "line_id",
        order="position",
        at_most=20,
        writes=True,
    )
    dimensions: list[names.InvoiceLineDimension] | None = many(
        "What it belongs to, one value of a dimension each. What is posted of its net amount, and of tax that is not "
        "deductible, belongs there too; of an advance, nothing does until an invoice takes it off.",
        "line_id",
        order="dimension_id",
        at_most=50,
        writes=True,
    )


@entity(models.InvoiceLineTax, needs=READ, writes=WRITE)
class InvoiceLineTax(CompanyRecord):
    """That a line is taxed by a code, before the tax position of the party makes another of it."""

    tax_code: names.TaxCode | None = one("The tax, or group of taxes.", "tax_code_id", writes=True, fixed=True)
    position: int = column("Its place among the taxes of the line.", writes=True)


@entity(models.InvoiceLineDimension, needs=READ, writes=WRITE)
class InvoiceLineDimension(CompanyRecord):
    """That a line belongs to a value of a dimension, and with it what is posted of its net amount."""

    dimension: names.Dimension | None = one("The dimension.", "dimension_id")
    value: names.DimensionValue | None = one("The value.", "value_id", filters=True, writes=True, fixed=True)


@entity(models.InvoiceTax, needs=READ)
class InvoiceTax(CompanyRecord):
    """What one tax comes to on an invoice, by its rate on the day of the document."""

    invoice: names.Invoice | None = one("The invoice.", "invoice_id", filters=True)
    position: int = column("Its place among the taxes of the invoice.")
    tax_code: names.TaxCode | None = one("The tax.", "tax_code_id", filters=True)
    kind: TaxKind = column("How it is reckoned.")
    category: TaxCategory = column("What it is in an electronic invoice.")
    rate: Decimal = column("How high it is: in percent, or for each unit; six digits.")
    is_reverse_charge: bool = column("Whether the buyer owes it to the tax office.")
    is_cash_basis: bool = column("Whether it is owed when the invoice is paid.")
    base: Money = measure("What is taxed.", "base", "currency")
    amount: Money = measure("The tax.", "amount", "currency")
    deductible: Money = measure("What a buyer gets back of it.", "deductible", "currency")


@entity(models.InvoiceInstalment, needs=READ)
class InvoiceInstalment(CompanyRecord):
    """An amount of an invoice and the day by which it is to be paid."""

    invoice: names.Invoice | None = one("The invoice.", "invoice_id", filters=True)
    position: int = column("Its place among the instalments.")
    due_on: dt.date = column("The day by which it is to be paid.")
    amount: Money = measure("How much.", "amount", "currency")
    open_item: names.OpenItem | None = one(
        "What is open of it; null until the invoice is posted.", "open_item_id", filters=True
    )


@entity(models.InvoiceDeduction, needs=READ, writes=WRITE)
class InvoiceDeduction(CompanyRecord):
    """That an invoice takes an advance off, all of it, with its tax, or that a note gives it back."""

    advance: names.Invoice | None = one("The advance.", "advance_id", filters=True, writes=True, fixed=True)
    gives_back: names.InvoiceDeduction | None = one(
        "What a note gives back; null on an invoice, which takes off.", "gives_back_id"
    )
    is_given_back: bool = column("Whether a note has given it back, so that the advance can be taken off again.")
