"""The lines of a goods receipt: what is said of them, and what they come to in the unit of their SKU and in money."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import InputPath
from kernel.ids import NodeId
from kernel.rounding import round_to
from services.inventory.adjustment_lines import NoStockKept
from services.inventory.goods_receipt.refusals import (
    GoodsUnclear,
    LotsUnfit,
    OrderLineNotReceivable,
    OrderLineOverReceived,
    ReceivedUnitUnfit,
)
from services.refusals import NotFound
from services.work import Work

COST_DIGITS: Final = 6
QUANTITY_DIGITS: Final = 6

# Locked in the order of their ids, so that nobody waits in a circle.
_ORDERED: Final = """
select line.id, line.order_id, line.sku_id, line.unit_id, line.currency, line.unit_price, line.quantity, line.received_quantity,
  purchase.vendor_id, purchase.state
from purchase_order_line as line join purchase_order as purchase on purchase.id = line.order_id
where line.id = any($1::uuid[]) and line.company_id = $2 order by line.id for update of line
"""
_BINDING: Final = frozenset({"APPROVED", "SENT", "ACKNOWLEDGED", "COMPLETED", "CLOSED_SHORT"})
_FOUND: Final = """
select sku.id as sku, product.kind, product.tracking, location.id as location,
  location.holds_stock and location.archived_at is null as holds_stock, unit.id as unit, factor.numerator, factor.denominator
from unnest($2::uuid[], $3::uuid[], $4::uuid[]) with ordinality as line (sku_id, location_id, unit_id, place)
left join sku on sku.id = line.sku_id and sku.company_id = $1
left join product on product.id = sku.product_id
left join location on location.id = line.location_id and location.company_id = $1
left join unit on unit.id = coalesce(line.unit_id, sku.unit_id)
left join lateral (
  select 1::bigint as numerator, 1::bigint as denominator where unit.id = sku.unit_id
  union all
  select numerator, denominator from unit_conversion where from_unit_id = unit.id and to_unit_id = sku.unit_id
  union all
  select denominator, numerator from unit_conversion where to_unit_id = unit.id and from_unit_id = sku.unit_id
  limit 1
) as factor on true
order by line.place
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What arrived of one SKU, as it is said."""

    sku_id: UUID | None
    location_id: UUID
    quantity: Decimal
    path: InputPath
    order_line_id: UUID | None = None
    unit_id: UUID | None = None
    """None for the unit of the order's line, or else of the SKU."""
    unit_price: Decimal | None = None
    """None for the price of the order's line, or else for what is there already."""
    lot_number: str | None = None
    serial_numbers: Sequence[str] = ()
    made_on: date | None = None
    expires_on: date | None = None

    @property
    def numbers(self) -> list[str]:
        """The numbers of its lots: one, or one for each piece."""
        return list(self.serial_numbers) if self.lot_number is None else [self.lot_number]


@dataclass(frozen=True, slots=True)
class Ready:
    """A line with all that follows from its order, its SKU and its unit."""

    line: Line
    sku_id: UUID
    unit_id: UUID
    stock_quantity: Decimal
    factor: Fraction
    """How many of the SKU's unit one of its unit is."""

    def unit_cost(self, rate: Decimal) -> Decimal | None:
        """Give what one of the SKU's unit costs in the currency of the company, six digits; None where nobody says."""
        if self.line.unit_price is None:
            return None
        return round_to(Fraction(self.line.unit_price) * Fraction(rate) / self.factor, COST_DIGITS)


async def of_orders(
    work: Work, company_id: UUID, vendor_id: UUID, currency: str | None, lines: Sequence[Line]
) -> tuple[list[Line], str | None]:
    """Complete lines from those of the orders that they name, which stay locked, and give the currency of these.

    Raises:
        NotFound, GoodsUnclear, OrderLineNotReceivable, OrderLineOverReceived: as their names say.
    """
    named = {line.order_line_id for line in lines if line.order_line_id is not None}
    rows = await work.raw.fetch(_ORDERED, sorted(named), company_id) if named else []
    ordered = {row["id"]: row for row in rows}
    received = {key: row["received_quantity"] for key, row in ordered.items()}
    completed: list[Line] = []
    for line in lines:
        if line.order_line_id is None:
            if line.sku_id is None:
                raise GoodsUnclear(path=(*line.path, "skuId"))
            completed.append(line)
            continue
        row = ordered.get(line.order_line_id)
        if row is None:
            raise NotFound(path=(*line.path, "purchaseOrderLineId"))
        currency = currency or str(row["currency"])
        _require_receivable(line, row, vendor_id, currency)
        received[row["id"]] += line.quantity
        if received[row["id"]] > row["quantity"]:
            key = NodeId("PurchaseOrderLine", row["id"])
            raise OrderLineOverReceived(key, row["quantity"], received[row["id"]], path=(*line.path, "quantity"))
        price = row["unit_price"] if line.unit_price is None else line.unit_price
        completed.append(replace(line, sku_id=row["sku_id"], unit_id=row["unit_id"], unit_price=price))
    return completed, currency


async def made_ready(work: Work, company_id: UUID, lines: Sequence[Line], *, is_dropped: bool = False) -> list[Ready]:
    """Find the goods, places and units of lines, and tell how much arrived in the unit of each SKU.

    What is dropped at a customer is no stock, and its lots are not known here.

    Raises:
        NotFound, NoStockKept, ReceivedUnitUnfit, LotsUnfit: as their names say.
    """
    columns = [line.sku_id for line in lines], [line.location_id for line in lines], [line.unit_id for line in lines]
    rows = await work.raw.fetch(_FOUND, company_id, *columns)
    return [_ready(line, row, is_dropped=is_dropped) for line, row in zip(lines, rows, strict=True)]


def _require_receivable(line: Line, row: asyncpg.Record, vendor_id: UUID, currency: str) -> None:
    fits = (
        row["vendor_id"] == vendor_id
        and row["state"] in _BINDING
        and row["currency"] == currency
        and line.sku_id in (None, row["sku_id"])
        and line.unit_id in (None, row["unit_id"])
    )
    if not fits:
        raise OrderLineNotReceivable(path=(*line.path, "purchaseOrderLineId"))


def _ready(line: Line, row: asyncpg.Record, *, is_dropped: bool) -> Ready:
    for name in ("sku", "location", "unit"):
        if row[name] is None:
            raise NotFound(path=(*line.path, f"{name}Id"))
    if row["kind"] != "GOODS" or not (is_dropped or row["holds_stock"]):
        raise NoStockKept(path=line.path)
    if row["numerator"] is None:
        raise ReceivedUnitUnfit(path=(*line.path, "unitId"))
    factor = Fraction(row["numerator"], row["denominator"])
    exact = Fraction(line.quantity) * factor
    stock_quantity = round_to(exact, QUANTITY_DIGITS)
    if Fraction(stock_quantity) != exact:
        raise ReceivedUnitUnfit(path=(*line.path, "quantity"))
    if not is_dropped:
        _require_lots(line, row["tracking"], stock_quantity)
    return Ready(line, row["sku"], row["unit"], stock_quantity, factor)


def _require_lots(line: Line, tracking: str, stock_quantity: Decimal) -> None:
    pieces = len(line.serial_numbers)
    fits = {
        "NONE": line.lot_number is None and not pieces,
        "LOT": line.lot_number is not None and not pieces,
        "SERIAL": line.lot_number is None and pieces == stock_quantity and len(set(line.serial_numbers)) == pieces,
    }[tracking]
    if not fits:
        raise LotsUnfit(tracking, path=(*line.path, "serialNumbers" if tracking == "SERIAL" else "lotNumber"))
