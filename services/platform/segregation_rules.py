"""The rules about rights that come with Torso: what one person must not do alone.

Those that refuse are kept by each of the standard roles by itself, administrators apart; those that warn tell a small
company, where one person does much, what to look at.
"""

from typing import Final, NamedTuple

from models import SegregationSeverity

WARN, REFUSE = SegregationSeverity.WARN, SegregationSeverity.REFUSE


class StandardRule(NamedTuple):
    """Two permissions that one person must not have together, and why."""

    code: str
    severity: SegregationSeverity
    first_permission: str
    second_permission: str
    name: str
    description: str


STANDARD_RULES: Final = (
    StandardRule(
        "ORDER_AND_APPROVE_PURCHASES", REFUSE, "purchasing.order:write", "purchasing.order:approve",
        "Whoever orders does not approve", "Somebody could order for themselves and approve it.",
    ),
    StandardRule(
        "KEEP_VENDORS_AND_PAY", REFUSE, "platform.party:write", "finance.payment:post",
        "Whoever keeps vendors does not pay them", "Somebody could invent a vendor and pay it.",
    ),
    StandardRule(
        "ORDER_AND_PAY", REFUSE, "purchasing.order:write", "finance.payment:post",
        "Whoever orders does not pay", "Somebody could order for themselves and have it paid.",
    ),
    StandardRule(
        "CHANGE_VENDOR_PRICES_AND_APPROVE", REFUSE, "purchasing.price:write", "purchasing.order:approve",
        "Whoever keeps prices of vendors does not approve purchases", "Somebody could raise a price and approve what it costs.",
    ),
    StandardRule(
        "MOVE_GOODS_AND_VALUE_THEM", REFUSE, "inventory.move:write", "inventory.cost:write",
        "Whoever moves goods does not value them", "Somebody could take goods and write their value down.",
    ),
    StandardRule(
        "RIGHTS_AND_MONEY", REFUSE, "platform.user:write", "finance.payment:post",
        "Whoever gives rights does not pay", "Somebody could make another user who approves for them.",
    ),
    StandardRule(
        "SELL_AND_LIFT_CREDIT", WARN, "sales.order:write", "sales.credit:override",
        "Whoever sells does not lift credit limits", "Somebody could sell to a customer who cannot pay.",
    ),
    StandardRule(
        "SELL_AND_APPROVE", WARN, "sales.order:write", "sales.order:approve",
        "Whoever sells does not approve sales", "Somebody could approve their own order. Four eyes on documents refuse that.",
    ),
    StandardRule(
        "ENTER_AND_POST_BILLS", WARN, "finance.invoice:write", "finance.invoice:post",
        "Whoever enters bills does not post them", "Somebody could enter a bill for nothing. Approval policies ask a second person.",
    ),
    StandardRule(
        "PAY_AND_RECONCILE", WARN, "finance.payment:post", "finance.bank:reconcile",
        "Whoever pays does not reconcile the bank", "Somebody could hide a payment in the books.",
    ),
    StandardRule(
        "POST_AND_REOPEN_PERIODS", WARN, "finance.entry:post", "finance.period:reopen",
        "Whoever posts does not reopen periods", "Somebody could change a period that was reported.",
    ),
    StandardRule(
        "SHIP_AND_WRITE_OFF", WARN, "inventory.transfer:dispatch", "inventory.transfer:write_off",
        "Whoever lets transfers leave does not write them off", "Somebody could take goods and say that they were lost.",
    ),
)  # fmt: skip
