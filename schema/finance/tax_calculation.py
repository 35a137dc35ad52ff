"""Reckoning the taxes of a document before there is one, as clients ask for it."""

import datetime as dt
from decimal import Decimal

import strawberry
from strawberry.types.base import StrawberryOptional

from schema.base import Money
from schema.finance.tax_words import TaxCategory, TaxKind, TaxRounding, Trade
from schema.payloads import part, payload_type
from schema.scalars import CurrencyCode


@strawberry.input(description="A line whose taxes are to be reckoned.")
class TaxCalculateLineInput:
    """A line whose taxes are to be reckoned."""

    quantity: Decimal = strawberry.field(description="How many units; below zero for a return.")
    unit_price: Decimal = strawberry.field(description="The price of one unit, with what taxes it contains.")
    discount_percent: Decimal | None = strawberry.field(
        description="What is taken off the line, in percent.", default=strawberry.UNSET
    )
    tax_code_ids: list[strawberry.ID] | None = strawberry.field(
        description="Its taxes, in the order in which they are reckoned; an empty list for none. When left out, the one "
        "that the company levies where nobody says another.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="A document whose taxes are to be reckoned.")
class TaxCalculateInput:
    """A document whose taxes are to be reckoned."""

    company_id: strawberry.ID = strawberry.field(description="The company that sells or buys.")
    trade: Trade = strawberry.field(description="Whether it sells or buys.")
    party_id: strawberry.ID | None = strawberry.field(
        description="To whom, or from whom; the party decides the tax position.", default=strawberry.UNSET
    )
    position_id: strawberry.ID | None = strawberry.field(
        description="The tax position; when left out, that of the party.", default=strawberry.UNSET
    )
    currency: CurrencyCode = strawberry.field(description="The currency of the document.")
    taxed_on: dt.date = strawberry.field(description="The day whose rates hold.")
    lines: list[TaxCalculateLineInput] = strawberry.field(description="Its lines: 500 at most.")
    discount: Decimal | None = strawberry.field(
        description="What is taken off the whole, in its currency; the lines bear it in proportion.",
        default=strawberry.UNSET,
    )
    rounding: TaxRounding | None = strawberry.field(
        description="Where taxes are rounded; when left out, as the company does.", default=strawberry.UNSET
    )


@strawberry.type(description="What one tax comes to, on a line or on the whole document, and how.")
class TaxCalculationTax:
    """What one tax comes to."""

    tax_code_id: strawberry.ID = strawberry.field(description="The tax.")
    code: str = strawberry.field(description="Its short name.")
    kind: TaxKind = strawberry.field(description="How its amount comes about.")
    category: TaxCategory = strawberry.field(description="What it is in an electronic invoice.")
    exemption_code: str | None = strawberry.field(
        description="Why nothing is levied, as a code of the VATEX list; null where that needs no reason."
    )
    rate: Decimal = strawberry.field(description="How high it is on that day: in percent, or for each unit.")
    is_included: bool = strawberry.field(description="Whether the price contains it.")
    is_reverse_charge: bool = strawberry.field(description="Whether the buyer owes it; then it is not in the total.")
    base: Money = strawberry.field(description="What it is levied on.")
    amount: Money = strawberry.field(description="The tax.")
    deductible: Money = strawberry.field(description="What a buyer gets back of it.")
    exact_amount: Decimal = strawberry.field(description="The tax before it was rounded, six digits.")
    explanation: str = strawberry.field(description="How it came about, as a sentence for people.")


@strawberry.type(description="What a line comes to.")
class TaxCalculationLine:
    """What a line comes to."""

    net: Money = strawberry.field(description="Its amount without tax, after all discounts.")
    gross: Money = strawberry.field(description="What is paid for it.")
    discount: Money = strawberry.field(description="What it bears of the discount on the whole.")
    taxes: list[TaxCalculationTax] = strawberry.field(description="Its taxes; those of all lines add up to the whole.")


@strawberry.type(description="The taxes of a document, reckoned and explained.")
class TaxCalculation:
    """The taxes of a document."""

    rounding: TaxRounding = strawberry.field(description="Where the taxes were rounded.")
    position_id: strawberry.ID | None = strawberry.field(description="The tax position that held; null for none.")
    position: str | None = strawberry.field(description="The short name of that position; null for none.")
    wording: str | None = strawberry.field(description="What the invoice has to say because of it; null for nothing.")
    replaced: list[str] = strawberry.field(description="What became of which tax in that position, as sentences.")
    lines: list[TaxCalculationLine] = strawberry.field(description="The lines, in the order of the input.")
    taxes: list[TaxCalculationTax] = strawberry.field(description="Each tax over all lines.")
    net: Money = strawberry.field(description="The total without tax.")
    tax: Money = strawberry.field(description="The taxes that are paid with it.")
    total: Money = strawberry.field(description="What is paid.")
    self_assessed: Money = strawberry.field(description="Tax that the buyer owes to the tax office instead.")
    discount: Money = strawberry.field(description="What was taken off the whole.")


TaxCalculatePayload = payload_type(
    "TaxCalculatePayload",
    "What came of reckoning the taxes of a document.",
    part("calculation", StrawberryOptional(TaxCalculation), "The taxes; null where they could not be reckoned."),
)
