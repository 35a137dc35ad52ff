"""Coupons: as they are written, used for an order, and given back.

Whoever uses a coupon locks it first, so that of many at once no more get it than may; the database counts again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import sqlalchemy as sa

import models
from kernel.clock import BusinessDay, zone
from kernel.errors import DomainError, InputPath
from kernel.ids import uuid7
from models import SalesOrderState
from services.master import Master
from services.refusals import NotFound
from services.rights import rows_of
from services.sales.pricing.coupons import CouponRefused, CouponUsedAlready, CouponVerdict, verdict_on
from services.sales.pricing.facts import Coupon
from services.work import Work

COUPON: Final = Master(models.Coupon)

_OVER: Final = frozenset({SalesOrderState.CANCELLED, SalesOrderState.MIGRATED})
_LOCK: Final = "select from coupon where company_id = $1 and code = any($2::text[]) order by id for update"
# Read after the lock is there, since what others wrote before it is seen by a later statement only.
_COUPONS: Final = """
select coupon.*, count(use.id) as uses,
  count(use.id) filter (where use.customer_id = $3) as uses_of_customer,
  coalesce(bool_or(use.order_id = $4), false) as is_used_for_order
from coupon left join coupon_redemption as use on use.coupon_id = coupon.id and use.reverses_id is null
  and not exists (select from coupon_redemption as back where back.reverses_id = use.id)
where coupon.company_id = $1 and coupon.code = any($2::text[]) group by coupon.id
"""
_REDEEM: Final = """
insert into coupon_redemption (id, company_id, coupon_id, order_id, customer_id)
select said.id, $1, said.coupon_id, $2, $3 from unnest($4::uuid[], $5::uuid[]) as said (id, coupon_id)
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
_LOCK_OF_ORDER: Final = """
select from coupon where id in (select coupon_id from coupon_redemption where order_id = $1) order by id for update
"""
_GIVE_ALL_BACK: Final = """
insert into coupon_redemption (company_id, coupon_id, order_id, customer_id, reverses_id)
select use.company_id, use.coupon_id, use.order_id, use.customer_id, use.id from coupon_redemption as use
where use.order_id = $1 and use.reverses_id is null
  and not exists (select from coupon_redemption as back where back.reverses_id = use.id)
"""


class _Order(NamedTuple):
    company_id: UUID
    customer_id: UUID
    state: SalesOrderState
    time_zone: str


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
    found = await _locked(work, order.company_id, [code], order.customer_id, order_id)
    if code in found and found[code]["is_used_for_order"]:
        raise CouponUsedAlready(path=("code",))
    today = BusinessDay(zone(order.time_zone)).today(work.clock)
    coupon = _counting(code, found.get(code), order.customer_id, today, ("code",))
    key = uuid7()
    await work.raw.execute(_REDEEM, order.company_id, order_id, order.customer_id, [key], [coupon.id])
    return key


async def use_for(work: Work, order: Mapping[str, Any], on: date, path: InputPath) -> None:
    """Use the coupons that an order names which is promised, as far as they are not used for it already.

    Raises:
        CouponRefused: one of them does not count on the day, or others have used it up.
    """
    codes: Sequence[str] = order["coupon_codes"]
    customer_id = order["customer_id"]
    found = await _locked(work, order["company_id"], codes, customer_id, order["id"])
    unused = [code for code in codes if code not in found or not found[code]["is_used_for_order"]]
    used = [_counting(code, found.get(code), customer_id, on, path).id for code in unused]
    keys = [uuid7() for _ in used]
    await work.raw.execute(_REDEEM, order["company_id"], order["id"], customer_id, keys, used)


async def give_all_back(work: Work, order_id: UUID) -> None:
    """Take back the uses of coupons for an order that is called off; its row is locked."""
    await work.raw.execute(_LOCK_OF_ORDER, order_id)
    await work.raw.execute(_GIVE_ALL_BACK, order_id)


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


async def _locked(
    work: Work, company_id: UUID, codes: Sequence[str], customer_id: UUID, order_id: UUID
) -> dict[str, asyncpg.Record]:
    await work.raw.execute(_LOCK, company_id, codes)
    return {row["code"]: row for row in await work.raw.fetch(_COUPONS, company_id, codes, customer_id, order_id)}


def _counting(code: str, row: asyncpg.Record | None, customer_id: UUID, on: date, path: InputPath) -> Coupon:
    coupon = None if row is None else Coupon(
        row["id"], code, row["rule_id"], row["customer_id"], row["valid_from"], row["valid_until"],
        row["archived_at"] is not None, row["uses"], row["uses_max"], row["uses_of_customer"], row["uses_per_customer_max"],
    )  # fmt: skip
    verdict = verdict_on(coupon, customer_id, on)
    if coupon is None or verdict is not CouponVerdict.COUNTS:
        raise CouponRefused(code, verdict, path=path)
    return coupon


async def _order(work: Work, order_id: UUID) -> _Order:
    """Read an order, and keep others from calling it off meanwhile."""
    table = models.SalesOrder.__table__
    company = models.Company.__table__
    query = sa.select(table.c.company_id, table.c.customer_id, table.c.state, company.c.time_zone)
    query = query.join(company, company.c.id == table.c.company_id).with_for_update(of=table, read=True)
    found = (await work.session.execute(query.where(table.c.id == order_id, *rows_of(work, table)))).first()
    if found is None:
        raise NotFound(path=("order_id",))
    return _Order(*found)
