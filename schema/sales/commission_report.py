"""What salespeople earn, as clients see it."""

import datetime as dt
from decimal import Decimal

import strawberry
from strawberry.types.base import StrawberryList

from models import CommissionBasis, CommissionEarning
from schema.base import Money
from schema.payloads import part, payload_type
from schema.scalars import CurrencyCode
from services.sales.commission.report import LINES_DEFAULT, LINES_MAX


@strawberry.input(description="Which commissions are told.")
class CommissionsInput:
    """Which commissions are told."""

    company_ids: list[strawberry.ID] = strawberry.field(description="The companies that it tells of, at most 50.")
    earned_until: dt.date = strawberry.field(
        description="The day, at whose end it is told: invoices and settlements of later days are not in it."
    )
    invoiced_from: dt.date | None = strawberry.field(
        description="The first day of the invoices and credit notes; all when left out.", default=strawberry.UNSET
    )
    sales_rep_id: strawberry.ID | None = strawberry.field(
        description="One salesperson alone; all that the viewer sees when left out.", default=strawberry.UNSET
    )
    first: int = strawberry.field(
        description=f"How many lines of each company, by day; at most {LINES_MAX}.", default=LINES_DEFAULT
    )
    after: strawberry.ID | None = strawberry.field(
        description="The line of an invoice after which it goes on; from the first one on when left out.",
        default=strawberry.UNSET,
    )


@strawberry.type(description="What somebody earns by one line of an invoice or credit note.")
class CommissionLine:
    """What somebody earns by one line of an invoice or credit note."""

    invoice_id: strawberry.ID = strawberry.field(description="The invoice or credit note.")
    invoice_line_id: strawberry.ID = strawberry.field(description="The line.")
    invoice_number: str | None = strawberry.field(description="The number of the document; null in a simulation.")
    posted_on: dt.date = strawberry.field(description="On which day the document is in the books.")
    sales_rep_id: strawberry.ID = strawberry.field(description="Who earns it.")
    rule_id: strawberry.ID = strawberry.field(description="By which rule.")
    rule_code: str = strawberry.field(description="The short name of the rule.")
    percent: Decimal = strawberry.field(description="How many percent the rule gives.")
    basis: CommissionBasis = strawberry.field(description="Of what.")
    earned_when: CommissionEarning = strawberry.field(description="When it is earned.")
    base: Money = strawberry.field(
        description="Of what it is a part, in the currency of the company; below zero for credit notes. Whoever is paid by the "
        "margin is told it."
    )
    earned: Money = strawberry.field(description="What is earned of it by then; below zero for credit notes.")
    posted: Money = strawberry.field(description="What of that is posted.")


@strawberry.type(description="What somebody earns by all lines together.")
class CommissionPerson:
    """What somebody earns by all lines together."""

    sales_rep_id: strawberry.ID = strawberry.field(description="Who earns it.")
    name: str = strawberry.field(description="Their name.")
    earned: Money = strawberry.field(description="What is earned by then, credit notes taken off.")
    posted: Money = strawberry.field(description="What of that is posted.")


@strawberry.type(description="What the salespeople of a company earn.")
class Commissions:
    """What the salespeople of a company earn."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    currency: CurrencyCode = strawberry.field(description="Its currency, which all amounts are in.")
    people: list[CommissionPerson] = strawberry.field(description="Person by person, by name; of all pages.")
    lines: list[CommissionLine] = strawberry.field(description="Line by line, by the day of the document.")
    count: int = strawberry.field(description="How many lines there are on all pages.")


CommissionsPayload = payload_type(
    "CommissionsPayload",
    "What came of asking what salespeople earn.",
    part("companies", StrawberryList(Commissions), "Company by company."),
)
