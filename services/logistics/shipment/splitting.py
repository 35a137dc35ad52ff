"""A shipment in two: what is to leave later goes into a shipment of its own, with the reservations that it is kept by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import uuid7
from services.logistics.shipment.handling import Part, lines_of, part_of, require_once
from services.logistics.shipment.life import SERIES, LeavesWhole, NothingToShip, begin_step
from services.platform.number import take_number
from services.rows import Found
from services.work import Work


@dataclass(eq=False)
class SplitMore(DomainError):
    """Of a line no more goes into another shipment than is in it, and something."""

    message = "No more than {quantity} is in it."
    quantity: Decimal


_LEAVES_WHOLE: Final = "select delivery_policy = 'COMPLETE_ONLY' from sales_order where id = $1"
_BEGIN: Final = """
insert into shipment (id, company_id, number, kind, party_id, address_id, warehouse_id, sales_order_id, carrier_service_id,
  backorder_of_id, planned_on)
select $2, company_id, $3, kind, party_id, address_id, warehouse_id, sales_order_id, carrier_service_id, id, coalesce($4, planned_on)
from shipment where id = $1
"""
# A line of which all goes keeps its id: whoever looks for it finds it where it is now.
_GO: Final = """
update shipment_line as line set shipment_id = $1
from unnest($2::uuid[], $3::numeric[]) as said (id, quantity) where line.id = said.id and line.quantity = said.quantity
"""
_LESSEN: Final = """
update shipment_line as line set quantity = line.quantity - said.quantity
from unnest($1::uuid[], $2::numeric[]) as said (id, quantity) where line.id = said.id and line.quantity > said.quantity
"""
_ADD: Final = """
insert into shipment_line (company_id, shipment_id, position, sales_order_line_id, reservation_id, sku_id, location_id, lot_id, quantity)
select line.company_id, $1, line.position, line.sales_order_line_id, line.reservation_id, line.sku_id, line.location_id, line.lot_id,
  said.quantity
from unnest($2::uuid[], $3::numeric[]) as said (id, quantity) join shipment_line as line on line.id = said.id
where line.shipment_id <> $1
"""
_CHANGED: Final = "update shipment set state = $2 where id = $1"
_SHORT: Final = """
select id, quantity - picked_quantity as quantity from shipment_line where shipment_id = $1 and picked_quantity < quantity
"""


async def split(work: Work, key: UUID, version: int, parts: Sequence[Part], planned_on: date | None) -> UUID:
    """Put so much of lines of a shipment that nobody has picked into a new one, and give its id.

    Raises:
        LeavesWhole: the order leaves at once only.
        SplitMore: more of a line would go than is in it.
        NothingToShip: nothing would go, or nothing would stay.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated: as their names say.
    """
    shipment, state, _ = await begin_step(work, key, version, "split")
    if await work.raw.fetchval(_LEAVES_WHOLE, shipment["sales_order_id"]):
        raise LeavesWhole(path=("id",))
    lines = await lines_of(work, key)
    require_once(parts)
    for part in parts:
        quantity = part_of(lines, part)["quantity"]
        if not 0 < part.quantity <= quantity:
            raise SplitMore(quantity, path=(*part.path, "quantity"))
    gone = {part.line_id: part.quantity for part in parts}
    if not parts or all(gone.get(own) == line["quantity"] for own, line in lines.items()):
        raise NothingToShip(path=("lines",))
    made = await _begin(work, shipment, planned_on)
    said = list(gone), list(gone.values())
    await work.raw.execute(_GO, made, *said)
    await work.raw.execute(_ADD, made, *said)
    await work.raw.execute(_LESSEN, *said)
    await work.raw.execute(_CHANGED, key, state)
    return made


async def back_order(work: Work, shipment: Found) -> None:
    """Make a shipment of what was not found of one that has just left; none where all was."""
    short = await work.raw.fetch(_SHORT, shipment["id"])
    if short:
        made = await _begin(work, shipment, None)
        await work.raw.execute(_ADD, made, [row["id"] for row in short], [row["quantity"] for row in short])


async def _begin(work: Work, shipment: Found, planned_on: date | None) -> UUID:
    made = uuid7()
    number = await take_number(work, shipment["company_id"], SERIES)
    await work.raw.execute(_BEGIN, shipment["id"], made, number, planned_on)
    return made
