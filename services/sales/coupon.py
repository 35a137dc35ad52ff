"""Coupons: as they are written, used for an order, and given back.

Whoever uses a coupon locks it first, so that of many at once no more get it than may; the database counts again.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

import models
from kernel.clock import BusinessDay, zone
from kernel.errors import DomainError
from kernel.ids import uuid7
from models import SalesOrderState
from services.master import Master
from services.refusals import NotFound
from services.rights import rows_of
from services.sales.pricing.coupons import CouponVerdict, verdict_on
from services.sales.pricing.facts import Coupon
from services.work import Work

COUPON: Final = Master(models.Coupon)

_OVER: Final = frozenset({SalesOrderState.CANCELLED, SalesOrderState.MIGRATED})
_LOCK: Final = "select from coupon where company_id = $1 and code = $2 for update"
# Read after the lock is there, since what others wrote before it is seen by a later statement only.
_COUPON: Final = """
select coupon.*, company.time_zone, count(use.id) as uses,
  count(use.id) filter (where use.customer_id = $3) as uses_of_customer,
  coalesce(bool_or(use.order_id = $4), false) as is_used_for_order
from coupon join company on company.id = coupon.company_id
left join coupon_redemption as use on use.coupon_id = coupon.id and use.reverses_id is null
  and not exists (select from coupon_redemption as back where back.reverses_id = use.id)
where coupon.company_id = $1 and coupon.code = $2 group by coupon.id, company.id
"""
_REDEEM: Final = """
insert into coupon_redemption (id, company_id, coupon_id, order_id, customer_id) values ($1, $2, $3, $4, $5)
"""
_LOCK_OF_USE: Final = """
select from coupon where id = (select coupon_id from coupon_redemption where id = $1) for update
"""
_GIVE_BACK: Final = """
insert into coupon_redemption (id, company_id, coupon_id, order_id, customer_id, reverses_id)
select $2, use.company_id, use.coupon_id, use.order_id, use.customer_id, use.id from coupon_redemption as use
where use.id = $1 and use.reverses_id is null
  and not exists (select from coupon_redemption as back where back.reverses_id = use.id)
returning id
"""


class _Order(NamedTuple):
    company_id: UUID
    customer_id: UUID
    state: SalesOrderState


@dataclass(eq=False)
class CouponRefused(DomainError):
    """A coupon is used by whom it is for, on a day on which it is valid, and no more often than it may be."""

    message = "This coupon does not count: {verdict}."
    verdict: CouponVerdict


@dataclass(eq=False)
class CouponUsedAlready(DomainError):
    """A coupon is used once for an order."""

    message = "This coupon is used for the order already."


@dataclass(eq=False)
class CouponForNoOrder(DomainError):
    """Coupons are used for orders that are neither cancelled nor history of another system."""

    message = "No coupon is used for an order in the state {state}."
    state: SalesOrderState


@dataclass(eq=False)
class GivenBackAlready(DomainError):
    """A use of a coupon is given back once."""

    message = "This is no use of a coupon that could be given back."


async def redeem(work: Work, order_id: UUID, code: str) -> UUID:
    """Use a coupon for an order on the day that it is in the company, and give the id of the use.

    Raises:
        NotFound: there is no such order, or none to be seen.
        CouponForNoOrder, CouponRefused, CouponUsedAlready: as their names say.
    """
    order = await _order(work, order_id)
    if order.state in _OVER:
        raise CouponForNoOrder(order.state, path=("order_id",))
    await work.raw.execute(_LOCK, order.company_id, code)
    row = await work.raw.fetchrow(_COUPON, order.company_id, code, order.customer_id, order_id)
    if row is None:
        raise CouponRefused(CouponVerdict.UNKNOWN, path=("code",))
    if row["is_used_for_order"]:
        raise CouponUsedAlready(path=("code",))
    coupon = Coupon(
        row["id"], code, row["rule_id"], row["customer_id"], row["valid_from"], row["valid_until"],
        row["archived_at"] is not None, row["uses"], row["uses_max"], row["uses_of_customer"], row["uses_per_customer_max"],
    )  # fmt: skip
    verdict = verdict_on(coupon, order.customer_id, BusinessDay(zone(row["time_zone"])).today(work.clock))
    if verdict is not CouponVerdict.COUNTS:
        raise CouponRefused(verdict, path=("code",))
    key = uuid7()
    await work.raw.execute(_REDEEM, key, order.company_id, coupon.id, order_id, order.customer_id)
    return key


async def give_back(work: Work, redemption_id: UUID) -> UUID:
    """Take back the use of a coupon, which may then be used once more, and give the id of the fact that says so.

    Raises:
        NotFound: there is no such use, or none to be seen.
        GivenBackAlready: as its name says.
    """
    table = models.CouponRedemption.__table__
    seen = sa.select(table.c.id).where(table.c.id == redemption_id, *rows_of(work, table))
    if (await work.session.execute(seen)).first() is None:
        raise NotFound(path=("id",))
    await work.raw.execute(_LOCK_OF_USE, redemption_id)
    key: UUID | None = await work.raw.fetchval(_GIVE_BACK, redemption_id, uuid7())
    if key is None:
        raise GivenBackAlready(path=("id",))
    return key


async def _order(work: Work, order_id: UUID) -> _Order:
    table = models.SalesOrder.__table__
    query = sa.select(table.c.company_id, table.c.customer_id, table.c.state)
    found = (await work.session.execute(query.where(table.c.id == order_id, *rows_of(work, table)))).first()
    if found is None:
        raise NotFound(path=("order_id",))
    return _Order(*found)
