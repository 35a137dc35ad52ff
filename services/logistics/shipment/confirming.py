"""Picking line by line: how much was taken so far, and what of it was not found, with what takes its place.

What is not found loses its reservation, and is proposed to be counted. The same is looked for at other places and lots of the
warehouse; what is not there either stays open on the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from models import DiscrepancyReason
from services.inventory.allocate import AllocationPolicy, Demand, From, StockShortage, allocate
from services.inventory.discrepancy import Missing, report, require_fit
from services.inventory.levels import lock_everywhere
from services.logistics.shipment.handling import Part, require_once
from services.logistics.shipment.life import PickedMore, begin_step
from services.logistics.shipment.picking import require_own
from services.refusals import NotFound, TooManyRows
from services.rows import Found
from services.work import Work

LINES_MAX: Final = 200


@dataclass(eq=False)
class NothingMissing(DomainError):
    """Why something was not found is said of what was not found."""

    message = "All of it was found: there is nothing to give a reason for."


@dataclass(eq=False)
class ReasonMissing(DomainError):
    """Goods are put aside for a reason."""

    message = "Say why the goods were put aside."


@dataclass(frozen=True, slots=True)
class Picked:
    """How much of a line was taken so far; with a reason, the rest of it is not there."""

    line_id: UUID
    quantity: Decimal
    path: InputPath
    reason: DiscrepancyReason | None = None
    remark: str | None = None
    moved_to_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of it: the shipment, what was not found, the lines that take its place, and what nothing does."""

    shipment_id: UUID
    discrepancies: Sequence[UUID] = ()
    replacements: Sequence[UUID] = ()
    shortages: Sequence[StockShortage] = ()


_LINES: Final = """
select line.id, line.quantity, line.sku_id, line.location_id, line.lot_id, line.sales_order_line_id, line.reservation_id,
  kept.priority, kept.pinned
from shipment_line as line join reservation as kept on kept.id = line.reservation_id where line.shipment_id = $1
"""
_TAKE: Final = """
update shipment_line as line set picked_quantity = said.quantity, quantity = case when said.ends then said.quantity else line.quantity end
from unnest($1::uuid[], $2::numeric[], $3::boolean[]) as said (id, quantity, ends)
where line.id = said.id and not (said.ends and said.quantity = 0)
"""
_GONE: Final = "delete from shipment_line where id = any($1::uuid[])"
# It may have lost goods in the meantime.
_LET_GO: Final = """
update reservation as kept set released = kept.released + least(kept.held, said.quantity), release_cause = 'LOST'
from (
  select id, sum(quantity) as quantity from unnest($1::uuid[], $2::numeric[]) as said (id, quantity) group by id
) as said where kept.id = said.id and kept.held > 0
"""
_OPEN: Final = """
select line.id, line.quantity - line.cancelled_quantity - coalesce((
  select sum(held + consumed) from reservation where demand_id = line.id and demand_type = 'SalesOrderLine'), 0) as quantity
from sales_order_line as line where line.id = any($1::uuid[])
"""
_REPLACE: Final = """
insert into shipment_line (company_id, shipment_id, position, sales_order_line_id, reservation_id, sku_id, location_id, lot_id,
  quantity)
select $2, $1, (select coalesce(max(position), 0) from shipment_line where shipment_id = $1) + row_number() over (order by said.place),
  kept.demand_id, kept.id, kept.sku_id, kept.location_id, kept.lot_id, kept.quantity
from unnest($3::uuid[]) with ordinality as said (id, place) join reservation as kept on kept.id = said.id
returning id
"""
# Picked is what nobody has to go for any more; what nothing is left of is no shipment.
_STATE: Final = """
update shipment set state = (
  select case when count(*) = 0 then 'CANCELLED' when bool_and(picked_quantity is not distinct from quantity) then 'PICKED' else 'READY' end
  from shipment_line where shipment_id = $1)
where id = $1
"""


