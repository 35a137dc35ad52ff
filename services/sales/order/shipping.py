"""Shipments of orders: made from what is reserved for them, one for each warehouse that goods leave.

What an order has not reserved yet is reserved first, as far as it is there. What is left is for a later shipment, which
knows the one that it follows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.clock import BusinessDay, zone
from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId, uuid7
from models import AllocationStrategy, DeliveryPolicy, SalesOrderState, ShipmentKind, ShipmentPolicy
from services import locking
from services.inventory.allocate import AllocationPolicy, Demand, From, StockShort, StockShortage, allocate
from services.logistics.shipment.life import SERIES, LeavesWhole, NothingToShip, OrderHeld
from services.platform.number import take_number
from services.refusals import IdRepeated, NotFound
from services.rights import require_company
from services.rows import Found, as_json
from services.sales.order.drafts import SALES_ORDER
from services.work import Work


@dataclass(eq=False)
class OrderUnpaid(DomainError):
    """Goods of an order that is paid first leave once it is paid."""

    message = "The order is not paid yet."


@dataclass(eq=False)
class OrderShipped(DomainError):
    """An order of which something has left is not called off."""

    message = "Some of it has left."


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of a line of an order is to leave, in the unit of the SKU."""

    line_id: UUID
    quantity: Decimal
    path: InputPath


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said of shipments that are made: which lines, in which way, on which day; all, no way, and today if not said."""

    lines: Sequence[Wanted] = ()
    carrier_service_id: UUID | None = None
    planned_on: date | None = None
    # Which goods are taken first of what is not reserved yet; as the warehouse has it if not said.
    strategy: AllocationStrategy | None = None


_OPEN: Final = """
select line.id, line.sku_id, line.quantity - line.cancelled_quantity - coalesce((
  select sum(held + consumed) from reservation where demand_id = line.id and demand_type = 'SalesOrderLine'), 0) as quantity
from sales_order_line as line join sku on sku.id = line.sku_id join product on product.id = sku.product_id
where line.order_id = $1 and product.kind = 'GOODS' and line.kind <> 'BUNDLE' and line.delivery = 'FROM_STOCK'
order by line.position
"""
_PAID: Final = "select sales_order_is_paid($1)"
# What is in a shipment that has not left is spoken for.
_RESERVED: Final = """
select kept.id as reservation_id, kept.demand_id as sales_order_line_id, kept.sku_id, kept.location_id, kept.lot_id,
  location.warehouse_id, kept.held - spoken.quantity as quantity
from sales_order_line as line
join reservation as kept on kept.demand_id = line.id and kept.demand_type = 'SalesOrderLine'
join location on location.id = kept.location_id
cross join lateral (
  select coalesce(sum(coalesce(said.picked_quantity, said.quantity)), 0) as quantity
  from shipment_line as said join shipment on shipment.id = said.shipment_id
  where said.reservation_id = kept.id and shipment.state in ('READY', 'PICKED', 'PACKED')
) as spoken
where line.order_id = $1 and kept.held > spoken.quantity order by line.position, kept.id
"""
_BEFORE: Final = """
select company.time_zone, (
  select id from shipment where sales_order_id = $2 and shipped_at is not null order by shipped_at desc, id desc limit 1) as backorder_of_id
from company where company.id = $1
"""
_SERVICE: Final = """
select from carrier_service as service join carrier on carrier.id = service.carrier_id
where service.id = $1 and service.company_id = $2 and coalesce(service.archived_at, carrier.archived_at) is null
"""
_WRITE: Final = """
insert into shipment (id, company_id, number, kind, party_id, address_id, warehouse_id, sales_order_id, carrier_service_id,
  backorder_of_id, planned_on)
select id, company_id, number, kind, party_id, address_id, warehouse_id, sales_order_id, carrier_service_id, backorder_of_id,
  planned_on
from jsonb_populate_recordset(null::shipment, $1::jsonb)
"""
_WRITE_LINES: Final = """
insert into shipment_line (company_id, shipment_id, position, sales_order_line_id, reservation_id, sku_id, location_id, lot_id,
  quantity)
