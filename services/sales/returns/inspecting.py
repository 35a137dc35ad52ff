"""Looking at what came back: it is put on a shelf again or scrapped, and the customer gets the money, the goods or nothing.

Locks are taken in this order: the order, the return, stock levels, values, numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from kernel.errors import InputPath
from kernel.ids import NodeId, uuid7
from models import ReturnedGoods, ReturnRemedy
from services.bounds import require_places
from services.finance.cut_off import Before, Event, before, post_cut_off
from services.finance.rules import LegKind
from services.fitness import require_text
from services.inventory.adjustment_lines import InsufficientStock, NoStockKept, Shortage
from services.inventory.levels import lock_levels
from services.inventory.valuation.posting import post_values
from services.refusals import NotFound, TooManyRows
from services.rows import Found, as_json
from services.sales.returns.life import InspectedOtherwise, ScrapPlaceMissing, begin_step
from services.sales.returns.receiving import valuation_of
from services.work import Work

FINDINGS_MAX: Final = 2_000

_LINES: Final = """
select line.id, line.sku_id, line.lot_id, line.received_quantity, line.sales_order_line_id, company.revenue_cut_off as cuts_off
from return_authorization_line as line join company on company.id = line.company_id
where line.authorization_id = $1 and line.received_quantity > 0 order by line.position
"""
_SCRAP: Final = """
select id from location where company_id = $1 and kind = 'SCRAP' and archived_at is null order by code, id limit 1
"""
_SHELVES: Final = """
select id, holds_stock and archived_at is null as fits from location where id = any($1::uuid[]) and company_id = $2
"""
_FREE: Final = """
select wanted.sku_id, wanted.lot_id, wanted.quantity, coalesce(level.on_hand - level.reserved, 0) as free
from unnest($2::uuid[], $3::uuid[], $4::numeric[]) as wanted (sku_id, lot_id, quantity)
left join stock_level as level on level.sku_id = wanted.sku_id and level.location_id = $1
  and level.lot_id is not distinct from wanted.lot_id
where coalesce(level.on_hand - level.reserved, 0) < wanted.quantity order by 1, 2
"""
_MOVE: Final = """
insert into stock_move (id, company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at, reason,
  document_type, document_id)
