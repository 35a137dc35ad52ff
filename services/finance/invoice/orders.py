"""The orders and goods receipts that invoices bill: which of their lines, and how much of each at most."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from models import InvoiceKind
from services.finance.invoice.life import NOTES
from services.work import Work


@dataclass(eq=False)
class OrderLineUnfit(DomainError):
    """A line bills an order of its own party that binds both, on its own side, for the same goods in the same unit.

    Components of bundles are billed with their bundle.
    """

    message = "This line of an order cannot be billed here."


@dataclass(eq=False)
class ReceiptLineUnfit(DomainError):
    """A bill's line bills what arrived from its own party: the same goods in the same unit, of the same order if it names one."""

    message = "This line of a goods receipt cannot be billed here."


@dataclass(eq=False)
class ReceiptLineOverbilled(DomainError):
    """What arrived and has not gone back is billed up to its quantity, and given back up to what was billed of it.

    The price of what went back is given back by notes that name the return.
    """

    message = "{billed} would be billed of {received} that arrived."
    receipt_line: NodeId
    received: Decimal
    billed: Decimal


@dataclass(eq=False)
class VendorReturnUnfit(DomainError):
    """A note's line that gives back the price of what went back to the vendor names goods of a return that has left."""

    message = "This return to the vendor cannot be credited here."


@dataclass(eq=False)
class VendorReturnOvercredited(DomainError):
    """Of what went back to the vendor as much is given back as was billed of it."""

    message = "{credited} would be given back of {billed} that were billed and went back."
    receipt_line: NodeId
    billed: Decimal
    credited: Decimal


@dataclass(eq=False)
class OrderLineOverbilled(DomainError):
    """A line of an order is billed up to its quantity, and given back up to what was billed of it."""

    message = "{billed} would be billed of {ordered} that were ordered."
    order_line: NodeId
    ordered: Decimal
    billed: Decimal


_SALE, _PURCHASE = "sales_order_line", "purchase_order_line"
_TYPES: Final = {_SALE: "SalesOrderLine", _PURCHASE: "PurchaseOrderLine"}
_WHOLE: Final = "ordered.quantity"
# What was called off is not billed.
_BOUNDS: Final = {_SALE: "ordered.quantity - ordered.cancelled_quantity", _PURCHASE: _WHOLE}

_UNFIT: Final = """
select coalesce(bool_or(not coalesce(orders_fit, true)), false) as orders_unfit,
  coalesce(bool_or(not coalesce(receipts_fit, true)), false) as receipts_unfit,
  coalesce(bool_or(not coalesce(returns_fit, true)), false) as returns_unfit
from (
  select case when num_nonnulls(sold.id, bought.id) > 0 then coalesce(line.sku_id, sold.sku_id, bought.sku_id) = coalesce(sold.sku_id, bought.sku_id)
    and coalesce(line.unit_id, sold.unit_id, bought.unit_id) = coalesce(sold.unit_id, bought.unit_id)
    and coalesce(sale.customer_id, purchase.vendor_id) = own.party_id
    and (sold.id is not null) = (own.kind in ('CUSTOMER_INVOICE', 'CREDIT_NOTE')) and sold.kind is distinct from 'COMPONENT'
    and coalesce(sale.state, purchase.state) not in ('DRAFT', 'PENDING_APPROVAL', 'REJECTED', 'CANCELLED') end as orders_fit,
  case when arrived.id is not null then coalesce(line.sku_id, arrived.sku_id) = arrived.sku_id
    and coalesce(line.unit_id, arrived.unit_id) = arrived.unit_id and receipt.vendor_id = own.party_id
    and (bought.id is null or bought.id is not distinct from arrived.purchase_order_line_id)
    and own.kind in ('VENDOR_BILL', 'DEBIT_NOTE') end as receipts_fit,
  case when line.vendor_return_id is not null then own.kind = 'DEBIT_NOTE' and exists (
    select from vendor_return_line as gone where gone.return_id = line.vendor_return_id
      and gone.goods_receipt_line_id = line.goods_receipt_line_id and gone.billed_quantity is not null) end as returns_fit
  from invoice_line as line join invoice as own on own.id = line.invoice_id
  left join sales_order_line as sold on sold.id = line.sales_order_line_id
  left join sales_order as sale on sale.id = sold.order_id
  left join purchase_order_line as bought on bought.id = line.purchase_order_line_id
  left join purchase_order as purchase on purchase.id = bought.order_id
  left join goods_receipt_line as arrived on arrived.id = line.goods_receipt_line_id
  left join goods_receipt as receipt on receipt.id = arrived.receipt_id
  where line.invoice_id = $1
) as judged
"""
_NAMED: Final = """
select sales_order_line_id as sales_order_line, purchase_order_line_id as purchase_order_line,
  goods_receipt_line_id as goods_receipt_line, vendor_return_id as vendor_return
from invoice_line
where invoice_id = $1 and num_nonnulls(sales_order_line_id, purchase_order_line_id, goods_receipt_line_id) > 0
"""
# What arrived is a fact, whose rows nobody may lock; so their ids are.
_LOCK_ARRIVED: Final = """
select pg_advisory_xact_lock(place) from (
  select distinct hashtextextended('goods receipt line ' || id, 0) as place from unnest($1::uuid[]) as id order by place
) as places
"""
_LOCK: Final = "select id from {table} where id = any($1::uuid[]) order by id for no key update"
_STAYING: Final = "select * from goods_receipt_lines_staying($1::uuid[], $2) order by line_id"
_CREDITED: Final = "select * from vendor_return_credited($1::uuid[], $2) where noted > owed order by line_id"
_BILLED: Final = """
select ordered.id, {bound} as ordered, (
  select sum(case when bill.kind in ('CREDIT_NOTE', 'DEBIT_NOTE') then -line.quantity else line.quantity end)
  from invoice_line as line join invoice as bill on bill.id = line.invoice_id
  where line.{table}_id = ordered.id and (bill.state in ('POSTED', 'CANCELLED') or bill.id = $2)
) as billed
from {table} as ordered where ordered.id = any($1::uuid[]) order by ordered.id
"""


