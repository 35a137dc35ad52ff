"""How a company and its parties are taxed, as clients see and write it."""

import datetime as dt
from decimal import Decimal

import models
from planner.entity import entity
from planner.fields import column, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection
from schema.finance.tax_words import TaxRounding
from schema.scalars import CountryCode

READ = "finance.tax:read"
WRITE = "finance.tax:write"


@entity(models.TaxPolicy, needs=READ, writes=WRITE)
class TaxPolicy(CompanyRecord):
    """How a company reckons its taxes; there is one of a company at most."""

    rounding: TaxRounding = column("Where in a document taxes are rounded.", writes=True)
    cash_step: Decimal | None = column(
        "What documents that are paid in coins are rounded to, such as 0.05; null where they are not rounded.",
        writes=True,
    )
    sale_code: names.TaxCode | None = one(
        "The tax of what is sold where nobody says another; null for none.", "sale_code_id", writes=True
    )
    purchase_code: names.TaxCode | None = one(
        "The tax of what is bought where nobody says another; null for none.", "purchase_code_id", writes=True
    )
    months_per_return: int = column("How many months a tax return covers: 1, 2, 3, 6 or 12.", writes=True)


@entity(models.TaxProfile, needs=READ, writes=WRITE)
class TaxProfile(CompanyRecord):
    """What is known of a party for its taxes; there is one of a party at most."""

    party: names.Party | None = one("The party.", "party_id", filters=True, writes=True, fixed=True)
    position: names.TaxPosition | None = one(
        "The position that holds for it, whatever the rules would find; null to go by the rules.",
        "position_id",
        filters=True,
        writes=True,
    )
    withholding_code: names.TaxCode | None = one(
        "What is withheld of its bills; what it withholds of invoices, where the tax is used for sales; null for nothing.",
        "withholding_code_id",
        filters=True,
        writes=True,
    )
    vat_number_confirmed_on: dt.date | None = column(
        "When the tax office last confirmed its VAT number; null where nobody asked.", writes=True
    )
    country: CountryCode | None = column(
        "Where its seat for taxes is, by the code of ISO 3166-1; null for that of its billing address.", writes=True
    )


@entity(models.WithholdingCertificate, needs=READ, order="valid_until", writes=WRITE)
class WithholdingCertificate(CompanyRecord):
    """That a party may be paid with less withheld, or nothing."""

    party: names.Party | None = one("The party.", "party_id", filters=True, writes=True, fixed=True)
    tax_code: names.TaxCode | None = one(
        "What less is withheld of.", "tax_code_id", filters=True, writes=True, fixed=True
    )
    number: str = column("The number on the certificate.", writes=True)
    percent: Decimal = column("How much is withheld with it, in percent.", writes=True)
    valid_from: dt.date = column("The first day on which it holds.", writes=True)
    valid_until: dt.date = column("The last day on which it holds.", filters=True, orders=True, writes=True)
    base_limit: Decimal | None = column(
        "Of how much in all, in the currency of the company; null for any amount.", writes=True
    )
    lines: Connection[names.TaxLine] | None = pages("What was withheld by it.", names.TaxLine, "certificate_id")
