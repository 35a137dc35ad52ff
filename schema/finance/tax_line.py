"""What was taxed, as clients see it."""

import datetime as dt
from decimal import Decimal

import models
from planner.entity import entity
from planner.fields import column, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.finance.tax_words import TaxCategory, TaxSide


@entity(models.TaxLine, needs="finance.tax_return:read", order="-taxed_on")
class TaxLine(CompanyRecord):
    """That a tax was owed, deductible or withheld by an entry. A fact: it never changes; a reversal takes it back."""

    entry: names.JournalEntry | None = one("The entry that it was posted with.", "entry_id", filters=True)
    position: int = column("Its place among the tax lines of the entry.")
    taxed_on: dt.date = column("The day on which the entry was posted.", filters=True, orders=True)
    tax_code: names.TaxCode | None = one("The tax.", "tax_code_id", filters=True, groups=True)
    side: TaxSide = column("Which way it goes.", groups=True)
    category: TaxCategory = column("What it was in an electronic invoice.", groups=True)
    rate: Decimal = column("How high it was: in percent, or for each unit; six digits.")
    party: names.Party | None = one("The party of the document; null for none.", "party_id", filters=True, groups=True)
    certificate: names.WithholdingCertificate | None = one(
        "The certificate by which less was withheld; null for none.", "certificate_id", filters=True, groups=True
    )
    base: Money = measure("What was taxed, in the currency of the document.", "base", "currency", sums=True)
    amount: Money = measure("The tax, in the currency of the document.", "amount", "currency", sums=True)
    deductible: Money = measure(
        "What the company gets back of it, in the currency of the document.", "deductible", "currency", sums=True
    )
    company_base: Money = measure(
        "What was taxed, in the currency of the company.", "company_base", "company_currency", sums=True
    )
    company_amount: Money = measure(
        "The tax, in the currency of the company.", "company_amount", "company_currency", sums=True
    )
    company_deductible: Money = measure(
        "What the company gets back of it, in the currency of the company.",
        "company_deductible",
        "company_currency",
        sums=True,
    )
