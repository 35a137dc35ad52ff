"""Sales commissions as clients see them, and their rules as they write them."""

import datetime as dt
from decimal import Decimal

import models
from models import CommissionBasis, CommissionEarning
from planner.entity import entity
from planner.fields import column, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money
from schema.enums import described
from schema.scalars import CurrencyCode

READ = "sales.commission:read"
POST = "sales.commission:post"
READ_ALL = "sales.team_commission:read"
READ_RULES = "sales.commission_rule:read"
WRITE_RULES = "sales.commission_rule:write"
LEDGER = "finance.entry:read"
MARGIN = "sales.margin:read"

described(
    CommissionBasis,
    "Of what a commission is a part.",
    {
        CommissionBasis.NET: "Of the net amount of the line.",
        CommissionBasis.MARGIN: "Of the net amount less what the goods cost when they were ordered; below zero where they cost "
        "more. A line whose cost nobody knows earns nothing.",
    },
)
described(
    CommissionEarning,
    "When a commission is earned.",
    {
        CommissionEarning.INVOICED: "Once the invoice is posted.",
        CommissionEarning.PAID: "In the share of the invoice that is settled; what advances have taken off counts as settled.",
    },
)


@entity(models.CommissionRule, needs=READ_RULES, order="code", writes=WRITE_RULES)
class CommissionRule(CompanyRecord):
    """Which part of what is invoiced whoever sold it earns. For each line of an invoice one rule counts.

    That is the first that is for it: one that names the salesperson before others, of these the one of the deepest category, then
    one that names a group, then the one of higher priority, then by code. Once something was posted by a rule, its name, priority,
    last day and use alone can change.
    """

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    priority: int = column(
        "Its place among rules that are as particular, the higher first, from -1000 to 1000.",
        filters=True,
        orders=True,
        writes=True,
    )
    sales_rep: names.User | None = one(
        "Whose sales it is for, as orders name them; null for everybody's.", "sales_rep_id", filters=True, writes=True
    )
    group: names.CustomerGroup | None = one(
        "The customers that it is for; null for all.", "group_id", filters=True, writes=True
    )
    category: names.ProductCategory | None = one(
        "What it is for is in this category or below it; null for all.", "category_id", filters=True, writes=True
    )
    basis: CommissionBasis = column("Of what it gives a part.", writes=True)
    percent: Decimal = column("How many percent of that, above 0 and up to 100, six digits.", writes=True)
    earned_when: CommissionEarning = column("When it is earned.", writes=True)
    valid_from: dt.date | None = column(
        "The first day of invoices that it is for; null for always until now.", writes=True
    )
    valid_until: dt.date | None = column("The last day of invoices that it is for; null for ever.", writes=True)
    archived_at: dt.datetime | None = column(
        "When it was put out of use, for invoices from that day on; null while it is in use."
    )


@entity(models.CommissionPosting, needs=READ_ALL, order="-earned_until")
class CommissionPosting(CompanyRecord):
    """That commissions were posted, as far as they were not before. A fact: it never changes."""

    earned_until: dt.date = column(
        "What was earned until the end of this day was posted.", filters=True, orders=True, groups=True
    )
    posted_on: dt.date = column("On which day it is in the books.")
    currency: CurrencyCode = column("The currency of the company.")
    amount: Money = measure(
        "How much; below zero where more was given back than earned.", "amount", "currency", sums=True
    )
    entry: names.JournalEntry | None = one(
        "The entry; null where it comes to nothing.", "entry_id", filters=True, needs=LEDGER
    )
    lines: Connection[names.CommissionPostingLine] | None = pages(
        "What was posted, line of an invoice by line.", names.CommissionPostingLine, "posting_id"
    )


@entity(models.CommissionPostingLine, needs=READ)
class CommissionPostingLine(CompanyRecord):
    """What was posted of the commission for one line of an invoice or credit note. A fact: it never changes."""

    posting: names.CommissionPosting | None = one("The posting.", "posting_id", filters=True)
    invoice_line: names.InvoiceLine | None = one("For which line.", "invoice_line_id", filters=True)
    step: int = column("Which posting for that line it is, from 1 on.")
    sales_rep: names.User | None = one("Who earned it.", "sales_rep_id", filters=True, groups=True)
    rule: names.CommissionRule | None = one("By which rule.", "rule_id", filters=True, groups=True)
    base: Money | None = measure(
        "Of what the rule gives a part: net amount or margin; below zero for credit notes.",
        "base_amount",
        "currency",
        needs=MARGIN,
    )
    earned: Money = measure("What was earned by then.", "earned_amount", "currency")
    amount: Money = measure("What this posted of it; the rest was posted before.", "amount", "currency", sums=True)
