"""Finding what scanned codes stand for: SKUs, places and lots of a company."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from services.inventory.gs1_label import Label
from services.work import Work


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of what was scanned: a SKU (and lot), a place, or a SKU at a place."""

    sku_id: UUID | None = None
    lot_id: UUID | None = None
    location_id: UUID | None = None
    quantity: Decimal = Decimal(1)
    unit_id: UUID | None = None
    tracking: str | None = None
    is_archived: bool = False

    @property
    def is_tracked(self) -> bool:
        return self.tracking in ("LOT", "SERIAL")

    def joined(self, other: "Known") -> "Known | None":
        """Give what both say together; None where they are different things."""
        for name in ("sku_id", "lot_id", "location_id"):
            if None not in (getattr(self, name), getattr(other, name)) and getattr(self, name) != getattr(other, name):
                return None
        places = {"lot_id": self.lot_id or other.lot_id, "location_id": self.location_id or other.location_id}
        if None in (self.sku_id, other.sku_id):
            return replace(other if self.sku_id is None else self, **places)
        # The code of a carton counts for what is inside, beside the code of a piece of it.
        return replace(self if self.quantity > other.quantity else other, **places)


@dataclass(frozen=True, slots=True)
class KnownLot:
    """A lot that is there."""

    id: UUID
    number: str
    expires_on: dt.date | None


# What a barcode stands for goes before the codes that the company gave itself, and those before the numbers of lots.
_FIND: Final = """
with candidate as (
  select 1 as rank, barcode.sku_id, null::uuid as lot_id, null::uuid as location_id, barcode.quantity
  from barcode where barcode.company_id = $1 and barcode.value = any($3)
  union all
  select 2, sku.id, null, null, 1 from sku where sku.company_id = $1 and sku.code = $2
  union all
  select 3, null, null, location.id, 1 from location
  where location.company_id = $1 and location.code = $2 and location.archived_at is null
  union all
  select 4, lot.sku_id, lot.id, null, 1 from lot where lot.company_id = $1 and lot.number = $2
)
select candidate.sku_id, candidate.lot_id, candidate.location_id, candidate.quantity::numeric, sku.unit_id,
  product.tracking, coalesce(sku.archived_at, product.archived_at) is not null as is_archived
from candidate
left join sku on sku.id = candidate.sku_id
left join product on product.id = sku.product_id
where candidate.rank = (select min(rank) from candidate)
limit 2
"""
_LOT: Final = (
    "select id, number, expires_on from lot where sku_id = $1 and (id = $2 or $2::uuid is null and number = $3)"
)
_RATIO: Final = """
select numerator, denominator from (
  select 1::bigint as numerator, 1::bigint as denominator from unit where unit.id = $2 and unit.common_code = $1
  union all
  select conversion.numerator, conversion.denominator from unit_conversion as conversion
  join unit on unit.id = conversion.from_unit_id where unit.common_code = $1 and conversion.to_unit_id = $2
  union all
  select conversion.denominator, conversion.numerator from unit_conversion as conversion
  join unit on unit.id = conversion.to_unit_id where unit.common_code = $1 and conversion.from_unit_id = $2
) as known limit 1
"""


async def find_by_codes(work: Work, company_id: UUID, text: str, forms: Sequence[str]) -> list[Known]:
    """Find what a code stands for, by all its forms as a barcode; two are enough to know that it is not one thing."""
    rows = await work.raw.fetch(_FIND, company_id, text, list(forms))
    return [Known(**dict(row)) for row in rows]


async def find_lot(work: Work, known: Known, label: Label) -> KnownLot | None:
    """Find the lot that was scanned: a serial number is the lot of one piece."""
    number = label.serial if known.tracking == "SERIAL" else label.lot
    if known.lot_id is None and number is None:
        return None
    row = await work.raw.fetchrow(_LOT, known.sku_id, known.lot_id, number)
    return None if row is None else KnownLot(**dict(row))


async def find_ratio(work: Work, common_code: str, unit_id: UUID) -> Fraction | None:
    """Find how many of a unit make one of the unit with a common code; None where nobody says."""
    row = await work.raw.fetchrow(_RATIO, common_code, unit_id)
    return None if row is None else Fraction(int(row["numerator"]), int(row["denominator"]))
