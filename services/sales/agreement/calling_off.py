"""Calling off: what an order takes of a blanket agreement, judged once more when the order is promised.

Whoever promises locks the agreement first, so that of many at once no more is called off than was agreed; the database counts
again. What an order has called off is free again as soon as the order is cancelled, or the rest of it called off.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import asyncpg

from kernel.errors import InputPath
from models import BlanketAgreementState, ExcessPolicy
from services.sales.pricing.agreed import AgreedAmountExceeded, AgreedQuantityExceeded, AgreementFlaw, AgreementUnfit
from services.work import Work

_LOCK: Final = "select from blanket_agreement where id = $1 for no key update"
# Read after the lock is there, since what others wrote before it is seen by a later statement only.
_WANTED: Final = """
select agreed.state, agreed.valid_until, agreed.excess_policy, agreed.currency, agreed.amount_max,
  case when agreed.amount_max is not null then blanket_agreement_called_off(agreed.id) end as amount_called_off,
  (select coalesce(sum(net_amount), 0) from sales_order_line where order_id = $2 and agreement_line_id is not null) as amount,
  beyond.*
from blanket_agreement as agreed left join lateral (
  select sku.code as sku, line.quantity as agreed, taken.quantity as called_off, wanted.quantity as wanted
  from blanket_agreement_line as line join sku on sku.id = line.sku_id
  cross join lateral (
    select sum(quantity) as quantity from sales_order_line where order_id = $2 and agreement_line_id = line.id
  ) as wanted
  cross join lateral (select blanket_agreement_line_called_off(line.id) as quantity) as taken
  where line.agreement_id = agreed.id and taken.quantity + wanted.quantity > line.quantity
  order by line.position limit 1
) as beyond on true
where agreed.id = $1
"""


async def call_off(work: Work, order: Mapping[str, Any], today: date, path: InputPath) -> None:
    """Judge what an order calls off that is promised today; its row is locked, or written in this transaction.

    Raises:
        AgreementUnfit: the agreement is over.
        AgreedQuantityExceeded, AgreedAmountExceeded: others have called off what was left of it.
    """
    await work.raw.execute(_LOCK, order["agreement_id"])
    found = await work.raw.fetchrow(_WANTED, order["agreement_id"], order["id"])
    assert found is not None
    if found["state"] != BlanketAgreementState.CONFIRMED:
        raise AgreementUnfit(AgreementFlaw.NOT_IN_FORCE, path=path)
    if found["valid_until"] < today:
        raise AgreementUnfit(AgreementFlaw.NOT_ON_THE_DAY, path=path)
    if found["excess_policy"] == ExcessPolicy.REFUSED:
        _require_left(found, path)


def _require_left(found: asyncpg.Record, path: InputPath) -> None:
    if found["wanted"] is not None:
        raise AgreedQuantityExceeded(found["sku"], found["agreed"], found["called_off"], found["wanted"], path=path)
    most, called_off, wanted = found["amount_max"], found["amount_called_off"], found["amount"]
    if most is not None and called_off + wanted > most:
        raise AgreedAmountExceeded(most, called_off, wanted, found["currency"], path=path)
