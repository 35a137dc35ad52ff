"""Stock adjustments: what was counted, or is known to be more or less, written as moves to and from the adjustment place.

What that is worth is posted in the same transaction: stock against what counts find, opening stock against what a company
began with.
What is there is so, whoever it was promised to: reservations lose what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId, uuid7
from models import EntryKind
from services.finance.rules import SourceKind
from services.fitness import require_text
from services.inventory.losing import Missing, ReservationLost, lose
from services.inventory.valuation.posting import Valuation, post_values
from services.platform.number import Series, take_number
from services.refusals import NotFound, PeriodClosed, TooManyRows
from services.rights import require_company
from services.rows import as_json
from services.work import Work

SERIES: Final = Series("STOCK_ADJUSTMENT", "SA-")
LINES_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is not there."""

    sku: NodeId
    location: NodeId
    requested: Decimal
    available: Decimal


@dataclass(eq=False)
class InsufficientStock(DomainError):
    """No more is taken away than is there."""

    message = "There is not enough stock."
    shortages: Sequence[Shortage]


@dataclass(eq=False)
class CountOrDifference(DomainError):
    """A line says how much is there, or by how much it differs; a count is not below zero, a difference not zero."""

    message = "Say either how much was counted, zero or more, or by how much it differs."


@dataclass(eq=False)
class LineRepeated(DomainError):
    """What is at one place is counted once."""

    message = "The same stock stands in another line."


@dataclass(eq=False)
class LotMissing(DomainError):
    """Stock that is told apart by lots is adjusted lot by lot, other stock without one."""

    message = (
        "This product is tracked as {tracking}: name a lot for each line where that is needed, and none elsewhere."
    )
    tracking: str


@dataclass(eq=False)
class NoStockKept(DomainError):
    """There is stock of goods, at places that hold stock and are in use."""

    message = "No stock is kept of this, or there."


@dataclass(eq=False)
class AdjustmentPlaceMissing(DomainError):
    """A company that adjusts stock has a location of the kind ADJUSTMENT."""

    message = "The company has no location of the kind ADJUSTMENT."


@dataclass(eq=False)
class CostUnfit(DomainError):
    """What a unit costs is said of what comes, zero or more; what goes costs what is there."""

    message = "Say what a unit costs, zero or more, of what there is more of than was thought."


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What came of it: the adjustment, and the reservations whose goods turned out to be missing."""

    id: UUID
    lost: Sequence[ReservationLost]


@dataclass(eq=False)
class DayToCome(DomainError):
    """Stock is put right as of today at the latest."""

    message = "This day is still to come."


@dataclass(frozen=True, slots=True)
class Line:
    """What was found of one SKU (and lot) at one place: how much there is, or by how much it differs."""

    sku_id: UUID
    location_id: UUID
    lot_id: UUID | None
    counted: Decimal | None
    difference: Decimal | None
    reason: str | None
    path: InputPath
    unit_cost: Decimal | None = None
    """What a unit of what there is more costs; None for what is there, or else the standard cost."""

    @property
    def place(self) -> tuple[UUID, UUID, UUID | None]:
        """What tells it from other lines."""
        return (self.sku_id, self.location_id, self.lot_id)


_NOON = """
select ($3::timestamptz at time zone time_zone)::date as today, ($2::date + time '12:00') at time zone time_zone as noon,
  stock_day_closed(id, $2) as closed
from company where id = $1
"""
_PLACE = """
select id from location where company_id = $1 and kind = 'ADJUSTMENT' and archived_at is null order by code, id limit 1
"""
# Where nothing has ever been there is no level to lock, and of two who count there the second must see the first.
_LOCK_PLACES = """
select pg_advisory_xact_lock(place) from (
  select distinct hashtextextended('stock ' || sku_id || ' ' || location_id || ' ' || coalesce(lot_id::text, ''), 0) as place
  from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as line (sku_id, location_id, lot_id) order by place
) as places
"""
_LOCK = """
select from stock_level as level
where (level.sku_id, level.location_id) in (select * from unnest($1::uuid[], $2::uuid[]))
order by level.sku_id, level.location_id, level.lot_id for update
"""
_FOUND = """
select sku.id as sku, product.kind, product.tracking, location.id as location,
  location.holds_stock and location.archived_at is null as holds_stock, lot.id as lot,
  coalesce(level.on_hand, 0) as on_hand, coalesce(level.reserved, 0) as reserved
from unnest($2::uuid[], $3::uuid[], $4::uuid[]) with ordinality as line (sku_id, location_id, lot_id, place)
left join sku on sku.id = line.sku_id and sku.company_id = $1
left join product on product.id = sku.product_id
left join location on location.id = line.location_id and location.company_id = $1
left join lot on lot.id = line.lot_id and lot.sku_id = sku.id
left join stock_level as level on level.sku_id = line.sku_id and level.location_id = line.location_id
  and level.lot_id is not distinct from line.lot_id
order by line.place
"""
_MOVE = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, unit_cost, moved_at,
  reason, document_type, document_id)
select company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, unit_cost, moved_at, reason, document_type,
  document_id
from jsonb_populate_recordset(null::stock_move, $1::jsonb)
"""
_WRITE = """
insert into stock_adjustment (id, company_id, number, reason, is_opening, adjusted_at) values ($1, $2, $3, $4, $5, $6)
"""


