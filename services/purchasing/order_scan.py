"""What is still to come of a SKU that was scanned, by the purchase orders that wait for it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

import models
from kernel.ids import NodeId, uuid7
from services.inventory.scan import DOCUMENT_PATH, PROPOSALS_MAX, Proposal, ScanProblem, ScanPurpose, Sought
from services.rights import may, rows_of
from services.seeing import seen
from services.work import Work

READ: Final = "purchasing.order:read"
RECEIVE: Final = "inventory.move:write"

_ORDER: Final = models.PurchaseOrder.__table__
_LINE: Final = models.PurchaseOrderLine.__table__
_SKU: Final = models.Sku.__table__
_WAITING: Final = (
    models.PurchaseOrderState.APPROVED,
    models.PurchaseOrderState.SENT,
    models.PurchaseOrderState.ACKNOWLEDGED,
)
_Row = sa.Row[Any, Any, Any, Any, Any]


async def order_lines_to_receive(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose the lines that wait for the SKU, the earliest first; nothing to whoever may not see purchase orders."""
    if not may(work, READ):
        return []
    waits = (_ORDER.c.state.in_(_WAITING), _open() > 0)
    query = _query(sought).where(*waits, *rows_of(work, _ORDER), *rows_of(work, _LINE))
    return [
        Proposal(
            ScanPurpose.RECEIVE,
            quantity=min(sought.quantity, row.open),
            open_quantity=row.open,
            line=NodeId("PurchaseOrderLine", row.id),
        )
        for row in await work.session.execute(query)
    ]


async def lines_of_order_to_receive(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose the lines of one order that are of the SKU: first those that it fits."""
    assert sought.document_id is not None
    await seen(work, _ORDER, sought.document_id, READ, DOCUMENT_PATH)
    query = _query(sought).where(_ORDER.c.id == sought.document_id, _open().is_not(None), *rows_of(work, _LINE))
    proposals = [_proposal(work, row, sought) for row in await work.session.execute(query)]
    return sorted(proposals, key=lambda each: len(each.problems))


def _proposal(work: Work, row: _Row, sought: Sought) -> Proposal:
    left: Decimal = max(row.open, Decimal(0))
    fits = min(sought.quantity, left)
    holds = {
        ScanProblem.NOT_OPEN: row.state not in _WAITING,
        ScanProblem.NOT_PERMITTED: not may(work, RECEIVE),
        ScanProblem.PLACE_MISSING: sought.location_id is None,
        ScanProblem.LOT_MISSING: sought.tracking in ("LOT", "SERIAL") and sought.number is None,
        ScanProblem.EXPIRED: sought.is_expired,
        ScanProblem.TOO_MUCH: sought.quantity > left,
    }
    problems = [problem for problem, is_so in holds.items() if is_so]
    is_done = bool(fits) and not set(problems) - {ScanProblem.TOO_MUCH}
    return Proposal(
        ScanPurpose.RECEIVE,
        quantity=fits,
        open_quantity=left,
        line=NodeId("PurchaseOrderLine", row.id),
        problems=problems,
        mutation="goodsReceiptPost" if is_done else None,
        variables=_variables(row, sought, fits) if is_done else None,
    )


def _variables(row: _Row, sought: Sought, fits: Decimal) -> dict[str, Any]:
    """Say what is received, in the unit of the line: a line in another unit than the SKU is told in its own."""
    line: dict[str, Any] = {
        "purchaseOrderLineId": str(NodeId("PurchaseOrderLine", row.id)),
        "locationId": str(NodeId("Location", sought.location_id)) if sought.location_id is not None else None,
        "quantity": f"{round(fits / row.ratio, 6):f}",
    }
    if sought.tracking == "SERIAL":
        line["serialNumbers"] = [sought.number]
    elif sought.tracking == "LOT":
        line["lotNumber"] = sought.number
    if sought.tracking != "NONE" and sought.last_day is not None:
        line["expiresOn"] = sought.last_day.isoformat()
    said = {
        "companyId": str(NodeId("Company", sought.company_id)),
        "vendorId": str(NodeId("Party", row.vendor_id)),
        "lines": [line],
    }
    return {"input": said, "idempotencyKey": str(uuid7())}


def _open() -> ColumnElement[Any]:
    # A line in another unit than the SKU is counted in that one, where somebody says how they convert.
    return sa.func.round((_LINE.c.quantity - _LINE.c.received_quantity) * _ratio(), 6, type_=sa.Numeric())


def _query(sought: Sought) -> sa.Select[Any, Any, Any, Any, Any]:
    joined = _LINE.join(_ORDER, _ORDER.c.id == _LINE.c.order_id).join(_SKU, _SKU.c.id == _LINE.c.sku_id)
    columns = _LINE.c.id, _open().label("open"), _ratio().label("ratio"), _ORDER.c.vendor_id, _ORDER.c.state
    return (
        sa.select(*columns)
        .select_from(joined)
        .where(_LINE.c.company_id == sought.company_id, _LINE.c.sku_id == sought.sku_id)
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
