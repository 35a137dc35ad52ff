"""Making a return to a vendor: goods of a receipt are reserved where they lie, in whatever status, and nobody else gets them.

Locks are taken in this order: lines of the receipt, stock levels, numbers last.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, cast
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from kernel.errors import InputPath
from kernel.ids import NodeId, uuid7
from models import GoodsReceipt
from services.bounds import require_all_seen, require_places
from services.fitness import require_text
from services.inventory.allocate import StockShort, StockShortage
from services.inventory.goods_receipt.refusals import SupplierPlaceMissing
from services.inventory.levels import lock_levels
from services.inventory.reservation import GOING_BACK
from services.platform.number import take_number
from services.purchasing.vendor_return.life import (
    SERIES,
    NothingToSendBack,
    VendorReturnedMore,
    VendorReturnGoodsUnfit,
)
from services.refusals import NotFound, TooManyRows
from services.rights import require_company
from services.rows import as_json
from services.work import Work

LINES_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class Back:
    """How much of a line of a receipt goes back, in the unit of the SKU, from where, and of which lot; as it came if None."""

    receipt_line_id: UUID
    quantity: Decimal
    location_id: UUID | None
    lot_id: UUID | None
    reason: str | None
    path: InputPath


@dataclass(frozen=True, slots=True)
class Returning:
    """What goes back of one receipt, and why."""

    receipt_id: UUID
    lines: Sequence[Back]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """What goes back, once it is known what and where it is."""

    said: Back
    sku_id: UUID
    location_id: UUID
    lot_id: UUID | None


_RECEIVED: Final = cast("sa.Table", GoodsReceipt.__table__)
_RECEIPT: Final = """
select receipt.company_id, company.currency, exists (
  select from location where company_id = receipt.company_id and kind = 'SUPPLIER' and archived_at is null) as has_supplier
from goods_receipt as receipt join company on company.id = receipt.company_id where receipt.id = $1
"""
_LOCK_ARRIVED: Final = """
select pg_advisory_xact_lock(place) from (
  select distinct hashtextextended('goods receipt line ' || id, 0) as place from unnest($1::uuid[]) as id order by place
) as places
"""
_GOODS: Final = """
select arrived.sku_id, place.id as location_id, place.kind as place_kind, coalesce(said.lot_id, arrived.lot_id) as lot_id,
  said.lot_id is null or lot.id is not null as has_lot, case
    when arrived.lot_id is not null then coalesce(said.lot_id, arrived.lot_id) = arrived.lot_id
    else not exists (select from stock_move where document_id = arrived.receipt_id and sku_id = arrived.sku_id) or exists (
      select from stock_move where document_id = arrived.receipt_id and sku_id = arrived.sku_id
        and lot_id is not distinct from said.lot_id) end as fits,
  arrived.stock_quantity - (
    select coalesce(sum(gone.quantity), 0) from vendor_return_line as gone join vendor_return as own on own.id = gone.return_id
    where gone.goods_receipt_line_id = arrived.id and own.state <> 'CANCELLED') as returnable
from unnest($2::uuid[], $3::uuid[], $4::uuid[]) with ordinality as said (line_id, location_id, lot_id, position)
left join goods_receipt_line as arrived on arrived.id = said.line_id and arrived.receipt_id = $1
left join location as place on place.id = coalesce(said.location_id, arrived.location_id) and place.company_id = arrived.company_id
left join lot on lot.id = said.lot_id and lot.sku_id = arrived.sku_id
order by said.position
"""
_FREE: Final = """
select said.position, coalesce(level.on_hand - level.reserved, 0) as free
from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as said (sku_id, location_id, lot_id, position)
left join stock_level as level on level.sku_id = said.sku_id and level.location_id = said.location_id
  and level.lot_id is not distinct from said.lot_id
order by said.position
"""
_RESERVE: Final = """
insert into reservation (id, company_id, demand_type, demand_id, sku_id, location_id, lot_id, quantity)
select reservation_id, company_id, $2, return_id, sku_id, location_id, lot_id, quantity
from jsonb_populate_recordset(null::vendor_return_line, $1::jsonb)
"""
_WRITE: Final = """
insert into vendor_return (id, company_id, number, goods_receipt_id, reason) values ($1, $2, $3, $4, $5)
"""
_WRITE_LINES: Final = """
insert into vendor_return_line (company_id, return_id, position, goods_receipt_line_id, reservation_id, sku_id, location_id, lot_id,
  quantity, reason, currency)
