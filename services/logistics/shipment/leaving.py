"""Goods that leave: stock moves, what they consume of reservations, what they are worth and its entry, in one transaction.

Locks are taken in this order: the order, the shipment, lines of the order where revenue is cut off, stock levels, reservations,
values, numbers.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from kernel.ids import NodeId
from models import SalesOrderState
from services.finance.cut_off import Event, before, post_cut_off
from services.finance.rules import SourceKind
from services.inventory.allocate import StockShort, StockShortage
from services.inventory.levels import lock_levels, lock_reserved
from services.inventory.valuation.posting import Valuation, post_values
from services.logistics.shipment.life import CustomerPlaceMissing, LeavesWhole, NothingToShip, OrderHeld, begin_step
from services.logistics.shipment.splitting import back_order
from services.rows import Found
from services.work import Work

_LINES: Final = """
select line.sku_id, line.location_id, line.lot_id, line.reservation_id, line.sales_order_line_id,
  coalesce(line.picked_quantity, line.quantity) as quantity, own.delivery_policy = 'COMPLETE_ONLY' as leaves_whole,
  company.revenue_cut_off as cuts_off
from shipment_line as line join shipment on shipment.id = line.shipment_id join company on company.id = line.company_id left join sales_order as own on own.id = shipment.sales_order_id
where line.shipment_id = $1 and coalesce(line.picked_quantity, line.quantity) > 0 order by line.position
"""
# What leaves at once is ready as a whole, in this shipment and others of the order.
_INCOMPLETE: Final = """
select exists (
  select from sales_order_line as line join sku on sku.id = line.sku_id join product on product.id = sku.product_id
  where line.order_id = $1 and product.kind = 'GOODS' and line.kind <> 'BUNDLE' and line.delivery = 'FROM_STOCK'
    and line.quantity - line.cancelled_quantity > (
    select coalesce(sum(coalesce(part.picked_quantity, part.quantity)), 0) from shipment_line as part
    join shipment on shipment.id = part.shipment_id
    where part.sales_order_line_id = line.id and shipment.state <> 'CANCELLED')
)
"""
_CUSTOMER: Final = """
select id from location where company_id = $1 and kind = 'CUSTOMER' and archived_at is null order by code, id limit 1
"""
_CONSUME: Final = """
update reservation as kept set consumed = kept.consumed + said.quantity
from unnest($1::uuid[], $2::numeric[]) as said (id, quantity)
where kept.id = said.id and kept.held >= said.quantity returning kept.id
"""
_HELD: Final = "select id, held from reservation where id = any($1::uuid[])"
_MOVE: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at, document_type, document_id)
select $1, line.sku_id, line.location_id, $2, line.lot_id, coalesce(line.picked_quantity, line.quantity), $3, 'Shipment', $4
from shipment_line as line where line.shipment_id = $4 and coalesce(line.picked_quantity, line.quantity) > 0 order by line.position
"""
_SHIPPED: Final = "update shipment set state = $2, shipped_at = $3 where id = $1"
_CANCELLED: Final = "update shipment set state = $2 where id = $1"

_KEPT: Final = "select reservation_id from shipment_line where shipment_id = $1"
# What other shipments are to take of the same reservation stays.
_RELEASE: Final = """
update reservation as kept set released = kept.released + said.quantity, release_cause = 'ASKED'
from (
  select own.id, least(line.quantity, own.held - coalesce((
    select sum(coalesce(other.picked_quantity, other.quantity)) from shipment_line as other
    join shipment on shipment.id = other.shipment_id
    where other.reservation_id = own.id and shipment.state in ('READY', 'PICKED', 'PACKED')), 0)) as quantity
  from shipment_line as line join reservation as own on own.id = line.reservation_id where line.shipment_id = $1
) as said where said.id = kept.id and said.quantity > 0
"""


async def ship(work: Work, key: UUID, version: int, *, with_back_order: bool = False) -> UUID:
    """Let the goods of a shipment leave: so much of each line as was picked, or all of it where nobody picked apart.

    What was not found stays reserved for the order, for another shipment, which is made at once if wanted.

    Raises:
        OrderHeld: the order of it is not confirmed, or on hold.
        StockShort: the order has lost goods in the meantime.
        LeavesWhole: it leaves at once only, and not all of it was found, or is in a shipment.
        NothingToShip, CustomerPlaceMissing, TransitionUnavailable, NotFound, StaleVersion: as their names say.
        DomainError: as for every posting, where the company keeps stock in its books.
    """
    shipment, state, order_state = await begin_step(work, key, version, "ship")
    if order_state != SalesOrderState.CONFIRMED:
        raise OrderHeld(str(order_state), path=("id",))
    lines = await work.raw.fetch(_LINES, key)
    if not lines:
        raise NothingToShip(path=("id",))
    if lines[0]["leaves_whole"] and await work.raw.fetchval(_INCOMPLETE, shipment["sales_order_id"]):
        raise LeavesWhole(path=("id",))
    place = await work.raw.fetchval(_CUSTOMER, shipment["company_id"])
    if place is None:
        raise CustomerPlaceMissing(path=("id",))
    was = await before(work, [line["sales_order_line_id"] for line in lines]) if lines[0]["cuts_off"] else None
    await lock_levels(work, [line["sku_id"] for line in lines], [line["location_id"] for line in lines])
    await _consume(work, lines)
    now = work.clock.now()
    await work.raw.execute(_MOVE, shipment["company_id"], place, now, key)
    await work.raw.execute(_SHIPPED, key, state, now)
    if with_back_order:
        await back_order(work, shipment)
    await post_values(work, _valuation(shipment))
    if was is not None:
        words = shipment["number"] or "Shipment"
        await post_cut_off(work, was, Event(shipment["company_id"], ("Shipment", key), words, path=("id",)))
    return key


async def cancel(work: Work, key: UUID, version: int, *, with_release: bool = False) -> UUID:
    """Call a shipment off that has not left; its goods stay reserved for the order, unless they are to be let go.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    _, state, _ = await begin_step(work, key, version, "cancel")
    await work.raw.execute(_CANCELLED, key, state)
    if with_release:
        await _release(work, key)
    return key


async def _release(work: Work, key: UUID) -> None:
    kept = [row["reservation_id"] for row in await work.raw.fetch(_KEPT, key)]
    await lock_reserved(work, kept)
    await work.raw.execute(_RELEASE, key)


async def _consume(work: Work, lines: Sequence[asyncpg.Record]) -> None:
    keys = [line["reservation_id"] for line in lines]
    consumed = await work.raw.fetch(_CONSUME, keys, [line["quantity"] for line in lines])
    if len(consumed) == len(keys):
        return
    done = {row["id"] for row in consumed}
    held = {row["id"]: row["held"] for row in await work.raw.fetch(_HELD, keys)}
    shortages = [
        StockShortage(
            NodeId("SalesOrderLine", line["sales_order_line_id"]), NodeId("Sku", line["sku_id"]), line["quantity"],
            held[line["reservation_id"]],
        )
        for line in lines if line["reservation_id"] not in done
    ]  # fmt: skip
    raise StockShort(shortages, path=("id",))


def _valuation(shipment: Found) -> Valuation:
    words = shipment["number"] or "Shipment"
    return Valuation(shipment["company_id"], SourceKind.SHIPMENT, ("Shipment", shipment["id"]), words, path=("id",))
