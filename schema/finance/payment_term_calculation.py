"""When a document would be due, as clients ask for it."""

import datetime as dt
from decimal import Decimal

import strawberry
from strawberry.types.base import StrawberryOptional

from schema.base import Money
from schema.payloads import part, payload_type
from schema.scalars import CurrencyCode


@strawberry.input(description="A document whose due dates are to be reckoned.")
class PaymentTermCalculateInput:
    """A document whose due dates are to be reckoned."""

    payment_term_id: strawberry.ID = strawberry.field(description="Its payment term.")
    dated_on: dt.date = strawberry.field(description="The date of the document.")
    currency: CurrencyCode = strawberry.field(description="Its currency.")
    total: Decimal = strawberry.field(description="What it comes to with tax; below zero for a credit note.")
    net: Decimal | None = strawberry.field(
        description="What it comes to before tax; the total when left out.", default=strawberry.UNSET
    )
    cash_step: Decimal | None = strawberry.field(
        description="What each instalment is rounded to where it is paid in coins, such as 0.05; not rounded when left out.",
        default=strawberry.UNSET,
    )


@strawberry.type(description="A part of a document, and the day by which it is to be paid.")
class Instalment:
    """A part of a document, and the day by which it is to be paid."""

    due_on: dt.date = strawberry.field(description="The day by which it is to be paid.")
    amount: Money = strawberry.field(description="How much.")


@strawberry.type(description="What is taken off a document where it is paid early.")
class EarlyPaymentDiscount:
    """What is taken off a document where it is paid early."""

    until_on: dt.date = strawberry.field(description="The last day on which it is taken off.")
    percent: Decimal = strawberry.field(description="How many percent.")
    amount: Money = strawberry.field(description="How much is taken off.")
    payable: Money = strawberry.field(description="What is paid then.")


@strawberry.type(description="When a document would be due.")
class PaymentTermCalculation:
    """When a document would be due."""

    instalments: list[Instalment] = strawberry.field(description="Its instalments, in the order of the payment term.")
    discounts: list[EarlyPaymentDiscount] = strawberry.field(
        description="What is taken off for paying early, the earliest day first."
    )
    total: Money = strawberry.field(description="What the instalments come to; paid in coins, not quite the total.")
    cash_difference: Money = strawberry.field(
        description="By how much that differs from the total; above zero where more is paid."
    )


PaymentTermCalculatePayload = payload_type(
    "PaymentTermCalculatePayload",
    "What came of reckoning when a document would be due.",
    part("calculation", StrawberryOptional(PaymentTermCalculation), "When it is due; null where that is not known."),
)
