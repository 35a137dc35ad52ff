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
    """What arrived is billed up to its quantity, and given back up to what was billed of it."""

    message = "{billed} would be billed of {received} that arrived."
    receipt_line: NodeId
    received: Decimal
    billed: Decimal


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
  coalesce(bool_or(not coalesce(receipts_fit, true)), false) as receipts_unfit
from (
  select case when num_nonnulls(sold.id, bought.id) > 0 then coalesce(line.sku_id, sold.sku_id, bought.sku_id) = coalesce(sold.sku_id, bought.sku_id)
    and coalesce(line.unit_id, sold.unit_id, bought.unit_id) = coalesce(sold.unit_id, bought.unit_id)
    and coalesce(sale.customer_id, purchase.vendor_id) = own.party_id
    and (sold.id is not null) = (own.kind in ('CUSTOMER_INVOICE', 'CREDIT_NOTE')) and sold.kind is distinct from 'COMPONENT'
    and coalesce(sale.state, purchase.state) not in ('DRAFT', 'PENDING_APPROVAL', 'REJECTED', 'CANCELLED') end as orders_fit,
  case when arrived.id is not null then coalesce(line.sku_id, arrived.sku_id) = arrived.sku_id
    and coalesce(line.unit_id, arrived.unit_id) = arrived.unit_id and receipt.vendor_id = own.party_id
    and (bought.id is null or bought.id is not distinct from arrived.purchase_order_line_id)
    and own.kind in ('VENDOR_BILL', 'DEBIT_NOTE') end as receipts_fit
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
  goods_receipt_line_id as goods_receipt_line
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
    """
    found = await work.raw.fetchrow(_UNFIT, key)
    assert found is not None
    if found["orders_unfit"]:
        raise OrderLineUnfit(path=(*path, "lines"))
    if found["receipts_unfit"]:
        raise ReceiptLineUnfit(path=(*path, "lines"))


async def require_within_orders(work: Work, key: UUID, kind: InvoiceKind, path: InputPath = ()) -> None:
    """Check that no line of an order is billed beyond its quantity with a document; the lines stay locked.

    Raises:
        OrderLineOverbilled, ReceiptLineOverbilled: one of them would be, or a note gives back more than was billed.
    """
    named = await work.raw.fetch(_NAMED, key)
    for table in _TYPES:
        lines = [row[table] for row in named if row[table] is not None]
        if lines:
            await _require_within(work, key, kind, table, lines, path)
    arrived = [row["goods_receipt_line"] for row in named if row["goods_receipt_line"] is not None]
    if arrived:
        await _require_arrived(work, key, kind, arrived, path)


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
    for row in await work.raw.fetch(_BILLED.format(table="goods_receipt_line", bound=_WHOLE), lines, key):
        fits = row["billed"] >= 0 if gives_back else row["billed"] <= row["ordered"]
        if not fits:
            line = NodeId("GoodsReceiptLine", row["id"])
            raise ReceiptLineOverbilled(line, row["ordered"], row["billed"], path=(*path, "lines"))
