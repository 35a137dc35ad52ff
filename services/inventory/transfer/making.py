"""Making a stock transfer: what is to go is reserved where it lies, all of it, and nobody else gets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import InputPath
from kernel.ids import uuid7
from models import AllocationStrategy
from services.bounds import require_places, require_warehouses
from services.fitness import require_text
from services.inventory.adjustment_lines import NoStockKept
from services.inventory.allocate import AllocationPolicy, Demand, From, Reserved, StockShort, allocate
from services.inventory.transfer.life import (
    SERIES,
    NothingToTransfer,
    TransferPlaceUnfit,
    TransitPlaceMissing,
)
from services.platform.number import take_number
from services.refusals import NotFound, TooManyRows
from services.rights import require_company
from services.rows import as_json
from services.work import Work

LINES_MAX: Final = 200
DEMAND: Final = "StockTransfer"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of a SKU is to go, in its unit; of one lot, where that is said."""

    sku_id: UUID
    lot_id: UUID | None
    quantity: Decimal
    path: InputPath


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes from which warehouse to which place, and when it is to be there; today if not said."""

    company_id: UUID
    from_warehouse_id: UUID
    to_location_id: UUID
    lines: Sequence[Wanted]
    # A place in the warehouse, where goods are taken from it and its parts alone.
    from_location_id: UUID | None = None
    planned_on: date | None = None
    reason: str | None = None
    strategy: AllocationStrategy | None = None


_PLACES: Final = """
select ($5::timestamptz at time zone company.time_zone)::date as today, (
  select archived_at is null from warehouse where company_id = $1 and id = $2) as leaves, (
  select kind = 'INTERNAL' and warehouse_id = $2 and archived_at is null from location where company_id = $1 and id = $3) as taken, (
  select place.kind = 'INTERNAL' and place.warehouse_id <> $2 and coalesce(place.archived_at, own.archived_at) is null
  from location as place left join warehouse as own on own.id = place.warehouse_id
  where place.company_id = $1 and place.id = $4) as arrives, (
  select id from location where company_id = $1 and kind = 'TRANSIT' and archived_at is null order by code, id limit 1) as transit
from company where id = $1
"""
_GOODS: Final = """
select product.kind, lot.id as lot
from unnest($2::uuid[], $3::uuid[]) with ordinality as said (sku_id, lot_id, place)
left join sku on sku.id = said.sku_id and sku.company_id = $1 left join product on product.id = sku.product_id
left join lot on lot.id = said.lot_id and lot.sku_id = sku.id order by said.place
"""
_WRITE: Final = """
insert into stock_transfer (id, company_id, number, from_warehouse_id, transit_location_id, to_location_id, planned_on, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_WRITE_LINES: Final = """
insert into stock_transfer_line (company_id, transfer_id, position, reservation_id, sku_id, location_id, lot_id, quantity)
select company_id, transfer_id, position, reservation_id, sku_id, location_id, lot_id, quantity
from jsonb_populate_recordset(null::stock_transfer_line, $1::jsonb)
"""


async def create(work: Work, plan: Plan) -> UUID:
    """Make a transfer of goods that are there, and reserve them for it; give its id.

    Raises:
        StockShort: something of it is not there, or promised to others.
        TransferPlaceUnfit: the place is in no other warehouse than the goods leave, or one of both is out of use.
        NothingToTransfer, TransitPlaceMissing, NoStockKept, NotFound, TooManyRows: as their names say.
        ValueRequired, TextTooLong, TextUnfit: of a reason.
    """
    require_company(work, plan.company_id, "input", "companyId")
    if plan.reason is not None:
        require_text(plan.reason, ("input", "reason"))
    if len(plan.lines) > LINES_MAX:
        raise TooManyRows(len(plan.lines), LINES_MAX, path=("input", "lines"))
    if not plan.lines:
        raise NothingToTransfer(path=("input", "lines"))
    places = await _places(work, plan)
    await _require_goods(work, plan)
    key = uuid7()
    demands = [Demand(key, line.sku_id, line.quantity, lot_id=line.lot_id) for line in plan.lines]
    source = From(plan.from_warehouse_id, plan.from_location_id, plan.strategy)
    policy = AllocationPolicy.ALL_OR_NOTHING
    found = await allocate(work, plan.company_id, demands, policy, source=source, demand_type=DEMAND)
    if found.shortages:
        raise StockShort(found.shortages, path=("input", "lines"))
    await _write(work, key, plan, places, found.reserved)
    return key


async def _places(work: Work, plan: Plan) -> asyncpg.Record:
    await require_warehouses(work, {plan.from_warehouse_id: ("input", "fromWarehouseId")})
    named = {plan.from_location_id: ("input", "fromLocationId"), plan.to_location_id: ("input", "toLocationId")}
    await require_places(work, {key: path for key, path in named.items() if key is not None})
    said = plan.company_id, plan.from_warehouse_id, plan.from_location_id, plan.to_location_id
    found = await work.raw.fetchrow(_PLACES, *said, work.clock.now())
    assert found is not None
    for name, fits, key in (
        ("fromWarehouseId", found["leaves"], plan.from_warehouse_id),
        ("fromLocationId", found["taken"], plan.from_location_id),
        ("toLocationId", found["arrives"], plan.to_location_id),
    ):
        if key is not None and fits is None:
            raise NotFound(path=("input", name))
        if key is not None and not fits:
            raise TransferPlaceUnfit(path=("input", name))
    if found["transit"] is None:
        raise TransitPlaceMissing(path=("input", "companyId"))
    return found


async def _require_goods(work: Work, plan: Plan) -> None:
    lots = [line.lot_id for line in plan.lines]
    rows = await work.raw.fetch(_GOODS, plan.company_id, [line.sku_id for line in plan.lines], lots)
    for line, row in zip(plan.lines, rows, strict=True):
        if row["kind"] is None:
            raise NotFound(path=(*line.path, "skuId"))
        if line.lot_id is not None and row["lot"] is None:
            raise NotFound(path=(*line.path, "lotId"))
        if row["kind"] != "GOODS":
            raise NoStockKept(path=line.path)
        if line.quantity <= 0:
            raise NothingToTransfer(path=(*line.path, "quantity"))


async def _write(work: Work, key: UUID, plan: Plan, places: asyncpg.Record, reserved: Sequence[Reserved]) -> None:
    lines = [
        {"company_id": plan.company_id, "transfer_id": key, "position": place, "reservation_id": each.reservation_id,
         "sku_id": each.sku_id, "location_id": each.location_id, "lot_id": each.lot_id, "quantity": each.quantity}
        for place, each in enumerate(reserved, 1)
    ]  # fmt: skip
    number = await take_number(work, plan.company_id, SERIES)
    said = places["transit"], plan.to_location_id, plan.planned_on or places["today"], plan.reason
    await work.raw.execute(_WRITE, key, plan.company_id, number, plan.from_warehouse_id, *said)
    await work.raw.execute(_WRITE_LINES, as_json(lines))
