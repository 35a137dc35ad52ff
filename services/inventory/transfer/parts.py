"""What is said of lines of a stock transfer: how much of each leaves, arrives, comes back or is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import InputPath
from services.inventory.transfer.life import NothingToTransfer, TransferredMore
from services.refusals import IdRepeated, NotFound
from services.work import Work


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a line of a transfer, in the unit of the SKU."""

    line_id: UUID
    quantity: Decimal
    path: InputPath


_LINES: Final = """
select id, reservation_id, sku_id, location_id, lot_id, quantity, picked_quantity, under_way from stock_transfer_line
where transfer_id = $1 order by position
"""


async def lines_of(work: Work, key: UUID) -> dict[UUID, asyncpg.Record]:
    """Read the lines of a transfer, by their ids."""
    return {row["id"]: row for row in await work.raw.fetch(_LINES, key)}


def said_of(lines: Mapping[UUID, asyncpg.Record], parts: Sequence[Part], bound: str) -> dict[UUID, Decimal]:
    """Give how much is said of lines.

    Raises:
        TransferredMore: it is more than the bound, a column of the lines, or below zero.
        NotFound, IdRepeated: as their names say.
    """
    said: dict[UUID, Decimal] = {}
    for part in parts:
        if part.line_id not in lines:
            raise NotFound(path=(*part.path, "lineId"))
        if part.line_id in said:
            raise IdRepeated(path=(*part.path, "lineId"))
        if not 0 <= part.quantity <= lines[part.line_id][bound]:
            raise TransferredMore(lines[part.line_id][bound], path=(*part.path, "quantity"))
        said[part.line_id] = part.quantity
    return said


def something(quantities: Mapping[UUID, Decimal]) -> dict[UUID, Decimal]:
    """Leave out lines of which nothing is meant; raises NothingToTransfer where there are no others."""
    meant = {key: quantity for key, quantity in quantities.items() if quantity}
    if not meant:
        raise NothingToTransfer(path=("lines",))
    return meant
