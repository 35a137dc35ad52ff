"""Credit: how much a customer owes and has ordered, and whether more may be promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import models
from kernel.currency import currency_exponent
from kernel.decimals import product
from kernel.errors import DomainError, InputPath
from kernel.rounding import round_to
from services.finance.lines_by_hand import in_own_currency
from services.fitness import fit_amount
from services.master import Master
from services.rows import ChangedRow, NewRow
from services.work import Work


@dataclass(eq=False)
class CreditLimitExceeded(DomainError):
    """What a customer owes and has ordered stays within its credit limit, unless somebody with the right lets it pass."""

    message = "{wanted} more would exceed the credit limit of {limit}: {used} is used."
    limit: Decimal
    used: Decimal
    wanted: Decimal
    currency: str


async def _complete(work: Work, rows: Sequence[NewRow]) -> None:
    """A limit is in the currency of the company."""
    await in_own_currency(work, rows)
    for row in rows:
        fit_amount(row, "amount", row.values["currency"])


async def _check(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        fit_amount(row, "amount", row.before["currency"])


CREDIT_LIMIT: Final = Master(models.CreditLimit, complete=_complete, check=_check)

# Owed is what is open of invoices; ordered is what was confirmed and not billed, at the rate that it was confirmed with.
_USED: Final = """
select (
  select coalesce(sum(company_amount - settled_company_amount), 0) from open_item
  where party_id = $2 and company_id = $1 and side = 'RECEIVABLE' and open_amount <> 0
) + (
  select coalesce(sum((line.net_amount + line.tax_amount) * greatest(line.quantity - line.cancelled_quantity - line.waived_quantity
    - billed.quantity - refunded.quantity, 0) / line.quantity * coalesce(own.exchange_rate, 1)), 0)
  from sales_order as own join sales_order_line as line on line.order_id = own.id
  cross join lateral (
    select coalesce(sum(case when bill.kind = 'CREDIT_NOTE' then -said.quantity else said.quantity end), 0) as quantity
    from invoice_line as said join invoice as bill on bill.id = said.invoice_id
    where said.sales_order_line_id = line.id and bill.entry_id is not null
  ) as billed
  cross join lateral (
    select case when line.kind = 'BUNDLE' then sales_order_line_refunded(line.id) else (
      select coalesce(sum(seen.quantity), 0) from return_inspection as seen
      join return_authorization_line as back on back.id = seen.line_id
      where back.sales_order_line_id = line.id and seen.remedy = 'REFUND') end as quantity
  ) as refunded
  where own.customer_id = $2 and own.company_id = $1 and own.state in ('CONFIRMED', 'ON_HOLD') and own.id <> $3
)
"""


async def require_credit(
    work: Work, order: Mapping[str, Any], rate: Decimal, limit: Decimal, currency: str, path: InputPath
) -> None:
    """Check that an order may be promised on credit, at the rate of its confirmation; its customer is locked.

    Raises:
        CreditLimitExceeded: with what is owed and ordered already, it comes to more than the limit.
    """
    exact: Decimal = await work.raw.fetchval(_USED, order["company_id"], order["customer_id"], order["id"])
    digits = currency_exponent(currency)
    used, wanted = round_to(exact, digits), round_to(product(order["total_amount"], rate), digits)
    if used + wanted > limit:
        raise CreditLimitExceeded(limit, used, wanted, currency, path=path)