async def adjust(
    work: Work,
    company_id: UUID,
    reason: str,
    lines: Sequence[Line],
    *,
    is_opening: bool = False,
    posted_on: date | None = None,
) -> Adjusted:
    """Put stock right now, or as of a day that is over, and post what that is worth; what is missing of reserved goods is reserved no more.

    Raises:
        NotFound: a SKU, location or lot is not there.
        InsufficientStock: more would be taken away than is there.
        ValueRequired, TextTooLong, TextUnfit: of a reason.
        CountOrDifference, LineRepeated, LotMissing, NoStockKept, AdjustmentPlaceMissing, TooManyRows, CostUnfit,
            DayToCome, PeriodClosed, StockBelowZeroLater: as their names say.
        DomainError: as for every posting, where the company keeps stock in its books.
    """
    require_company(work, company_id, "input", "companyId")
    require_text(reason, ("input", "reason"))
    _require_lines(lines)
    moved_at = await _moved_at(work, company_id, posted_on)
    columns = [list(column) for column in zip(*(line.place for line in lines), strict=True)]
    place = await work.raw.fetchval(_PLACE, company_id)
    if place is None:
        raise AdjustmentPlaceMissing(path=("input", "companyId"))
    await work.raw.fetch(_LOCK_PLACES, *columns)
    await work.raw.fetch(_LOCK, columns[0], columns[1])
    found = await work.raw.fetch(_FOUND, company_id, *columns)
    for line, row in zip(lines, found, strict=True):
        _require_kept(line, row)
    _require_enough(lines, found)
    _require_costs(lines, found)
    key = uuid7()
    of = {
        "company_id": company_id,
        "document_type": "StockAdjustment",
        "document_id": key,
        "moved_at": moved_at,
    }
    moves = [
        {**of, **_move(line, row, place), "reason": line.reason or reason}
        for line, row in zip(lines, found, strict=True)
        if _difference(line, row)
    ]
    lost = await lose(work, _missing(lines, found))
    await work.raw.execute(_MOVE, as_json(moves))
    number = await take_number(work, company_id, SERIES)
    await work.raw.execute(_WRITE, key, company_id, number, reason, is_opening, moved_at)
    kind = SourceKind.STOCK_OPENING if is_opening else SourceKind.STOCK_ADJUSTMENT
    entry_kind = EntryKind.OPENING if is_opening else EntryKind.NORMAL
    source = ("StockAdjustment", key)
    await post_values(work, Valuation(company_id, kind, source, reason, entry_kind=entry_kind, path=("input",)))
    return Adjusted(key, lost)


async def _moved_at(work: Work, company_id: UUID, on: date | None) -> datetime:
    now = work.clock.now()
    if on is None:
        return now
    row = await work.raw.fetchrow(_NOON, company_id, on, now)
    assert row is not None
    if on > row["today"]:
        raise DayToCome(path=("input", "postedOn"))
    if row["closed"] is not None:
        raise PeriodClosed(on, row["closed"], path=("input", "postedOn"))
    return now if on == row["today"] else row["noon"]


def _move(line: Line, row: asyncpg.Record, place: UUID) -> dict[str, object]:
    more = _difference(line, row)
    came, went = (place, line.location_id) if more > 0 else (line.location_id, place)
    return {
        "sku_id": line.sku_id,
        "lot_id": line.lot_id,
        "from_location_id": came,
        "to_location_id": went,
        "quantity": abs(more),
        "unit_cost": line.unit_cost,
    }


def _difference(line: Line, row: asyncpg.Record) -> Decimal:
    return line.difference if line.difference is not None else (line.counted or Decimal(0)) - row["on_hand"]


def _missing(lines: Sequence[Line], found: Sequence[asyncpg.Record]) -> list[Missing]:
    """Give what stays reserved no more: what more is reserved than will be there."""
    short = [
        (line, row["reserved"] - row["on_hand"] - _difference(line, row))
        for line, row in zip(lines, found, strict=True)
    ]
    return [Missing(*line.place, quantity) for line, quantity in short if quantity > 0]


def _require_lines(lines: Sequence[Line]) -> None:
    if not 1 <= len(lines) <= LINES_MAX:
        raise TooManyRows(len(lines), LINES_MAX, path=("input", "lines"))
    seen: set[tuple[UUID, UUID, UUID | None]] = set()
    for line in lines:
        if (line.counted is None) == (line.difference is None) or (line.counted or 0) < 0 or line.difference == 0:
            raise CountOrDifference(path=line.path)
        if line.place in seen:
            raise LineRepeated(path=line.path)
        if line.reason is not None:
            require_text(line.reason, (*line.path, "reason"))
        seen.add(line.place)


def _require_kept(line: Line, row: asyncpg.Record) -> None:
    named = {"sku": line.sku_id, "location": line.location_id, "lot": line.lot_id}
    for name, key in named.items():
        if key is not None and row[name] is None:
            raise NotFound(path=(*line.path, f"{name}Id"))
    if row["kind"] != "GOODS" or not row["holds_stock"]:
        raise NoStockKept(path=line.path)
    if (row["tracking"] == "NONE") != (line.lot_id is None):
        raise LotMissing(row["tracking"], path=(*line.path, "lotId"))


def _require_costs(lines: Sequence[Line], found: Sequence[asyncpg.Record]) -> None:
    for line, row in zip(lines, found, strict=True):
        cost = line.unit_cost
        if cost is not None and (cost < 0 or _difference(line, row) <= 0):
            raise CostUnfit(path=(*line.path, "unitCost"))


def _require_enough(lines: Sequence[Line], found: Sequence[asyncpg.Record]) -> None:
    shortages: list[Shortage] = []
    short: list[Line] = []
    for line, row in zip(lines, found, strict=True):
        available: Decimal = row["on_hand"] - row["reserved"]
        less = -_difference(line, row)
        if less > row["on_hand"]:
            short.append(line)
            sku, location = NodeId("Sku", line.sku_id), NodeId("Location", line.location_id)
            shortages.append(Shortage(sku, location, less, available))
    if shortages:
        raise InsufficientStock(shortages, path=short[0].path)