select id, $2, sku_id, $3, to_location_id, lot_id, quantity, $4, reason, 'ReturnAuthorization', $5
from jsonb_populate_recordset(null::stock_move, $1::jsonb)
"""
_WRITE: Final = """
insert into return_inspection (company_id, line_id, position, quantity, goods, remedy, location_id, note)
select $2, line_id, position, quantity, goods, remedy, location_id, note
from jsonb_populate_recordset(null::return_inspection, $1::jsonb)
"""
_MOVED: Final = "update return_authorization set state = $2 where id = $1"


@dataclass(frozen=True, slots=True)
class Finding:
    """What becomes of some of a line that came back, and what the customer gets for it."""

    line_id: UUID
    quantity: Decimal
    goods: ReturnedGoods
    remedy: ReturnRemedy
    location_id: UUID | None
    """The shelf that it is put on; None where it stays. What is scrapped goes to the place for that."""
    note: str | None
    path: InputPath


class _Move(NamedTuple):
    """Where some of what came back goes, with the columns of a stock move."""

    id: UUID
    sku_id: UUID
    lot_id: UUID | None
    to_location_id: UUID
    quantity: Decimal
    reason: str | None


async def inspect(work: Work, key: UUID, version: int, findings: Sequence[Finding]) -> UUID:
    """Say what was found of all that came back: goods move, and what is scrapped is a loss of stock.

    Raises:
        InspectedOtherwise: more or less of a line was inspected than came back.
        InsufficientStock: some of it is not there any more where it was put, or is reserved.
        NoStockKept, ScrapPlaceMissing: there is no such shelf or place.
        TransitionUnavailable, NotFound, StaleVersion, TooManyRows: as their names say.
        DomainError: as for every posting, where the company keeps stock in its books.
    """
    found, state = await begin_step(work, key, version, "inspect")
    if not 1 <= len(findings) <= FINDINGS_MAX:
        raise TooManyRows(len(findings), FINDINGS_MAX, path=("findings",))
    lines = {row["id"]: row for row in await work.raw.fetch(_LINES, key)}
    _require_whole(lines, findings)
    placed = await _placed(work, found, findings)
    moves = [_move(each, lines[each.line_id]) for each in placed if each.location_id != found["location_id"]]
    await _require_there(work, found["location_id"], moves)
    now = work.clock.now()
    was = await _before(work, lines)
    rows = as_json(move._asdict() for move in moves)
    await work.raw.execute(_MOVE, rows, found["company_id"], found["location_id"], now, key)
    await work.raw.execute(_WRITE, as_json(_rows(placed)), found["company_id"])
    await work.raw.execute(_MOVED, key, state)
    scrapped = {move.id: LegKind.WRITE_OFF for move in moves}
    await post_values(work, replace(valuation_of(found), contra=scrapped))
    if was is not None:
        words = found["number"] or "Return"
        source = ("ReturnAuthorization", key)
        await post_cut_off(work, was, Event(found["company_id"], source, words, path=("id",)))
    return key


async def _before(work: Work, lines: Mapping[UUID, asyncpg.Record]) -> Before | None:
    """Tell what is delivered and not invoiced of what came back, where the company cuts revenue off."""
    of_order = [line["sales_order_line_id"] for line in lines.values() if line["cuts_off"]]
    return await before(work, of_order) if of_order else None


def _require_whole(lines: Mapping[UUID, asyncpg.Record], findings: Sequence[Finding]) -> None:
    seen: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for each in findings:
        if each.line_id not in lines:
            raise NotFound(path=(*each.path, "lineId"))
        if each.note is not None:
            require_text(each.note, (*each.path, "note"))
        seen[each.line_id] += each.quantity
        received = lines[each.line_id]["received_quantity"]
        if each.quantity <= 0 or seen[each.line_id] > received:
            raise InspectedOtherwise(_line(each.line_id), received, seen[each.line_id], path=(*each.path, "quantity"))
    for key, line in lines.items():
        if seen[key] != line["received_quantity"]:
            raise InspectedOtherwise(_line(key), line["received_quantity"], seen[key], path=("findings",))


def _line(key: UUID) -> NodeId:
    return NodeId("ReturnAuthorizationLine", key)


async def _placed(work: Work, found: Found, findings: Sequence[Finding]) -> list[Finding]:
    """Give the findings with the places that goods go to."""
    scrap = await work.raw.fetchval(_SCRAP, found["company_id"])
    named = {each.location_id: (*each.path, "locationId") for each in findings if each.location_id is not None}
    await require_places(work, named)
    rows = await work.raw.fetch(_SHELVES, list(named), found["company_id"])
    shelves = {row["id"]: row["fits"] for row in rows}
    placed: list[Finding] = []
    for each in findings:
        place = each.location_id
        if place is not None and place not in shelves:
            raise NotFound(path=(*each.path, "locationId"))
        if each.goods is ReturnedGoods.SCRAP:
            if scrap is None:
                raise ScrapPlaceMissing(path=(*each.path, "goods"))
            place = scrap
        elif place is not None and not shelves[place]:
            raise NoStockKept(path=(*each.path, "locationId"))
        placed.append(replace(each, location_id=place or found["location_id"]))
    return placed


def _move(finding: Finding, line: asyncpg.Record) -> _Move:
    assert finding.location_id is not None
    return _Move(uuid7(), line["sku_id"], line["lot_id"], finding.location_id, finding.quantity, finding.note)


async def _require_there(work: Work, place: UUID, moves: Sequence[_Move]) -> None:
    wanted: defaultdict[tuple[UUID, UUID | None], Decimal] = defaultdict(Decimal)
    for move in moves:
        wanted[move.sku_id, move.lot_id] += move.quantity
    skus = [sku for sku, _ in wanted]
    await lock_levels(work, skus, [place] * len(skus))
    short = await work.raw.fetch(_FREE, place, skus, [lot for _, lot in wanted], list(wanted.values()))
    if short:
        shortages = [
            Shortage(NodeId("Sku", row["sku_id"]), NodeId("Location", place), row["quantity"], row["free"])
            for row in short
        ]
        raise InsufficientStock(shortages, path=("id",))


def _rows(findings: Sequence[Finding]) -> list[dict[str, object]]:
    positions: defaultdict[UUID, int] = defaultdict(int)
    rows: list[dict[str, object]] = []
    for each in findings:
        positions[each.line_id] += 1
        rows.append({
            "line_id": each.line_id, "position": positions[each.line_id], "quantity": each.quantity, "goods": each.goods,
            "remedy": each.remedy, "location_id": each.location_id, "note": each.note,
        })  # fmt: skip
    return rows
