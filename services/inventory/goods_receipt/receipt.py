"""Receiving goods: moves into stock, their lots, what they are worth and what is owed for them, in one transaction.

Locks are taken in this order: the lines of purchase orders, lots, stock levels, values, then the numbers of the receipt and
of its entry.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import InputPath
from kernel.ids import uuid7
from services.bounds import require_places
from services.finance.rules import LegKind, SourceKind
from services.fitness import require_text
from services.inventory.goods_receipt.lines import Line, Ready, made_ready, of_orders
from services.inventory.goods_receipt.lots import lots_of
from services.inventory.goods_receipt.owing import Head, Money, money_of, tell_orders, write_receipt
from services.inventory.goods_receipt.refusals import ArrivalUnfit, SupplierPlaceMissing
from services.inventory.valuation.posting import Beside, Valuation, post_values
from services.refusals import NotFound, PeriodClosed, TooManyRows
from services.rights import require_company
from services.rows import as_json
from services.work import Work

LINES_MAX: Final = 200
PIECES_MAX: Final = 2_000

# Goods of a day that is over arrived at its noon.
_COMPANY: Final = """
select company.currency, company.rounding_policy, today.day as today,
  case when $2::date is null or $2 = today.day then $3::timestamptz
    else ($2 + time '12:00') at time zone company.time_zone end as moved_at,
  stock_day_closed(company.id, $2) as closed,
  (select id from party where id = $4 and company_id = company.id) as vendor_id,
  (select id from location where company_id = company.id and kind = 'SUPPLIER' and archived_at is null order by code, id limit 1)
    as supplier_id
from company cross join lateral (select ($3::timestamptz at time zone company.time_zone)::date as day) as today
where company.id = $1
"""
_MOVE: Final = """
insert into stock_move (id, company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, unit_cost, moved_at,
  document_type, document_id)
select id, $2, sku_id, $3, to_location_id, lot_id, quantity, unit_cost, $4, 'GoodsReceipt', $5
from jsonb_populate_recordset(null::stock_move, $1::jsonb)
"""
_WORTH: Final = "select move_id, value, method from stock_value_entry where document_id = $1 and move_id is not null"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What arrived from a vendor, as it is said."""

    company_id: UUID
    vendor_id: UUID
    lines: Sequence[Line]
    received_on: date | None = None
    """None for today."""
    currency: str | None = None
    """None for that of the orders, or else of the company."""
    rate: Decimal | None = None
    """None for the rate of the day."""
    vendor_reference: str | None = None
    note: str | None = None
    path: InputPath = ()


async def post_receipt(work: Work, receipt: Receipt) -> UUID:
    """Put what arrived into stock, post what it is worth and what is owed for it, and give the id of the receipt.

    Raises:
        NotFound, TooManyRows, ArrivalUnfit, SupplierPlaceMissing, RateMissing, PeriodClosed: as their names say.
        DomainError: what lines, lots, moves of stock and postings raise.
    """
    require_company(work, receipt.company_id, *receipt.path, "companyId")
    _require_said(receipt)
    await require_places(work, {line.location_id: (*line.path, "locationId") for line in receipt.lines})
    company = await _company(work, receipt)
    on = receipt.received_on or company["today"]
    lines, currency = await of_orders(work, receipt.company_id, receipt.vendor_id, receipt.currency, receipt.lines)
    in_currency = currency or company["currency"]
    money = await money_of(work, receipt.company_id, in_currency, receipt.rate, company, on, receipt.path)
    ready = await made_ready(work, receipt.company_id, lines)
    lots = await lots_of(work, receipt.company_id, ready)
    key = uuid7()
    moves = [move for each in ready for move in _moves(each, money, lots)]
    place, at = company["supplier_id"], company["moved_at"]
    await work.raw.execute(_MOVE, as_json(moves), receipt.company_id, place, at, key)
    accrued, beside = await _accrued(work, key, ready, moves, money)
    rows = [
        _row(position, each, amount, lots)
        for position, (each, amount) in enumerate(zip(ready, accrued, strict=True), 1)
    ]
    said = Head(receipt.company_id, receipt.vendor_id, on, receipt.vendor_reference, receipt.note)
    await write_receipt(work, key, said, money, rows)
    await tell_orders(work, lines)
    words = receipt.vendor_reference or receipt.note or "Goods receipt"
    source = ("GoodsReceipt", key)
    await post_values(
        work, Valuation(receipt.company_id, SourceKind.GOODS_RECEIPT, source, words, beside=beside, path=receipt.path)
    )
    return key


