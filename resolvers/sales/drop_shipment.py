"""How vendors deliver what was ordered straight to customers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from schema import names
from schema.payloads import payload
from schema.sales.drop_shipment import NEEDS, DropShipmentInput
from services.sales.order.drop_shipping import Delivered, Drop, drop_ship
from services.work import Work


async def _drop(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    drop = Drop(
        key_of(said["salesOrderId"], "SalesOrder", ("input", "salesOrderId")),
        key_of(said["vendorId"], "Party", ("input", "vendorId")),
        [_delivered(line, place) for place, line in enumerate(said["lines"])],
        said.get("currency"),
        said.get("rate"),
        said.get("vendorReference"),
    )
    return {"shipment": await drop_ship(work, drop)}


def _delivered(said: Mapping[str, Any], place: int) -> Delivered:
    path, bought = ("input", "lines", place), said.get("purchaseOrderLineId")
    bought_id: UUID | None = None
    if bought is not None:
        bought_id = key_of(bought, "PurchaseOrderLine", (*path, "purchaseOrderLineId"))
    line_id = key_of(said["lineId"], "SalesOrderLine", (*path, "lineId"))
    return Delivered(line_id, said["quantity"], path, bought_id, said.get("unitPrice"))


@strawberry.type
class DropShipmentMutations:
    """How vendors deliver what was ordered straight to customers."""

    sales_order_drop_ship = mutation(
        "Say that a vendor has delivered to the customer of an order. The goods are never stock here: what the vendor is owed is a "
        "cost of the sale at once, and a goods receipt for its bill to clear; what the customer got is a shipment that has arrived.",
        payload(names.Shipment),
        _drop,
        needs=NEEDS,
        arguments=[argument("input", DropShipmentInput, "What was delivered.", required=True)],
        key_required=True,
    )
