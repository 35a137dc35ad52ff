"""Why open items are not settled."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kernel.errors import DomainError
from kernel.ids import NodeId


@dataclass(eq=False)
class AmountAboveOpen(DomainError):
    """No more of an open item is settled than is open, and on its own side."""

    message = "{amount} would be settled, and {open_amount} is open."
    amount: Decimal
    open_amount: Decimal


@dataclass(eq=False)
class ItemsUnlike(DomainError):
    """Items that are settled with each other stand on one account, of one party."""

    message = "These items are not of one account and one party."


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


@dataclass(eq=False)
class UndoneTooEarly(DomainError):
    """A settlement is undone on its own day or later."""

    message = "It was settled on {settled_on}, and cannot be undone before."
    settled_on: date


@dataclass(eq=False)
class RateUnlikely(DomainError):
    """Items in several currencies are settled with each other at about the rates of the day, within the policy's percentage."""

    message = "{worth} of it is left at the rates of {settled_on}, and {allowed} may be."
    settled_on: date
    worth: Decimal
    allowed: Decimal


@dataclass(eq=False)
class ItemsSettled(DomainError):
    """An entry is reversed as long as nothing that it left open is settled; what settles it is undone first."""

    message = "Something that this entry left open is settled: undo that settlement first."
    settlement: NodeId


@dataclass(eq=False)
class ReversedByDocument(DomainError):
    """An entry that was posted for a document is undone with that document."""

    message = "This entry belongs to a document: undo it with {mutation}."
    document: NodeId
    mutation: str
