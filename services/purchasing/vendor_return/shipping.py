"""Goods of a return to a vendor leave, at what they are worth, or it is called off before they do.

What of them was not billed is owed no more, what of them was is to be given back by the vendor: both are debited to what was
received and not invoiced. What they are worth by now goes from stock; the difference is one of prices.

Locks are taken in this order: the return, lines of the receipt, stock levels, reservations, values, numbers.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.ids import NodeId, uuid7
from kernel.rounding import RoundingPolicy, exact_ratio, round_to
from services.finance.rules import LegKind, SourceKind
from services.inventory.allocate import StockShort, StockShortage
from services.inventory.goods_receipt.refusals import SupplierPlaceMissing
from services.inventory.levels import lock_reserved
from services.inventory.valuation.posting import Beside, Valuation, post_values
from services.purchasing.vendor_return.life import begin_step
from services.rows import as_json
from services.work import Work

_LINES: Final = """
select line.*, (select id from location where company_id = line.company_id and kind = 'SUPPLIER' and archived_at is null
  order by code, id limit 1) as supplier_id
from vendor_return_line as line where line.return_id = $1 order by line.position
"""
_LOCK_ARRIVED: Final = """
select pg_advisory_xact_lock(place) from (
  select distinct hashtextextended('goods receipt line ' || goods_receipt_line_id, 0) as place
  from vendor_return_line where return_id = $1 order by place
) as places
"""
# What arrived while the company kept its stock outside of its books was posted nowhere, and is owed nowhere. What a vendor has
# delivered to a customer, who has sent it here, was posted with its shipment.
_ARRIVED: Final = """
select arrived.id, arrived.quantity, arrived.stock_quantity, arrived.accrued_amount, arrived.company_currency, company.rounding_policy,
  staying.billed, (
    select coalesce(sum(case when bill.kind = 'DEBIT_NOTE' then -said.ledger_amount else said.ledger_amount end * bill.rate), 0)
    from invoice_line as said join invoice as bill on bill.id = said.invoice_id
    where said.goods_receipt_line_id = arrived.id and said.vendor_return_id is null and bill.state in ('POSTED', 'CANCELLED')
  ) as billed_amount, (
    select coalesce(sum(gone.quantity - gone.billed_quantity), 0) from vendor_return_line as gone
    where gone.goods_receipt_line_id = arrived.id and gone.billed_quantity is not null
  ) as unbilled_gone, exists (
    select from stock_value_entry as entry left join stock_value_posting as posting on posting.value_entry_id = entry.id
    where entry.document_id = arrived.receipt_id having count(posting.id) > 0 or bool_and(entry.value = 0)
  ) or exists (
    select from shipment join journal_entry as entry on entry.source_id = shipment.id and entry.source_type = 'Shipment'
    join journal on journal.id = entry.journal_id and journal.kind = 'STOCK'
    where shipment.goods_receipt_id = arrived.receipt_id
  ) as is_kept
from goods_receipt_line as arrived join company on company.id = arrived.company_id
join goods_receipt_lines_staying(array(select goods_receipt_line_id from vendor_return_line where return_id = $1), null) as staying
  on staying.line_id = arrived.id
"""
_CONSUME: Final = """
update reservation set consumed = consumed + held where id = any($1::uuid[]) and held > 0
returning id, consumed as quantity, lot_id
"""
_TELL: Final = """
update vendor_return_line as line set billed_quantity = said.billed_quantity, accrued_amount = said.accrued_amount,
  owed_amount = said.owed_amount
from jsonb_populate_recordset(null::vendor_return_line, $1::jsonb) as said where line.id = said.id
"""
_MOVE: Final = """
insert into stock_move (id, company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at, reason, document_type,
  document_id)
select said.move_id, line.company_id, line.sku_id, line.location_id, $3, line.lot_id, line.quantity, $4, coalesce(line.reason, own.reason),
  'VendorReturn', own.id
