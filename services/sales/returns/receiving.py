"""Goods come back: stock moves into a place where it is withheld, what it is worth and its entry, in one transaction.

What comes back is worth what it was worth when it left, and takes that off the cost of the sale. Locks are taken in this
order: the order, the return, stock levels, values, numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import InputPath
from services.bounds import require_places
from services.finance.rules import SourceKind
from services.inventory.valuation.posting import Valuation, post_values
from services.refusals import IdRepeated, NotFound
from services.rows import Found
from services.sales.returns.life import NothingToReturn, ReceivedMore, ReturnPlaceUnfit, begin_step
from services.work import Work

_LINES: Final = "select id, quantity from return_authorization_line where authorization_id = $1"
_PLACE: Final = """
select holds_stock and archived_at is null and stock_is_withheld(id, null) from location where id = $1 and company_id = $2
"""
_RECEIVED: Final = """
update return_authorization_line as line set received_quantity = said.quantity
from unnest($1::uuid[], $2::numeric[]) as said (id, quantity) where line.id = said.id
"""
# What a vendor has delivered was never worth anything here, and is worth what it has cost. A shipment's moves are in the order of
# its lines, and so are those of the receipt of what a vendor delivers: where goods and places are alike, the first line left with
# the first move.
_MOVE: Final = """
with back as (
  select line.position, line.sku_id, line.lot_id, line.received_quantity as quantity, line.shipment_line_id, part.shipment_id
  from return_authorization_line as line join shipment_line as part on part.id = line.shipment_line_id
  where line.authorization_id = $1 and line.received_quantity > 0
), part as (
  select id, shipment_id, sku_id, location_id, lot_id, position,
    row_number() over (partition by shipment_id, sku_id, location_id, lot_id order by position) as place
  from shipment_line
  where shipment_id in (select shipment_id from back) and coalesce(picked_quantity, quantity) > 0
), gone as (
  select id, document_id, sku_id, from_location_id, to_location_id, lot_id,
    row_number() over (partition by document_id, sku_id, from_location_id, lot_id order by id) as place
  from stock_move where document_id in (select shipment_id from back) and document_type = 'Shipment'
)
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, unit_cost, moved_at, document_type,
  document_id, reverses_id)
select $2, back.sku_id, gone.to_location_id, $3, back.lot_id, back.quantity, goods_receipt_line_cost(owed.id), $4, 'ReturnAuthorization', $1, gone.id
from back join part on part.id = back.shipment_line_id
join gone on gone.document_id = part.shipment_id and gone.sku_id = part.sku_id and gone.from_location_id = part.location_id
  and gone.lot_id is not distinct from part.lot_id and gone.place = part.place
join shipment on shipment.id = part.shipment_id
left join goods_receipt_line as owed on owed.receipt_id = shipment.goods_receipt_id and owed.position = part.position
order by back.position returning id
"""
_MOVED: Final = "update return_authorization set state = $2, received_at = $3, location_id = $4 where id = $1"


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of a line came back, in the unit of the SKU."""

    line_id: UUID
    quantity: Decimal
    path: InputPath


async def receive(work: Work, key: UUID, version: int, location_id: UUID, counts: Sequence[Counted]) -> UUID:
    """Put what came back into stock: of lines that are named so much, of the others all that was approved.

    Raises:
        ReceivedMore: more came of a line than was approved.
        NothingToReturn: nothing came.
        ReturnPlaceUnfit: the place is none of stock in use, or stock there may be promised.
        TransitionUnavailable, NotFound, StaleVersion, IdRepeated: as their names say.
        DomainError: as for every posting, where the company keeps stock in its books.
    """
    found, state = await begin_step(work, key, version, "receive")
    await require_places(work, {location_id: ("locationId",)})
    fits = await work.raw.fetchval(_PLACE, location_id, found["company_id"])
    if fits is None:
        raise NotFound(path=("locationId",))
    if not fits:
        raise ReturnPlaceUnfit(path=("locationId",))
    came = _came(await work.raw.fetch(_LINES, key), counts)
    if not any(came.values()):
        raise NothingToReturn(path=("lines",))
    now = work.clock.now()
    await work.raw.execute(_RECEIVED, list(came), list(came.values()))
    moves = await work.raw.fetch(_MOVE, key, found["company_id"], location_id, now)
    assert len(moves) == sum(1 for quantity in came.values() if quantity)
    await work.raw.execute(_MOVED, key, state, now, location_id)
    await post_values(work, valuation_of(found))
    return key


def valuation_of(found: Found) -> Valuation:
    """Say how the value of what comes back is posted: off the cost of the sale."""
    words = found["number"] or "Return"
    source = ("ReturnAuthorization", found["id"])
    return Valuation(found["company_id"], SourceKind.CUSTOMER_RETURN, source, words, path=("id",))


def _came(lines: Sequence[asyncpg.Record], counts: Sequence[Counted]) -> Mapping[UUID, Decimal]:
    came: dict[UUID, Decimal] = {row["id"]: row["quantity"] for row in lines}
    approved = dict(came)
    seen: set[UUID] = set()
    for count in counts:
        if count.line_id not in approved:
            raise NotFound(path=(*count.path, "lineId"))
        if count.line_id in seen:
            raise IdRepeated(path=(*count.path, "lineId"))
        seen.add(count.line_id)
        if not 0 <= count.quantity <= approved[count.line_id]:
            raise ReceivedMore(approved[count.line_id], path=(*count.path, "quantity"))
        came[count.line_id] = count.quantity
    return came
