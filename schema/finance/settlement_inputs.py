"""What is said when open items are settled."""

import datetime as dt
from decimal import Decimal

import strawberry

from planner.directives import requires
from schema.finance.open_item import WRITE_OFF


@strawberry.input(description="What is settled of an open item.")
class SettlementPartInput:
    """What is settled of an open item."""

    open_item_id: strawberry.ID = strawberry.field(description="The open item.")
    amount: Decimal = strawberry.field(
        description="How much, in its currency and with its sign; discount and write-off are part of it."
    )
    discount: Decimal | None = strawberry.field(
        description="How much of that is let go for paying early, without sign.", default=strawberry.UNSET
    )
    write_off: Decimal | None = strawberry.field(
        description="How much of that is written off, without sign.",
        default=strawberry.UNSET,
        directives=[requires(WRITE_OFF)],
    )


@strawberry.input(description="Open items that are settled with each other.")
class SettlementCreateInput:
    """Open items that are settled with each other."""

    settled_on: dt.date = strawberry.field(description="The day from which it counts; not before that of an item.")
    parts: list[SettlementPartInput] = strawberry.field(
        description="What of which item: 2 to 500, of one party and account, which cancel out; in several currencies, at about the rates of the day."
    )


@strawberry.input(description="A rate at which what is open in a currency is revalued.")
class RevaluationRateInput:
    """A rate at which what is open in a currency is revalued."""

    currency: str = strawberry.field(description="The currency, by its code of ISO 4217.")
    rate: Decimal = strawberry.field(description="How much of the company's currency one unit of it is worth.")
