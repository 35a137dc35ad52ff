"""What somebody scans who takes goods back: which line of the return it is, and what is wrong with it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import asyncpg

import models
from kernel.ids import NodeId, uuid7
from models import ReturnState
from services.inventory.scan import DOCUMENT_PATH, PROPOSALS_MAX, Proposal, ScanProblem, ScanPurpose, Sought
from services.rights import may
from services.rows import Found
from services.sales.returns.life import LIFE
from services.seeing import seen
from services.work import Work

READ: Final = "sales.return:read"
RECEIVE: Final = "sales.return:receive"

_LINES: Final = """
select id, sku_id, lot_id, quantity, count(*) over () as lines from return_authorization_line
where authorization_id = $1 order by position limit 200
"""
_IS_ASIDE: Final = "select stock_is_withheld(id, null) from location where id = $1"


async def lines_coming_back(work: Work, sought: Sought) -> Sequence[Proposal]:
    """Propose the lines of a return that are of the SKU: first those that it fits."""
    assert sought.document_id is not None
    found = await seen(work, models.ReturnAuthorization.__table__, sought.document_id, READ, DOCUMENT_PATH)
    of_all: list[ScanProblem] = []
    if all(each.name != "receive" for each in LIFE.available(ReturnState(found["state"]))):
        of_all.append(ScanProblem.NOT_OPEN)
    if not may(work, RECEIVE):
        of_all.append(ScanProblem.NOT_PERMITTED)
    if sought.location_id is None:
        of_all.append(ScanProblem.PLACE_MISSING)
    elif not await work.raw.fetchval(_IS_ASIDE, sought.location_id):
        of_all.append(ScanProblem.WRONG_PLACE)
    rows = await work.raw.fetch(_LINES, sought.document_id)
    proposals = [_proposal(found, row, sought, of_all) for row in rows if row["sku_id"] == sought.sku_id]
    return sorted(proposals, key=lambda each: len(each.problems))[:PROPOSALS_MAX]


def _proposal(found: Found, line: asyncpg.Record, sought: Sought, of_all: Sequence[ScanProblem]) -> Proposal:
    fits = min(sought.quantity, line["quantity"])
    problems = [*of_all, *_problems(line, sought)]
    # A return is received at once: of several lines all are gathered first.
    is_all = line["lines"] == 1 and not set(problems) - {ScanProblem.TOO_MUCH}
    return Proposal(
        ScanPurpose.RECEIVE,
        quantity=fits,
        open_quantity=line["quantity"],
        line=NodeId("ReturnAuthorizationLine", line["id"]),
        lot=None if line["lot_id"] is None else NodeId("Lot", line["lot_id"]),
        problems=problems,
        mutation="returnAuthorizationReceive" if is_all else None,
        variables=_variables(found, line, sought, fits) if is_all else None,
    )


def _problems(line: asyncpg.Record, sought: Sought) -> list[ScanProblem]:
    is_of_lot = line["lot_id"] is not None
    holds = {
        ScanProblem.LOT_MISSING: is_of_lot and sought.lot_id is None and sought.number is None,
        ScanProblem.LOT_DIFFERS: is_of_lot and sought.number is not None and sought.lot_id != line["lot_id"],
        ScanProblem.TOO_MUCH: sought.quantity > line["quantity"],
    }
    return [problem for problem, is_so in holds.items() if is_so]


def _variables(found: Found, line: asyncpg.Record, sought: Sought, fits: Decimal) -> dict[str, Any]:
    assert sought.location_id is not None
    return {
        "id": str(NodeId("ReturnAuthorization", found["id"])),
        "version": found["version"],
        "locationId": str(NodeId("Location", sought.location_id)),
        "lines": [{"lineId": str(NodeId("ReturnAuthorizationLine", line["id"])), "quantity": f"{fits:f}"}],
        "idempotencyKey": str(uuid7()),
    }
