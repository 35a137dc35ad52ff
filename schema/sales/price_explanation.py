"""What goods cost and why, as clients ask for it before there is a document."""

import datetime as dt
from decimal import Decimal

import strawberry
from strawberry.types.base import StrawberryOptional

from schema.base import Money
from schema.payloads import part, payload_type
from schema.sales.pricing_words import CouponVerdict, PriceSource, PricingBenefit, PricingStacking, RuleOutcome
from schema.scalars import CurrencyCode


@strawberry.input(description="A line whose price is asked for.")
class PriceExplanationLineInput:
    """A line whose price is asked for."""

    sku_id: strawberry.ID = strawberry.field(description="What would be bought.")
    quantity: Decimal = strawberry.field(description="How much of it, more than nothing.")
    unit_id: strawberry.ID | None = strawberry.field(
        description="The unit of the quantity and of the price; that of the SKU when left out.",
        default=strawberry.UNSET,
    )
    unit_price: Decimal | None = strawberry.field(
        description="The price of one unit, where it is said by hand; rules leave it alone then, and do not count it.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="A document whose prices are asked for.")
class PriceExplanationInput:
    """A document whose prices are asked for."""

    company_id: strawberry.ID = strawberry.field(description="The company that sells.")
    customer_id: strawberry.ID | None = strawberry.field(
        description="Who buys; without it, what everybody would pay.", default=strawberry.UNSET
    )
    price_list_id: strawberry.ID | None = strawberry.field(
        description="A price list that counts before all others.", default=strawberry.UNSET
    )
    currency: CurrencyCode | None = strawberry.field(
        description="The currency of the prices; that of the company when left out.", default=strawberry.UNSET
    )
    priced_on: dt.date = strawberry.field(description="The day whose prices hold.")
    lines: list[PriceExplanationLineInput] = strawberry.field(description="Its lines: 500 at most.")
    agreement_id: strawberry.ID | None = strawberry.field(
        description="A blanket agreement of the customer, whose prices count before all lists.",
        default=strawberry.UNSET,
    )
    coupon_codes: list[str] | None = strawberry.field(
        description="The coupons that the customer names: 20 at most.", default=strawberry.UNSET
    )


@strawberry.type(description="What a pricing rule takes off a line.")
class PriceExplanationDiscount:
    """What a pricing rule takes off a line."""

    rule_id: strawberry.ID = strawberry.field(description="The rule.")
    rule: str = strawberry.field(description="Its short name.")
    stacking: PricingStacking = strawberry.field(description="Whether of the list price, or of what earlier ones left.")
    amount: Money = strawberry.field(description="How much it takes off the line.")


@strawberry.type(description="What a line costs, and why.")
class PriceExplanationLine:
    """What a line costs, and why."""

    sku_id: strawberry.ID = strawberry.field(description="What would be bought.")
    quantity: Decimal = strawberry.field(description="How much of it.")
    unit_id: strawberry.ID = strawberry.field(description="The unit of the quantity and of the price.")
    source: PriceSource = strawberry.field(description="Where the price comes from.")
    price_list_id: strawberry.ID | None = strawberry.field(description="The price list; null where it is from none.")
    price_list: str | None = strawberry.field(
        description="The short name of the price list; null where it is from none."
    )
    price_list_item_id: strawberry.ID | None = strawberry.field(
        description="The item of that list; null where it is from none."
    )
    agreement_line_id: strawberry.ID | None = strawberry.field(
        description="The line of the blanket agreement that says it; null where none does."
    )
    unit_price: Money = strawberry.field(description="The price of one unit before any rule, six digits.")
    listed: Money = strawberry.field(description="Quantity times price, before any rule.")
    discounts: list[PriceExplanationDiscount] = strawberry.field(
        description="What rules take off it, in the order in which they do."
    )
    discount: Money = strawberry.field(description="What they take off together.")
    discount_percent: Decimal = strawberry.field(description="That in percent of what was listed, four digits.")
    net: Money = strawberry.field(description="What is left.")


@strawberry.type(description="A pricing rule that is for something of the document, and what became of it.")
class PriceExplanationRule:
    """A pricing rule that is for something of the document, and what became of it."""

    rule_id: strawberry.ID = strawberry.field(description="The rule.")
    rule: str = strawberry.field(description="Its short name.")
    benefit: PricingBenefit = strawberry.field(description="What it gives.")
    outcome: RuleOutcome = strawberry.field(description="What became of it.")
    amount: Money = strawberry.field(description="What it takes off all lines together.")
    free_sku_id: strawberry.ID | None = strawberry.field(description="What it adds for nothing; null for nothing.")
    free_quantity: Decimal | None = strawberry.field(
        description="How much of that, in the unit of the SKU; null for nothing."
    )


@strawberry.type(description="A coupon that was named, and whether it counts.")
class PriceExplanationCoupon:
    """A coupon that was named, and whether it counts."""

    code: str = strawberry.field(description="The word.")
    verdict: CouponVerdict = strawberry.field(description="Whether it counts, and if not, why.")


@strawberry.type(description="What a document costs, and why.")
class PriceExplanation:
    """What a document costs, and why."""

    lines: list[PriceExplanationLine] = strawberry.field(description="The lines, in the order of the input.")
    rules: list[PriceExplanationRule] = strawberry.field(
        description="The rules that are for something of it, in the order in which they count."
    )
    coupons: list[PriceExplanationCoupon] = strawberry.field(description="The coupons, in the order of the input.")
    listed: Money = strawberry.field(description="What the lines come to before any rule.")
    discount: Money = strawberry.field(description="What rules take off.")
    net: Money = strawberry.field(
        description="What is left. Whether it contains taxes, the tax codes of the lines say."
    )


PriceExplanationPayload = payload_type(
    "PriceExplanationPayload",
    "What came of asking for prices.",
    part("explanation", StrawberryOptional(PriceExplanation), "The prices; null where something has none."),
)
