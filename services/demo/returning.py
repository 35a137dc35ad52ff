"""What of the demo left in shipments, and what customers ask to send back of it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection

import models
from models import ReturnState, ShipmentKind, ShipmentState
from services.demo.delivery import Sent
from services.demo.identity import COMPANY_ID, TODAY, at, demo_id
from services.demo.stockroom import Stockroom

# One that is ready is called off, and what becomes of its first line is decided.
_CALLED_OFF: Final = """
with off as (
  update shipment set state = 'CANCELLED'
  where id = (select id from shipment where state = 'READY' order by number desc limit 1) returning id
), first as (select * from shipment_line where shipment_id in (select id from off) order by position limit 1)
select id, company_id, sales_order_line_id, quantity from first
"""
_DECIDED: Final = """
insert into sales_order_resolution (id, company_id, order_line_id, shipment_line_id, resolution, quantity, recorded_at, changed_at)
values ($1, $2, $3, $4, 'RECREATE', $5, $6, $6)
"""
REASONS: Final = ("The cups are chipped.", "Ordered by mistake.", "It does not fit the machine.")
STATES: Final = (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT)
RETURNED_EVERY: Final = 4

_UNTOUCHED: Final = ("alter table shipment disable trigger touch", "alter table shipment enable trigger touch")
_LEFT: Final = """
update shipment as own set state = 'SHIPPED', shipped_at = gone.at, changed_at = gone.at
from (
  select each.id, (each.planned_on + time '14:00') at time zone company.time_zone as at
  from shipment as each join company on company.id = each.company_id where each.planned_on < $1 and each.state = 'PACKED'
) as gone where gone.id = own.id
"""
DAYS_ON_THE_WAY: Final = 2
_ARRIVED: Final = """
update shipment set state = 'DELIVERED', delivered_at = shipped_at + make_interval(days => $2::integer),
  changed_at = shipped_at + make_interval(days => $2::integer)
where state = 'SHIPPED' and planned_on < $1::date - $2::integer
"""


async def let_leave(connection: Connection) -> None:
    """Let leave what was packed before today, arrive what has left days ago, and call one off: lines are written before."""
    off, on = _UNTOUCHED
    await connection.execute(off)
    await connection.execute(_LEFT, TODAY)
    await connection.execute(_ARRIVED, TODAY, DAYS_ON_THE_WAY)
    called_off = await connection.fetchrow(_CALLED_OFF)
    await connection.execute(on)
    if called_off is not None:
        line_id, company_id, order_line_id, quantity = called_off
        key, when = demo_id("resolution", "1"), at(TODAY, 10)
        await connection.execute(_DECIDED, key, company_id, order_line_id, line_id, quantity, when)


def add_shipped(stockroom: Stockroom, sent: Sequence[Sent], before: int) -> int:
    """Add the shipments in which goods left, with numbers after those that are there, and give how many there are."""
    shipments: defaultdict[UUID, list[Sent]] = defaultdict(list)
    for each in sent:
        shipments[each.shipment_id].append(each)
    for place, (key, parts) in enumerate(shipments.items(), start=before + 1):
        first = parts[0]
        stockroom.promises.add(
            models.Shipment, key, at(first.on, 14), company_id=COMPANY_ID, number=f"SH-{place:06}", kind=ShipmentKind.OUTBOUND,
            state=ShipmentState.PACKED, party_id=first.order.customer.id, address_id=None, warehouse_id=first.order.site.id,
            sales_order_id=first.order.id, carrier_service_id=demo_id("carrier service", "PAKET"), backorder_of_id=None,
            planned_on=first.on, shipped_at=None,
        )  # fmt: skip
        for position, part in enumerate(parts, start=1):
            _add_part(stockroom, key, position, part)
    return before + len(shipments)


def _add_part(stockroom: Stockroom, shipment_id: UUID, position: int, part: Sent) -> None:
    when, name = at(part.on, 14), f"{shipment_id} {position}"
    line_id, sku_id, lot_id = part.order.line_id(part.line), part.line.article.id, part.batch.lot_id
    kept = stockroom.promises.add(
        models.Reservation, demo_id("reservation", name), when, company_id=COMPANY_ID, demand_type="SalesOrderLine",
        demand_id=line_id, sku_id=sku_id, location_id=part.place.bin, lot_id=lot_id, quantity=part.quantity,
        consumed=part.quantity,
    )  # fmt: skip
    stockroom.promises.add(
        models.ShipmentLine, demo_id("shipment line", name), when, company_id=COMPANY_ID, shipment_id=shipment_id,
        position=position, sales_order_line_id=line_id, reservation_id=kept, sku_id=sku_id, location_id=part.place.bin,
        lot_id=lot_id, quantity=part.quantity, picked_quantity=part.quantity,
    )  # fmt: skip


def add_returns(stockroom: Stockroom, sent: Sequence[Sent]) -> int:
    """Add what customers ask to send back of some shipments: the first line of each; give how many there are."""
    first = {each.shipment_id: each for each in reversed(sent)}
    chosen = [each for each in reversed(first.values()) if not each.came_back][::RETURNED_EVERY]
    for place, each in enumerate(chosen, start=1):
        key, when = demo_id("return", str(place)), at(min(each.on + timedelta(days=4), TODAY), 9)
        stockroom.returns.add(
            models.ReturnAuthorization, key, when, company_id=COMPANY_ID, number=f"RT-{place:06}",
            state=STATES[place % len(STATES)], customer_id=each.order.customer.id, sales_order_id=each.order.id,
            reason=REASONS[place % len(REASONS)],
        )  # fmt: skip
        stockroom.returns.add(
            models.ReturnAuthorizationLine, demo_id("return line", str(place)), when, company_id=COMPANY_ID,
            authorization_id=key, position=1, sales_order_line_id=each.order.line_id(each.line),
            shipment_line_id=demo_id("shipment line", f"{each.shipment_id} 1"), sku_id=each.line.article.id,
            lot_id=each.batch.lot_id, quantity=min(each.quantity, Decimal(1)),
        )  # fmt: skip
    return len(chosen)
