"""The words of pricing rules."""

from models import PriceSource, PricingBenefit, PricingStacking
from schema.enums import described
from services.sales.pricing.agreed import AgreementFlaw
from services.sales.pricing.coupons import CouponVerdict
from services.sales.pricing.rules import RuleOutcome

described(
    PricingBenefit,
    "What a pricing rule gives.",
    {
        PricingBenefit.PERCENT: "So many percent off what it is for.",
        PricingBenefit.AMOUNT: "An amount off all that it is for together; the lines bear it in proportion.",
        PricingBenefit.PRICE: "A price for one unit; where it is not lower, nothing.",
        PricingBenefit.FREE_ITEM: "Some of a SKU for nothing.",
    },
)
described(
    PricingStacking,
    "How a pricing rule goes together with others on the same line.",
    {
        PricingStacking.EXCLUSIVE: "Alone: not where another was before it, and none comes after it.",
        PricingStacking.ON_DISCOUNTED: "Of what earlier rules leave.",
        PricingStacking.ON_LIST: "Of the price before any rule.",
    },
)
described(
    PriceSource,
    "Where a price comes from.",
    {
        PriceSource.BY_HAND: "It was said by hand; rules leave it alone.",
        PriceSource.AGREEMENT: "From the blanket agreement that is named; rules leave it alone.",
        PriceSource.PRICE_LIST: "From a price list.",
        PriceSource.SKU: "The list price of the SKU.",
        PriceSource.FREE_ITEM: "A pricing rule gives it for nothing; it comes and goes with the rule.",
        PriceSource.BUNDLE: "It is in the price of its bundle.",
    },
)
described(
    RuleOutcome,
    "What became of a pricing rule.",
    {
        RuleOutcome.APPLIED: "It gave something.",
        RuleOutcome.BELOW_MINIMUM: "Its minimum is not reached.",
        RuleOutcome.COUPON_NEEDED: "It needs a coupon, and none for it counts.",
        RuleOutcome.SHUT_OUT: "Other rules leave it no line.",
        RuleOutcome.NOTHING_OFF: "It would take nothing off, such as a price that is not lower.",
    },
)
described(
    CouponVerdict,
    "Whether a coupon counts.",
    {
        CouponVerdict.COUNTS: "It counts.",
        CouponVerdict.UNKNOWN: "The company has no such coupon.",
        CouponVerdict.NOT_VALID: "It is not valid on the day, or out of use.",
        CouponVerdict.OF_SOMEBODY_ELSE: "It is for another customer.",
        CouponVerdict.USED_UP: "It was used as often as it may be, by all or by the customer.",
    },
)
described(
    AgreementFlaw,
    "Why nothing is called off of a blanket agreement.",
    {
        AgreementFlaw.NOT_IN_FORCE: "It is a draft, or it was ended.",
        AgreementFlaw.NOT_ON_THE_DAY: "The day of the order is before its first or after its last day, or that is over.",
        AgreementFlaw.OF_SOMEBODY_ELSE: "It is with another customer.",
        AgreementFlaw.IN_ANOTHER_CURRENCY: "It is in another currency.",
    },
)
__all__ = ["AgreementFlaw", "CouponVerdict", "PriceSource", "PricingBenefit", "PricingStacking", "RuleOutcome"]
