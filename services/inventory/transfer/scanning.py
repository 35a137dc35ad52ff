"""What somebody scans of a transfer: which line it is for, whether it is gathered or arrives, what is wrong with it, and what would do it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

import models
from kernel.ids import NodeId, uuid7
from models import LocationKind, StockTransferState
from services.inventory.scan import DOCUMENT_PATH, PROPOSALS_MAX, Proposal, ScanProblem, ScanPurpose, Sought
from services.rights import may, rows_of
from services.seeing import seen
from services.work import Work

READ: Final = "inventory.transfer:read"

_TRANSFER: Final = models.StockTransfer.__table__
_LINE: Final = models.StockTransferLine.__table__
_KEPT: Final = models.Reservation.__table__
_LOT: Final = models.Lot.__table__
_SOURCE: Final = models.Location.__table__.alias("source")
_TARGET: Final = models.Location.__table__.alias("target")
_PLACE: Final = models.Location.__table__.alias("place")
_IS_READY: Final = _TRANSFER.c.state == StockTransferState.READY
_PICKED: Final[ColumnElement[Decimal]] = sa.func.coalesce(_LINE.c.picked_quantity, 0)
# Somebody may have lost some of what was reserved: no more than is still kept can leave.
_LEFT: Final[ColumnElement[Decimal]] = sa.case(
    (_IS_READY, sa.func.greatest(sa.func.least(_LINE.c.quantity, _KEPT.c.held) - _PICKED, 0)), else_=_LINE.c.under_way
)

_Row: TypeAlias = sa.Row[*tuple[Any, ...]]


class _Way(NamedTuple):
    """What is done with the goods of a transfer, by what, and who may do it."""

    purpose: ScanPurpose
    mutation: str
    needs: str


_LEAVES: Final = _Way(ScanPurpose.TRANSFER, "stockTransferPickConfirm", "inventory.transfer:dispatch")
_ARRIVES: Final = _Way(ScanPurpose.RECEIVE, "stockTransferReceive", "inventory.transfer:receive")


async def lines_of_transfer(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose the lines of a transfer that are of the SKU, to be gathered or to arrive: first those that it fits."""
    assert sought.document_id is not None
    await seen(work, _TRANSFER, sought.document_id, READ, DOCUMENT_PATH)
    return await _lines(work, sought, [_TRANSFER.c.id == sought.document_id])


