"""What becomes of a sales order after it was written: promised, held, called off, closed."""

from typing import Final
from uuid import UUID

from kernel.errors import InputPath
from models import SalesOrderState
from services import locking
from services.platform.number import take_number
from services.rows import Found
from services.sales.coupon import give_all_back
from services.sales.order.drafts import SALES_ORDER
from services.sales.order.life import SERIES, NothingOrdered, OrderBilled, OrderPrepaid, require_transition
from services.sales.order.promise import let_go, promise
from services.sales.order.shipping import call_off, end_shipments
from services.work import Work

_HAS_LINES: Final = "select exists (select from sales_order_line where order_id = $1)"
_MOVED: Final = "update sales_order set state = $2 where id = $1"
_NUMBERED: Final = "update sales_order set state = $2, number = $3 where id = $1"
_CANCELLED: Final = "update sales_order set state = $2, cancel_reason = $3 where id = $1"
_CLOSED: Final = "update sales_order set state = $2, closed_at = $3 where id = $1"
_BILLED: Final = """
select coalesce(sum(sales_order_line_billed(id)), 0) as quantity,
  exists (select from invoice where sales_order_id = $1 and state <> 'CANCELLED') as is_prepaid,
  exists (select from coupon_redemption where order_id = $1) as has_used_coupons
from sales_order_line where order_id = $1
"""
_WHOLE: Final = """
select sales_order_is_whole($1) and not exists (select from sales_order_line where order_id = $1 and cancelled_quantity > 0)
"""


async def submit(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Ask for the approval of a draft; it gets its number.

    Raises:
        NothingOrdered: it has no line.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found, state = await _found(work, key, version, "submit", path)
    if not await work.raw.fetchval(_HAS_LINES, key):
        raise NothingOrdered(path=(*path, "id"))
    await work.raw.execute(_NUMBERED, key, state, await _number(work, found))
    return key


async def confirm(
    work: Work, key: UUID, version: int, path: InputPath = (), *, step: str = "confirm", beyond_credit: bool = False
) -> UUID:
    """Promise an order to its customer: it gets its number, and its rate stays.

    Raises:
        NothingOrdered, CreditLimitExceeded, StockShort, RateMissing: as for everything that is promised (`promise`).
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found, state = await _found(work, key, version, step, path)
    return await promise(work, found, state, (*path, "id"), beyond_credit=beyond_credit)


async def move(work: Work, key: UUID, version: int, step: str, path: InputPath = ()) -> UUID:
    """Take a step that changes nothing but the state: `revise`, `hold` or `release`.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    _, state = await _found(work, key, version, step, path)
    await work.raw.execute(_MOVED, key, state)
    return key


async def cancel(work: Work, key: UUID, version: int, reason: str | None, path: InputPath = ()) -> UUID:
    """Call an order off of which nothing is billed; its goods are free again, and its coupons may be used again.

    Raises:
        OrderBilled, OrderPrepaid: something is, or an advance asks for money.
        OrderShipped: something has left.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    _, state = await _found(work, key, version, "cancel", path)
    billed = await work.raw.fetchrow(_BILLED, key)
    assert billed is not None
    if billed["quantity"]:
        raise OrderBilled(billed["quantity"], path=(*path, "id"))
    if billed["is_prepaid"]:
        raise OrderPrepaid(path=(*path, "id"))
    await call_off(work, key, (*path, "id"))
    await let_go(work, key)
    if billed["has_used_coupons"]:
        await give_all_back(work, key)
    await work.raw.execute(_CANCELLED, key, state, reason)
    return key


async def close(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Close an order: short, unless all of it was delivered, billed and paid. What is still reserved for it is free again.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found, state = await _found(work, key, version, "close", path)
    if await work.raw.fetchval(_WHOLE, key):
        state = require_transition(found, "complete", (*path, "id"))
    await end_shipments(work, key)
    await let_go(work, key)
    await work.raw.execute(_CLOSED, key, state, work.clock.now())
    return key


async def _found(work: Work, key: UUID, version: int, step: str, path: InputPath) -> tuple[Found, SalesOrderState]:
    found = (await locking.locked(work, SALES_ORDER, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, SALES_ORDER, found, version, (*path, "version"))
    return found, require_transition(found, step, (*path, "id"))


async def _number(work: Work, order: Found) -> str | None:
    """Give the number of an order that has none yet; None in a simulation."""
    return order["number"] or await take_number(work, order["company_id"], SERIES)
