"""What is withheld of invoices, as clients see it."""

from decimal import Decimal

import models
from planner.entity import entity
from planner.fields import column, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.finance.invoice_words import READ


@entity(models.InvoiceWithholding, needs=READ)
class InvoiceWithholding(CompanyRecord):
    """A part of what is withheld of an invoice. One of zero percent says of how much nothing is withheld."""

    invoice: names.Invoice | None = one("The invoice.", "invoice_id", filters=True)
    position: int = column("Its place among the parts.")
    tax_code: names.TaxCode | None = one("The tax that is withheld.", "tax_code_id", filters=True)
    certificate: names.WithholdingCertificate | None = one(
        "The certificate by which less is withheld; null for none.", "certificate_id", filters=True
    )
    percent: Decimal = column("How much is withheld of it, in percent, six digits.")
    base: Money = measure("Of how much; below zero where what was left out before is made up for.", "base", "currency")
    amount: Money = measure("What is withheld, and paid to the tax office instead.", "amount", "currency")
