"""Lines that are being priced: what they ask, what has been taken off them so far, and by whom."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from kernel.errors import InputPath
from kernel.rounding import round_to
from models.sales.pricing_words import PriceSource, PricingStacking
from services.sales.pricing.base_price import BasePrice
from services.sales.pricing.facts import Facts, Good, Rule

PERCENT_DIGITS = 4
_LEFT_ALONE = (PriceSource.BY_HAND, PriceSource.AGREEMENT)


@dataclass(frozen=True, slots=True)
class WantedLine:
    """What somebody would buy; without a unit in that of the SKU, and without a price at what it costs."""

    sku_id: UUID
    quantity: Decimal
    unit_id: UUID | None = None
    unit_price: Decimal | None = None
    path: InputPath = ()


@dataclass(frozen=True, slots=True)
class LineDiscount:
    """What a rule takes off a line."""

    rule: Rule
    amount: Decimal


@dataclass(slots=True)
class PricedLine:
    """A line with its price. `listed` is quantity times price, rounded once; all discounts are taken off that."""

    wanted: WantedLine
    good: Good
    unit_id: UUID
    base: BasePrice
    listed: Decimal
    discounts: list[LineDiscount] = field(default_factory=list[LineDiscount])
    is_reached: bool = False
    is_closed: bool = False

    @property
    def discount(self) -> Decimal:
        """What is taken off it."""
        return sum((each.amount for each in self.discounts), start=self.listed * 0)

    @property
    def net(self) -> Decimal:
        """What is left of it, without tax where prices are without tax."""
        return self.listed - self.discount

    @property
    def discount_percent(self) -> Decimal:
        """What is taken off it in percent, four digits."""
        ratio = Fraction(self.discount) / Fraction(self.listed) * 100 if self.listed else Fraction(0)
        return round_to(ratio, PERCENT_DIGITS)

    def counts_for(self, rule: Rule, facts: Facts) -> bool:
        """Tell whether a rule is for it; what was priced by hand or agreed before is no rule's."""
        if self.base.source in _LEFT_ALONE or not rule.is_for(self.good):
            return False
        return rule.unit_id is None or facts.units.ratio(self.unit_id, rule.unit_id) is not None

    def is_open_to(self, rule: Rule) -> bool:
        """Tell whether a rule may still do something to it."""
        return not self.is_closed and not (self.is_reached and rule.stacking is PricingStacking.EXCLUSIVE)

    def reached_by(self, rule: Rule, amount: Decimal) -> None:
        """Note what a rule has done to it."""
        self.is_reached = True
        self.is_closed = rule.stacking is PricingStacking.EXCLUSIVE
        if amount:
            self.discounts.append(LineDiscount(rule, amount))

    def quantity_in(self, unit_id: UUID, facts: Facts) -> Fraction:
        """Give its quantity in a unit that it converts into."""
        quantity = facts.converted(self.wanted.quantity, self.unit_id, unit_id)
        assert quantity is not None
        return quantity

    @property
    def rank(self) -> tuple[object, ...]:
        """Say where it stands among the lines whatever their order, so that this order decides over no cent."""
        return (self.good.code, self.good.sku_id, self.wanted.quantity, self.unit_id, self.base.unit_price)