async def require_fit(work: Work, key: UUID, path: InputPath = ()) -> None:
    """Check that a draft names lines of orders that it can bill.

    Raises:
        OrderLineUnfit: one of them is another's, of the other side, for other goods, or of an order that binds nobody.
        ReceiptLineUnfit: likewise of what arrived.
        VendorReturnUnfit: likewise of what went back.
    """
    found = await work.raw.fetchrow(_UNFIT, key)
    assert found is not None
    if found["orders_unfit"]:
        raise OrderLineUnfit(path=(*path, "lines"))
    if found["receipts_unfit"]:
        raise ReceiptLineUnfit(path=(*path, "lines"))
    if found["returns_unfit"]:
        raise VendorReturnUnfit(path=(*path, "lines"))


async def require_within_orders(work: Work, key: UUID, kind: InvoiceKind, path: InputPath = ()) -> None:
    """Check that no line of an order is billed beyond its quantity with a document; the lines stay locked.

    Raises:
        OrderLineOverbilled, ReceiptLineOverbilled: one of them would be, or a note gives back more than was billed.
        VendorReturnOvercredited: a note gives back more than was billed of what went back.
    """
    named = await work.raw.fetch(_NAMED, key)
    for table in _TYPES:
        lines = [row[table] for row in named if row[table] is not None]
        if lines:
            await _require_within(work, key, kind, table, lines, path)
    arrived = [row["goods_receipt_line"] for row in named if row["goods_receipt_line"] is not None]
    if arrived:
        returns = [row["vendor_return"] for row in named if row["vendor_return"] is not None]
        await _require_arrived(work, key, kind, arrived, path)
        await _require_gone(work, key, returns, path)


async def _require_within(
    work: Work, key: UUID, kind: InvoiceKind, table: str, lines: list[UUID], path: InputPath
) -> None:
    await work.raw.fetch(_LOCK.format(table=table), lines)
    gives_back = kind in NOTES.values()
    for row in await work.raw.fetch(_BILLED.format(table=table, bound=_BOUNDS[table]), lines, key):
        fits = row["billed"] >= 0 if gives_back else row["billed"] <= row["ordered"]
        if not fits:
            line = NodeId(_TYPES[table], row["id"])
            raise OrderLineOverbilled(line, row["ordered"], row["billed"], path=(*path, "lines"))


async def _require_arrived(work: Work, key: UUID, kind: InvoiceKind, lines: list[UUID], path: InputPath) -> None:
    await work.raw.fetch(_LOCK_ARRIVED, lines)
    gives_back = kind in NOTES.values()
    for row in await work.raw.fetch(_STAYING, lines, key):
        stays = row["quantity"] - row["unbilled_gone"]
        fits = row["billed"] >= row["billed_gone"] if gives_back else row["billed"] <= stays
        if not fits:
            line = NodeId("GoodsReceiptLine", row["line_id"])
            raise ReceiptLineOverbilled(line, stays, row["billed"], path=(*path, "lines"))


async def _require_gone(work: Work, key: UUID, returns: list[UUID], path: InputPath) -> None:
    for row in await work.raw.fetch(_CREDITED, returns, key) if returns else ():
        line = NodeId("GoodsReceiptLine", row["line_id"])
        raise VendorReturnOvercredited(line, row["owed"], row["noted"], path=(*path, "lines"))
