"""What of the demo goes from one warehouse to another: what arrived, what is on the way, and what is about to leave."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection

import models
from services.demo.catalogue import Catalogue
from services.demo.identity import COMPANY_ID, TODAY, at, demo_id
from services.demo.sites import SALZBURG, VIENNA, Site, location
from services.demo.stockroom import Kept, Place, Stockroom
from services.demo.supply import DAYS_ON_THE_WAY, Carried

PIECES: Final = Decimal(6)
ARTICLES_MAX: Final = 3

# The state of what has moved follows from its lines, which are written before; what arrived did so when it was planned.
_LEFT: Final = """
update stock_transfer as own set state = 'DISPATCHED', dispatched_at = gone.at, changed_at = gone.at
from (
  select line.transfer_id, min(move.moved_at) as at from stock_transfer_line as line
  join stock_move as move on move.document_id = line.transfer_id group by line.transfer_id
) as gone where gone.transfer_id = own.id
"""
_ARRIVED: Final = """
update stock_transfer as own set state = 'CLOSED', closed_at = came.at, changed_at = came.at
from (
  select line.transfer_id, max(move.moved_at) as at from stock_transfer_line as line
  join stock_move as move on move.document_id = line.transfer_id group by line.transfer_id having max(line.under_way) = 0
) as came where came.transfer_id = own.id and own.state = 'DISPATCHED'
"""
_STEPS: Final = (
    "alter table stock_transfer disable trigger touch",
    _LEFT,
    _ARRIVED,
    "set constraints stock_transfer_is_moved immediate",
    "alter table stock_transfer enable trigger touch",
    "set constraints stock_transfer_is_moved deferred",
)


async def let_go(connection: Connection) -> None:
    """Let leave and arrive what did."""
    for step in _STEPS:
        await connection.execute(step)


def add_transfers(stockroom: Stockroom, carried: Sequence[Carried], catalogue: Catalogue) -> int:
    """Add the transfers of what was carried, and one that is ready; give how many there are."""
    transfers: defaultdict[UUID, list[Carried]] = defaultdict(list)
    for each in carried:
        transfers[each.transfer_id].append(each)
    for place, (key, parts) in enumerate(transfers.items(), start=1):
        _add_carried(stockroom, place, key, parts)
    _add_ready(stockroom, len(transfers) + 1, catalogue)
    return len(transfers) + 1


def _add_carried(stockroom: Stockroom, place: int, key: UUID, parts: Sequence[Carried]) -> None:
    first = parts[0]
    when = at(first.on, 15)
    _add_head(stockroom, place, key, when, first.source.site, first.target.site)
    for position, part in enumerate(parts, start=1):
        name = f"{key} {position}"
        sku_id, lot_id = part.source.article.id, part.batch.lot_id
        kept = stockroom.promises.add(
            models.Reservation, demo_id("reservation", name), when, company_id=COMPANY_ID, demand_type="StockTransfer",
            demand_id=key, sku_id=sku_id, location_id=part.source.bin, lot_id=lot_id, quantity=part.quantity,
            consumed=part.quantity,
        )  # fmt: skip
        arrived = part.quantity if part.arrives_on <= TODAY else Decimal(0)
        said = Kept(kept, key, sku_id, part.source.bin, lot_id, part.quantity)
        _add_line(stockroom, name, position, when, said, part.quantity, arrived)


def _add_ready(stockroom: Stockroom, place: int, catalogue: Catalogue) -> None:
    """Keep some pieces in Vienna for the shop in Salzburg."""
    key, when = demo_id("transfer", "ready"), at(TODAY, 8)
    _add_head(stockroom, place, key, when, VIENNA, SALZBURG)
    articles = [each for each in catalogue.articles.values() if not each.is_service and SALZBURG.has(each)]
    before = len(stockroom.kept)
    for article in articles:
        if len(stockroom.kept) - before < ARTICLES_MAX:
            stockroom.reserve(Place(article, VIENNA), PIECES, key, when, "StockTransfer")
    for position, kept in enumerate(stockroom.kept[before:], start=1):
        _add_line(stockroom, f"{key} {position}", position, when, kept, Decimal(0), Decimal(0))


def _add_head(stockroom: Stockroom, place: int, key: UUID, when: datetime, source: Site, target: Site) -> None:
    stockroom.promises.add(
        models.StockTransfer, key, when, company_id=COMPANY_ID, number=f"TR-{place:06}", from_warehouse_id=source.id,
        transit_location_id=location("TRANSIT"), to_location_id=location(target.code),
        planned_on=when.date() + timedelta(days=DAYS_ON_THE_WAY), reason=f"To fill up {target.city}",
    )  # fmt: skip


def _add_line(
    stockroom: Stockroom, name: str, position: int, when: datetime, kept: Kept, dispatched: Decimal, received: Decimal
) -> None:
    stockroom.promises.add(
        models.StockTransferLine, demo_id("transfer line", name), when, company_id=COMPANY_ID, transfer_id=kept.line_id,
        position=position, reservation_id=kept.id, sku_id=kept.sku_id, location_id=kept.location_id, lot_id=kept.lot_id,
        quantity=kept.quantity, dispatched_quantity=dispatched, received_quantity=received,
    )  # fmt: skip
