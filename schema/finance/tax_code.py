"""Taxes as clients see and write them: codes, their rates by day, and groups of them."""

import datetime as dt
from decimal import Decimal

import models
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money
from schema.finance.tax_words import TaxCategory, TaxKind, TaxUse, WithholdingBase
from schema.scalars import CountryCode

READ = "finance.tax:read"
WRITE = "finance.tax:write"


@entity(models.TaxCode, needs=READ, order="code", writes=WRITE)
class TaxCode(CompanyRecord):
    """A tax, or a group of taxes, as lines of documents carry it."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    kind: TaxKind = column("How its amount comes about.", groups=True, writes=True, fixed=True)
    used_for: TaxUse = column("On which side of the business it is levied.", groups=True, writes=True)
    category: TaxCategory = column("What it is in an electronic invoice.", groups=True, writes=True)
    exemption_code: str | None = column(
        "Why nothing is levied, as a code of the VATEX list such as VATEX-EU-132; null where that needs no reason.",
        writes=True,
    )
    exemption_reason: str | None = column(
        "Why nothing is levied, in the words that invoices say; null for none.", writes=True
    )
    is_included: bool = column("Whether prices contain it.", writes=True)
    is_compound: bool = column("Whether taxes that come after it on a line are levied on it too.", writes=True)
    is_reverse_charge: bool = column(
        "Whether the buyer owes it instead of the seller, and deducts of it what may be deducted.", writes=True
    )
    is_cash_basis: bool = column("Whether it is owed when the invoice is paid, not when it is written.", writes=True)
    withholding_base: WithholdingBase | None = column(
        "What it is withheld of; null where it is not withheld.", writes=True
    )
    is_withheld_on_invoice: bool = column(
        "Whether it is withheld when an invoice is posted; else when it is paid.", writes=True
    )
    is_of_excess: bool = column(
        "Whether, once the threshold of a year is passed, it is withheld only of what lies above it.", writes=True
    )
    country: CountryCode | None = column(
        "Where it is owed, by the code of ISO 3166-1; null for the country of the company.", writes=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    rates: list[names.TaxRate] | None = many(
        "How high it is, from which day on.", "tax_code_id", order="valid_from", at_most=50, writes=True
    )
    components: list[names.TaxComponent] | None = many(
        "The taxes that it is made of, for a group.", "group_id", order="position", at_most=20, writes=True
    )
    lines: Connection[names.TaxLine] | None = pages(
        "What was taxed with it.", names.TaxLine, "tax_code_id", filters=True
    )


@entity(models.TaxRate, needs=READ, order="valid_from", writes=WRITE)
class TaxRate(CompanyRecord):
    """How high a tax is from a day on, until its next rate."""

    tax_code: names.TaxCode | None = one("The tax.", "tax_code_id", filters=True, writes=True, fixed=True)
    valid_from: dt.date = column("The first day on which it holds.", filters=True, orders=True, writes=True)
    percent: Decimal | None = column("The rate in percent, six digits; null for a tax by unit.", writes=True)
    unit_amount: Money | None = measure(
        "What is levied on each unit, in the currency of the company, six digits; null for other taxes.",
        "unit_amount",
        "currency",
        writes=True,
    )
    deductible_percent: Decimal = column(
        "How much of tax on purchases the company gets back, in percent; the rest is part of the cost.", writes=True
    )
    document_threshold: Decimal | None = column(
        "Of a document up to this amount nothing is withheld, in the currency of the company; null for no such amount.",
        writes=True,
    )
    year_threshold: Decimal | None = column(
        "Of the documents of a party in a fiscal year up to this amount nothing is withheld, in the currency of the "
        "company; null for no such amount.",
        writes=True,
    )


@entity(models.TaxComponent, needs=READ, order="id", writes=WRITE)
class TaxComponent(CompanyRecord):
    """That a group of taxes has a tax in it."""

    group: names.TaxCode | None = one("The group.", "group_id", filters=True)
    tax_code: names.TaxCode | None = one("The tax.", "tax_code_id", filters=True, writes=True, fixed=True)
    position: int = column("Its place: what comes first is reckoned first.", writes=True)
