"""Billing orders: what is not billed yet becomes a draft of an invoice, of one order or gathered over several.

An order that is billed on delivery is billed for the goods that have left; any other for what was ordered. What is in another
draft is spoken for, and what came back to be refunded is billed no more. Advances for the orders are taken off.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg
import orjson

from kernel.clock import BusinessDay, zone
from kernel.draft import Draft, Edits
from kernel.errors import DomainError, InputPath
from models import InvoiceKind
from services import locking
from services.finance.invoice import drafts as invoices
from services.refusals import TooManyRows
from services.rows import Found
from services.sales.order.drafts import SALES_ORDER
from services.sales.order.life import require_transition
from services.work import Work

ORDERS_MAX: Final = 100

_ZONE: Final = "select time_zone from company where id = $1"
# What has left is what reservations have given to the line, and what vendors have delivered; of a bundle, whole ones.
_OPEN: Final = """
select line.id, line.sku_id, line.unit_id, line.description, line.unit_price, line.discount_percent,
  case when own.invoice_policy = 'ON_DELIVERY' and product.kind = 'GOODS' then least(gone.quantity, line.quantity)
    else line.quantity - line.cancelled_quantity end - line.waived_quantity
    - billed.quantity - sales_order_line_refunded(line.id) as quantity,
  array(select tax_code_id from sales_order_line_tax as tax where tax.line_id = line.id order by tax.position, tax.id) as codes,
  line.quantity as ordered, line.net_amount + line.tax_amount as gross, advances.own as advances
from sales_order_line as line join sales_order as own on own.id = line.order_id
join sku on sku.id = line.sku_id join product on product.id = sku.product_id
cross join (
  select coalesce(jsonb_agg(jsonb_build_array(advance.id, (advance.net_amount + advance.tax_amount)::text)
    order by advance.id), '[]')::text as own
  from invoice as advance where advance.sales_order_id = any($1::uuid[]) and advance.state = 'POSTED'
    and not exists (select from invoice_deduction where advance_id = advance.id and gives_back_id is null and not is_given_back)
    and not exists (select from invoice as note where note.credits_id = advance.id and note.entry_id is not null)
) as advances
cross join lateral (
  select case when line.kind = 'BUNDLE' or line.delivery = 'DROP_SHIPMENT' then sales_order_line_shipped(line.id) else (
    select coalesce(sum(consumed), 0) from reservation where demand_id = line.id and demand_type = 'SalesOrderLine') end as quantity
) as gone
cross join lateral (
  select coalesce(sum(case when bill.kind = 'CREDIT_NOTE' then -said.quantity else said.quantity end), 0) as quantity
  from invoice_line as said join invoice as bill on bill.id = said.invoice_id where said.sales_order_line_id = line.id
) as billed
where line.order_id = any($1::uuid[]) and line.kind <> 'COMPONENT' order by array_position($1::uuid[], line.order_id), line.position
"""
_KEPT: Final = ("sku_id", "unit_id", "description", "unit_price", "discount_percent", "quantity")


@dataclass(eq=False)
class NothingToBill(DomainError):
    """An invoice bills something that is not billed yet, and on delivery only what has left."""

    message = "There is nothing to bill."


@dataclass(eq=False)
class OrdersUnlike(DomainError):
    """One invoice bills orders of one customer of one company, in one currency and by one payment term."""

    message = "These orders are not billed together."


async def bill(work: Work, keys: Sequence[UUID], on: date | None = None) -> UUID:
    """Draft an invoice of what is to be billed of orders, of today unless a day is said; they stay locked.

    Raises:
        NothingToBill, OrdersUnlike: as their names say.
        TransitionUnavailable: one of them is not confirmed, or on hold.
        NotFound, IdRepeated, TooManyRows: as their names say.
        DomainError: as for every draft of an invoice.
    """
    if not 1 <= len(keys) <= ORDERS_MAX:
        raise TooManyRows(len(keys), ORDERS_MAX, path=("ids",))
    found = await locking.locked(work, SALES_ORDER, [(key, ("ids", place)) for place, key in enumerate(keys)])
    orders = [found[key] for key in keys]
    for place, order in enumerate(orders):
        require_transition(order, "bill", ("ids", place))
        if _alike(order) != _alike(orders[0]):
            raise OrdersUnlike(path=("ids", place))
    rows = [row for row in await work.raw.fetch(_OPEN, list(keys)) if row["quantity"] > 0]
    if not rows:
        raise NothingToBill(path=("ids",))
    draft = await _invoice(work, orders[0], [_billed(row) for row in rows], on)
    advances = [Draft({"advance_id": key}) for key in _taken_off(rows)]
    return await invoices.create(work, replace(draft, lists={**draft.lists, "deductions": Edits(advances)}))


def _alike(order: Found) -> tuple[object, ...]:
    return order["company_id"], order["customer_id"], order["currency"], order["payment_term_id"]


async def _invoice(work: Work, order: Found, lines: Sequence[Draft], on: date | None) -> Draft:
    if on is None:
        on = BusinessDay(zone(await work.raw.fetchval(_ZONE, order["company_id"]))).today(work.clock)
    path: InputPath = ("ids",)
    values = {
        "company_id": order["company_id"], "party_id": order["customer_id"], "kind": InvoiceKind.CUSTOMER_INVOICE,
        "invoice_on": on, "currency": order["currency"], "payment_term_id": order["payment_term_id"],
    }  # fmt: skip
    return Draft(values, lists={"lines": Edits(lines)}, path=path)


def _taken_off(rows: Sequence[asyncpg.Record]) -> list[UUID]:
    """Give the advances that are taken off: each as a whole, as long as they come to no more than what is billed."""
    left = sum((row["gross"] * row["quantity"] / row["ordered"] for row in rows), Decimal(0))
    taken: list[UUID] = []
    for key, amount in orjson.loads(rows[0]["advances"]):
        if Decimal(amount) <= left:
            left -= Decimal(amount)
            taken.append(UUID(key))
    return taken


def _billed(row: asyncpg.Record) -> Draft:
    taxes = [Draft({"tax_code_id": code, "position": place}) for place, code in enumerate(row["codes"], 1)]
    values = {**{name: row[name] for name in _KEPT}, "sales_order_line_id": row["id"]}
    return Draft(values, lists={"taxes": Edits(taxes)})
