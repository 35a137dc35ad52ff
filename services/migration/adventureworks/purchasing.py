"""Purchasing: what vendors offer, and the purchase orders with their lines.

An order's amounts have four digits there and two here. Net, tax and freight are rounded each; the total is their sum, and the
lines share the rounded net by largest remainder, so that everything still adds up.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import models
from kernel.decimals import product
from kernel.money import Money
from models import PurchaseOrderState
from services.migration.adventureworks.stock import WAREHOUSE
from services.migration.plans.fields import (
    Scope,
    at,
    choice,
    column,
    company_currency,
    constant,
    day,
    entity,
    needed,
    not_negative,
    positive,
    start_of_day,
    text,
)
from services.migration.plans.plan import Becomes, Founded, Lines, Values
from services.migration.plans.source import Row
from services.migration.refusals import DocumentDoesNotAddUp

# 1 pending, 2 approved, 3 rejected, 4 complete.
STATES: Final[Mapping[object, object]] = {
    1: PurchaseOrderState.PENDING_APPROVAL,
    2: PurchaseOrderState.APPROVED,
    3: PurchaseOrderState.REJECTED,
    4: PurchaseOrderState.COMPLETED,
}
PREFIX: Final = "PO-"
DIGITS: Final = 6

VENDOR_PRODUCTS: Final = Becomes(
    type_name="VendorProduct",
    source="ProductVendor",
    key=text("{ProductID}-{BusinessEntityID}"),
    target=models.VendorProduct,
    fields={
        "vendor_id": entity("Party", "{BusinessEntityID}"),
        "sku_id": entity("Sku", "{ProductID}"),
        "unit_id": entity("Unit", "{UnitMeasureCode}"),
        "currency": company_currency,
        "unit_price": needed("StandardPrice"),
        "last_unit_cost": column("LastReceiptCost"),
        "last_received_on": day("LastReceiptDate"),
        "lead_time_days": column("AverageLeadTime"),
        "minimum_quantity": column("MinOrderQty"),
        "maximum_quantity": column("MaxOrderQty"),
    },
)

# Orders are priced as their vendors price (8,844 of 8,845 lines at the last cost of the vendor's unit), so the vendor's unit
# is the one that was ordered.
_unit_of_purchase = at(
    "ProductVendor",
    {
        "ProductID": column("ProductID"),
        "BusinessEntityID": at("PurchaseOrderHeader", "PurchaseOrderID", column("VendorID"), counts=False),
    },
    entity("Unit", "{UnitMeasureCode}"),
    counts=False,
)


def line_total(row: Row, _scope: Scope) -> Decimal:
    """Give what a line comes to, with all digits."""
    return product(row.decimal("OrderQty"), row.decimal("UnitPrice"))


def settle(order: Values, lines: Sequence[Values], scope: Scope) -> None:
    """Round an order to the digits of its currency, and give its lines their places and their shares of the net.

    Raises:
        DocumentDoesNotAddUp: the lines come to something else than the order's net, before any rounding.
    """
    weights = [_amount(line, "net_amount") for line in lines]
    exact = sum(weights, Decimal(0))
    if exact != _amount(order, "net_amount"):
        raise DocumentDoesNotAddUp(exact, _amount(order, "net_amount"))
    parts = {name: _rounded(_amount(order, name), scope) for name in ("net_amount", "tax_amount", "freight_amount")}
    total = Money.total(parts.values(), scope.facts.currency)
    order.update({name: part.amount for name, part in parts.items()}, total_amount=total.amount)
    shares = parts["net_amount"].allocate(weights)
    for position, (line, share) in enumerate(zip(lines, shares, strict=True), start=1):
        line.update(position=position, net_amount=share.amount)
    order["expected_on"] = max((day for line in lines if isinstance(day := line["due_on"], dt.date)), default=None)


def _rounded(amount: Decimal, scope: Scope) -> Money:
    return Money.rounded(amount, scope.facts.currency, scope.facts.rounding)


def _amount(values: Values, name: str) -> Decimal:
    amount = values[name]
    assert isinstance(amount, Decimal)
    return amount


def _next_number(_row: Row, scope: Scope) -> object:
    """Go on after the highest number that the other system gave, whether its order comes in or not."""
    numbers = (row["PurchaseOrderID"] for row in scope.source.table("PurchaseOrderHeader").rows if row.fate is None)
    return max((number for number in numbers if isinstance(number, int)), default=0) + 1


NUMBERS: Final = Founded(
    type_name="NumberSeries",
    key="purchase orders",
    target=models.NumberSeries,
    fields={
        "code": constant("PURCHASE_ORDER"),
        "prefix": constant(PREFIX),
        "digits": constant(DIGITS),
        "next_value": _next_number,
    },
)

ORDERS: Final = Becomes(
    type_name="PurchaseOrder",
    source="PurchaseOrderHeader",
    key=text("{PurchaseOrderID}"),
    target=models.PurchaseOrder,
    fields={
        "number": text(f"{PREFIX}{{PurchaseOrderID:0{DIGITS}d}}"),
        "state": choice("Status", STATES),
        "vendor_id": entity("Party", "{VendorID}"),
        "warehouse_id": entity("Warehouse", constant(WAREHOUSE)),
        "ordered_at": start_of_day("OrderDate"),
        "shipped_on": day("ShipDate"),
        "currency": company_currency,
        "net_amount": needed("SubTotal"),
        "tax_amount": needed("TaxAmt"),
        "freight_amount": needed("Freight"),
    },
    lines=Lines(
        type_name="PurchaseOrderLine",
        source="PurchaseOrderDetail",
        document="PurchaseOrderID",
        key=text("{PurchaseOrderDetailID}"),
        target=models.PurchaseOrderLine,
        owner="order_id",
        fields={
            "sku_id": entity("Sku", "{ProductID}"),
            "description": at("Product", "ProductID", needed("Name"), counts=False),
            "quantity": positive("OrderQty"),
            "unit_id": _unit_of_purchase,
            "currency": company_currency,
            "unit_price": not_negative("UnitPrice"),
            "net_amount": line_total,
            "due_on": day("DueDate"),
            "received_quantity": needed("ReceivedQty"),
            "rejected_quantity": needed("RejectedQty"),
        },
    ),
    settle=settle,
)

STEPS: Final = (VENDOR_PRODUCTS, NUMBERS, ORDERS)
