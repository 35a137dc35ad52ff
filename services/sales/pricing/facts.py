"""What prices follow from: goods, agreements, price lists, pricing rules and coupons, as they are on one day for one customer."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from uuid import UUID

from kernel.rounding import RoundingPolicy
from models.sales.blanket_agreement import BlanketAgreementState, ExcessPolicy
from models.sales.pricing_words import PricingBenefit, PricingStacking
from services.sales.pricing.units import Units


class Audience(IntEnum):
    """For whom a price list or a rule is, the narrowest first."""

    CUSTOMER = 0
    GROUP = 1
    EVERYBODY = 2


@dataclass(frozen=True, slots=True)
class Good:
    """What is sold: a SKU with its product, and its categories from the root of the tree on."""

    sku_id: UUID
    code: str
    product_id: UUID
    category_ids: tuple[UUID, ...]
    unit_id: UUID
    # Of one unit of the SKU, where it has one in the currency that is asked for.
    list_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """What was agreed of a SKU, in its unit, and how much of that promised orders have called off."""

    id: UUID
    price: Decimal
    # Null for as much as is wanted.
    quantity: Decimal | None = None
    minimum_quantity: Decimal | None = None
    called_off: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The blanket agreement that a document names, with what it says of the SKUs that are asked for."""

    id: UUID
    customer_id: UUID
    currency: str
    state: BlanketAgreementState
    valid_from: dt.date
    valid_until: dt.date
    lines: Mapping[UUID, AgreedLine]
    excess: ExcessPolicy = ExcessPolicy.REFUSED


@dataclass(frozen=True, slots=True)
class PriceItem:
    """What a price list asks for a SKU, a product or the products of a category, from a quantity on."""

    id: UUID
    unit_id: UUID
    price: Decimal
    minimum_quantity: Decimal = Decimal(0)
    sku_id: UUID | None = None
    product_id: UUID | None = None
    category_id: UUID | None = None
    valid_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices that hold for somebody on the day, of what is asked for."""

    id: UUID
    code: str
    items: Sequence[PriceItem]
    audience: Audience = Audience.EVERYBODY
    valid_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A pricing rule that holds for the customer on the day, in the currency that is asked for.

    It is for what is in its category, where it has one, and of that for the SKUs and products that it names, where it
    names any.
    """

    id: UUID
    code: str
    benefit: PricingBenefit
    stacking: PricingStacking
    # Percent, an amount, or a price for one of its unit.
    figure: Decimal | None = None
    priority: int = 0
    audience: Audience = Audience.EVERYBODY
    category_id: UUID | None = None
    target_ids: frozenset[UUID] = frozenset()
    unit_id: UUID | None = None
    minimum_quantity: Decimal | None = None
    minimum_amount: Decimal | None = None
    repeats: bool = False
    needs_coupon: bool = False
    free_sku_id: UUID | None = None
    free_quantity: Decimal | None = None

    def is_for(self, good: Good) -> bool:
        """Tell whether a good is among what it is for."""
        in_category = self.category_id is None or self.category_id in good.category_ids
        named = not self.target_ids or not self.target_ids.isdisjoint((good.sku_id, good.product_id))
        return in_category and named

    @property
    def rank(self) -> tuple[object, ...]:
        """Say where it stands among the rules, the first one first: priority, audience, target, code."""
        narrowness = 0 if self.target_ids else 1 if self.category_id else 2
        return (-self.priority, self.audience, narrowness, self.code, self.id)


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon, with how often it has been used."""

    id: UUID
    code: str
    rule_id: UUID
    customer_id: UUID | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    is_archived: bool = False
    uses: int = 0
    uses_max: int | None = None
    uses_of_customer: int = 0
    uses_per_customer_max: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the prices of one document follow from."""

    exponent: int
    goods: Mapping[UUID, Good]
    lists: Sequence[PriceList] = ()
    rules: Sequence[Rule] = ()
    coupons: Mapping[str, Coupon] = field(default_factory=dict[str, Coupon])
    agreement: Agreement | None = None
    units: Units = field(default_factory=Units)
    rounding: RoundingPolicy = RoundingPolicy.HALF_UP

    def converted(self, quantity: Decimal, unit_id: UUID, into_id: UUID) -> Fraction | None:
        """Express a quantity in another unit; None where they do not convert."""
        return self.units.converted(quantity, unit_id, into_id)
