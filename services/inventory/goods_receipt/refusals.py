"""Why goods are not received."""

from dataclasses import dataclass
from decimal import Decimal

from kernel.errors import DomainError
from kernel.ids import NodeId


@dataclass(eq=False)
class SupplierPlaceMissing(DomainError):
    """A company that receives goods has a location of the kind SUPPLIER, from which they come."""

    message = "The company has no location of the kind SUPPLIER."


@dataclass(eq=False)
class GoodsUnclear(DomainError):
    """A line names its goods, or the line of the order that they were ordered with."""

    message = "Say which goods arrived, or which line of an order."


@dataclass(eq=False)
class ArrivalUnfit(DomainError):
    """What arrived is more than nothing, and its price nothing or more."""

    message = "Say a quantity above zero, and a price of zero or more."


@dataclass(eq=False)
class ReceivedUnitUnfit(DomainError):
    """Goods arrive in the unit of their SKU, or in one that converts into it and leaves no more than six digits."""

    message = "This quantity cannot be told in the unit of the SKU."


@dataclass(eq=False)
class OrderLineNotReceivable(DomainError):
    """A line receives goods of an order of the same vendor that binds both, in its unit and, with others, one currency."""

    message = "This line of an order cannot be received here."


@dataclass(eq=False)
class OrderLineOverReceived(DomainError):
    """A line of an order is received up to its quantity; what came beyond it is a line of its own."""

    message = "{received} would be received of {ordered} that were ordered."
    order_line: NodeId
    ordered: Decimal
    received: Decimal


@dataclass(eq=False)
class LotsUnfit(DomainError):
    """Goods tracked by lots arrive with the number of their lot, pieces with a serial number each, all others without."""

    message = "This product is tracked as {tracking}: name its lot, or a serial number for each piece, or nothing."
    tracking: str


@dataclass(eq=False)
class SerialNumberTaken(DomainError):
    """A piece with a serial number is in stock once."""

    message = 'The piece "{serial_number}" is in stock already.'
    serial_number: str
