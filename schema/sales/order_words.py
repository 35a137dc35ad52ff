"""The words that sales orders are told with."""

from enum import StrEnum

from models import DeliveryPolicy, InvoicePolicy, LineDelivery, SalesLineKind, SalesOrderState, ShipmentPolicy
from schema.enums import described

READ = "sales.order:read"
READ_MARGIN = "sales.margin:read"
READ_INVOICE = "finance.invoice:read"
READ_STOCK = "inventory.stock:read"
READ_SHIPMENT = "logistics.shipment:read"
READ_RETURN = "sales.return:read"
WRITE = "sales.order:write"
CONFIRM = "sales.order:confirm"
DISCOUNT = "sales.order:discount"


class SalesOrderTransition(StrEnum):
    """What can be done with a sales order."""

    UPDATE = "UPDATE"
    DELETE = "DELETE"
    SUBMIT = "SUBMIT"
    REVISE = "REVISE"
    CONFIRM = "CONFIRM"
    APPROVE = "APPROVE"
    HOLD = "HOLD"
    RELEASE = "RELEASE"
    CANCEL = "CANCEL"
    CANCEL_REST = "CANCEL_REST"
    CLOSE = "CLOSE"


class SalesOrderDeliveryState(StrEnum):
    """How far the goods of a sales order have left, and have arrived."""

    NOT_DELIVERED = "NOT_DELIVERED"
    PARTLY_SHIPPED = "PARTLY_SHIPPED"
    SHIPPED = "SHIPPED"
    PARTLY_DELIVERED = "PARTLY_DELIVERED"
    DELIVERED = "DELIVERED"
    EXCEPTION = "EXCEPTION"


class SalesOrderBillingState(StrEnum):
    """How far a sales order is billed."""

    NOT_BILLED = "NOT_BILLED"
    PARTLY_BILLED = "PARTLY_BILLED"
    BILLED = "BILLED"
    EXCEPTION = "EXCEPTION"


class SalesOrderPaymentState(StrEnum):
    """How far the invoices of a sales order are paid."""

    NOT_BILLED = "NOT_BILLED"
    NOT_PAID = "NOT_PAID"
    PARTLY_PAID = "PARTLY_PAID"
    PAID = "PAID"


described(
    SalesOrderState,
    "Where a sales order is in its life cycle; how far it is delivered, billed and paid is told apart from it.",
    {
        SalesOrderState.DRAFT: "It is being written, and binds nobody.",
        SalesOrderState.PENDING_APPROVAL: "It waits for somebody's approval.",
        SalesOrderState.CONFIRMED: "It is promised to the customer.",
        SalesOrderState.ON_HOLD: "It is promised, and nothing happens until it is released.",
        SalesOrderState.CLOSED: "All of it was delivered, billed and paid.",
        SalesOrderState.CLOSED_SHORT: "The rest of it will not be delivered any more.",
        SalesOrderState.CANCELLED: "It was called off before anything was delivered.",
        SalesOrderState.MIGRATED: "It is history of another system, and moves nothing here.",
    },
)
described(
    SalesLineKind,
    "What a line of a sales order is for stock.",
    {
        SalesLineKind.STANDARD: "What is ordered is what is taken from stock.",
        SalesLineKind.BUNDLE: "A bundle: it has the price and is billed, and its components are taken from stock.",
        SalesLineKind.COMPONENT: "A component of a bundle: it is taken from stock, and has no price.",
    },
)
described(
    InvoicePolicy,
    "When an order is billed.",
    {
        InvoicePolicy.ON_ORDER: "As soon as it is confirmed, for what was ordered.",
        InvoicePolicy.ON_DELIVERY: "For what was delivered.",
        InvoicePolicy.MANUAL: "When somebody writes an invoice.",
    },
)
described(
    LineDelivery,
    "Who delivers a position of an order.",
    {
        LineDelivery.FROM_STOCK: "The company, from its stock.",
        LineDelivery.DROP_SHIPMENT: "A vendor, straight to the customer; nothing is reserved for it, and it is never stock here.",
    },
)
described(
    ShipmentPolicy,
    "When goods are promised and get ready to leave.",
    {
        ShipmentPolicy.ON_CONFIRM: "As soon as the order is confirmed.",
        ShipmentPolicy.ON_PAYMENT: "Once the order is paid.",
        ShipmentPolicy.MANUAL: "When somebody says so.",
    },
)
described(
    DeliveryPolicy,
    "Whether an order may leave in parts.",
    {
        DeliveryPolicy.PARTIAL_ALLOWED: "What is there leaves, and the rest follows.",
        DeliveryPolicy.COMPLETE_ONLY: "All of it leaves at once.",
    },
)
described(
    SalesOrderTransition,
    "What can be done with a sales order.",
    {
        SalesOrderTransition.UPDATE: "Change the draft.",
        SalesOrderTransition.DELETE: "Throw the draft away.",
        SalesOrderTransition.SUBMIT: "Ask for its approval.",
        SalesOrderTransition.REVISE: "Make a draft again of what waits for approval.",
        SalesOrderTransition.CONFIRM: "Promise it to the customer.",
        SalesOrderTransition.APPROVE: "Approve it, which promises it to the customer.",
        SalesOrderTransition.HOLD: "Let nothing happen until it is released.",
        SalesOrderTransition.RELEASE: "Let it go on.",
        SalesOrderTransition.CANCEL: "Call it off.",
        SalesOrderTransition.CANCEL_REST: "Call off what has not left of it.",
        SalesOrderTransition.CLOSE: "Bring it to its end, also short of what was ordered.",
    },
)
described(
    SalesOrderDeliveryState,
    "How far the goods of a sales order have left, and have arrived.",
    {
        SalesOrderDeliveryState.EXCEPTION: "A shipment was called off, and nobody has decided what becomes of its goods.",
        SalesOrderDeliveryState.NOT_DELIVERED: "Nothing of it has left.",
        SalesOrderDeliveryState.PARTLY_SHIPPED: "Some of it has left, and nothing has arrived.",
        SalesOrderDeliveryState.SHIPPED: "All goods of it have left, and not all have arrived.",
        SalesOrderDeliveryState.PARTLY_DELIVERED: "Some of it has arrived, and not all has left.",
        SalesOrderDeliveryState.DELIVERED: "All goods of it have arrived.",
    },
)
described(
    SalesOrderBillingState,
    "How far a sales order is billed.",
    {
        SalesOrderBillingState.EXCEPTION: "A note gives back what did not come back, and nobody has decided whether it is billed again.",
        SalesOrderBillingState.NOT_BILLED: "Nothing of it is billed.",
        SalesOrderBillingState.PARTLY_BILLED: "Some of it is billed.",
        SalesOrderBillingState.BILLED: "All of it is billed.",
    },
)
described(
    SalesOrderPaymentState,
    "How far the invoices of a sales order are paid, advances among them.",
    {
        SalesOrderPaymentState.NOT_BILLED: "No posted invoice bills it, and no advance.",
        SalesOrderPaymentState.NOT_PAID: "Nothing of its invoices is paid.",
        SalesOrderPaymentState.PARTLY_PAID: "Some of its invoices is paid, or all of them while something is not billed yet.",
        SalesOrderPaymentState.PAID: "All of it is billed, or asked for by advances, and all of that is paid.",
    },
)
