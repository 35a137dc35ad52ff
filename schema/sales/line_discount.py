"""What pricing rules take off lines of orders and quotations, as clients see it."""

from decimal import Decimal

import strawberry

from planner.fields import held


@strawberry.type(description="What a pricing rule takes off a line.")
class SalesLineDiscount:
    """What a pricing rule takes off a line."""

    rule: str = held("The code of the rule.")
    amount: Decimal = held(
        "How much it takes off, without rounding of what is left, in the currency of the line; nothing where it gives the line."
    )
