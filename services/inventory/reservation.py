"""Reservations as documents: let go, given to another demand, tied to a lot, put first or last, ended by the clock.

Who changes one locks the levels first and the reservation then, as everybody does. What it lets go is free at once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, TypeAlias
from uuid import UUID

import models
from kernel.errors import DomainError
from kernel.ids import NodeId
from models import ReleaseCause
from models.inventory.discrepancy import DEMAND as DOUBT
from services.inventory.allocate import AllocationPolicy, Demand, From, StockShort, allocate
from services.inventory.levels import lock_reserved
from services.inventory.transfer.following import follow, lock_with_transfer
from services.locking import locked, require_version
from services.master import Master
from services.refusals import NotFound
from services.rows import Found
from services.work import Work

RESERVATION: Final = Master(models.Reservation)
GOING_BACK: Final = "VendorReturn"
"""The type of the demand that keeps goods, withheld ones too, until they go back to their vendor."""


@dataclass(eq=False)
class ReservationHoldsLess(DomainError):
    """Of a reservation no more is let go than it still holds, and something."""

    message = "The reservation holds {held}."
    held: Decimal


@dataclass(eq=False)
class DemandWantsLess(DomainError):
    """A line has no more reserved than it wants."""

    message = "The line wants {wanted} more."
    wanted: Decimal


@dataclass(eq=False)
class DemandOfOtherGoods(DomainError):
    """Goods go to a line that wants the same, in the same company."""

    message = "The line is about something else."


@dataclass(eq=False)
class NotDemanding(DomainError):
    """Goods are kept for lines of documents that wait for them."""

    message = "Nothing is kept for this."


@dataclass(eq=False)
class GoodsInDoubt(DomainError):
    """Goods that somebody did not find are kept until they were counted, or are said to be there."""

    message = "The goods are in doubt: count them, or dismiss the doubt."


@dataclass(eq=False)
class GoodsGoBack(DomainError):
    """What goes back to its vendor is what came from it: it is tied to no other lot, and given to no other line."""

    message = "The goods go back to their vendor: let them go, or call the return off."


@dataclass(frozen=True, slots=True)
class Open:
    """What a line wants more than it has, under a lock of its document."""

    company_id: UUID
    sku_id: UUID
    quantity: Decimal


OpenOf: TypeAlias = Callable[[Work, UUID], Awaitable[Open | None]]
"""Locks the document of a line and tells what the line wants; None where there is none to be seen that waits for goods."""

_RELEASE: Final = "update reservation set released = released + $2, release_cause = $3 where id = $1"
_REASSIGN: Final = """
insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, lot_id, quantity, priority, expires_at, pinned,
  replaces_id)
