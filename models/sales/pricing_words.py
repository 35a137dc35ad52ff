"""What pricing rules give, and how they go together."""

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
