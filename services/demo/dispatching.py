"""What of the demo's orders is about to leave: shipments of what is reserved, picked where they are due, and packed at the front."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from models import SalesOrderState, ShipmentKind, ShipmentState
from services.demo.identity import COMPANY_ID, TODAY, at, demo_id
from services.demo.sales_order import Order
from services.demo.stockroom import Kept, Stockroom

SHIPMENTS_MAX: Final = 24


def add_shipments(stockroom: Stockroom, orders: Iterable[Order]) -> int:
    """Add the shipments of the oldest orders that have something reserved, and give how many there are."""
    kept: defaultdict[UUID, list[Kept]] = defaultdict(list)
    for each in stockroom.kept:
        kept[each.line_id].append(each)
    ready = [order for order in orders if order.state is SalesOrderState.CONFIRMED and _reserved(order, kept)]
    for place, order in enumerate(ready[:SHIPMENTS_MAX], start=1):
        _add(stockroom, order, place, _reserved(order, kept))
    return min(len(ready), SHIPMENTS_MAX)


def _reserved(order: Order, kept: dict[UUID, list[Kept]]) -> list[Kept]:
    return [each for line in order.lines for each in kept.get(order.line_id(line), ())]


def _add(stockroom: Stockroom, order: Order, place: int, reserved: list[Kept]) -> None:
    state = (ShipmentState.PACKED, ShipmentState.PICKED, ShipmentState.READY)[min(place // 4, 2)]
    key, when = demo_id("shipment", str(place)), at(TODAY, 7, place)
    stockroom.promises.add(
        models.Shipment, key, when, company_id=COMPANY_ID, number=f"SH-{place:06}", kind=ShipmentKind.OUTBOUND, state=state,
        party_id=order.customer.id, address_id=None, warehouse_id=order.site.id, sales_order_id=order.id,
        carrier_service_id=demo_id("carrier service", "PAKET"), backorder_of_id=None, planned_on=TODAY, shipped_at=None,
    )  # fmt: skip
    package = demo_id("package", str(place))
    if state is ShipmentState.PACKED:
        stockroom.promises.add(
            models.Package, package, when, company_id=COMPANY_ID, shipment_id=key, position=1, weight_kg=Decimal("2.5"),
            tracking_number=None,
        )  # fmt: skip
    for position, each in enumerate(reserved, start=1):
        line = stockroom.promises.add(
            models.ShipmentLine, demo_id("shipment line", f"{place} {position}"), when, company_id=COMPANY_ID,
            shipment_id=key, position=position, sales_order_line_id=each.line_id, reservation_id=each.id,
            sku_id=each.sku_id, location_id=each.location_id, lot_id=each.lot_id, quantity=each.quantity,
            picked_quantity=None if state is ShipmentState.READY else each.quantity,
        )  # fmt: skip
        if state is ShipmentState.PACKED:
            stockroom.promises.add(
                models.PackageContent, demo_id("package content", f"{place} {position}"), when, company_id=COMPANY_ID,
                package_id=package, shipment_line_id=line, quantity=each.quantity,
            )  # fmt: skip
