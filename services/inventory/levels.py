"""Locking stock levels: always before the reservations of them, and always in the same order.

Stock moves and reservations lock the levels that they change by triggers, in this order as well. Who takes several steps
on the same goods (reads them, releases reservations, moves them) locks them here first, so that nobody waits in a circle.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.work import Work

_LOCK: Final = """
select from stock_level as level
where (level.sku_id, level.location_id) in (select * from unnest($1::uuid[], $2::uuid[]))
order by level.sku_id, level.location_id, level.lot_id for update
"""
_LOCK_RESERVED: Final = """
select from stock_level as level
where (level.sku_id, level.location_id) in (select sku_id, location_id from reservation where id = any($1::uuid[]))
order by level.sku_id, level.location_id, level.lot_id for update
"""
_LOCK_SKUS: Final = """
select from stock_level as level
where level.sku_id in (select sku_id from reservation where id = any($1::uuid[]))
order by level.sku_id, level.location_id, level.lot_id for update
"""


async def lock_levels(work: Work, sku_ids: Sequence[UUID], location_ids: Sequence[UUID]) -> None:
    """Keep others from what lies of SKUs at places, pair by pair with all lots, until the transaction ends."""
    await work.raw.execute(_LOCK, sku_ids, location_ids)


async def lock_reserved(work: Work, reservation_ids: Sequence[UUID]) -> None:
    """Keep others from the places of reservations."""
    await work.raw.execute(_LOCK_RESERVED, reservation_ids)


async def lock_everywhere(work: Work, reservation_ids: Sequence[UUID]) -> None:
    """Keep others from the SKUs of reservations wherever they lie, for who looks for other goods in their stead."""
    await work.raw.execute(_LOCK_SKUS, reservation_ids)
