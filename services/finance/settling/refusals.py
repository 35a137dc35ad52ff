"""Why open items are not settled."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kernel.errors import DomainError


@dataclass(eq=False)
class AmountAboveOpen(DomainError):
    """No more of an open item is settled than is open, and on its own side."""

    message = "{amount} would be settled, and {open_amount} is open."
    amount: Decimal
    open_amount: Decimal


@dataclass(eq=False)
class ItemsUnlike(DomainError):
    """Items that are settled with each other stand on one account, of one party, in one currency."""

    message = "These items are not of one account, one party and one currency."


@dataclass(eq=False)
class SettlementUnbalanced(DomainError):
    """Items that are settled with each other cancel out, but for what is let go."""

    message = "{difference} would be left between them."
    difference: Decimal


@dataclass(eq=False)
class SettledTooEarly(DomainError):
    """Items are settled on a day on which all of them are posted."""

    message = "An item was posted on {posted_on}."
    posted_on: date


@dataclass(eq=False)
class DiscountNotOffered(DomainError):
    """For paying early, no more is let go than was offered, on the days for which it was offered."""

    message = "On {paid_on}, a discount of {offered} is offered."
    paid_on: date
    offered: Decimal


@dataclass(eq=False)
class WriteOffAboveLimit(DomainError):
    """No more of an open item is written off than the policy of the company allows."""

    message = "{amount} would be written off, and {limit} may be."
    amount: Decimal
    limit: Decimal


@dataclass(eq=False)
class SettlementUndone(DomainError):
    """A settlement is undone once, and what undoes another is not undone."""

    message = "This settlement has been undone, or undoes another."
