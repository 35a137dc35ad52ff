"""Drop shipment: a vendor delivers what was ordered to the customer, and the goods are never stock here.

What the vendor is owed for it is a goods receipt, which its bill clears; what the customer got is a shipment that has arrived.
The cost of the sale is what was agreed with the vendor. Locks are taken in this order: the order, its lines where revenue is cut
off, the lines of purchase orders, numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId, uuid7
from models import AccountRole, JournalKind, SalesOrderState, ShipmentKind
from services import locking
from services.finance.cut_off import Event, before, post_cut_off
from services.finance.determination import account_for, journal_for
from services.finance.posting import Entry, Leg, post
from services.finance.rules import LegKind, SourceKind, rule_for
from services.fitness import require_text
from services.inventory.goods_receipt.lines import Line, Ready, made_ready, of_orders
from services.inventory.goods_receipt.owing import Head, Money, money_of, tell_orders, write_receipt
from services.inventory.goods_receipt.refusals import ReceivedUnitUnfit, SupplierPlaceMissing
from services.logistics.shipment.life import SERIES, CustomerPlaceMissing, NothingToShip, OrderHeld
from services.platform.number import take_number
from services.refusals import IdRepeated, NotFound, TooManyRows
from services.rights import require_company
from services.rows import Found, as_json
from services.sales.order.drafts import SALES_ORDER
from services.work import Work

LINES_MAX: Final = 200


@dataclass(eq=False)
class LineNotDropped(DomainError):
    """A vendor delivers positions of an order that say so."""

    message = "This position is delivered from stock."


@dataclass(eq=False)
class DroppedMore(DomainError):
    """A vendor delivers no more of a position than is still to be delivered, and something."""

    message = "{open_quantity} is still to be delivered."
    order_line: NodeId
    open_quantity: Decimal


@dataclass(eq=False)
class VendorPriceMissing(DomainError):
    """What a vendor has delivered has a price: as it is said, of the purchase order, or of what the vendor offers."""

    message = "Nobody has said what the vendor asks for it."


@dataclass(frozen=True, slots=True)
class Delivered:
    """How much of a position a vendor has delivered, in the unit of the SKU, and at which price of one."""

    line_id: UUID
    quantity: Decimal
    path: InputPath
    purchase_order_line_id: UUID | None = None
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """What a vendor has delivered of an order."""

    order_id: UUID
    vendor_id: UUID
    lines: Sequence[Delivered]
    currency: str | None = None
    rate: Decimal | None = None
    vendor_reference: str | None = None


_COMPANY: Final = """
select company.currency, company.rounding_policy, company.revenue_cut_off, ($3::timestamptz at time zone company.time_zone)::date as today,
  (select id from party where id = $2 and company_id = company.id) as vendor_id, place.supplier, place.customer,
  exists (select from account_determination where company_id = company.id and role = 'STOCK') as is_kept