select company_id, shipment_id, position, sales_order_line_id, reservation_id, sku_id, location_id, lot_id, quantity
from jsonb_populate_recordset(null::shipment_line, $1::jsonb)
"""
_LEFT: Final = "select exists (select from shipment where sales_order_id = $1 and shipped_at is not null)"
_CALL_OFF: Final = """
update shipment set state = 'CANCELLED' where sales_order_id = $1 and state in ('READY', 'PICKED', 'PACKED')
"""


async def make_shipments(work: Work, order_id: UUID, plan: Plan) -> list[UUID]:
    """Make shipments of what is there for an order, and give their ids: one for each warehouse.

    Raises:
        OrderHeld: the order is not confirmed, or on hold.
        OrderUnpaid: it is to be paid first.
        LeavesWhole: lines are named of what leaves at once only.
        StockShort: something is not there of what leaves at once only, or of what is asked for.
        NothingToShip: nothing of it is there that is not in a shipment already.
        NotFound, IdRepeated: as their names say.
    """
    order = (await locking.locked(work, SALES_ORDER, [(order_id, ("input", "salesOrderId"))]))[order_id]
    require_company(work, order["company_id"], "input", "salesOrderId")
    await _require_ready(work, order, plan)
    if plan.carrier_service_id is not None:
        found = await work.raw.fetchrow(_SERVICE, plan.carrier_service_id, order["company_id"])
        if found is None:
            raise NotFound(path=("input", "carrierServiceId"))
    await _reserve_rest(work, order, plan.strategy)
    parts = _parts(await work.raw.fetch(_RESERVED, order_id), plan.lines)
    if not parts:
        raise NothingToShip(path=("input", "salesOrderId"))
    return await _write(work, order, plan, parts)


async def call_off(work: Work, order_id: UUID, path: InputPath = ()) -> None:
    """Call off the shipments of an order that is called off itself; its row is locked.

    Raises:
        OrderShipped: one of them has left.
    """
    if await work.raw.fetchval(_LEFT, order_id):
        raise OrderShipped(path=path)
    await work.raw.execute(_CALL_OFF, order_id)


async def end_shipments(work: Work, order_id: UUID) -> None:
    """Call off what has not left of an order that is closed; its row is locked."""
    await work.raw.execute(_CALL_OFF, order_id)


async def _require_ready(work: Work, order: Found, plan: Plan) -> None:
    if order["state"] != SalesOrderState.CONFIRMED:
        raise OrderHeld(str(order["state"]), path=("input", "salesOrderId"))
    if order["shipment_policy"] == ShipmentPolicy.ON_PAYMENT and not await work.raw.fetchval(_PAID, order["id"]):
        raise OrderUnpaid(path=("input", "salesOrderId"))
    if order["delivery_policy"] == DeliveryPolicy.COMPLETE_ONLY and plan.lines:
        raise LeavesWhole(path=("input", "lines"))


async def _reserve_rest(work: Work, order: Found, strategy: AllocationStrategy | None) -> None:
    """Reserve what the order wants more, as far as it is there; of what leaves at once only, all of it."""
    rows = await work.raw.fetch(_OPEN, order["id"])
    demands = [Demand(row["id"], row["sku_id"], row["quantity"]) for row in rows if row["quantity"] > 0]
    whole = order["delivery_policy"] == DeliveryPolicy.COMPLETE_ONLY
    policy = AllocationPolicy.ALL_OR_NOTHING if whole else AllocationPolicy.PARTIAL
    source = From(order["warehouse_id"], strategy=strategy)
    found = await allocate(work, order["company_id"], demands, policy, source=source)
    if whole and found.shortages:
        raise StockShort(found.shortages, path=("input", "salesOrderId"))


def _parts(reserved: Sequence[asyncpg.Record], wanted: Sequence[Wanted]) -> list[dict[str, Any]]:
    """Give what is to leave: of lines that are named so much, and all there is where none is."""
    there = [dict(row) for row in reserved]
    if not wanted:
        return there
    taken: list[dict[str, Any]] = []
    seen: set[UUID] = set()
    for line in wanted:
        if line.line_id in seen:
            raise IdRepeated(path=(*line.path, "lineId"))
        seen.add(line.line_id)
        own = [row for row in there if row["sales_order_line_id"] == line.line_id]
        if not own:
            raise NotFound(path=(*line.path, "lineId"))
        taken += _taken(own, line)
    return taken


def _taken(own: Sequence[Mapping[str, Any]], line: Wanted) -> list[dict[str, Any]]:
    available = sum((row["quantity"] for row in own), Decimal(0))
    if not 0 < line.quantity <= available:
        sku = NodeId("Sku", own[0]["sku_id"])
        shortage = StockShortage(NodeId("SalesOrderLine", line.line_id), sku, line.quantity, available)
        raise StockShort([shortage], path=(*line.path, "quantity"))
    taken: list[dict[str, Any]] = []
    left = line.quantity
    for row in own:
        part = min(left, row["quantity"])
        left -= part
        taken += [{**row, "quantity": part}] if part else []
    return taken


async def _write(work: Work, order: Found, plan: Plan, parts: Sequence[dict[str, Any]]) -> list[UUID]:
    known = await work.raw.fetchrow(_BEFORE, order["company_id"], order["id"])
    assert known is not None
    shipments: dict[UUID, dict[str, Any]] = {}
    lines: list[dict[str, Any]] = []
    for place, part in enumerate(parts, 1):
        warehouse_id = part.pop("warehouse_id")
        head = shipments.setdefault(warehouse_id, {
            "id": uuid7(), "company_id": order["company_id"], "kind": ShipmentKind.OUTBOUND, "party_id": order["customer_id"],
            "address_id": order["shipping_address_id"], "warehouse_id": warehouse_id, "sales_order_id": order["id"],
            "carrier_service_id": plan.carrier_service_id, "backorder_of_id": known["backorder_of_id"],
            "planned_on": plan.planned_on or BusinessDay(zone(known["time_zone"])).today(work.clock),
        })  # fmt: skip
        lines.append({**part, "company_id": order["company_id"], "shipment_id": head["id"], "position": place})
    for head in shipments.values():
        head["number"] = await take_number(work, order["company_id"], SERIES)
    await work.raw.execute(_WRITE, as_json(shipments.values()))
    await work.raw.execute(_WRITE_LINES, as_json(lines))
    return [head["id"] for head in shipments.values()]
