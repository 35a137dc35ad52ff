"""Stock adjustments: what was counted, or is known to be more or less, written as moves to and from the adjustment place.

What that is worth is posted in the same transaction: stock against what counts find, opening stock against what a company
began with.
What is there is so, whoever it was promised to: reservations lose what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import uuid7
from models import EntryKind
from services.bounds import require_places
from services.finance.rules import SourceKind
from services.fitness import require_text
from services.inventory.adjustment_lines import FOUND, Counted, Line, require_adjustable, require_lines
from services.inventory.levels import lock_levels
from services.inventory.losing import ReservationLost, lose
from services.inventory.valuation.posting import Valuation, post_values
from services.platform.number import Series, take_number
from services.refusals import PeriodClosed
from services.rights import require_company
from services.rows import as_json
from services.work import Work

SERIES: Final = Series("STOCK_ADJUSTMENT", "SA-")


@dataclass(eq=False)
class AdjustmentPlaceMissing(DomainError):
    """A company that adjusts stock has a location of the kind ADJUSTMENT."""

    message = "The company has no location of the kind ADJUSTMENT."


@dataclass(eq=False)
class DayToCome(DomainError):
    """Stock is put right as of today at the latest."""

    message = "This day is still to come."


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What came of it: the adjustment, and the reservations whose goods turned out to be missing."""

    id: UUID
    lost: Sequence[ReservationLost]


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
_MOVE = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, unit_cost, moved_at,
  reason, document_type, document_id)
select $2, sku_id, from_location_id, to_location_id, lot_id, quantity, unit_cost, $3, reason, 'StockAdjustment', $4
from jsonb_populate_recordset(null::stock_move, $1::jsonb)
"""
_WRITE = """
insert into stock_adjustment (id, company_id, number, reason, is_opening, adjusted_at) values ($1, $2, $3, $4, $5, $6)
"""
# What was counted is in doubt no more.
_SETTLE = """
with settled as (
  update stock_discrepancy as own set state = 'COUNTED', adjustment_id = $1
  from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as line (sku_id, location_id, lot_id)
  where own.state = 'TO_COUNT' and own.sku_id = line.sku_id and own.location_id = line.location_id
    and own.lot_id is not distinct from line.lot_id
  returning own.id
)
update reservation as kept set released = kept.quantity - kept.consumed, release_cause = 'ASKED'
from settled where kept.demand_id = settled.id and kept.demand_type = 'StockDiscrepancy' and kept.held > 0
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
    require_lines(lines)
    await require_places(work, {line.location_id: (*line.path, "locationId") for line in lines})
    moved_at = await _moved_at(work, company_id, posted_on)
    place = await work.raw.fetchval(_PLACE, company_id)
    if place is None:
        raise AdjustmentPlaceMissing(path=("input", "companyId"))
    counted = await _counted(work, company_id, lines)
    key = uuid7()
    moves = [each.move(place, reason) for each in counted if each.difference]
    lost = await lose(work, [each.missing for each in counted if each.missing.quantity > 0])
    await work.raw.execute(_MOVE, as_json(moves), company_id, moved_at, key)
    number = await take_number(work, company_id, SERIES)
    await work.raw.execute(_WRITE, key, company_id, number, reason, is_opening, moved_at)
    await _settle(work, key, [each.line for each in counted if each.settles])
    kind = SourceKind.STOCK_OPENING if is_opening else SourceKind.STOCK_ADJUSTMENT
    entry_kind = EntryKind.OPENING if is_opening else EntryKind.NORMAL
    source = ("StockAdjustment", key)
    await post_values(work, Valuation(company_id, kind, source, reason, entry_kind=entry_kind, path=("input",)))
    return Adjusted(key, lost)


async def _counted(work: Work, company_id: UUID, lines: Sequence[Line]) -> list[Counted]:
    """Read what is there under a lock, and check that it can be adjusted."""
    skus, locations, lots = (list(column) for column in zip(*(line.place for line in lines), strict=True))
    await work.raw.execute(_LOCK_PLACES, skus, locations, lots)
    await lock_levels(work, skus, locations)
    rows = await work.raw.fetch(FOUND, company_id, skus, locations, lots)
    counted = [Counted(line, row) for line, row in zip(lines, rows, strict=True)]
    require_adjustable(counted)
    return counted


async def _settle(work: Work, key: UUID, lines: Sequence[Line]) -> None:
    if lines:
        await work.raw.execute(
            _SETTLE, key, *(list(column) for column in zip(*(line.place for line in lines), strict=True))
        )


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
