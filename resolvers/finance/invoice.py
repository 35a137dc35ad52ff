"""Root fields for invoices, bills and notes."""

import strawberry

from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from resolvers.platform.change import changes
from schema import names
from schema.base import Connection
from schema.platform.change import Changes


@strawberry.type
class InvoiceQueries:
    """Root fields for invoices, bills and notes."""

    invoices: Connection[names.Invoice] | None = pages("Invoices, bills and notes.", names.Invoice)
    invoice: names.Invoice | None = by_id("An invoice, bill or note by its id.")
    invoice_by_number: names.Invoice | None = by_key(
        "An invoice, bill or note by its number.", OF_COMPANY, KeyPart("number", "Its number, such as SAL-2026-000001.")
    )
    invoice_aggregate = aggregate("Invoices, counted and added up by group.", names.Invoice)
    invoice_lines: Connection[names.InvoiceLine] | None = pages("The lines of invoices.", names.InvoiceLine)
    invoice_line: names.InvoiceLine | None = by_id("A line of an invoice by its id.")
    invoice_line_taxes: Connection[names.InvoiceLineTax] | None = pages(
        "The taxes asked of lines of invoices.", names.InvoiceLineTax
    )
    invoice_line_tax: names.InvoiceLineTax | None = by_id("A tax asked of a line of an invoice, by its id.")
    invoice_line_dimensions: Connection[names.InvoiceLineDimension] | None = pages(
        "To which values of dimensions lines of invoices belong.", names.InvoiceLineDimension
    )
    invoice_line_dimension: names.InvoiceLineDimension | None = by_id(
        "That a line of an invoice belongs to a value of a dimension, by its id."
    )
    invoice_taxes: Connection[names.InvoiceTax] | None = pages("What taxes come to on invoices.", names.InvoiceTax)
    invoice_tax: names.InvoiceTax | None = by_id("What a tax comes to on an invoice, by its id.")
    invoice_instalments: Connection[names.InvoiceInstalment] | None = pages(
        "What is due when of invoices.", names.InvoiceInstalment
    )
    invoice_instalment: names.InvoiceInstalment | None = by_id("An instalment of an invoice by its id.")
    invoice_deductions: Connection[names.InvoiceDeduction] | None = pages(
        "The advances that invoices take off.", names.InvoiceDeduction
    )
    invoice_deduction: names.InvoiceDeduction | None = by_id("That an invoice takes an advance off, by its id.")
    invoice_withholdings: Connection[names.InvoiceWithholding] | None = pages(
        "What is withheld of invoices.", names.InvoiceWithholding
    )
    invoice_withholding: names.InvoiceWithholding | None = by_id("A part of what is withheld of an invoice by its id.")
    invoice_line_aggregate = aggregate("The lines of invoices, counted and added up.", names.InvoiceLine)


@strawberry.type
class InvoiceSubscriptions:
    """Subscriptions to invoices, bills and notes."""

    invoices_changed: Changes[names.Invoice] = changes(
        "What becomes of invoices, bills of vendors, and notes on them.", names.Invoice
    )