from company cross join lateral (
  select (array_agg(id order by code, id) filter (where kind = 'SUPPLIER'))[1] as supplier,
    (array_agg(id order by code, id) filter (where kind = 'CUSTOMER'))[1] as customer
  from location where company_id = company.id and archived_at is null
) as place where company.id = $1
"""
_OPEN: Final = """
select line.id, line.sku_id, line.delivery = 'DROP_SHIPMENT' as is_dropped, line.quantity - line.cancelled_quantity - coalesce((
  select sum(coalesce(part.picked_quantity, part.quantity)) from shipment_line as part
  join shipment on shipment.id = part.shipment_id and shipment.state <> 'CANCELLED' where part.sales_order_line_id = line.id
), 0) as quantity
from sales_order_line as line where line.order_id = $1
"""
_OFFERED: Final = """
select offer.sku_id, offer.unit_price, offer.currency from vendor_product as offer join sku on sku.id = offer.sku_id
where offer.vendor_id = $1 and offer.sku_id = any($2::uuid[]) and offer.unit_id = sku.unit_id and offer.archived_at is null
"""
_CATEGORIES: Final = """
select sku.id, product.category_id from sku join product on product.id = sku.product_id where sku.id = any($1::uuid[])
"""
_SHIP: Final = """
insert into shipment (id, company_id, number, kind, party_id, address_id, sales_order_id, goods_receipt_id, planned_on)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_SHIP_LINES: Final = """
insert into shipment_line (company_id, shipment_id, position, sales_order_line_id, sku_id, location_id, quantity)
select company_id, shipment_id, position, sales_order_line_id, sku_id, location_id, quantity
from jsonb_populate_recordset(null::shipment_line, $1::jsonb)
"""
_MOVE: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, unit_cost, moved_at, document_type, document_id)
select company_id, sku_id, from_location_id, to_location_id, quantity, unit_cost, $2, 'Shipment', $3
from jsonb_populate_recordset(null::stock_move, $1::jsonb)
"""
_LEFT: Final = "update shipment set state = 'SHIPPED', shipped_at = $2 where id = $1"
_ARRIVED: Final = "update shipment set state = 'DELIVERED', delivered_at = $2 where id = $1"


async def drop_ship(work: Work, drop: Drop) -> UUID:
    """Write down that a vendor has delivered to the customer of an order, and give the id of the shipment.

    Raises:
        OrderHeld: the order is not confirmed, or on hold.
        LineNotDropped, DroppedMore, VendorPriceMissing: as their names say.
        NothingToShip, NotFound, IdRepeated, TooManyRows, SupplierPlaceMissing, CustomerPlaceMissing, RateMissing: as their names say.
        DomainError: of lines of purchase orders, as goods receipts have it, and as for every posting.
    """
    order = await _order(work, drop)
    company = await _company(work, drop, order)
    wanted = await _wanted(work, drop, company["customer"])
    lines, currency = await of_orders(work, order["company_id"], drop.vendor_id, drop.currency, wanted)
    lines, currency = await _priced(work, drop, lines, currency or company["currency"])
    ready = await made_ready(work, order["company_id"], lines, is_dropped=True)
    for each in ready:
        if each.stock_quantity != each.line.quantity:
            raise ReceivedUnitUnfit(path=(*each.line.path, "purchaseOrderLineId"))
    path: InputPath = ("input",)
    was = await before(work, [said.line_id for said in drop.lines]) if company["revenue_cut_off"] else None
    money = await money_of(work, order["company_id"], currency, drop.rate, company, company["today"], path)
    receipt_id, accrued = await _owe(work, drop, order, company, money, ready)
    key, words = await _ship(work, drop, order, company, money, (receipt_id, ready))
    await tell_orders(work, lines)
    if company["is_kept"]:
        owed = [(each.sku_id, amount) for each, amount in zip(ready, accrued, strict=True)]
        await _post(work, order, company, (key, words), owed)
    if was is not None:
        await post_cut_off(work, was, Event(order["company_id"], ("Shipment", key), words, path=path))
    return key


async def _order(work: Work, drop: Drop) -> Found:
    order = (await locking.locked(work, SALES_ORDER, [(drop.order_id, ("input", "salesOrderId"))]))[drop.order_id]
    require_company(work, order["company_id"], "input", "salesOrderId")
    if order["state"] != SalesOrderState.CONFIRMED:
        raise OrderHeld(str(order["state"]), path=("input", "salesOrderId"))
    if not drop.lines:
        raise NothingToShip(path=("input", "lines"))
    if len(drop.lines) > LINES_MAX:
        raise TooManyRows(len(drop.lines), LINES_MAX, path=("input", "lines"))
    if drop.vendor_reference is not None:
        require_text(drop.vendor_reference, ("input", "vendorReference"))
    return order


async def _company(work: Work, drop: Drop, order: Found) -> asyncpg.Record:
    found = await work.raw.fetchrow(_COMPANY, order["company_id"], drop.vendor_id, work.clock.now())
    assert found is not None
    if found["vendor_id"] is None:
        raise NotFound(path=("input", "vendorId"))
    if found["supplier"] is None:
        raise SupplierPlaceMissing(path=("input", "salesOrderId"))
    if found["customer"] is None:
        raise CustomerPlaceMissing(path=("input", "salesOrderId"))
    return found


async def _wanted(work: Work, drop: Drop, place: UUID) -> list[Line]:
    """Check what is said of positions of the order, and give it as lines of a receipt."""
    rows = {row["id"]: row for row in await work.raw.fetch(_OPEN, drop.order_id)}
    seen: set[UUID] = set()
    lines: list[Line] = []
    for said in drop.lines:
        row = rows.get(said.line_id)
        if row is None:
            raise NotFound(path=(*said.path, "lineId"))
        if said.line_id in seen:
            raise IdRepeated(path=(*said.path, "lineId"))
        seen.add(said.line_id)
        if not row["is_dropped"]:
            raise LineNotDropped(path=(*said.path, "lineId"))
        if not 0 < said.quantity <= row["quantity"]:
            line = NodeId("SalesOrderLine", said.line_id)
            raise DroppedMore(line, row["quantity"], path=(*said.path, "quantity"))
        bought = said.purchase_order_line_id
        lines.append(Line(row["sku_id"], place, said.quantity, said.path, bought, unit_price=said.unit_price))
    return lines


async def _priced(work: Work, drop: Drop, lines: Sequence[Line], currency: str) -> tuple[list[Line], str]:
    """Complete prices that nobody has said by what the vendor offers, in its currency where no other is said."""
    missing = [line.sku_id for line in lines if line.unit_price is None]
    rows = await work.raw.fetch(_OFFERED, drop.vendor_id, missing) if missing else []
    if drop.currency is None and len(missing) == len(lines) and len({row["currency"] for row in rows}) == 1:
        currency = str(rows[0]["currency"])
    offered = {row["sku_id"]: row["unit_price"] for row in rows if row["currency"] == currency}
    priced = [
        line if line.unit_price is not None else replace(line, unit_price=offered.get(line.sku_id)) for line in lines
    ]
    for line in priced:
        if line.unit_price is None or line.unit_price < 0:
            raise VendorPriceMissing(path=(*line.path, "unitPrice"))
    return priced, currency


async def _owe(
    work: Work, drop: Drop, order: Found, company: asyncpg.Record, money: Money, ready: Sequence[Ready]
) -> tuple[UUID, list[Decimal]]:
    """Write what the vendor is owed until it is billed; give the receipt, and how much that is of each line."""
    key = uuid7()
    accrued = [money.rounded((each.unit_cost(money.rate) or Decimal(0)) * each.stock_quantity) for each in ready]
    rows: list[dict[str, object]] = [
        {
            "id": uuid7(), "position": place, "purchase_order_line_id": each.line.order_line_id, "sku_id": each.sku_id,
            "location_id": each.line.location_id, "quantity": each.line.quantity, "unit_id": each.unit_id, "lot_id": None,
            "stock_quantity": each.stock_quantity, "unit_price": each.line.unit_price, "accrued_amount": owed,
        }
        for place, (each, owed) in enumerate(zip(ready, accrued, strict=True), 1)
    ]  # fmt: skip
    head = Head(order["company_id"], drop.vendor_id, company["today"], drop.vendor_reference)
    await write_receipt(work, key, head, money, rows)
    return key, accrued


async def _ship(
    work: Work, drop: Drop, order: Found, company: asyncpg.Record, money: Money, owed: tuple[UUID, Sequence[Ready]]
) -> tuple[UUID, str]:
    """Write what the customer got: a shipment that has arrived, and moves past our stock; give its id and what it is called."""
    key, now = uuid7(), work.clock.now()
    receipt_id, ready = owed
    number = await take_number(work, order["company_id"], SERIES)
    await work.raw.execute(
        _SHIP, key, order["company_id"], number, ShipmentKind.DROP_SHIPMENT, order["customer_id"],
        order["shipping_address_id"], order["id"], receipt_id, company["today"],
    )  # fmt: skip
    supplier, customer = company["supplier"], company["customer"]
    rows = [
        {
            "company_id": order["company_id"], "shipment_id": key, "position": place, "sales_order_line_id": said.line_id,
            "sku_id": each.sku_id, "location_id": supplier, "from_location_id": supplier, "to_location_id": customer,
            "quantity": each.stock_quantity, "unit_cost": each.unit_cost(money.rate),
        }
        for place, (said, each) in enumerate(zip(drop.lines, ready, strict=True), 1)
    ]  # fmt: skip
    await work.raw.execute(_SHIP_LINES, as_json(rows))
    await work.raw.execute(_MOVE, as_json(rows), now, key)
    await work.raw.execute(_LEFT, key, now)
    await work.raw.execute(_ARRIVED, key, now)
    return key, number or "Drop shipment"


async def _post(
    work: Work, order: Found, company: asyncpg.Record, shipment: tuple[UUID, str], owed: Sequence[tuple[UUID, Decimal]]
) -> None:
    """Post the cost of the sale against what the vendor is owed, by the categories of the goods."""
    rows = await work.raw.fetch(_CATEGORIES, [sku_id for sku_id, _ in owed])
    category_of: Mapping[UUID, UUID | None] = {row["id"]: row["category_id"] for row in rows}
    amounts: defaultdict[tuple[AccountRole, UUID | None], Decimal] = defaultdict(Decimal)
    for sku_id, amount in owed:
        for leg in (LegKind.CONTRA, LegKind.ACCRUED):
            role, side = rule_for(SourceKind.DROP_SHIPMENT, leg)
            amounts[role, category_of[sku_id]] += side.signed(amount)
    legs = [
        Leg(await account_for(work, order["company_id"], role, category_id), amount)
        for (role, category_id), amount in amounts.items() if amount
    ]  # fmt: skip
    if legs:
        key, words = shipment
        journal = await journal_for(work, order["company_id"], JournalKind.STOCK)
        entry = Entry(
            order["company_id"], journal, company["today"], legs, company["currency"], None, words,
            ("Shipment", key), path=("input",),
        )  # fmt: skip
        await post(work, [entry])
