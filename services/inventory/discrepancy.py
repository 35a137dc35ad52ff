"""Discrepancies: what somebody did not find as it should lie, is proposed to be counted, and meanwhile promised to nobody.

Levels are locked before, as for everything that is done with reservations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import models
from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId, uuid7
from models import DiscrepancyReason, DiscrepancyState
from services.fitness import require_text
from services.inventory.adjustment import Adjusted, adjust
from services.inventory.adjustment_lines import Line
from services.inventory.levels import lock_levels
from services.locking import locked, require_version
from services.master import Master
from services.refusals import NotFound
from services.rights import require_company
from services.rows import Found, as_json
from services.work import Work

DISCREPANCY: Final = Master(models.StockDiscrepancy)
REMARK_MAX: Final = 500
AT_HAND: Final = frozenset({DiscrepancyReason.DAMAGED, DiscrepancyReason.EXPIRED})
"""Reasons of who has the goods in their hands: only these are in doubt, and they can be put aside."""


@dataclass(eq=False)
class DiscrepancySettled(DomainError):
    """What became of a discrepancy is said once."""

    message = "The discrepancy is {state} already."
    state: str


@dataclass(eq=False)
class PutAsideUnfit(DomainError):
    """Goods that are damaged or expired are put at another place, where goods are withheld."""

    message = "Only damaged or expired goods are put aside, at a place of the warehouse where goods are withheld."


@dataclass(frozen=True, slots=True)
class Missing:
    """So much of a SKU (and lot) that was not found at a place, or is not fit, and where it was put."""

    sku_id: UUID
    location_id: UUID
    lot_id: UUID | None
    quantity: Decimal
    reason: DiscrepancyReason
    remark: str | None
    moved_to_id: UUID | None
    path: InputPath


_PLACE: Final = """
select stock_is_withheld(id, null) and kind = 'INTERNAL' and archived_at is null and id <> $3
  and warehouse_id = (select warehouse_id from location where id = $3) as fits
from location where id = $1 and company_id = $2
"""
_REPORT: Final = """
insert into stock_discrepancy (id, company_id, sku_id, location_id, lot_id, reason, remark, quantity, state, document_type,
  document_id, moved_to_id)
select id, company_id, sku_id, location_id, lot_id, reason, remark, quantity, state, document_type, document_id, moved_to_id
from jsonb_populate_recordset(null::stock_discrepancy, $1::jsonb)
"""
_PUT_ASIDE: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at, reason, document_type,
  document_id)
select company_id, sku_id, location_id, moved_to_id, lot_id, quantity, $2, coalesce(remark, reason), 'StockDiscrepancy', id
from stock_discrepancy where id = any($1::uuid[]) and state = 'MOVED' order by id
"""
# Who has the goods at hand doubts these alone; who does not find them doubts all that is said to be free there. They are
# the first to go when stock is put right.
_KEEP: Final = """
with doubt as (
  select own.id, own.company_id, own.sku_id, own.location_id, own.lot_id, own.quantity, level.on_hand - level.reserved as free,
    bool_or(own.reason not in ('DAMAGED', 'EXPIRED')) over place as all_of_it,
    sum(own.quantity) over (place order by own.id) - own.quantity as before,
    row_number() over (place order by own.id desc) = 1 as is_last
  from stock_discrepancy as own join stock_level as level on level.sku_id = own.sku_id and level.location_id = own.location_id
    and level.lot_id is not distinct from own.lot_id
  where own.id = any($1::uuid[]) and own.state = 'TO_COUNT'
  window place as (partition by own.sku_id, own.location_id, own.lot_id)
), kept as (
  select *, case when all_of_it and is_last then free - before else least(quantity, free - before) end as held from doubt
)
insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, lot_id, quantity, priority)
select company_id, 'StockDiscrepancy', id, sku_id, location_id, lot_id, held, -2147483648 from kept
where held > 0 and not stock_is_withheld(location_id, lot_id) order by id
"""
_LIES: Final = "select sku_id, location_id from stock_discrepancy where id = $1"
_LET_GO: Final = """
update reservation set released = quantity - consumed, release_cause = 'ASKED'
where demand_id = $1 and demand_type = 'StockDiscrepancy' and held > 0
"""
_DISMISS: Final = "update stock_discrepancy set state = 'DISMISSED' where id = $1"


