"""Promising an order to its customer: on credit that it has, at the rate of the day, with goods that are kept for it.

Locks are taken in this order: the order, its customer (for the credit), coupons, the agreement, the stock levels of its goods, then the number.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.clock import BusinessDay, zone
from kernel.errors import InputPath
from models import DeliveryPolicy, SalesOrderState, ShipmentPolicy
from services.finance.rates import rate_on
from services.inventory.allocate import AllocationPolicy, Demand, From, StockShort, allocate
from services.inventory.levels import lock_reserved
from services.platform.number import take_number
from services.sales.agreement.calling_off import call_off
from services.sales.coupon import use_for
from services.sales.order.credit import require_credit
from services.sales.order.life import SERIES, NothingOrdered
from services.work import Work

# A customer's own limit goes before that of everybody. Whoever has one is locked, so that of several confirmations at once
# each sees what the one before it has used. What a vendor delivers is not reserved.
_READY: Final = """
with credit as (
  select amount from credit_limit where company_id = $1 and (customer_id = $2 or customer_id is null)
  order by customer_id nulls last limit 1
), locked as materialized (
  select from party where id = $2 and exists (select from credit) for no key update
)
select company.currency, company.time_zone, (select amount from credit) as credit_limit, (select count(*) from locked),
  lines.*
from company cross join lateral (
  select count(*) as count,
    array_agg(line.id order by line.position) filter (where kept.is_kept) as keys,
    array_agg(line.sku_id order by line.position) filter (where kept.is_kept) as skus,
    array_agg(line.quantity order by line.position) filter (where kept.is_kept) as quantities
  from sales_order_line as line join sku on sku.id = line.sku_id join product on product.id = sku.product_id
  cross join lateral (
    select product.kind = 'GOODS' and line.kind <> 'BUNDLE' and line.delivery = 'FROM_STOCK' as is_kept) as kept
  where line.order_id = $3
) as lines where company.id = $1
"""
_PROMISED: Final = """
update sales_order set state = $2, number = $3, exchange_rate = $4, confirmed_at = $5 where id = $1
"""
_KEPT: Final = """
select id from reservation
where demand_type = 'SalesOrderLine' and held > 0 and demand_id in (select id from sales_order_line where order_id = $1)
"""
_LET_GO: Final = """
update reservation set released = quantity - consumed, release_cause = 'ASKED' where id = any($1::uuid[]) and held > 0
"""

Order = Mapping[str, Any]


async def promise(
    work: Work, order: Order, state: SalesOrderState, path: InputPath, *, beyond_credit: bool = False
) -> UUID:
    """Promise an order that this transaction has locked or written.

    Raises:
        NothingOrdered: it has no line.
        CouponRefused: a coupon that it names does not count any more.
        AgreementUnfit, AgreedQuantityExceeded, AgreedAmountExceeded: the agreement that it calls off from is over, or others
            have called off what was left of it.
        CreditLimitExceeded: the customer owes and has ordered too much, unless that is let pass.
        StockShort: something is not there of what leaves at once only.
        RateMissing: nobody has recorded a rate for its currency.
    """
    ready = await work.raw.fetchrow(_READY, order["company_id"], order["customer_id"], order["id"])
    assert ready is not None
    if not ready["count"]:
        raise NothingOrdered(path=path)
    today = BusinessDay(zone(ready["time_zone"])).today(work.clock)
    rate = await rate_on(work, order["company_id"], order["currency"], ready["currency"], today)
    if ready["credit_limit"] is not None and not beyond_credit:
        await require_credit(work, order, rate, ready["credit_limit"], ready["currency"], path)
    if order["coupon_codes"]:
        placed_on = BusinessDay(zone(ready["time_zone"])).day_of(order["placed_at"])
        await use_for(work, order, placed_on, path)
    if order["agreement_id"] is not None:
        await call_off(work, order, today, path)
    await _reserve(work, order, ready, path)
    number = order["number"] or await take_number(work, order["company_id"], SERIES)
    await work.raw.execute(_PROMISED, order["id"], state, number, rate, work.clock.now())
    return order["id"]


async def let_go(work: Work, order_id: UUID) -> None:
    """Release what is still reserved for an order that ends; its row is locked."""
    kept = [row["id"] for row in await work.raw.fetch(_KEPT, order_id)]
    if kept:
        await lock_reserved(work, kept)
        await work.raw.execute(_LET_GO, kept)


async def _reserve(work: Work, order: Order, ready: asyncpg.Record, path: InputPath) -> None:
    """Reserve the goods where the policy says so: what may leave in parts as far as it is there, the rest stays open."""
    if order["shipment_policy"] != ShipmentPolicy.ON_CONFIRM or ready["keys"] is None:
        return
    whole = order["delivery_policy"] == DeliveryPolicy.COMPLETE_ONLY
    policy = AllocationPolicy.ALL_OR_NOTHING if whole else AllocationPolicy.PARTIAL
    wanted = zip(ready["keys"], ready["skus"], ready["quantities"], strict=True)
    demands = [Demand(key, sku, quantity) for key, sku, quantity in wanted]
    found = await allocate(work, order["company_id"], demands, policy, source=From(order["warehouse_id"]))
    if whole and found.shortages:
        raise StockShort(found.shortages, path=path)
