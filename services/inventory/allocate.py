"""The allocator: promises goods that are there and promised to nobody, in one statement.

It locks every level of the SKUs that it may take from, in the order in which everybody locks levels, and reads what is free
under the lock; so of all who want the last piece one gets it, and the others are told what is short. It takes from places
inside warehouses that are in use, from no lot that has expired, and nothing that is withheld.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError
from kernel.ids import NodeId
from models import AllocationStrategy
from services.work import Work


class AllocationPolicy(StrEnum):
    """What becomes of the rest when something is short."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING"
    PARTIAL = "PARTIAL"


@dataclass(frozen=True, slots=True)
class Demand:
    """How much more a line wants to have reserved, in the unit of the SKU; of one lot, where it is pinned to it."""

    line_id: UUID
    sku_id: UUID
    quantity: Decimal
    # The higher goes first, here and when goods turn out to be missing.
    priority: int = 0
    lot_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class From:
    """Where goods may be taken, and which first.

    Without a warehouse or place they are taken from all warehouses of the company. What is `within` a place lies there or in
    its parts. Without a strategy that of the warehouse counts, and FIRST_EXPIRED where none is named. CLOSEST is to `near`, the
    fewer steps through the tree of places, the closer; and then by the way that people go through the warehouse.
    """

    warehouse_id: UUID | None = None
    within_id: UUID | None = None
    strategy: AllocationStrategy | None = None
    near_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StockShortage:
    """That a line wants more than there is for it."""

    line: NodeId
    sku: NodeId
    wanted: Decimal
    available: Decimal
    """What could be reserved for it, after the lines before it."""


