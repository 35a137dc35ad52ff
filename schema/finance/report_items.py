"""Reports of what is owed and of taxes as clients see them."""

import datetime as dt

import strawberry
from strawberry.types.base import StrawberryList

from models import TaxSide
from schema.base import Money
from schema.payloads import part, payload_type
from schema.scalars import CurrencyCode


@strawberry.input(description="What parties owe or are owed on a day, by how long it is overdue.")
class AgedInput:
    """What parties owe or are owed on a day, by how long it is overdue."""

    company_ids: list[strawberry.ID] = strawberry.field(description="The companies that it tells of, at most 50.")
    as_of: dt.date = strawberry.field(
        description="The day, at whose end it is told: what was settled later was open then."
    )
    bounds: list[int] = strawberry.field(
        description="After how many days overdue the next column begins, rising, at most 12.",
        default_factory=lambda: [30, 60, 90],
    )


@strawberry.input(description="What was taxed in some days.")
class TaxReportInput:
    """What was taxed in some days."""

    company_ids: list[strawberry.ID] = strawberry.field(description="The companies that it tells of, at most 50.")
    starts_on: dt.date = strawberry.field(description="The first day that it tells of.")
    ends_on: dt.date = strawberry.field(description="The last day that it tells of.")


@strawberry.type(
    description="What one party owes or is owed; debits are above zero. `openItems` with a filter by the party lists it."
)
class AgedLine:
    """What one party owes or is owed."""

    party_id: strawberry.ID = strawberry.field(description="The party.")
    number: str = strawberry.field(description="Its number.")
    name: str = strawberry.field(description="What people call it.")
    amounts: list[Money] = strawberry.field(description="What is not due, then a column for each bound, then the rest.")
    total: Money = strawberry.field(description="All of it.")


@strawberry.type(description="What the parties of a company owe, or are owed; debits are above zero.")
class AgedReport:
    """What the parties of a company owe, or are owed."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    currency: CurrencyCode = strawberry.field(description="Its currency, which all amounts are in, as posted.")
    lines: list[AgedLine] = strawberry.field(description="Party by party, by number.")
    amounts: list[Money] = strawberry.field(description="What the columns come to.")
    total: Money = strawberry.field(description="What everything comes to: what is on the accounts.")


@strawberry.type(description="What was taxed by one tax on one side, in the currency of the company.")
class TaxReportLine:
    """What was taxed by one tax on one side."""

    tax_code_id: strawberry.ID = strawberry.field(description="The tax.")
    code: str = strawberry.field(description="Its short name.")
    name: str = strawberry.field(description="What people call it.")
    side: TaxSide = strawberry.field(description="Which way it goes.")
    base: Money = strawberry.field(description="What was taxed.")
    tax: Money = strawberry.field(description="The tax.")
    deductible: Money = strawberry.field(description="How much of it is deductible; zero unless it is input.")


@strawberry.type(description="What was taxed in a company.")
class TaxReport:
    """What was taxed in a company."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    currency: CurrencyCode = strawberry.field(description="Its currency, which all amounts are in.")
    lines: list[TaxReportLine] = strawberry.field(description="Tax by tax, by short name.")
    payable: Money = strawberry.field(
        description="Output and withheld tax less what is deductible; below zero where money comes back."
    )


AgedPayload = payload_type(
    "AgedPayload",
    "What came of asking what is open.",
    part("companies", StrawberryList(AgedReport), "Company by company."),
)
TaxReportPayload = payload_type(
    "TaxReportPayload",
    "What came of asking for a tax report.",
    part("companies", StrawberryList(TaxReport), "Company by company."),
)
