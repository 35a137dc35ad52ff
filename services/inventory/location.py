"""Warehouses and locations; neither is put out of use while stock is there."""

from dataclasses import dataclass
from uuid import UUID

import models
from kernel.errors import DomainError, InputPath
from services import masters
from services.master import Master
from services.work import Work


@dataclass(eq=False)
class StockIsThere(DomainError):
    """A place is put out of use when it is empty."""

    message = "There is still stock."


WAREHOUSE = Master(models.Warehouse)
LOCATION = Master(models.Location)

_STOCK_AT_LOCATION = """
select from stock_level join location on location.id = stock_level.location_id
where location.path @> array[$1::uuid] and stock_level.on_hand > 0 limit 1
"""
_STOCK_IN_WAREHOUSE = """
select from stock_level join location on location.id = stock_level.location_id
where location.warehouse_id = $1 and stock_level.on_hand > 0 limit 1
"""


async def archive_location(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Put a location out of use.

    Raises:
        StockIsThere: it, or a part of it, holds stock.
        NotFound, StaleVersion, AlreadyArchived: as for every master.
    """
    await masters.archive(work, LOCATION, key, version, path)
    await _require_empty(work, _STOCK_AT_LOCATION, key, path)
    return key


async def archive_warehouse(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Put a warehouse out of use.

    Raises:
        StockIsThere: one of its locations holds stock.
        NotFound, StaleVersion, AlreadyArchived: as for every master.
    """
    await masters.archive(work, WAREHOUSE, key, version, path)
    await _require_empty(work, _STOCK_IN_WAREHOUSE, key, path)
    return key


async def _require_empty(work: Work, stock: str, key: UUID, path: InputPath) -> None:
    if await work.raw.fetchrow(stock, key) is not None:
        raise StockIsThere(path=(*path, "id"))