from unnest($1::uuid[], $2::uuid[]) as said (line_id, move_id) join vendor_return_line as line on line.id = said.line_id
join vendor_return as own on own.id = line.return_id order by line.position
"""
_SHIPPED: Final = "update vendor_return set state = $2, shipped_at = $3 where id = $1"
_RELEASE: Final = """
update reservation set released = released + held, release_cause = 'ASKED'
where demand_id = $1 and demand_type = 'VendorReturn' and held > 0
"""
_CANCELLED: Final = "update vendor_return set state = $2 where id = $1"


@dataclass
class _Staying:
    """What of a line of a receipt is here still, and what is owed for that, while lines of a return are taken from it."""

    row: asyncpg.Record
    gone: Decimal
    """How much has gone back unbilled, in the unit of the SKU."""

    @property
    def ratio(self) -> Fraction:
        """How many units of the SKU one unit is in which it was bought."""
        return exact_ratio(self.row["stock_quantity"]) / exact_ratio(self.row["quantity"])

    def unbilled(self, quantity: Decimal) -> Decimal:
        """Give how much of a quantity is not billed: what is not billed goes back first.

        What is billed is told with six digits of the unit in which it was bought, so as much less than that may be missing.
        """
        billed = exact_ratio(self.row["billed"]) * self.ratio
        free = exact_ratio(self.row["stock_quantity"]) - billed - exact_ratio(self.gone)
        slack = Fraction(1, 10**6) * self.ratio if self.ratio != 1 else Fraction(0)
        if exact_ratio(quantity) <= free + slack:
            return quantity
        return Decimal(0) if free <= slack else min(round_to(free, 6), quantity)

    def accrued(self, quantity: Decimal) -> Decimal:
        """Give what was accrued for it, from the end of the line on: bills clear it from the beginning."""
        until = self.row["stock_quantity"] - self.gone
        return self._share(until) - self._share(until - quantity)

    def owed(self, quantity: Decimal) -> Decimal:
        """Give what it was billed at, by the average of all bills."""
        if not quantity or not self.row["billed"]:
            return self._rounded(Fraction(0))
        billed = exact_ratio(self.row["billed"]) * self.ratio
        return max(
            self._rounded(exact_ratio(self.row["billed_amount"]) * exact_ratio(quantity) / billed),
            self._rounded(Fraction(0)),
        )

    def _share(self, quantity: Decimal) -> Decimal:
        whole = exact_ratio(self.row["stock_quantity"])
        return self._rounded(exact_ratio(self.row["accrued_amount"]) * exact_ratio(quantity) / whole)

    def _rounded(self, amount: Fraction) -> Decimal:
        if not self.row["is_kept"]:
            amount = Fraction(0)
        policy = RoundingPolicy(self.row["rounding_policy"])
        return round_to(amount, currency_exponent(self.row["company_currency"]), policy)


async def ship(work: Work, key: UUID, version: int) -> UUID:
    """Let the goods of a return leave for the vendor, and post what they are worth and what is owed for them no more.

    Raises:
        StockShort: the return has lost goods in the meantime.
        SupplierPlaceMissing, TransitionUnavailable, NotFound, StaleVersion: as their names say.
        DomainError: as for every posting, where the company keeps stock in its books.
    """
    found, state = await begin_step(work, key, version, "ship")
    await work.raw.fetch(_LOCK_ARRIVED, key)
    lines = await work.raw.fetch(_LINES, key)
    if lines[0]["supplier_id"] is None:
        raise SupplierPlaceMissing(path=("id",))
    await lock_reserved(work, [line["reservation_id"] for line in lines])
    await _consume(work, lines)
    told = await _told(work, key, lines)
    now, moves = work.clock.now(), [uuid7() for _ in lines]
    await work.raw.execute(_TELL, as_json(told))
    await work.raw.execute(_MOVE, [line["id"] for line in lines], moves, lines[0]["supplier_id"], now)
    await work.raw.execute(_SHIPPED, key, state, now)
    beside = [
        Beside(move, LegKind.ACCRUED, LegKind.CONTRA, line["accrued_amount"] + line["owed_amount"])
        for move, line in zip(moves, told, strict=True)
    ]
    kind, source, words = SourceKind.VENDOR_RETURN, ("VendorReturn", key), found["reason"] or "Return to vendor"
    await post_values(work, Valuation(found["company_id"], kind, source, words, beside=beside, path=("id",)))
    return key


async def cancel(work: Work, key: UUID, version: int) -> UUID:
    """Call a return off that has not left; its goods are reserved no more.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    _, state = await begin_step(work, key, version, "cancel")
    lines = await work.raw.fetch(_LINES, key)
    await lock_reserved(work, [line["reservation_id"] for line in lines])
    await work.raw.execute(_RELEASE, key)
    await work.raw.execute(_CANCELLED, key, state)
    return key


async def _consume(work: Work, lines: Sequence[asyncpg.Record]) -> None:
    rows = await work.raw.fetch(_CONSUME, [line["reservation_id"] for line in lines])
    kept = {row["id"]: (row["quantity"], row["lot_id"]) for row in rows}
    shortages = [
        StockShortage(NodeId("VendorReturnLine", line["id"]), NodeId("Sku", line["sku_id"]), line["quantity"], there)
        for line in lines
        for there, lot in (kept.get(line["reservation_id"], (Decimal(0), line["lot_id"])),)
        if there < line["quantity"] or lot != line["lot_id"]
    ]
    if shortages:
        raise StockShort(shortages, path=("id",))


async def _told(work: Work, key: UUID, lines: Sequence[asyncpg.Record]) -> list[dict[str, Decimal]]:
    """Give of each line what of it was billed, and what is owed for it no more, or to be given back."""
    staying = {row["id"]: _Staying(row, row["unbilled_gone"]) for row in await work.raw.fetch(_ARRIVED, key)}
    told: list[dict[str, Decimal]] = []
    billed: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        of_line = staying[line["goods_receipt_line_id"]]
        unbilled = of_line.unbilled(line["quantity"])
        quantity = line["quantity"] - unbilled
        before = billed[line["goods_receipt_line_id"]]
        billed[line["goods_receipt_line_id"]] += quantity
        owed = of_line.owed(before + quantity) - of_line.owed(before)
        told.append(
            {
                "id": line["id"],
                "billed_quantity": quantity,
                "accrued_amount": of_line.accrued(unbilled),
                "owed_amount": owed,
            }
        )
        of_line.gone += unbilled
    return told