def _require_said(receipt: Receipt) -> None:
    pieces = sum(len(line.serial_numbers) for line in receipt.lines)
    for count, maximum in ((len(receipt.lines), LINES_MAX), (pieces, PIECES_MAX)):
        if count > maximum or not receipt.lines:
            raise TooManyRows(count, maximum, path=(*receipt.path, "lines"))
    for name, text in (("vendorReference", receipt.vendor_reference), ("note", receipt.note)):
        if text is not None:
            require_text(text, (*receipt.path, name))
    for line in receipt.lines:
        if line.quantity <= 0:
            raise ArrivalUnfit(path=(*line.path, "quantity"))
        if line.unit_price is not None and line.unit_price < 0:
            raise ArrivalUnfit(path=(*line.path, "unitPrice"))


async def _company(work: Work, receipt: Receipt) -> asyncpg.Record:
    found = await work.raw.fetchrow(
        _COMPANY, receipt.company_id, receipt.received_on, work.clock.now(), receipt.vendor_id
    )
    assert found is not None
    if found["vendor_id"] is None:
        raise NotFound(path=(*receipt.path, "vendorId"))
    if found["supplier_id"] is None:
        raise SupplierPlaceMissing(path=(*receipt.path, "companyId"))
    if receipt.received_on is not None and receipt.received_on > found["today"]:
        raise ArrivalUnfit(path=(*receipt.path, "receivedOn"))
    if receipt.received_on is not None and found["closed"] is not None:
        raise PeriodClosed(receipt.received_on, found["closed"], path=(*receipt.path, "receivedOn"))
    return found


def _moves(each: Ready, money: Money, lots: Mapping[tuple[UUID, str], UUID]) -> list[dict[str, object]]:
    """Write the moves of a line: one, or one for each piece with a number of its own."""
    quantity = each.stock_quantity / len(each.line.serial_numbers) if each.line.serial_numbers else each.stock_quantity
    return [
        {
            "id": uuid7(), "sku_id": each.sku_id, "to_location_id": each.line.location_id, "lot_id": lot,
            "quantity": quantity, "unit_cost": each.unit_cost(money.rate), "line": each.line.path,
        }
        for lot in [lots[each.sku_id, number] for number in each.line.numbers] or [None]
    ]  # fmt: skip


async def _accrued(
    work: Work, key: UUID, ready: Sequence[Ready], moves: Sequence[dict[str, object]], money: Money
) -> tuple[list[Decimal], list[Beside]]:
    """Give what is owed for each line, and what that differs from what it is held at, where it is held at a standard."""
    worth = {row["move_id"]: row for row in await work.raw.fetch(_WORTH, key)}
    of_line: defaultdict[object, list[UUID]] = defaultdict(list)
    for move in moves:
        of_line[move["line"]].append(move["id"])  # pyright: ignore[reportArgumentType] - ids of ours
    accrued: list[Decimal] = []
    beside: list[Beside] = []
    for each in ready:
        mine = of_line[each.line.path]
        value = sum((worth[move]["value"] for move in mine), money.rounded(Decimal(0)))
        cost = each.unit_cost(money.rate)
        owed = value
        if cost is not None and worth[mine[0]]["method"] == "STANDARD":
            owed = money.rounded(cost * each.stock_quantity)
            beside.append(Beside(mine[0], LegKind.PRICE_DIFFERENCE, LegKind.CONTRA, owed - value))
        accrued.append(owed)
    return accrued, beside


def _row(position: int, each: Ready, accrued: Decimal, lots: Mapping[tuple[UUID, str], UUID]) -> dict[str, object]:
    line = each.line
    return {
        "id": uuid7(), "position": position, "purchase_order_line_id": line.order_line_id, "sku_id": each.sku_id,
        "location_id": line.location_id, "quantity": line.quantity, "unit_id": each.unit_id,
        "lot_id": None if line.lot_number is None else lots[each.sku_id, line.lot_number],
        "stock_quantity": each.stock_quantity, "unit_price": line.unit_price, "accrued_amount": accrued,
    }  # fmt: skip
