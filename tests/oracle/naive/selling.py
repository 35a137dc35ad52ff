"""Fields of orders, quotations and agreements that are reckoned from a row and others around it, and what may be done with them."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.store import Store

# From which states a transition leads on, and what it needs.
ORDER_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "UPDATE": ({"DRAFT"}, "sales.order:write"),
    "DELETE": ({"DRAFT"}, "sales.order:write"),
    "SUBMIT": ({"DRAFT"}, "sales.order:write"),
    "REVISE": ({"PENDING_APPROVAL"}, "sales.order:write"),
    "CONFIRM": ({"DRAFT"}, "sales.order:confirm"),
    "APPROVE": ({"PENDING_APPROVAL"}, "sales.order:approve"),
    "HOLD": ({"CONFIRMED"}, "sales.order:hold"),
    "RELEASE": ({"ON_HOLD"}, "sales.order:hold"),
    "CANCEL": ({"PENDING_APPROVAL", "CONFIRMED", "ON_HOLD"}, "sales.order:cancel"),
    "CANCEL_REST": ({"CONFIRMED"}, "sales.order:cancel"),
    "CLOSE": ({"CONFIRMED", "ON_HOLD"}, "sales.order:close"),
}
SHIPMENT_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "SPLIT": ({"READY"}, "logistics.shipment:write"),
    "PICK": ({"READY", "PICKED"}, "logistics.shipment:write"),
    "PACK": ({"PICKED", "PACKED"}, "logistics.shipment:write"),
    "BOOK": ({"PACKED"}, "logistics.shipment:write"),
    "SHIP": ({"READY", "PICKED", "PACKED"}, "logistics.shipment:ship"),
    "DELIVER": ({"SHIPPED"}, "logistics.shipment:deliver"),
    "CANCEL": ({"READY", "PICKED", "PACKED"}, "logistics.shipment:cancel"),
}
TRANSFER_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "PICK": ({"READY"}, "inventory.transfer:dispatch"),
    "DISPATCH": ({"READY"}, "inventory.transfer:dispatch"),
    "RECEIVE": ({"DISPATCHED"}, "inventory.transfer:receive"),
    "RETURN": ({"DISPATCHED"}, "inventory.transfer:receive"),
    "WRITE_OFF": ({"DISPATCHED"}, "inventory.transfer:write_off"),
    "CANCEL": ({"READY"}, "inventory.transfer:write"),
}
VENDOR_RETURN_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "SHIP": ({"READY"}, "purchasing.return:ship"),
    "CREDIT": ({"SHIPPED"}, "finance.invoice:write"),
    "CANCEL": ({"READY"}, "purchasing.return:write"),
}
RETURN_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "APPROVE": ({"REQUESTED"}, "sales.return:approve"),
    "REJECT": ({"REQUESTED"}, "sales.return:approve"),
    "SEND": ({"APPROVED"}, "sales.return:write"),
    "RECEIVE": ({"APPROVED", "IN_TRANSIT"}, "sales.return:receive"),
    "INSPECT": ({"RECEIVED"}, "sales.return:inspect"),
    "CREDIT": ({"INSPECTED"}, "finance.invoice:write"),
    "REPLACE": ({"INSPECTED"}, "sales.order:write"),
    "CLOSE": ({"INSPECTED"}, "sales.return:close"),
    "CANCEL": ({"REQUESTED", "APPROVED", "IN_TRANSIT"}, "sales.return:cancel"),
}
AGREEMENT_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "UPDATE": ({"DRAFT"}, "sales.agreement:write"),
    "DELETE": ({"DRAFT"}, "sales.agreement:write"),
    "CONFIRM": ({"DRAFT"}, "sales.agreement:confirm"),
    "CLOSE": ({"CONFIRMED"}, "sales.agreement:end"),
    "EXPIRE": ({"CONFIRMED"}, "sales.agreement:end"),
    "CANCEL": ({"CONFIRMED"}, "sales.agreement:end"),
}
QUOTATION_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "UPDATE": ({"DRAFT"}, "sales.quotation:write"),
    "DELETE": ({"DRAFT"}, "sales.quotation:write"),
    "SEND": ({"DRAFT"}, "sales.quotation:send"),
    "ACCEPT": ({"SENT"}, "sales.quotation:decide"),
    "REJECT": ({"SENT"}, "sales.quotation:decide"),
    "EXPIRE": ({"SENT"}, "sales.quotation:decide"),
    "LOSE": ({"DRAFT", "SENT"}, "sales.quotation:decide"),
}


def billed(line: Row, named_by: str, store: Store) -> Decimal:
    """How much posted invoices say of a line of an order, less what notes give back."""
    total = Decimal("0.000000")
    for said in store.by("InvoiceLine", named_by, line.id):
        invoice = store.one("Invoice", said.invoice_id)
        assert invoice is not None
        if invoice.state in ("POSTED", "CANCELLED"):
            total += said.quantity if invoice.kind in ("CUSTOMER_INVOICE", "VENDOR_BILL") else -said.quantity
    return total


def reserved(line: Row, store: Store) -> Decimal:
    """How much is kept for a line of an order."""
    kept = [row for row in store.by("Reservation", "demand_id", line.id) if row.demand_type == "SalesOrderLine"]
    return sum((row.quantity - row.consumed - row.released for row in kept), Decimal("0.000000"))


def shipped(line: Row, store: Store) -> Decimal:
    """How much of a line of an order has left."""
    return _sent(line, store, {"SHIPPED", "DELIVERED"})


def delivered(line: Row, store: Store) -> Decimal:
    """How much of a line of an order has arrived."""
    return _sent(line, store, {"DELIVERED"})


def _sent(line: Row, store: Store, states: set[str]) -> Decimal:
    if line.kind == "BUNDLE":
        return _whole(line, store, lambda part: _sent(part, store, states))
    total = Decimal("0.000000")
    for part in store.by("ShipmentLine", "sales_order_line_id", line.id):
        shipment = store.one("Shipment", part.shipment_id)
        assert shipment is not None
        if shipment.state in states:
            total += part.quantity if part.picked_quantity is None else part.picked_quantity
    return total


def _whole(line: Row, store: Store, quantity: Callable[[Row], Decimal]) -> Decimal:
    """How many whole bundles there are of what there is of each component."""
    parts = store.by("SalesOrderLine", "bundle_line_id", line.id)
    whole = [quantity(part) * line.quantity // part.quantity for part in parts]
    return min(whole, default=Decimal(0)).quantize(Decimal("0.000001"))


def left(line: Row, store: Store) -> Decimal:
    """How much of a line of an order is still to leave; none of what is no goods."""
    rest = line.quantity - line.cancelled_quantity - shipped(line, store)
    return max(rest, Decimal("0.000000")) if _is_goods(line, store) else Decimal("0.000000")


def returned(line: Row, store: Store) -> Decimal:
    """How much of a line of an order has come back."""
    if line.kind == "BUNDLE":
        return _whole(line, store, lambda part: returned(part, store))
    parts = store.by("ReturnAuthorizationLine", "sales_order_line_id", line.id)
    return sum((part.received_quantity or Decimal(0) for part in parts), Decimal("0.000000"))


def _refunded(line: Row, store: Store) -> Decimal:
    if line.kind == "BUNDLE":
        return _whole(line, store, lambda part: _refunded(part, store))
    parts = store.by("ReturnAuthorizationLine", "sales_order_line_id", line.id)
    findings = [each for part in parts for each in store.by("ReturnInspection", "line_id", part.id)]
    return sum((each.quantity for each in findings if each.remedy == "REFUND"), Decimal(0))


def _delivery_exception(line: Row, store: Store) -> bool:
    open_parts, there = False, Decimal(0)
    for part in store.by("ShipmentLine", "sales_order_line_id", line.id):
        shipment = store.one("Shipment", part.shipment_id)
        assert shipment is not None
        if shipment.state == "CANCELLED":
            open_parts = open_parts or not store.by("SalesOrderResolution", "shipment_line_id", part.id)
        else:
            there += part.quantity if part.picked_quantity is None else part.picked_quantity
    return open_parts and there < line.quantity - line.cancelled_quantity


def _billing_exception(line: Row, store: Store) -> bool:
    open_notes, done = False, _refunded(line, store) + line.waived_quantity
    for said in store.by("InvoiceLine", "sales_order_line_id", line.id):
        bill = store.one("Invoice", said.invoice_id)
        assert bill is not None
        if bill.kind != "CREDIT_NOTE":
            done += said.quantity
        elif bill.entry_id is not None:
            done -= said.quantity
            is_open = bill.return_authorization_id is None
            open_notes = open_notes or (is_open and not store.by("SalesOrderResolution", "note_line_id", said.id))
    return open_notes and done < line.quantity - line.cancelled_quantity


def _is_excepted(order: Row, lines: Sequence[Row], store: Store, condition: Callable[[Row, Store], bool]) -> bool:
    return order.state in ("CONFIRMED", "ON_HOLD") and any(condition(line, store) for line in lines)


def _delivery_state(order: Row, store: Store) -> str:
    lines = store.by("SalesOrderLine", "order_id", order.id)
    if _is_excepted(order, lines, store, _delivery_exception):
        return "EXCEPTION"
    goods = [line for line in lines if _is_goods(line, store) and line.kind != "BUNDLE"]
    if not any(shipped(line, store) > 0 for line in lines):
        return "NOT_DELIVERED"
    if all(delivered(line, store) >= line.quantity - line.cancelled_quantity for line in goods):
        return "DELIVERED"
    if all(shipped(line, store) >= line.quantity - line.cancelled_quantity for line in goods):
        return "SHIPPED"
    return "PARTLY_DELIVERED" if any(delivered(line, store) > 0 for line in lines) else "PARTLY_SHIPPED"


def _is_goods(line: Row, store: Store) -> bool:
    sku = store.one("Sku", line.sku_id)
    product = store.one("Product", sku.product_id) if sku is not None else None
    assert product is not None
    return product.kind == "GOODS"


def _billing_state(order: Row, store: Store) -> str:
    lines = store.by("SalesOrderLine", "order_id", order.id)
    if _is_excepted(order, lines, store, _billing_exception):
        return "EXCEPTION"
    if not any(_billed(line, store) > 0 for line in lines):
        return "NOT_BILLED"
    whole = all(_is_billed(line, store) for line in lines)
    return "BILLED" if whole else "PARTLY_BILLED"


def _is_billed(line: Row, store: Store) -> bool:
    """Whether all of a line is billed, or not to be billed: so are the components of bundles."""
    wanted = line.quantity - line.cancelled_quantity - line.waived_quantity
    return line.kind == "COMPONENT" or _billed(line, store) + _refunded(line, store) >= wanted


def _payment_state(order: Row, store: Store) -> str:
    items, lines = _owed(order, store), store.by("SalesOrderLine", "order_id", order.id)
    advances = [bill for bill in store.by("Invoice", "sales_order_id", order.id) if bill.state == "POSTED"]
    if not advances and not any(_billed(line, store) > 0 for line in lines):
        return "NOT_BILLED"
    whole = all(_is_billed(line, store) for line in lines)
    asked = sum((bill.total_amount for bill in advances), Decimal(0))
    if all(item.open_amount == 0 for item in items):
        return "PAID" if whole or asked >= order.total_amount else "PARTLY_PAID"
    return "PARTLY_PAID" if any(item.settled_amount for item in items) else "NOT_PAID"


def _owed(order: Row, store: Store) -> list[Row]:
    """The receivables of the invoices that name a line of an order, and of its advances."""
    lines = store.by("SalesOrderLine", "order_id", order.id)
    named = [said for line in lines for said in store.by("InvoiceLine", "sales_order_line_id", line.id)]
    bills = [store.one("Invoice", key) for key in {said.invoice_id for said in named}]
    bills += store.by("Invoice", "sales_order_id", order.id)
    entries = [bill.entry_id for bill in bills if bill is not None and bill.entry_id is not None]
    return [item for key in entries for item in store.by("OpenItem", "entry_id", key) if item.side == "RECEIVABLE"]


def _billed(line: Row, store: Store) -> Decimal:
    return billed(line, "sales_order_line_id", store)


COMPUTED: Mapping[tuple[str, str], Callable[[Row, Store], object]] = {
    ("SalesOrder", "billingState"): _billing_state,
    ("SalesOrderLine", "isDeliveryException"): _delivery_exception,
    ("SalesOrderLine", "isBillingException"): _billing_exception,
    ("SalesOrder", "deliveryState"): _delivery_state,
    ("SalesOrder", "paymentState"): _payment_state,
}


def _counts(line: Row, store: Store) -> bool:
    order = store.one("SalesOrder", line.order_id)
    assert order is not None
    return order.state in ("CONFIRMED", "ON_HOLD", "CLOSED", "CLOSED_SHORT")


def called_off(agreed: Row, store: Store) -> Decimal:
    """How much promised orders have called off of a line of an agreement."""
    lines = [line for line in store.by("SalesOrderLine", "agreement_line_id", agreed.id) if _counts(line, store)]
    return sum((line.quantity - line.cancelled_quantity for line in lines), Decimal("0.000000"))


def called_off_amount(agreement: Row, store: Store) -> Decimal:
    """What promised orders have called off of an agreement, without tax."""
    total = Decimal(0)
    for agreed in store.by("BlanketAgreementLine", "agreement_id", agreement.id):
        for line in store.by("SalesOrderLine", "agreement_line_id", agreed.id):
            if _counts(line, store):
                exact = line.net_amount * (line.quantity - line.cancelled_quantity) / line.quantity
                total += exact.quantize(line.net_amount, rounding=ROUND_HALF_UP)
    return total
