"""Where prices come from, what pricing rules give, and how they go together."""

from enum import StrEnum


class PricingBenefit(StrEnum):
    """What a pricing rule gives."""

    PERCENT = "PERCENT"
    AMOUNT = "AMOUNT"
    PRICE = "PRICE"
    FREE_ITEM = "FREE_ITEM"


class PricingStacking(StrEnum):
    """How a pricing rule goes together with others on the same line."""

    EXCLUSIVE = "EXCLUSIVE"
    ON_DISCOUNTED = "ON_DISCOUNTED"
    ON_LIST = "ON_LIST"


class PriceSource(StrEnum):
    """Where the price of a line comes from."""

    BY_HAND = "BY_HAND"
    AGREEMENT = "AGREEMENT"
    PRICE_LIST = "PRICE_LIST"
    SKU = "SKU"
    FREE_ITEM = "FREE_ITEM"
    BUNDLE = "BUNDLE"
