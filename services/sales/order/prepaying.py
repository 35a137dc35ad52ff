"""Prepayment: an advance that asks for money of an order before any of it is billed.

Its lines are those of the order in proportion, so that it is taxed as the order is. `bill` takes it off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.clock import BusinessDay, zone
from kernel.currency import currency_exponent
from kernel.draft import Draft, Edits
from kernel.errors import DomainError
from kernel.rounding import exact_ratio, round_to
from models import InvoiceKind
from services import locking
from services.finance.invoice import drafts as invoices
from services.rows import Found
from services.sales.order.drafts import SALES_ORDER
from services.sales.order.life import require_transition
from services.work import Work

PRICE_DIGITS: Final = 6

_LINES: Final = """
select line.sku_id, line.unit_id, line.description, line.quantity, line.unit_price, line.discount_percent,
  array(select tax_code_id from sales_order_line_tax as tax where tax.line_id = line.id order by tax.position, tax.id) as codes
from sales_order_line as line where line.order_id = $1 and line.unit_price > 0 order by line.position
"""
# What is billed already, and with it the advances that were taken off, is not asked for in advance.
_ASKED: Final = """
select company.time_zone, coalesce((
  select sum(advance.net_amount + advance.tax_amount) from invoice as advance
  where advance.sales_order_id = $2 and advance.state <> 'CANCELLED' and not exists (
    select from invoice_deduction where advance_id = advance.id and gives_back_id is null and not is_given_back)), 0) as advances, coalesce((
  select sum((line.net_amount + line.tax_amount) * sales_order_line_billed(line.id) / line.quantity)
  from sales_order_line as line where line.order_id = $2), 0) as billed
from company where company.id = $1
"""
_KEPT: Final = ("sku_id", "unit_id", "description", "quantity", "discount_percent")


@dataclass(eq=False)
class PrepaidAbove(DomainError):
    """Advances for an order ask for no more than is left of it, and for something."""

    message = "No more than {left} is left to ask for."
    left: Decimal


async def prepay(work: Work, key: UUID, amount: Decimal | None, on: date | None = None) -> UUID:
    """Draft an advance for an order: an amount with tax, as near as prices of six digits come to it, or all that is left.

    Raises:
        PrepaidAbove: that is more than is left, or nothing.
        TransitionUnavailable: the order is not confirmed, or on hold.
        NotFound: there is no such order.
        DomainError: as for every draft of an invoice.
    """
    order = (await locking.locked(work, SALES_ORDER, [(key, ("id",))]))[key]
    require_transition(order, "prepay", ("id",))
    known = await work.raw.fetchrow(_ASKED, order["company_id"], key)
    assert known is not None
    digits = currency_exponent(order["currency"])
    left = max(round_to(order["total_amount"] - known["advances"] - known["billed"], digits), round_to(0, digits))
    asked = left if amount is None else amount
    if not 0 < asked <= left:
        raise PrepaidAbove(left, path=("id",) if amount is None else ("amount",))
    rows = await work.raw.fetch(_LINES, key)
    lines = [_line(row, asked, order["total_amount"]) for row in rows]
    today = BusinessDay(zone(known["time_zone"])).today(work.clock)
    return await invoices.create(work, _advance(order, lines, on or today))


def _advance(order: Found, lines: Sequence[Draft], on: date) -> Draft:
    values = {
        "company_id": order["company_id"], "party_id": order["customer_id"], "kind": InvoiceKind.CUSTOMER_INVOICE,
        "invoice_on": on, "currency": order["currency"], "payment_term_id": order["payment_term_id"], "is_advance": True,
        "sales_order_id": order["id"],
    }  # fmt: skip
    return Draft(values, lists={"lines": Edits(lines)}, path=("id",))


def _line(row: asyncpg.Record, asked: Decimal, total: Decimal) -> Draft:
    taxes = [Draft({"tax_code_id": code, "position": place}) for place, code in enumerate(row["codes"], 1)]
    price = round_to(exact_ratio(row["unit_price"]) * exact_ratio(asked) / exact_ratio(total), PRICE_DIGITS)
    return Draft({**{name: row[name] for name in _KEPT}, "unit_price": price}, lists={"taxes": Edits(taxes)})
