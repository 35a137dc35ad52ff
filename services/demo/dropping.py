"""What a vendor of the demo has delivered straight to a customer: an order that is like another, and all that belongs to it."""

from datetime import timedelta
from typing import Final

from asyncpg import Connection

from services.demo.identity import COMPANY_ID, TODAY, at, demo_id

DELIVERED_ON: Final = TODAY - timedelta(days=6)

# The newest confirmed position of goods that a vendor offers in the unit in which they are sold.
_LIKE: Final = """
select line.id, line.order_id, line.sku_id, line.quantity, line.unit_id, line.net_amount, line.tax_amount, own.customer_id,
  own.shipping_address_id, offer.vendor_id, offer.unit_price
from sales_order_line as line join sales_order as own on own.id = line.order_id and own.state = 'CONFIRMED' and own.currency = 'EUR'
join vendor_product as offer on offer.sku_id = line.sku_id and offer.unit_id = line.unit_id and offer.currency = 'EUR'
where line.company_id = $1 and own.agreement_id is null and own.quotation_id is null
order by own.number desc, line.position, offer.id limit 1
"""
_NUMBERS: Final = """
select code, prefix || lpad((next_value - 1)::text, digits, '0') as number from number_series
where company_id = $1 and code in ('SALES_ORDER', 'GOODS_RECEIPT', 'SHIPMENT')
"""
_ORDER: Final = """
insert into sales_order select (jsonb_populate_record(own, jsonb_build_object('id', $2::uuid, 'number', $3::text, 'net_amount', $4::numeric,
  'tax_amount', $5::numeric, 'total_amount', $4::numeric + $5::numeric, 'cost_amount', null, 'note', null, 'customer_reference', null,
  'requested_on', null))).* from sales_order as own where own.id = $1
"""
_ORDER_LINE: Final = """
insert into sales_order_line select (jsonb_populate_record(line, jsonb_build_object('id', $2::uuid, 'order_id', $3::uuid, 'position', 1,
  'delivery', 'DROP_SHIPMENT', 'unit_cost', null))).* from sales_order_line as line where line.id = $1
"""
_TAX: Final = """
insert into sales_order_line_tax select (jsonb_populate_record(tax, jsonb_build_object('id', $2::uuid, 'line_id', $3::uuid))).*
from sales_order_line_tax as tax where tax.line_id = $1
"""
_RECEIPT: Final = """
insert into goods_receipt (id, company_id, number, vendor_id, received_on, currency, rate, recorded_at, changed_at)
values ($1, $2, $3, $4, $5, 'EUR', 1, $6, $6)
"""
_RECEIPT_LINE: Final = """
insert into goods_receipt_line (id, company_id, receipt_id, position, sku_id, location_id, quantity, unit_id, stock_quantity, currency,
  unit_price, company_currency, accrued_amount, recorded_at, changed_at)
values ($1, $2, $3, 1, $4, $5, $6, $7, $6, 'EUR', $8, 'EUR', round($6::numeric * $8::numeric, 2), $9, $9)
"""
_SHIPMENT: Final = """
insert into shipment (id, company_id, number, kind, state, party_id, address_id, sales_order_id, goods_receipt_id, planned_on,
  recorded_at, changed_at)
values ($1, $2, $3, 'DROP_SHIPMENT', 'PACKED', $4, $5, $6, $7, $8, $9, $9)
"""
_SHIPMENT_LINE: Final = """
insert into shipment_line (id, company_id, shipment_id, position, sales_order_line_id, sku_id, location_id, quantity, recorded_at,
  changed_at)
values ($1, $2, $3, 1, $4, $5, $6, $7, $8, $8)
"""
_MOVE: Final = """
insert into stock_move (id, company_id, sku_id, from_location_id, to_location_id, quantity, unit_cost, moved_at, document_type,
  document_id, recorded_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'Shipment', $9, $8, $8)
"""


async def add_dropped(connection: Connection) -> None:
    """Write it as about to leave; `let_leave` lets it arrive with what else has left days ago."""
    like = await connection.fetchrow(_LIKE, COMPANY_ID)
    if like is None:
        return
    number = {row["code"]: row["number"] for row in await connection.fetch(_NUMBERS, COMPANY_ID)}
    when, sku, quantity, price = at(DELIVERED_ON, 14), like["sku_id"], like["quantity"], like["unit_price"]
    supplier, customer = demo_id("location", "SUPPLIERS"), demo_id("location", "CUSTOMERS")
    order, line, receipt, shipment = (
        demo_id(name, "dropped") for name in ("sales order", "sales order line", "goods receipt", "shipment")
    )
    amounts = like["net_amount"], like["tax_amount"]
    await connection.execute(_ORDER, like["order_id"], order, number["SALES_ORDER"], *amounts)
    await connection.execute(_ORDER_LINE, like["id"], line, order)
    await connection.execute(_TAX, like["id"], demo_id("sales order line tax", "dropped"), line)
    head = number["GOODS_RECEIPT"], like["vendor_id"], DELIVERED_ON, when
    await connection.execute(_RECEIPT, receipt, COMPANY_ID, *head)
    owed = demo_id("goods receipt line", "dropped"), COMPANY_ID, receipt, sku, customer, quantity, like["unit_id"]
    await connection.execute(_RECEIPT_LINE, *owed, price, when)
    party = like["customer_id"], like["shipping_address_id"]
    await connection.execute(
        _SHIPMENT, shipment, COMPANY_ID, number["SHIPMENT"], *party, order, receipt, DELIVERED_ON, when
    )
    sent = demo_id("shipment line", "dropped"), COMPANY_ID, shipment, line, sku, supplier, quantity, when
    await connection.execute(_SHIPMENT_LINE, *sent)
    moved = sku, supplier, customer, quantity, price, when, shipment
    await connection.execute(_MOVE, demo_id("stock move", "dropped"), COMPANY_ID, *moved)
