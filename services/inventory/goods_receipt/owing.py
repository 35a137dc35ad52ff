"""What is owed to a vendor for what it has delivered, until it is billed: the receipt with its lines, and what of its orders came."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.errors import InputPath
from kernel.rounding import RoundingPolicy, round_to
from services.finance.rates import rate_on
from services.inventory.goods_receipt.lines import Line
from services.inventory.goods_receipt.refusals import ArrivalUnfit
from services.platform.number import Series, take_number
from services.rows import as_json
from services.work import Work

SERIES: Final = Series("GOODS_RECEIPT", "GR-")

_WRITE: Final = """
insert into goods_receipt (id, company_id, number, vendor_id, vendor_reference, received_on, currency, rate, note)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_WRITE_LINES: Final = """
insert into goods_receipt_line (id, company_id, receipt_id, position, purchase_order_line_id, sku_id, location_id, lot_id,
  quantity, unit_id, stock_quantity, currency, unit_price, company_currency, accrued_amount)
select id, $2, $3, position, purchase_order_line_id, sku_id, location_id, lot_id, quantity, unit_id, stock_quantity, $4,
  unit_price, $5, accrued_amount
from jsonb_populate_recordset(null::goods_receipt_line, $1::jsonb)
"""
_RECEIVED: Final = """
update purchase_order_line as line set received_quantity = line.received_quantity + came.quantity
from unnest($1::uuid[], $2::numeric[]) as came (id, quantity) where line.id = came.id
"""
# An order of which all has arrived is completed.
_COMPLETED: Final = """
update purchase_order as purchase set state = 'COMPLETED'
where purchase.id in (select order_id from purchase_order_line where id = any($1::uuid[]))
  and purchase.state in ('APPROVED', 'SENT', 'ACKNOWLEDGED')
  and not exists (select from purchase_order_line where order_id = purchase.id and received_quantity < quantity)
"""


@dataclass(frozen=True, slots=True)
class Head:
    """Who has delivered on which day, and what is said of it."""

    company_id: UUID
    vendor_id: UUID
    received_on: date
    vendor_reference: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """In which currency a receipt is, and what that is in the company's."""

    currency: str
    rate: Decimal
    company_currency: str
    policy: RoundingPolicy

    def rounded(self, amount: Decimal) -> Decimal:
        return round_to(amount, currency_exponent(self.company_currency), self.policy)


async def money_of(
    work: Work,
    company_id: UUID,
    currency: str,
    rate: Decimal | None,
    company: asyncpg.Record,
    on: date,
    path: InputPath,
) -> Money:
    """Tell what a currency is worth to a company on a day: at a rate that is said, or at that of the day.

    Raises:
        ArrivalUnfit: the rate is not above zero.
        RateMissing: as its name says.
    """
    own = company["currency"]
    worth = Decimal(1) if currency == own else rate
    if worth is None:
        worth = await rate_on(work, company_id, currency, own, on)
    if worth <= 0:
        raise ArrivalUnfit(path=(*path, "rate"))
    return Money(currency, worth, own, RoundingPolicy(company["rounding_policy"]))


async def write_receipt(
    work: Work, key: UUID, head: Head, money: Money, rows: Sequence[dict[str, object]]
) -> str | None:
    """Write a receipt with its lines, and give its number; None in a simulation."""
    number = await take_number(work, head.company_id, SERIES)
    await work.raw.execute(
        _WRITE, key, head.company_id, number, head.vendor_id, head.vendor_reference, head.received_on, money.currency,
        money.rate, head.note,
    )  # fmt: skip
    await work.raw.execute(_WRITE_LINES, as_json(rows), head.company_id, key, money.currency, money.company_currency)
    return number


async def tell_orders(work: Work, lines: Sequence[Line]) -> None:
    """Say of the positions of purchase orders how much of them came; an order of which all has is completed."""
    came: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.order_line_id is not None:
            came[line.order_line_id] += line.quantity
    if came:
        await work.raw.execute(_RECEIVED, list(came), list(came.values()))
        await work.raw.execute(_COMPLETED, list(came))