select company_id, return_id, position, goods_receipt_line_id, reservation_id, sku_id, location_id, lot_id, quantity, reason, currency
from jsonb_populate_recordset(null::vendor_return_line, $1::jsonb)
"""


async def create(work: Work, returning: Returning) -> UUID:
    """Make a return of goods of a receipt, and reserve them for it where they lie; give its id.

    Raises:
        VendorReturnedMore: more of a line than came and has not gone back, or nothing of it.
        VendorReturnGoodsUnfit: of another lot, or not inside a warehouse.
        StockShort: it does not lie there any more, or is promised to others.
        NothingToSendBack, TooManyRows, SupplierPlaceMissing, NotFound: as their names say.
        ValueRequired, TextTooLong, TextUnfit: of a reason.
    """
    receipt = await work.raw.fetchrow(_RECEIPT, returning.receipt_id)
    if receipt is None:
        raise NotFound(path=("input", "goodsReceiptId"))
    require_company(work, receipt["company_id"], "input", "goodsReceiptId")
    await require_all_seen(work, _RECEIVED, {returning.receipt_id: ("input", "goodsReceiptId")})
    await require_places(
        work, {each.location_id: (*each.path, "locationId") for each in returning.lines if each.location_id is not None}
    )
    _require_said(returning)
    if not receipt["has_supplier"]:
        raise SupplierPlaceMissing(path=("input", "goodsReceiptId"))
    lines = await _lines(work, returning)
    await _require_there(work, lines)
    key = uuid7()
    rows = [
        {"company_id": receipt["company_id"], "return_id": key, "position": place, "reservation_id": uuid7(),
         "goods_receipt_line_id": line.said.receipt_line_id, "sku_id": line.sku_id, "location_id": line.location_id,
         "lot_id": line.lot_id, "quantity": line.said.quantity, "reason": line.said.reason, "currency": receipt["currency"]}
        for place, line in enumerate(lines, 1)
    ]  # fmt: skip
    await work.raw.execute(_RESERVE, as_json(rows), GOING_BACK)
    number = await take_number(work, receipt["company_id"], SERIES)
    await work.raw.execute(_WRITE, key, receipt["company_id"], number, returning.receipt_id, returning.reason)
    await work.raw.execute(_WRITE_LINES, as_json(rows))
    return key


def _require_said(returning: Returning) -> None:
    if not returning.lines:
        raise NothingToSendBack(path=("input", "lines"))
    if len(returning.lines) > LINES_MAX:
        raise TooManyRows(len(returning.lines), LINES_MAX, path=("input", "lines"))
    texts = [(returning.reason, ("input",)), *((line.reason, line.path) for line in returning.lines)]
    for text, path in texts:
        if text is not None:
            require_text(text, (*path, "reason"))


async def _lines(work: Work, returning: Returning) -> list[_Line]:
    said = returning.lines
    keys = [line.receipt_line_id for line in said]
    await work.raw.fetch(_LOCK_ARRIVED, keys)
    rows = await work.raw.fetch(
        _GOODS, returning.receipt_id, keys, [line.location_id for line in said], [line.lot_id for line in said]
    )
    going: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for line, row in zip(said, rows, strict=True):
        _require_fit(line, row)
        left = row["returnable"] - going[line.receipt_line_id]
        if not 0 < line.quantity <= left:
            receipt_line = NodeId("GoodsReceiptLine", line.receipt_line_id)
            raise VendorReturnedMore(receipt_line, left, path=(*line.path, "quantity"))
        going[line.receipt_line_id] += line.quantity
    return [_Line(line, row["sku_id"], row["location_id"], row["lot_id"]) for line, row in zip(said, rows, strict=True)]


def _require_fit(line: Back, row: asyncpg.Record) -> None:
    for name, is_known in (
        ("goodsReceiptLineId", row["sku_id"] is not None),
        ("locationId", row["location_id"] is not None),
        ("lotId", row["has_lot"]),
    ):
        if not is_known:
            raise NotFound(path=(*line.path, name))
    if row["place_kind"] != "INTERNAL":
        raise VendorReturnGoodsUnfit(path=(*line.path, "locationId"))
    if not row["fits"]:
        raise VendorReturnGoodsUnfit(path=(*line.path, "lotId"))


async def _require_there(work: Work, lines: Sequence[_Line]) -> None:
    skus, places = [line.sku_id for line in lines], [line.location_id for line in lines]
    await lock_levels(work, skus, places)
    rows = await work.raw.fetch(_FREE, skus, places, [line.lot_id for line in lines])
    taken: defaultdict[tuple[UUID, UUID, UUID | None], Decimal] = defaultdict(Decimal)
    shortages: list[StockShortage] = []
    for line, row in zip(lines, rows, strict=True):
        level = line.sku_id, line.location_id, line.lot_id
        free = row["free"] - taken[level]
        taken[level] += line.said.quantity
        if line.said.quantity > free:
            named = NodeId("GoodsReceiptLine", line.said.receipt_line_id), NodeId("Sku", line.sku_id)
            shortages.append(StockShortage(*named, line.said.quantity, max(free, Decimal(0))))
    if shortages:
        raise StockShort(shortages, path=("input", "lines"))
