"""Goods of a stock transfer leave, or the transfer is called off before they do.

Locks are taken in this order: the transfer, stock levels, reservations.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.ids import NodeId
from services.inventory.allocate import StockShort, StockShortage
from services.inventory.transfer.life import begin_step
from services.inventory.transfer.parts import Part, lines_of, said_of, something
from services.work import Work

# What is reserved may lie elsewhere than the lines say, where a reservation was tied to another lot.
_LOCK: Final = """
select from stock_level as level where (level.sku_id, level.location_id) in (
  select sku_id, location_id from reservation where demand_id = $1 and demand_type = 'StockTransfer' and held > 0
  union select line.sku_id, place.id from stock_transfer_line as line cross join unnest(array[line.location_id, $2]) as place (id)
  where line.transfer_id = $1)
order by level.sku_id, level.location_id, level.lot_id for update
"""
_CONSUME: Final = """
update reservation as kept set consumed = kept.consumed + said.quantity
from unnest($1::uuid[], $2::numeric[]) as said (id, quantity)
where kept.id = said.id and kept.held >= said.quantity returning kept.id
"""
_HELD: Final = "select id, held from reservation where id = any($1::uuid[])"
_RELEASE: Final = """
update reservation set released = released + held, release_cause = 'ASKED'
where demand_id = $1 and demand_type = 'StockTransfer' and held > 0
"""
_LEAVE: Final = """
with line as (
  update stock_transfer_line as own set dispatched_quantity = said.quantity
  from unnest($2::uuid[], $3::numeric[]) as said (id, quantity) where own.id = said.id returning own.*
)
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at, reason, document_type,
  document_id)
select line.company_id, line.sku_id, line.location_id, own.transit_location_id, line.lot_id, line.dispatched_quantity, $4, own.reason,
  'StockTransfer', own.id
from line join stock_transfer as own on own.id = line.transfer_id where own.id = $1 order by line.position
"""
_LEFT: Final = "update stock_transfer set state = $2, dispatched_at = $3 where id = $1"
_CANCELLED: Final = "update stock_transfer set state = $2 where id = $1"


async def dispatch(work: Work, key: UUID, version: int, parts: Sequence[Part]) -> UUID:
    """Let the goods of a transfer leave: of lines that are named so much, of the others what was gathered, or all where nobody
    has gathered anything; the rest is reserved no more.

    Raises:
        StockShort: the transfer has lost goods in the meantime.
        TransferredMore: more of a line would leave than is reserved for it.
        NothingToTransfer: nothing would.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated: as their names say.
    """
    transfer, state = await begin_step(work, key, version, "dispatch")
    lines = await lines_of(work, key)
    leaving = something(_gathered(lines) | said_of(lines, parts, "quantity"))
    await work.raw.execute(_LOCK, key, transfer["transit_location_id"])
    await _consume(work, [lines[own] for own in leaving], list(leaving.values()))
    now = work.clock.now()
    await work.raw.execute(_LEAVE, key, list(leaving), list(leaving.values()), now)
    await work.raw.execute(_RELEASE, key)
    await work.raw.execute(_LEFT, key, state, now)
    return key


async def cancel(work: Work, key: UUID, version: int) -> UUID:
    """Call a transfer off that has not left; its goods are reserved no more.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    transfer, state = await begin_step(work, key, version, "cancel")
    await work.raw.execute(_LOCK, key, transfer["transit_location_id"])
    await work.raw.execute(_RELEASE, key)
    await work.raw.execute(_CANCELLED, key, state)
    return key


def _gathered(lines: Mapping[UUID, asyncpg.Record]) -> dict[UUID, Decimal]:
    """Give how much leaves where nothing else is said."""
    if all(line["picked_quantity"] is None for line in lines.values()):
        return {own: line["quantity"] for own, line in lines.items()}
    return {own: line["picked_quantity"] or Decimal(0) for own, line in lines.items()}


async def _consume(work: Work, lines: Sequence[asyncpg.Record], quantities: Sequence[Decimal]) -> None:
    keys = [line["reservation_id"] for line in lines]
    done = {row["id"] for row in await work.raw.fetch(_CONSUME, keys, quantities)}
    if len(done) == len(keys):
        return
    held = {row["id"]: row["held"] for row in await work.raw.fetch(_HELD, keys)}
    shortages = [
        StockShortage(
            NodeId("StockTransferLine", line["id"]), NodeId("Sku", line["sku_id"]), quantity, held[line["reservation_id"]]
        )
        for line, quantity in zip(lines, quantities, strict=True) if line["reservation_id"] not in done
    ]  # fmt: skip
    raise StockShort(shortages, path=("id",))