@dataclass(eq=False)
class StockShort(DomainError):
    """What is promised as a whole is there as a whole."""

    message = "There is not enough stock to promise all of it."
    shortages: Sequence[StockShortage]


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was reserved for a line, of one level."""

    reservation_id: UUID
    line_id: UUID
    sku_id: UUID
    location_id: UUID
    lot_id: UUID | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """What came of it: what was reserved, and what is short."""

    reserved: Sequence[Reserved]
    shortages: Sequence[StockShortage]


# Demands and supply are laid end to end, each in its order: what overlaps belongs together. Demands for one lot go first,
# over that lot alone; what they leave is for all others. All lots of a place are locked, also those that nothing is taken
# of, since moves lock them so.
_ALLOCATE: Final = """
with demand as materialized (
  select *, row_number() over (order by priority desc, place) as turn
  from unnest($2::uuid[], $3::uuid[], $4::numeric[], $5::integer[], $6::uuid[])
    with ordinality as said (line_id, sku_id, quantity, priority, lot_id, place)
), asked as materialized (
  select coalesce($9::text, (select picking_strategy from warehouse where id = $7), 'FIRST_EXPIRED') as strategy
), locked as materialized (
  select level.id, level.sku_id, level.location_id, level.lot_id, level.on_hand - level.reserved as free,
    level.recorded_at, location.code, location.path, location.pick_sequence
  from stock_level as level join location on location.id = level.location_id
  where level.company_id = $1 and level.sku_id = any($3::uuid[]) and location.kind = 'INTERNAL'
    and location.archived_at is null and ($7::uuid is null or location.warehouse_id = $7)
    and ($8::uuid is null or location.path @> array[$8::uuid])
  order by level.sku_id, level.location_id, level.lot_id for update of level
), supply as materialized (
  select locked.*, row_number() over (
    partition by locked.sku_id order by
      case when asked.strategy = 'CLOSEST' then (
        select cardinality(locked.path) + cardinality(near.path) - 2 * (
          select count(*) from unnest(locked.path) as step (id) where step.id = any(near.path))
        from location as near where near.id = $10) end,
      case when asked.strategy = 'CLOSEST' then locked.pick_sequence end,
      case when asked.strategy <> 'FIRST_IN' then lot.expires_on end,
      case when asked.strategy = 'FIRST_IN' then (
        select moved_at from stock_move where stock_move.lot_id = locked.lot_id order by moved_at limit 1) end,
      locked.recorded_at, locked.code, locked.id) as turn
  from asked cross join locked join company on company.id = $1 left join lot on lot.id = locked.lot_id
  where free > 0 and not stock_is_withheld(locked.location_id, locked.lot_id)
    and (lot.expires_on is null or lot.expires_on >= ($11::timestamptz at time zone company.time_zone)::date)
), of_lots as (
  select wanted.place, level.id, least(wanted.stop, level.stop) - greatest(wanted.start, level.start) as quantity
  from (
    select *, stop - quantity as start
    from (select *, sum(quantity) over (partition by sku_id, lot_id order by turn) as stop from demand) as demand
    where lot_id is not null
  ) as wanted
  join (
    select *, stop - free as start
    from (select *, sum(free) over (partition by sku_id, lot_id order by turn) as stop from supply) as supply
  ) as level using (sku_id, lot_id)
  where wanted.start < level.stop and level.start < wanted.stop
), left_over as (
  select supply.*, free - coalesce((select sum(quantity) from of_lots where of_lots.id = supply.id), 0) as remaining from supply
), of_any as (
  select wanted.place, level.id, least(wanted.stop, level.stop) - greatest(wanted.start, level.start) as quantity
  from (
    select *, stop - quantity as start
    from (select *, sum(quantity) over (partition by sku_id order by turn) as stop from demand where lot_id is null) as demand
  ) as wanted
  join (
    select *, stop - remaining as start
    from (select *, sum(remaining) over (partition by sku_id order by turn) as stop from left_over where remaining > 0) as supply
  ) as level using (sku_id)
  where wanted.start < level.stop and level.start < wanted.stop
), taken as materialized (
  select * from of_lots union all select * from of_any
), short as materialized (
  select demand.place, demand.line_id, demand.sku_id, demand.quantity as wanted, coalesce(sum(taken.quantity), 0) as available
  from demand left join taken using (place) group by demand.place, demand.line_id, demand.sku_id, demand.quantity
  having coalesce(sum(taken.quantity), 0) < demand.quantity
), made as (
  insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, lot_id, quantity, priority, expires_at,
    pinned)
  select $1, $12, demand.line_id, supply.sku_id, supply.location_id, supply.lot_id, taken.quantity, demand.priority, $13,
    demand.lot_id is not null
  from taken join demand using (place) join supply using (id)
  where $14 = 'PARTIAL' or not exists (select from short)
  order by demand.place, supply.turn
  returning id, demand_id, sku_id, location_id, lot_id, quantity
)
select id, demand_id as line_id, sku_id, location_id, lot_id, quantity, null::numeric as wanted, 0 as place from made
union all
select null, line_id, sku_id, null, null, available, wanted, place from short order by place, id
"""


async def allocate(
    work: Work,
    company_id: UUID,
    demands: Sequence[Demand],
    policy: AllocationPolicy,
    *,
    source: From = From(),
    demand_type: str = "SalesOrderLine",
    expires_at: datetime | None = None,
) -> Allocation:
    """Reserve goods for lines of one document, and say what is short.

    With ALL_OR_NOTHING nothing is reserved where anything is short. Services are no demand. The document is locked by whoever
    calls, so that a line is not reserved twice.
    """
    if not demands:
        return Allocation([], [])
    rows = await work.raw.fetch(
        _ALLOCATE,
        company_id,
        [demand.line_id for demand in demands],
        [demand.sku_id for demand in demands],
        [demand.quantity for demand in demands],
        [demand.priority for demand in demands],
        [demand.lot_id for demand in demands],
        source.warehouse_id,
        source.within_id,
        source.strategy,
        source.near_id,
        work.clock.now(),
        demand_type,
        expires_at,
        policy.value,
    )
    return Allocation(
        [_reserved(row) for row in rows if row["id"] is not None],
        [_shortage(row, demand_type) for row in rows if row["id"] is None],
    )


def _reserved(row: asyncpg.Record) -> Reserved:
    return Reserved(row["id"], row["line_id"], row["sku_id"], row["location_id"], row["lot_id"], row["quantity"])


def _shortage(row: asyncpg.Record, demand_type: str) -> StockShortage:
    line, sku = NodeId(demand_type, row["line_id"]), NodeId("Sku", row["sku_id"])
    return StockShortage(line, sku, row["wanted"], row["quantity"])
