"""Lines of a transfer follow what is reserved for it: whoever ties its goods to a lot says which goods leave."""

from typing import Final
from uuid import UUID

from services.inventory.allocate import Allocation
from services.inventory.transfer.making import DEMAND
from services.work import Work

# The transfer is locked before the levels, wherever they are, as by everybody: that is what asking for it first is for.
_LOCK: Final = """
with transfer as materialized (
  select own.id from stock_transfer as own join reservation as kept on kept.demand_id = own.id
  where kept.id = $1 and kept.demand_type = 'StockTransfer' for update of own
)
select from stock_level as level
where (select count(*) from transfer) >= 0 and level.sku_id = (select sku_id from reservation where id = $1)
order by level.sku_id, level.location_id, level.lot_id for update of level
"""
# What was lost of a line before stays with it; where nothing was, the line becomes the first of those that replace it.
_FOLLOW: Final = """
with made as (
  select kept.id, kept.location_id, kept.lot_id, kept.quantity, said.place
  from unnest($2::uuid[]) with ordinality as said (id, place) join reservation as kept on kept.id = said.id
), own as (
  select line.*, line.quantity - (select sum(quantity) from made) as lost, (
    select max(position) from stock_transfer_line as other where other.transfer_id = line.transfer_id) as last_position
  from stock_transfer_line as line where line.reservation_id = $1
), changed as (
  update stock_transfer_line as line
  set reservation_id = coalesce(made.id, own.reservation_id), location_id = coalesce(made.location_id, own.location_id),
    lot_id = coalesce(made.lot_id, own.lot_id), quantity = coalesce(made.quantity, own.lost),
    picked_quantity = null
  from own left join made on made.place = 1 and own.lost = 0 where line.id = own.id
), noted as (
  update stock_transfer as transfer set planned_on = transfer.planned_on from own where transfer.id = own.transfer_id
)
insert into stock_transfer_line (company_id, transfer_id, position, reservation_id, sku_id, location_id, lot_id, quantity)
select own.company_id, own.transfer_id, own.last_position + made.place, made.id, own.sku_id, made.location_id, made.lot_id, made.quantity
from own cross join made where own.lost > 0 or made.place > 1
"""


async def lock_with_transfer(work: Work, reservation_id: UUID) -> None:
    """Keep others from the SKU of a reservation wherever it lies, and from the transfer that it is for."""
    await work.raw.execute(_LOCK, reservation_id)


async def follow(work: Work, reservation_id: UUID, demand_type: str, instead: Allocation) -> None:
    """Let the line of a transfer that had a reservation be of the goods that are reserved in its stead."""
    if demand_type == DEMAND:
        await work.raw.execute(_FOLLOW, reservation_id, [each.reservation_id for each in instead.reserved])
