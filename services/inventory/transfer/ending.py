"""What becomes of goods on their way to another warehouse: they arrive, in one or several parts, come back, or are lost.

Locks are taken in this order: the transfer, stock levels, values, numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.ids import NodeId
from services.bounds import require_places
from services.finance.rules import SourceKind
from services.fitness import require_text
from services.inventory.adjustment import AdjustmentPlaceMissing
from services.inventory.adjustment_lines import InsufficientStock, Shortage
from services.inventory.levels import lock_levels
from services.inventory.transfer.life import TransferPlaceUnfit, begin_step
from services.inventory.transfer.parts import Part, lines_of, said_of, something
from services.inventory.valuation.posting import Valuation, post_values
from services.refusals import NotFound
from services.rows import Found
from services.work import Work

_ARRIVES: Final = """
select place.kind = 'INTERNAL' and place.archived_at is null and place.warehouse_id = (
  select warehouse_id from location where id = $3) from location as place where place.id = $1 and place.company_id = $2
"""
_COMES_BACK: Final = """
select place.kind = 'INTERNAL' and place.archived_at is null and place.warehouse_id = $3
from location as place where place.id = $1 and place.company_id = $2
"""
_LOST: Final = """
select id from location where company_id = $1 and kind = 'ADJUSTMENT' and archived_at is null order by code, id limit 1
"""
# Somebody may have counted what lies between the warehouses, and found less.
_SHORT: Final = """
select said.sku_id, sum(said.quantity) as requested, coalesce(max(level.on_hand), 0) as available
from unnest($2::uuid[], $3::uuid[], $4::numeric[]) as said (sku_id, lot_id, quantity)
left join stock_level as level on level.location_id = $1 and level.sku_id = said.sku_id
  and level.lot_id is not distinct from said.lot_id
group by said.sku_id, said.lot_id having sum(said.quantity) > coalesce(max(level.on_hand), 0)
"""
_MOVE: Final = """
with line as (
  update stock_transfer_line as own set {column} = own.{column} + said.quantity
  from unnest($2::uuid[], $3::numeric[]) as said (id, quantity) where own.id = said.id
  returning own.*, said.quantity as part
)
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at, reason, document_type,
  document_id)
select line.company_id, line.sku_id, own.transit_location_id, $4, line.lot_id, line.part, $5, coalesce($6, own.reason),
  'StockTransfer', own.id
from line join stock_transfer as own on own.id = line.transfer_id where own.id = $1 order by line.position
"""
_MOVED: Final = """
update stock_transfer set state = case when told.more then state else $2 end, closed_at = case when not told.more then $3::timestamptz end
from (select exists (select from stock_transfer_line where transfer_id = $1 and under_way > 0) as more) as told
where id = $1
"""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of goods: the column that counts it, where they go, and why; as the transfer says if None."""

    column: str
    location_id: UUID
    reason: str | None = None


async def receive(work: Work, key: UUID, version: int, parts: Sequence[Part], location_id: UUID | None) -> UUID:
    """Put what has arrived into stock, where the transfer says or elsewhere in that warehouse: what is named, or all.

    Raises:
        TransferPlaceUnfit: the place is not in that warehouse, or out of use.
        TransferredMore, NothingToTransfer: more than is on the way, or nothing.
        InsufficientStock: somebody has found less on the way.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated: as their names say.
    """
    transfer, state = await begin_step(work, key, version, "receive")
    place = location_id or transfer["to_location_id"]
    await _require_place(work, _ARRIVES, transfer, place, transfer["to_location_id"])
    await _end(work, transfer, state, _Outcome("received_quantity", place), parts)
    return key


async def take_back(work: Work, key: UUID, version: int, parts: Sequence[Part], location_id: UUID) -> UUID:
    """Put what has come back into a place of the warehouse that it left: what is named, or all that is on the way.

    Raises:
        DomainError: as for what arrives.
    """
    transfer, state = await begin_step(work, key, version, "return")
    await _require_place(work, _COMES_BACK, transfer, location_id, transfer["from_warehouse_id"])
    await _end(work, transfer, state, _Outcome("returned_quantity", location_id), parts)
    return key


async def write_off(work: Work, key: UUID, version: int, parts: Sequence[Part], reason: str) -> UUID:
    """Say that goods were lost on the way, what is named or all, and post what they were worth as a difference of stock.

    Raises:
        AdjustmentPlaceMissing: the company has no place that differences go to.
        ValueRequired, TextTooLong, TextUnfit: of the reason.
        DomainError: as for what arrives, and for every posting, where the company keeps stock in its books.
    """
    transfer, state = await begin_step(work, key, version, "write_off")
    require_text(reason, ("writeOffReason",))
    place = await work.raw.fetchval(_LOST, transfer["company_id"])
    if place is None:
        raise AdjustmentPlaceMissing(path=("id",))
    await _end(work, transfer, state, _Outcome("written_off_quantity", place, reason), parts)
    kind, source = SourceKind.STOCK_ADJUSTMENT, ("StockTransfer", key)
    await post_values(work, Valuation(transfer["company_id"], kind, source, reason, path=("id",)))
    return key


async def _end(work: Work, transfer: Found, state: str, outcome: _Outcome, parts: Sequence[Part]) -> None:
    key, on_the_way = transfer["id"], transfer["transit_location_id"]
    lines = await lines_of(work, key)
    whole = {own: line["under_way"] for own, line in lines.items()}
    ending = something(said_of(lines, parts, "under_way") if parts else whole)
    skus, quantities = [lines[own]["sku_id"] for own in ending], list(ending.values())
    places = [on_the_way] * len(skus) + [outcome.location_id] * len(skus)
    await lock_levels(work, [*skus, *skus], places)
    await _require_there(work, on_the_way, [lines[own] for own in ending], quantities)
    now = work.clock.now()
    move = _MOVE.format(column=outcome.column)
    await work.raw.execute(move, key, list(ending), quantities, outcome.location_id, now, outcome.reason)
    await work.raw.execute(_MOVED, key, state, now)


async def _require_place(work: Work, statement: str, transfer: Found, place_id: UUID, where: UUID) -> None:
    await require_places(work, {place_id: ("locationId",)})
    fits = await work.raw.fetchval(statement, place_id, transfer["company_id"], where)
    if fits is None:
        raise NotFound(path=("locationId",))
    if not fits:
        raise TransferPlaceUnfit(path=("locationId",))


async def _require_there(
    work: Work, place_id: UUID, lines: Sequence[asyncpg.Record], quantities: Sequence[Decimal]
) -> None:
    skus, lots = [line["sku_id"] for line in lines], [line["lot_id"] for line in lines]
    short = await work.raw.fetch(_SHORT, place_id, skus, lots, quantities)
    if short:
        shortages = [
            Shortage(NodeId("Sku", row["sku_id"]), NodeId("Location", place_id), row["requested"], row["available"])
            for row in short
        ]
        raise InsufficientStock(shortages, path=("id",))