async def goods_to_send(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose lines of transfers that wait for the SKU where it is scanned; to whoever may let them leave."""
    return await _open(work, sought, StockTransferState.READY, _LEAVES)


async def goods_on_their_way(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose lines of transfers that bring the SKU to the warehouse where it is scanned; to whoever may receive them."""
    return await _open(work, sought, StockTransferState.DISPATCHED, _ARRIVES)


async def _open(work: Work, sought: Sought, state: StockTransferState, way: _Way) -> Sequence[Proposal]:
    if not (may(work, READ) and may(work, way.needs)):
        return []
    return await _lines(work, sought, [_TRANSFER.c.state == state, _LEFT > 0, _is_here(sought), _is_of_lot(sought)])


async def _lines(work: Work, sought: Sought, which: Sequence[ColumnElement[bool]]) -> Sequence[Proposal]:
    query = _query(sought).where(*which, *rows_of(work, _TRANSFER), *rows_of(work, _LINE))
    proposals = [_proposal(work, row, sought) for row in await work.session.execute(query)]
    return sorted(proposals, key=lambda each: len(each.problems))[:PROPOSALS_MAX]


def _query(sought: Sought) -> sa.Select[*tuple[Any, ...]]:
    joined = (
        _LINE.join(_TRANSFER, _TRANSFER.c.id == _LINE.c.transfer_id)
        .join(_KEPT, _KEPT.c.id == _LINE.c.reservation_id)
        .join(_SOURCE, _SOURCE.c.id == _LINE.c.location_id)
        .join(_TARGET, _TARGET.c.id == _TRANSFER.c.to_location_id)
        .outerjoin(_PLACE, _PLACE.c.id == sa.literal(sought.location_id, sa.Uuid()))
        .outerjoin(_LOT, _LOT.c.id == _LINE.c.lot_id)
    )
    return (
        sa.select(
            *(_LINE.c.id, _LINE.c.transfer_id, _LINE.c.location_id, _LINE.c.lot_id),
            *(_TRANSFER.c.state, _TRANSFER.c.version, _TRANSFER.c.to_location_id, _TRANSFER.c.dispatched_at),
            *(_LEFT.label("left"), _is_here(sought).label("is_here"), _PICKED.label("picked")),
        )
        .select_from(joined)
        .where(_LINE.c.company_id == sought.company_id, _LINE.c.sku_id == sought.sku_id)
        .order_by(_TRANSFER.c.planned_on, _TRANSFER.c.number, _SOURCE.c.pick_sequence, _SOURCE.c.code, _LINE.c.position)
        .limit(200)
    )


def _is_here(sought: Sought) -> ColumnElement[bool]:
    """Tell whether goods lie where they are scanned, or in a part of it, or else arrive in that warehouse."""
    if sought.location_id is None:
        return sa.true()
    arrives = sa.and_(
        _PLACE.c.warehouse_id == _TARGET.c.warehouse_id,
        _PLACE.c.kind == LocationKind.INTERNAL,
        _PLACE.c.archived_at.is_(None),
    )
    return sa.func.coalesce(sa.case((_IS_READY, _SOURCE.c.path.contains([sought.location_id])), else_=arrives), False)


def _is_of_lot(sought: Sought) -> ColumnElement[bool]:
    """Leave lines out that are of another lot than the one that was scanned."""
    if sought.lot_id is None and sought.number is None:
        return sa.true()
    return sa.or_(_LINE.c.lot_id.is_(None), _LINE.c.lot_id == sought.lot_id)


def _proposal(work: Work, line: _Row, sought: Sought) -> Proposal:
    way = _LEAVES if line.dispatched_at is None else _ARRIVES
    fits = min(sought.quantity, line.left)
    problems = _problems(work, line, sought, way)
    is_done = bool(fits) and not set(problems) - {ScanProblem.TOO_MUCH}
    return Proposal(
        way.purpose,
        quantity=fits,
        open_quantity=line.left,
        line=NodeId("StockTransferLine", line.id),
        location=_place(line, sought, way),
        lot=None if line.lot_id is None else NodeId("Lot", line.lot_id),
        problems=problems,
        mutation=way.mutation if is_done else None,
        variables=_variables(line, sought, way, fits) if is_done else None,
    )


def _problems(work: Work, line: _Row, sought: Sought, way: _Way) -> list[ScanProblem]:
    is_of_lot = line.lot_id is not None
    holds = {
        ScanProblem.NOT_OPEN: line.state not in (StockTransferState.READY, StockTransferState.DISPATCHED),
        ScanProblem.NOT_PERMITTED: not may(work, way.needs),
        ScanProblem.WRONG_PLACE: not line.is_here,
        ScanProblem.LOT_MISSING: is_of_lot and sought.lot_id is None and sought.number is None,
        ScanProblem.LOT_DIFFERS: is_of_lot and sought.number is not None and sought.lot_id != line.lot_id,
        ScanProblem.TOO_MUCH: sought.quantity > line.left,
    }
    return [problem for problem, is_so in holds.items() if is_so]


def _place(line: _Row, sought: Sought, way: _Way) -> NodeId:
    """Give where it is taken from; or where it is put: where it is scanned, if it may be put there, else where it is to go."""
    if way is _LEAVES:
        return NodeId("Location", line.location_id)
    return NodeId("Location", (line.is_here and sought.location_id) or line.to_location_id)


def _variables(line: _Row, sought: Sought, way: _Way, fits: Decimal) -> dict[str, Any]:
    quantity = line.picked + fits if way is _LEAVES else fits
    said: dict[str, Any] = {
        "id": str(NodeId("StockTransfer", line.transfer_id)),
        "version": line.version,
        "lines": [{"lineId": str(NodeId("StockTransferLine", line.id)), "quantity": f"{quantity:f}"}],
        "idempotencyKey": str(uuid7()),
    }
    return said | {"locationId": str(_place(line, sought, way))} if way is _ARRIVES else said
