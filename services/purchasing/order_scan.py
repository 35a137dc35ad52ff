"""What is still to come of a SKU that was scanned, by the purchase orders that wait for it."""

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

READ: Final = "purchasing.order:read"

_ORDER: Final = models.PurchaseOrder.__table__
_LINE: Final = models.PurchaseOrderLine.__table__
_SKU: Final = models.Sku.__table__
_WAITING: Final = (
    models.PurchaseOrderState.APPROVED,
    models.PurchaseOrderState.SENT,
    models.PurchaseOrderState.ACKNOWLEDGED,
)


async def order_lines_to_receive(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose the lines that wait for the SKU, the earliest first; nothing to whoever may not see purchase orders."""
    if work.principal is not None and not work.principal.allows(READ):
        return []
    query = _query(sought).where(*rows_of(work, _ORDER), *rows_of(work, _LINE))
    return [
        Proposal(
            ScanPurpose.RECEIVE,
            quantity=min(sought.quantity, row.open),
            open_quantity=row.open,
            line=NodeId("PurchaseOrderLine", row.id),
        )
        for row in await work.session.execute(query)
    ]


def _query(sought: Sought) -> sa.Select[Any, Decimal]:
    # A line in another unit than the SKU is counted in that one, where somebody says how they convert.
    left = sa.func.round((_LINE.c.quantity - _LINE.c.received_quantity) * _ratio(), 6, type_=sa.Numeric())
    joined = _LINE.join(_ORDER, _ORDER.c.id == _LINE.c.order_id).join(_SKU, _SKU.c.id == _LINE.c.sku_id)
    return (
        sa.select(_LINE.c.id, left.label("open"))
        .select_from(joined)
        .where(
            _LINE.c.company_id == sought.company_id,
            _LINE.c.sku_id == sought.sku_id,
            _ORDER.c.state.in_(_WAITING),
            left > 0,
        )
        .order_by(
            sa.func.coalesce(_LINE.c.due_on, _ORDER.c.expected_on).nulls_last(), _ORDER.c.number, _LINE.c.position
        )
        .limit(PROPOSALS_MAX)
    )


def _ratio() -> ColumnElement[Any]:
    conversion = models.UnitConversion.__table__
    known = (
        sa.select(sa.cast(conversion.c.numerator, sa.Numeric) / conversion.c.denominator)
        .where(conversion.c.from_unit_id == _LINE.c.unit_id, conversion.c.to_unit_id == _SKU.c.unit_id)
        .correlate(_LINE, _SKU)
        .scalar_subquery()
    )
    return sa.case((_LINE.c.unit_id == _SKU.c.unit_id, sa.literal(1)), else_=known)
