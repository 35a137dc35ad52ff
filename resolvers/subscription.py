"""Everything that can be subscribed to."""

import strawberry

from resolvers.finance.integrity import IntegritySubscriptions
from resolvers.finance.invoice import InvoiceSubscriptions
from resolvers.inventory.stock import StockSubscriptions
from resolvers.logistics.shipment import ShipmentSubscriptions
from resolvers.platform.approval import ApprovalSubscriptions
from resolvers.platform.change import EventSubscriptions
from resolvers.platform.job import JobSubscriptions
from resolvers.purchasing.order import PurchaseOrderSubscriptions
from resolvers.sales.order import SalesOrderSubscriptions

_HELP = (
    "Everything that is told as it happens, in batches. The first batch comes at once, empty or not: whatever happens after its "
    "cursor is told. Keep the last cursor, and give it as `after` to go on without a gap."
)


@strawberry.type(description=_HELP)
class Subscription(
    StockSubscriptions,
    SalesOrderSubscriptions,
    PurchaseOrderSubscriptions,
    ShipmentSubscriptions,
    InvoiceSubscriptions,
    ApprovalSubscriptions,
    JobSubscriptions,
    IntegritySubscriptions,
    EventSubscriptions,
):
    """Everything that is told as it happens."""