async def require_fit(work: Work, company_id: UUID, missing: Sequence[Missing]) -> None:
    """Check what is said of goods that were not found.

    Raises:
        PutAsideUnfit, NotFound: of where they were put.
        ValueRequired, TextTooLong, TextUnfit: of a remark.
    """
    for each in missing:
        if each.remark is not None:
            require_text(each.remark, (*each.path, "remark"), REMARK_MAX)
        if each.moved_to_id is None:
            continue
        path = (*each.path, "movedToId")
        fits = await work.raw.fetchval(_PLACE, each.moved_to_id, company_id, each.location_id)
        if fits is None:
            raise NotFound(path=path)
        if not fits or each.reason not in AT_HAND:
            raise PutAsideUnfit(path=path)


async def report(work: Work, company_id: UUID, missing: Sequence[Missing], document: NodeId) -> list[UUID]:
    """Say that goods which are reserved for nobody any more were not found, and give the ids of what that was recorded as.

    What was put aside is moved there; the rest is proposed to be counted, and kept from being promised until then.
    """
    rows = [_row(company_id, each, document) for each in missing]
    keys = [row["id"] for row in rows]
    await work.raw.execute(_REPORT, as_json(rows))
    if any(each.moved_to_id is not None for each in missing):
        await work.raw.execute(_PUT_ASIDE, keys, work.clock.now())
    if any(each.moved_to_id is None for each in missing):
        await work.raw.execute(_KEEP, keys)
    return keys


async def count(work: Work, key: UUID, version: int, counted: Decimal) -> Adjusted:
    """Say how much there is where somebody had doubts: stock is put right, and all doubts about that place are settled.

    The reason is the one that is given, else what was said when it was found.

    Raises:
        DiscrepancySettled: somebody has counted, or said that all is well.
        NotFound, StaleVersion: as their names say.
        DomainError: as for every adjustment of stock.
    """
    found = await _begin(work, key, version)
    line = Line(found["sku_id"], found["location_id"], found["lot_id"], counted, None, None, ("countedQuantity",))
    try:
        reason = work.actor.reason or found["remark"] or found["reason"]
        return await adjust(work, found["company_id"], reason, [line])
    except DomainError as refusal:
        if refusal.path[:1] == ("input",):
            refusal.path = ("id",)
        raise


async def dismiss(work: Work, key: UUID, version: int) -> UUID:
    """Say that goods are there as they should be: they can be promised again.

    Raises:
        DiscrepancySettled: somebody has counted, or said so before.
        NotFound, StaleVersion: as their names say.
    """
    await _begin(work, key, version)
    await work.raw.execute(_LET_GO, key)
    await work.raw.execute(_DISMISS, key)
    return key


async def _begin(work: Work, key: UUID, version: int) -> Found:
    """Lock the levels where it was found, and then the discrepancy: counts of stock lock them so as well."""
    lies = await work.raw.fetch(_LIES, key)
    await lock_levels(work, [row["sku_id"] for row in lies], [row["location_id"] for row in lies])
    found = (await locked(work, DISCREPANCY, [(key, ("id",))]))[key]
    require_company(work, found["company_id"], "id")
    await require_version(work, DISCREPANCY, found, version, ("version",))
    if found["state"] != DiscrepancyState.TO_COUNT:
        raise DiscrepancySettled(str(found["state"]), path=("id",))
    return found


def _row(company_id: UUID, missing: Missing, document: NodeId) -> Mapping[str, Any]:
    state = DiscrepancyState.TO_COUNT if missing.moved_to_id is None else DiscrepancyState.MOVED
    return {
        "id": uuid7(), "company_id": company_id, "sku_id": missing.sku_id, "location_id": missing.location_id,
        "lot_id": missing.lot_id, "reason": missing.reason, "remark": missing.remark, "quantity": missing.quantity,
        "state": state, "document_type": document.type_name, "document_id": document.key,
        "moved_to_id": missing.moved_to_id,
    }  # fmt: skip
