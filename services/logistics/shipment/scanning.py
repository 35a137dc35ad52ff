"""What somebody scans who picks a shipment: which line it is for, what is wrong with it, and what confirms it; and parcels by their labels."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

import models
from kernel.ids import NodeId, uuid7
from models import ShipmentState
from services.inventory.scan import DOCUMENT_PATH, PROPOSALS_MAX, Proposal, ScanProblem, ScanPurpose, Sought
from services.logistics.shipment.picking import is_own
from services.rights import may
from services.rows import Found
from services.seeing import seen
from services.work import Work

READ: Final = "logistics.shipment:read"
WRITE: Final = "logistics.shipment:write"
_PICKABLE: Final = (ShipmentState.READY, ShipmentState.PICKED)

_LINES: Final = """
select line.id, line.quantity, coalesce(line.picked_quantity, 0) as picked, line.location_id, line.lot_id, lot.expires_on,
  $3::uuid is null or location.path @> array[$3::uuid] as is_here, stock_is_withheld(line.location_id, line.lot_id) as is_withheld
from shipment_line as line join location on location.id = line.location_id left join lot on lot.id = line.lot_id
where line.shipment_id = $1 and line.sku_id = $2 order by location.pick_sequence, location.code, line.position limit 200
"""
_PARCEL: Final = "select id from package where company_id = $1 and sscc = $2 order by id desc limit 1"


async def lines_to_pick(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose the lines of a shipment that want the SKU: first those that it fits."""
    assert sought.document_id is not None
    shipment = await seen(work, models.Shipment.__table__, sought.document_id, READ, DOCUMENT_PATH)
    rows = await work.raw.fetch(_LINES, sought.document_id, sought.sku_id, sought.location_id)
    of_all: list[ScanProblem] = []
    if shipment["state"] not in _PICKABLE:
        of_all.append(ScanProblem.NOT_OPEN)
    if not may(work, WRITE):
        of_all.append(ScanProblem.NOT_PERMITTED)
    if not is_own(work, shipment):
        of_all.append(ScanProblem.SOMEBODY_ELSES)
    proposals = [_proposal(shipment, row, sought, of_all) for row in rows]
    return sorted(proposals, key=lambda each: len(each.problems))[:PROPOSALS_MAX]


async def parcel_of(work: Work, company_id: UUID, sscc: str | None) -> NodeId | None:
    """Find the parcel with a serial shipping container code on its label, the last one that has it."""
    key = None if sscc is None else await work.raw.fetchval(_PARCEL, company_id, sscc)
    return None if key is None else NodeId("Package", key)


def _proposal(shipment: Found, line: asyncpg.Record, sought: Sought, of_all: Sequence[ScanProblem]) -> Proposal:
    left: Decimal = line["quantity"] - line["picked"]
    fits = min(sought.quantity, left)
    problems = [*of_all, *_problems(line, sought, left)]
    is_done = bool(fits) and not set(problems) - {ScanProblem.TOO_MUCH}
    return Proposal(
        ScanPurpose.PICK,
        quantity=fits,
        open_quantity=left,
        line=NodeId("ShipmentLine", line["id"]),
        location=NodeId("Location", line["location_id"]),
        lot=None if line["lot_id"] is None else NodeId("Lot", line["lot_id"]),
        problems=problems,
        mutation="shipmentPickConfirm" if is_done else None,
        variables=_variables(shipment, line, fits) if is_done else None,
    )


def _problems(line: asyncpg.Record, sought: Sought, left: Decimal) -> list[ScanProblem]:
    is_of_lot = line["lot_id"] is not None
    last_day = line["expires_on"]
    holds = {
        ScanProblem.WRONG_PLACE: not line["is_here"],
        ScanProblem.LOT_MISSING: is_of_lot and sought.lot_id is None and sought.number is None,
        ScanProblem.LOT_DIFFERS: is_of_lot and sought.number is not None and sought.lot_id != line["lot_id"],
        ScanProblem.EXPIRED: sought.is_expired or (last_day is not None and last_day < sought.today),
        ScanProblem.WITHHELD: line["is_withheld"],
        ScanProblem.TOO_MUCH: sought.quantity > left,
    }
    return [problem for problem, is_so in holds.items() if is_so]


def _variables(shipment: Found, line: asyncpg.Record, fits: Decimal) -> dict[str, Any]:
    return {
        "id": str(NodeId("Shipment", shipment["id"])),
        "version": shipment["version"],
        "lines": [{"lineId": str(NodeId("ShipmentLine", line["id"])), "quantity": f"{line['picked'] + fits:f}"}],
        "idempotencyKey": str(uuid7()),
    }
