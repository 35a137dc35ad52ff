"""Where a SKU that was scanned lies: what can be picked or moved from there."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

import models
from kernel.ids import NodeId
from services.inventory.scan import PROPOSALS_MAX, Proposal, ScanPurpose, Sought
from services.rights import rows_of
from services.work import Work

_LEVEL: Final = models.StockLevel.__table__
_LOCATION: Final = models.Location.__table__
_LOT: Final = models.Lot.__table__
_AVAILABLE: Final[ColumnElement[Decimal]] = _LEVEL.c.on_hand - _LEVEL.c.reserved


async def places_to_pick_from(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose places with goods that are promised to nobody and still good, first expired first out."""
    is_good = sa.or_(_LOT.c.expires_on.is_(None), _LOT.c.expires_on >= sought.today)
    inside = _LOCATION.c.kind == models.LocationKind.INTERNAL
    return await _places(work, sought, ScanPurpose.PICK, [is_good, inside])


async def places_to_move_from(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose places with goods that are promised to nobody, also expired ones and those on the way."""
    return await _places(work, sought, ScanPurpose.TRANSFER, [])


async def _places(
    work: Work, sought: Sought, purpose: ScanPurpose, conditions: Sequence[ColumnElement[bool]]
) -> Sequence[Proposal]:
    query = _query(sought).where(*conditions, *rows_of(work, _LEVEL), *rows_of(work, _LOCATION))
    rows = await work.session.execute(query)
    return [_proposal(row, sought, purpose) for row in rows]


def _query(sought: Sought) -> sa.Select[Any, Any, Decimal]:
    joined = _LEVEL.join(_LOCATION, _LOCATION.c.id == _LEVEL.c.location_id).outerjoin(
        _LOT, _LOT.c.id == _LEVEL.c.lot_id
    )
    query = (
        sa.select(_LEVEL.c.location_id, _LEVEL.c.lot_id, _AVAILABLE.label("available"))
        .select_from(joined)
        .where(_LEVEL.c.company_id == sought.company_id, _LEVEL.c.sku_id == sought.sku_id, _AVAILABLE > 0)
        .order_by(_LOT.c.expires_on.nulls_last(), _LOCATION.c.code, _LEVEL.c.id)
        .limit(PROPOSALS_MAX)
    )
    if sought.lot_id is not None:
        query = query.where(_LEVEL.c.lot_id == sought.lot_id)
    if sought.location_id is not None:
        query = query.where(_LOCATION.c.path.contains([sought.location_id]))
    return query


def _proposal(row: sa.Row[Any, Any, Decimal], sought: Sought, purpose: ScanPurpose) -> Proposal:
    return Proposal(
        purpose,
        quantity=min(sought.quantity, row.available),
        open_quantity=row.available,
        location=NodeId("Location", row.location_id),
        lot=None if row.lot_id is None else NodeId("Lot", row.lot_id),
    )