async def confirm(work: Work, key: UUID, version: int, picked: Sequence[Picked]) -> Confirmed:
    """Say how much of lines was taken so far; the shipment is picked once all of it is.

    What is said to be missing is let go, proposed to be counted, and replaced by what lies elsewhere in the warehouse.

    Raises:
        PickedMore: more was taken than is to leave, or less than nothing.
        NothingMissing, ReasonMissing: of a reason.
        PickedByAnother: it was given to somebody else.
        PutAsideUnfit: of where damaged goods were put.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated, TooManyRows: as their names say.
    """
    shipment, _, _ = await begin_step(work, key, version, "pick")
    require_own(work, shipment)
    if not 1 <= len(picked) <= LINES_MAX:
        raise TooManyRows(len(picked), LINES_MAX, path=("lines",))
    lines = {row["id"]: row for row in await work.raw.fetch(_LINES, key)}
    for each in picked:
        _require_fit(lines, each)
    require_once([Part(each.line_id, each.quantity, each.path) for each in picked])
    short = [each for each in picked if each.reason is not None]
    missing = [_missing(lines[each.line_id], each) for each in short]
    await require_fit(work, shipment["company_id"], missing)
    gone = [lines[each.line_id] for each in short]
    if gone:
        await lock_everywhere(work, [line["reservation_id"] for line in gone])
    await _take(work, picked)
    came = await _replace(work, shipment, gone, missing) if gone else Confirmed(key)
    await work.raw.execute(_STATE, key)
    return came


async def _take(work: Work, picked: Sequence[Picked]) -> None:
    said = [(each.line_id, each.quantity, each.reason is not None) for each in picked]
    await work.raw.execute(_TAKE, *(list(column) for column in zip(*said, strict=True)))
    nothing = [line_id for line_id, quantity, ends in said if ends and not quantity]
    if nothing:
        await work.raw.execute(_GONE, nothing)


async def _replace(
    work: Work, shipment: Found, gone: Sequence[asyncpg.Record], missing: Sequence[Missing]
) -> Confirmed:
    """Let go what is missing, say so, and look for the same elsewhere in the warehouse; the levels are locked."""
    key, company_id = shipment["id"], shipment["company_id"]
    quantities = [each.quantity for each in missing]
    await work.raw.execute(_LET_GO, [line["reservation_id"] for line in gone], quantities)
    reported = await report(work, company_id, missing, NodeId("Shipment", key))
    demands = await _demands(work, gone, quantities)
    source = From(warehouse_id=shipment["warehouse_id"])
    found = await allocate(work, company_id, demands, AllocationPolicy.PARTIAL, source=source)
    kept = [each.reservation_id for each in found.reserved]
    rows = await work.raw.fetch(_REPLACE, key, company_id, kept) if kept else []
    return Confirmed(key, reported, [row["id"] for row in rows], found.shortages)


async def _demands(work: Work, gone: Sequence[asyncpg.Record], quantities: Sequence[Decimal]) -> list[Demand]:
    """Give what is wanted in the place of what is missing: no more than the order still wants."""
    rows = await work.raw.fetch(_OPEN, [line["sales_order_line_id"] for line in gone])
    open_of: dict[UUID, Decimal] = {row["id"]: row["quantity"] for row in rows}
    demands: list[Demand] = []
    for line, missing in zip(gone, quantities, strict=True):
        order_line_id: UUID = line["sales_order_line_id"]
        wanted = min(missing, open_of[order_line_id])
        open_of[order_line_id] -= wanted
        if wanted > 0:
            lot_id = line["lot_id"] if line["pinned"] else None
            demands.append(Demand(order_line_id, line["sku_id"], wanted, line["priority"], lot_id))
    return demands


def _missing(line: asyncpg.Record, picked: Picked) -> Missing:
    assert picked.reason is not None
    place = line["sku_id"], line["location_id"], line["lot_id"]
    left = line["quantity"] - picked.quantity
    return Missing(*place, left, picked.reason, picked.remark, picked.moved_to_id, picked.path)


def _require_fit(lines: dict[UUID, asyncpg.Record], picked: Picked) -> None:
    if picked.line_id not in lines:
        raise NotFound(path=(*picked.path, "lineId"))
    quantity = lines[picked.line_id]["quantity"]
    if not 0 <= picked.quantity <= quantity:
        raise PickedMore(quantity, path=(*picked.path, "quantity"))
    if picked.reason is not None and picked.quantity == quantity:
        raise NothingMissing(path=(*picked.path, "reason"))
    if picked.reason is None and (picked.moved_to_id is not None or picked.remark is not None):
        raise ReasonMissing(path=(*picked.path, "reason"))
