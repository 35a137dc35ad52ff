"""Reservations that lose their goods: what is counted, scrapped or withheld is so, whoever it was promised to.

Who loses first is who is least important, and of these who was promised last. Their demand is open again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from kernel.ids import NodeId
from models.inventory.discrepancy import DEMAND as DOUBT
from services.work import Work


@dataclass(frozen=True, slots=True)
class ReservationLost:
    """That goods which were kept for a demand are not there for it any more."""

    reservation: NodeId
    demand: NodeId
    sku: NodeId
    quantity: Decimal


class Missing(NamedTuple):
    """How much less may stay reserved of a level."""

    sku_id: UUID
    location_id: UUID
    lot_id: UUID | None
    quantity: Decimal


_LOSE: Final = """
with turn as (
  select kept.id, kept.held, missing.quantity as missing, sum(kept.held) over (
    partition by kept.sku_id, kept.location_id, kept.lot_id order by kept.priority, kept.id desc) - kept.held as before
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::numeric[]) as missing (sku_id, location_id, lot_id, quantity)
  join reservation as kept on kept.sku_id = missing.sku_id and kept.location_id = missing.location_id
    and kept.lot_id is not distinct from missing.lot_id
  where kept.held > 0
), lost as (
  update reservation as kept set released = kept.released + least(turn.held, turn.missing - turn.before), release_cause = 'LOST'
  from turn where kept.id = turn.id and turn.before < turn.missing
  returning kept.id, kept.demand_type, kept.demand_id, kept.sku_id, least(turn.held, turn.missing - turn.before) as quantity
)
select * from lost order by id
"""
_LOCK_WITHHELD: Final = """
select from stock_level where {which} order by sku_id, location_id, lot_id for update
"""
_WITHHOLD: Final = """
with lost as (
  update reservation set released = quantity - consumed, release_cause = 'LOST'
  where held > 0 and demand_type <> 'VendorReturn' and {which} and stock_is_withheld(location_id, lot_id)
  returning id, demand_type, demand_id, sku_id, old.held as quantity
)
select * from lost order by id
"""
_AT_PLACE: Final = "location_id in (select id from location where path @> array[$1::uuid])"
_OF_LOT: Final = "lot_id = $1"


async def lose(work: Work, missing: Sequence[Missing]) -> list[ReservationLost]:
    """Let go so much of what is reserved of levels, which are locked; nothing is asked more than is reserved."""
    if not missing:
        return []
    rows = await work.raw.fetch(_LOSE, *(list(column) for column in zip(*missing, strict=True)))
    return _lost(rows)


async def lose_withheld_at(work: Work, location_id: UUID) -> list[ReservationLost]:
    """Let go what is reserved of withheld goods at a place and in its parts."""
    return await _lose_withheld(work, _AT_PLACE, location_id)


async def lose_withheld_of(work: Work, lot_id: UUID) -> list[ReservationLost]:
    """Let go what is reserved of a lot, where that is withheld."""
    return await _lose_withheld(work, _OF_LOT, lot_id)


async def _lose_withheld(work: Work, which: str, key: UUID) -> list[ReservationLost]:
    await work.raw.execute(_LOCK_WITHHELD.format(which=which), key)
    return _lost(await work.raw.fetch(_WITHHOLD.format(which=which), key))


def _lost(rows: Sequence[asyncpg.Record]) -> list[ReservationLost]:
    """Tell who has lost goods: nobody of what was kept only since it was in doubt."""
    return [
        ReservationLost(
            NodeId("Reservation", row["id"]),
            NodeId(row["demand_type"], row["demand_id"]),
            NodeId("Sku", row["sku_id"]),
            row["quantity"],
        )
        for row in rows
        if row["demand_type"] != DOUBT
    ]
