"""Lines of stock adjustments: what is said of what lies somewhere, held against what was thought to be there."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from services.fitness import require_text
from services.inventory.losing import Missing
from services.refusals import NotFound, TooManyRows

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
class CostUnfit(DomainError):
    """What a unit costs is said of what comes, zero or more; what goes costs what is there."""

    message = "Say what a unit costs, zero or more, of what there is more of than was thought."


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


class Counted(NamedTuple):
    """A line, and what `FOUND` tells of it."""

    line: Line
    row: asyncpg.Record

    @property
    def difference(self) -> Decimal:
        """How much more there is than was thought; below zero where there is less."""
        said = self.line.difference
        return said if said is not None else (self.line.counted or Decimal(0)) - self.row["on_hand"]

    @property
    def settles(self) -> bool:
        """Whether somebody had doubts about what was counted."""
        return self.row["is_doubted"] and self.line.counted is not None

    @property
    def missing(self) -> Missing:
        """How much more is reserved than will be there; below zero where there is enough."""
        return Missing(*self.line.place, self.row["reserved"] - self.row["on_hand"] - self.difference)

    @property
    def shortage(self) -> Shortage:
        """What is taken away, and how much of it is there that is reserved for nobody."""
        sku, location = NodeId("Sku", self.line.sku_id), NodeId("Location", self.line.location_id)
        return Shortage(sku, location, -self.difference, self.row["on_hand"] - self.row["reserved"])

    def move(self, adjustment_place_id: UUID, reason: str) -> dict[str, object]:
        """Give the columns of the stock move that puts it right."""
        line, more = self.line, self.difference
        came, went = (adjustment_place_id, line.location_id) if more > 0 else (line.location_id, adjustment_place_id)
        return {
            "sku_id": line.sku_id, "lot_id": line.lot_id, "from_location_id": came, "to_location_id": went,
            "quantity": abs(more), "unit_cost": line.unit_cost, "reason": line.reason or reason,
        }  # fmt: skip


FOUND: Final = """
select sku.id as sku, product.kind, product.tracking, location.id as location,
  location.holds_stock and location.archived_at is null as holds_stock, lot.id as lot,
  coalesce(level.on_hand, 0) as on_hand, coalesce(level.reserved, 0) as reserved, exists (
    select from stock_discrepancy as doubt where doubt.state = 'TO_COUNT' and doubt.sku_id = line.sku_id
      and doubt.location_id = line.location_id and doubt.lot_id is not distinct from line.lot_id) as is_doubted
from unnest($2::uuid[], $3::uuid[], $4::uuid[]) with ordinality as line (sku_id, location_id, lot_id, place)
left join sku on sku.id = line.sku_id and sku.company_id = $1
left join product on product.id = sku.product_id
left join location on location.id = line.location_id and location.company_id = $1
left join lot on lot.id = line.lot_id and lot.sku_id = sku.id
left join stock_level as level on level.sku_id = line.sku_id and level.location_id = line.location_id
  and level.lot_id is not distinct from line.lot_id
order by line.place
"""
"""What lies where lines say, in their order: of a company, by SKU, location and lot."""


def require_lines(lines: Sequence[Line]) -> None:
    """Check what lines say, whatever there is.

    Raises:
        TooManyRows, CountOrDifference, LineRepeated: as their names say.
        ValueRequired, TextTooLong, TextUnfit: of a reason.
    """
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


def require_adjustable(counted: Sequence[Counted]) -> None:
    """Check that what lines say can be so.

    Raises:
        NotFound, NoStockKept, LotMissing, InsufficientStock, CostUnfit: as their names say.
    """
    for line, row in counted:
        _require_kept(line, row)
    short = [each for each in counted if -each.difference > each.row["on_hand"]]
    if short:
        raise InsufficientStock([each.shortage for each in short], path=short[0].line.path)
    for each in counted:
        cost = each.line.unit_cost
        if cost is not None and (cost < 0 or each.difference <= 0):
            raise CostUnfit(path=(*each.line.path, "unitCost"))


def _require_kept(line: Line, row: asyncpg.Record) -> None:
    named = {"sku": line.sku_id, "location": line.location_id, "lot": line.lot_id}
    for name, key in named.items():
        if key is not None and row[name] is None:
            raise NotFound(path=(*line.path, f"{name}Id"))
    if row["kind"] != "GOODS" or not row["holds_stock"]:
        raise NoStockKept(path=line.path)
    if (row["tracking"] == "NONE") != (line.lot_id is None):
        raise LotMissing(row["tracking"], path=(*line.path, "lotId"))
