"""Orders as SQL by hand: one statement per table, each document as it is in the end, in a transaction for each step.

Numbers are taken as late as a key allows. A shipment is written twice, since nothing is added to one that has left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from asyncpg import Connection

from benchmarks.write_cases import ACTOR, key_in
from benchmarks.write_entries import Line, ToPost, keep_answer, post_by_hand
from benchmarks.write_goods import Goods
from benchmarks.write_invoices_of_orders import invoice_by_hand
from kernel.ids import uuid7
from services.demo.identity import COMPANY_ID

PRICE: Final = Decimal("10.00")
COST: Final = Decimal("6.00")

_RESERVE: Final = """
insert into reservation (id, company_id, demand_type, demand_id, sku_id, location_id, quantity)
select said.id, $1, 'SalesOrderLine', said.line_id, level.sku_id, level.location_id, said.quantity
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::numeric[]) as said (id, line_id, sku_id, quantity)
join stock_level as level on level.sku_id = said.sku_id and level.on_hand - level.reserved >= said.quantity
returning location_id
"""
_TAKE: Final = """
insert into number_series (company_id, code, prefix, next_value) values ($1, $2, $3, 2)
on conflict (company_id, code) do update set next_value = number_series.next_value + 1
returning prefix || lpad((next_value - 1)::text, digits, '0')
"""
_ORDER: Final = """
insert into sales_order (id, company_id, number, state, customer_id, placed_at, currency, net_amount, tax_amount, total_amount,
  cost_amount, exchange_rate, confirmed_at)
values ($1, $2, $3, 'CONFIRMED', $4, now(), 'EUR', $5, $6, $7, $8, 1, now())
"""
_LINES: Final = """
insert into sales_order_line (id, company_id, order_id, position, sku_id, description, quantity, unit_id, currency, unit_price,
  price_source, discounts, net_amount, tax_amount, unit_cost)
select id, $1, $2, position, sku_id, 'Thing', quantity, $3, 'EUR', $4, 'SKU', '[]', round(quantity * $4, 2),
  round(quantity * $4 / 5, 2), $5
from unnest($6::uuid[], $7::uuid[], $8::numeric[]) with ordinality as line (id, sku_id, quantity, position)
"""
_SHIPMENT: Final = """
insert into shipment (id, company_id, number, kind, party_id, warehouse_id, sales_order_id, planned_on)
values ($1, $2, $3, 'OUTBOUND', $4, $5, $6, $7)
"""
_SHIPMENT_LINES: Final = """
insert into shipment_line (company_id, shipment_id, position, sales_order_line_id, reservation_id, sku_id, location_id, quantity)
select $1, $2, position, line_id, reservation_id, sku_id, $3, quantity
from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::numeric[]) with ordinality
  as line (line_id, reservation_id, sku_id, quantity, position)
"""
_CONSUME: Final = "update reservation set consumed = quantity where id = any($1::uuid[])"
_MOVE: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at, document_type, document_id)
select $1, sku_id, $2, $3, quantity, now(), 'Shipment', $4 from unnest($5::uuid[], $6::numeric[]) as line (sku_id, quantity)
"""
_SHIPPED: Final = "update shipment set state = 'SHIPPED', shipped_at = now() where id = $1"
_VALUES: Final = "select id, value from stock_value_entry where document_id = $1 order by id"
_POSTED: Final = """
insert into stock_value_posting (company_id, value_entry_id, journal_entry_id, account_id, contra_account_id)
select $1, value_entry_id, $2, $3, $4 from unnest($5::uuid[]) as value_entry_id
"""


@dataclass(frozen=True)
class Placed:
    """An order as it was written: its lines, their goods, and what is kept for them, one of each for a line."""

    id: UUID
    customer: UUID
    lines: list[UUID]
    skus: list[UUID]
    quantities: list[Decimal]
    kept: list[UUID]
    location: UUID
    number: str


async def place_by_hand(goods: Goods, connection: Connection, given: Mapping[str, Any]) -> str:
    """Write an order that is promised."""
    order = await _place(goods, connection, given)
    return orjson.dumps({"id": str(order.id), "number": order.number}).decode()


async def sell_by_hand(goods: Goods, connection: Connection, given: Mapping[str, Any]) -> str:
    """Write an order, let it leave and bill it, in three transactions."""
    order = await _place(goods, connection, given)
    async with connection.transaction():
        await connection.fetchrow(ACTOR, "bench")
        number = await _ship(goods, connection, order)
        await keep_answer(connection, uuid7().hex, orjson.dumps({"number": number}).decode())
    async with connection.transaction():
        await connection.fetchrow(ACTOR, "bench")
        lines = list(zip(order.lines, order.skus, order.quantities, strict=True))
        invoice = await invoice_by_hand(goods, connection, order.customer, PRICE, lines)
        await keep_answer(connection, uuid7().hex, orjson.dumps({"number": invoice}).decode())
    return invoice


async def _place(goods: Goods, connection: Connection, given: Mapping[str, Any]) -> Placed:
    said = given["input"]
    key, customer = key_in(said["id"]), key_in(said["customerId"])
    skus = [key_in(line["skuId"]) for line in said["lines"]]
    quantities = [Decimal(line["quantity"]) for line in said["lines"]]
    lines, kept = [uuid7() for _ in skus], [uuid7() for _ in skus]
    net = sum(quantities) * PRICE
    async with connection.transaction():
        await connection.fetchrow(ACTOR, "bench")
        rows = await connection.fetch(_RESERVE, COMPANY_ID, kept, lines, skus, quantities)
        assert len(rows) == len(skus)
        number = await connection.fetchval(_TAKE, COMPANY_ID, "SALES_ORDER", "SO-")
        amounts = net, net / 5, net + net / 5, sum(quantities) * COST
        await connection.execute(_ORDER, key, COMPANY_ID, number, customer, *amounts)
        await connection.execute(_LINES, COMPANY_ID, key, goods.unit, PRICE, COST, lines, skus, quantities)
        await keep_answer(connection, given["key"], orjson.dumps({"id": said["id"], "number": number}).decode())
    return Placed(key, customer, lines, skus, quantities, kept, rows[0]["location_id"], number)


async def _ship(goods: Goods, connection: Connection, order: Placed) -> str:
    key, place = uuid7(), goods.place
    await connection.execute(_CONSUME, order.kept)
    moved = order.location, goods.outside, key, order.skus, order.quantities
    await connection.execute(_MOVE, COMPANY_ID, *moved)
    values = await connection.fetch(_VALUES, key)
    value = sum((row["value"] for row in values), Decimal(0))
    number = await connection.fetchval(_TAKE, COMPANY_ID, "SHIPMENT", "SH-")
    what = order.customer, goods.warehouse, order.id, place.day
    await connection.execute(_SHIPMENT, key, COMPANY_ID, number, *what)
    parts = order.lines, order.kept, order.skus, order.quantities
    await connection.execute(_SHIPMENT_LINES, COMPANY_ID, key, order.location, *parts)
    await connection.execute(_SHIPPED, key)
    legs = [Line(uuid7(), goods.stock, None, value), Line(uuid7(), goods.cost_of_sales, None, -value)]
    entry = ToPost(uuid7(), goods.journal, "STK", legs, ("Shipment", key))
    await post_by_hand(connection, entry, place)
    entries = [row["id"] for row in values]
    await connection.execute(_POSTED, COMPANY_ID, entry.id, goods.stock, goods.cost_of_sales, entries)
    return number
