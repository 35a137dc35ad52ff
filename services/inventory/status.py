"""Stock status: whether what is at a place, or of a lot, may be given away. Promises of what is withheld are let go."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import models
from kernel.draft import Draft
from kernel.errors import DomainError, InputPath
from models import StockStatus
from services import masters
from services.inventory.location import LOCATION
from services.inventory.losing import ReservationLost, lose_withheld_at, lose_withheld_of
from services.locking import locked, require_version
from services.master import Master
from services.work import Work

LOT: Final = Master(models.Lot)
_LOCATION: Final = "update location set stock_status = $2 where id = $1"
_LOT: Final = "update lot set stock_status = $2 where id = $1"


@dataclass(eq=False)
class NoStockThere(DomainError):
    """Goods have a status where they are stock: inside, or on the way between warehouses."""

    message = "What is there does not count as stock."


async def set_at_location(
    work: Work, key: UUID, version: int, status: StockStatus, path: InputPath = ()
) -> list[ReservationLost]:
    """Say whether what is at a place and in its parts may be given away, and tell whose reservations that has cost.

    Raises:
        NoStockThere: the place holds no stock.
        NotFound, StaleVersion: as for everything that is changed.
    """
    found = (await locked(work, LOCATION, [(key, (*path, "id"))]))[key]
    await require_version(work, LOCATION, found, version, (*path, "version"))
    if found["kind"] not in ("INTERNAL", "TRANSIT"):
        raise NoStockThere(path=(*path, "id"))
    await work.raw.execute(_LOCATION, key, status.value)
    return await lose_withheld_at(work, key)


async def set_of_lot(
    work: Work, key: UUID, version: int, status: StockStatus, path: InputPath = ()
) -> list[ReservationLost]:
    """Say whether goods of a lot may be given away, wherever they are, and tell whose reservations that has cost.

    Raises:
        NotFound, StaleVersion: as for everything that is changed.
    """
    found = (await locked(work, LOT, [(key, (*path, "id"))]))[key]
    await require_version(work, LOT, found, version, (*path, "version"))
    await work.raw.execute(_LOT, key, status.value)
    return await lose_withheld_of(work, key)


async def update_location(work: Work, draft: Draft) -> UUID:
    """Change a location; what comes with it below a place whose goods are withheld is promised to nobody any more.

    Raises:
        DomainError: as for every master.
    """
    (key,) = await masters.update(work, LOCATION, [draft])
    if "parent_id" in draft.values:
        await lose_withheld_at(work, key)
    return key