select company_id, $2, $3, sku_id, location_id, lot_id, $4, coalesce($5, priority), expires_at, pinned, id
from reservation where id = $1 returning id
"""
_SAY: Final = "update reservation set priority = $2, expires_at = $3 where id = $1"
_PIN: Final = "update reservation set pinned = $2 where id = $1"
_LOT: Final = "select from lot where id = $1 and company_id = $2 and sku_id = $3"
_WAREHOUSE: Final = "select warehouse_id from location where id = $1"
_DUE: Final = """
select id from reservation where consumed + released < quantity and expires_at <= $1 order by expires_at limit 1000
"""
_EXPIRE: Final = """
update reservation set released = quantity - consumed, release_cause = 'EXPIRED'
where id = any($1::uuid[]) and consumed + released < quantity and expires_at <= $2
"""


async def release(
    work: Work, key: UUID, version: int, quantity: Decimal | None = None, cause: ReleaseCause = ReleaseCause.ASKED
) -> UUID:
    """Let goods go: so much of what is held, or all of it.

    Raises:
        NotFound, StaleVersion: as for everything that is changed.
        GoodsInDoubt: it is kept for a count.
        ReservationHoldsLess: it does not hold so much, or nothing any more.
    """
    await lock_reserved(work, [key])
    found = await _read(work, key, version)
    await work.raw.execute(_RELEASE, key, _part(found, quantity), cause.value)
    return key


async def reassign(
    work: Work,
    key: UUID,
    version: int,
    to: NodeId,
    open_of: OpenOf,
    quantity: Decimal | None = None,
    priority: int | None = None,
) -> UUID:
    """Give what a reservation holds, or a part of it, to another line, and give the id of the reservation for that.

    Raises:
        NotFound, StaleVersion, GoodsInDoubt, ReservationHoldsLess: as for a release.
        GoodsGoBack: it is kept for a return to its vendor.
        DemandOfOtherGoods, DemandWantsLess, NotDemanding: of the line.
    """
    wanted = await open_of(work, to.key)
    if wanted is None:
        raise NotFound(path=("demandId",))
    await lock_reserved(work, [key])
    found = await _read(work, key, version)
    _require_stays(found)
    part = _part(found, quantity)
    if (wanted.company_id, wanted.sku_id) != (found["company_id"], found["sku_id"]):
        raise DemandOfOtherGoods(path=("demandId",))
    if part > wanted.quantity:
        raise DemandWantsLess(wanted.quantity, path=("quantity",))
    await work.raw.execute(_RELEASE, key, part, ReleaseCause.REASSIGNED.value)
    return await work.raw.fetchval(_REASSIGN, key, to.type_name, to.key, part, priority)


async def prioritise(work: Work, key: UUID, version: int, priority: int, expires_at: datetime | None) -> UUID:
    """Say how important a reservation is, and when it ends by itself; None is never.

    Raises:
        NotFound, StaleVersion: as for everything that is changed.
        GoodsInDoubt: it is kept for a count.
        ReservationHoldsLess: it holds nothing any more.
    """
    await lock_reserved(work, [key])
    _part(await _read(work, key, version), None)
    await work.raw.execute(_SAY, key, priority, expires_at)
    return key


async def pin(work: Work, key: UUID, version: int, lot_id: UUID | None) -> list[UUID]:
    """Tie a reservation to a lot, or to none, and give the ids of what holds the goods now.

    Where it holds goods of another lot, it lets them go, and as much is reserved of the lot in the same warehouse. What a transfer
    carries is of that lot then.

    Raises:
        NotFound: the reservation, or the lot, is not there.
        StockShort: there is not so much of the lot.
        GoodsGoBack: it is kept for a return to its vendor, and of another lot.
        StaleVersion, ReservationHoldsLess: as for a release.
    """
    await lock_with_transfer(work, key)
    found = await _read(work, key, version)
    held = _part(found, None)
    if lot_id is None or lot_id == found["lot_id"]:
        await work.raw.execute(_PIN, key, lot_id is not None)
        return [key]
    _require_stays(found)
    if await work.raw.fetchrow(_LOT, lot_id, found["company_id"], found["sku_id"]) is None:
        raise NotFound(path=("lotId",))
    await work.raw.execute(_RELEASE, key, held, ReleaseCause.REASSIGNED.value)
    allocation = await allocate(
        work,
        found["company_id"],
        [Demand(found["demand_id"], found["sku_id"], held, found["priority"], lot_id)],
        AllocationPolicy.ALL_OR_NOTHING,
        source=From(warehouse_id=await work.raw.fetchval(_WAREHOUSE, found["location_id"])),
        demand_type=found["demand_type"],
        expires_at=found["expires_at"],
    )
    if allocation.shortages:
        raise StockShort(allocation.shortages, path=("lotId",))
    await follow(work, key, found["demand_type"], allocation)
    return [reserved.reservation_id for reserved in allocation.reserved]


async def expire(work: Work) -> int:
    """Let go what was kept until now and no longer, 1,000 at a time; give how many were due."""
    now = work.clock.now()
    due = [row["id"] for row in await work.raw.fetch(_DUE, now)]
    await lock_reserved(work, due)
    await work.raw.execute(_EXPIRE, due, now)
    return len(due)


async def _read(work: Work, key: UUID, version: int) -> Found:
    found = (await locked(work, RESERVATION, [(key, ("id",))]))[key]
    await require_version(work, RESERVATION, found, version, ("version",))
    if found["demand_type"] == DOUBT:
        raise GoodsInDoubt(path=("id",))
    return found


def _require_stays(found: Found) -> None:
    if found["demand_type"] == GOING_BACK:
        raise GoodsGoBack(path=("id",))


def _part(found: Found, quantity: Decimal | None) -> Decimal:
    """Give how much is meant of what is held: so much, or all."""
    held: Decimal = found["quantity"] - found["consumed"] - found["released"]
    part = held if quantity is None else quantity
    if not 0 < part <= held:
        raise ReservationHoldsLess(held, path=() if quantity is None else ("quantity",))
    return part
