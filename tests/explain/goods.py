"""Much of what the demo has little of: goods that are reserved, leave, come back and come in, and what is agreed on prices."""

from typing import Final

from asyncpg import Connection

MANY: Final = 12_000
# A shelf of each company, and one row of each of what rows have to name.
PLACES: Final = """
(select distinct on (company_id) company_id, id, warehouse_id from location where kind = 'INTERNAL' order by company_id, id) as place
"""
ORDERED: Final = f"""
(select line.*, own.customer_id, own.placed_at, row_number() over (order by line.id) as n from sales_order_line as line
  join sales_order as own on own.id = line.order_id order by line.id limit {MANY}) as line
"""
STATEMENTS: Final = (
    f"""
    insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, quantity, expires_at)
    select line.company_id, 'SalesOrderLine', line.id, line.sku_id, place.id, line.quantity, line.placed_at
    from {ORDERED} join {PLACES} using (company_id)
    """,
    f"""
    insert into shipment (company_id, number, kind, state, party_id, warehouse_id, sales_order_id, planned_on, shipped_at)
    select line.company_id, 'X-' || n, 'OUTBOUND', 'SHIPPED', customer_id, warehouse_id, order_id, placed_at::date, placed_at
    from {ORDERED} join {PLACES} using (company_id)
    """,
    f"""
    insert into shipment_line (company_id, shipment_id, position, sales_order_line_id, reservation_id, sku_id, location_id, quantity)
    select line.company_id, own.id, 1, line.id, kept.id, line.sku_id, kept.location_id, line.quantity
    from {ORDERED} join shipment as own on own.company_id = line.company_id and own.number = 'X-' || n
    join reservation as kept on kept.demand_id = line.id and kept.expires_at = line.placed_at
    """,
    """
    insert into package (company_id, shipment_id, position, weight_kg, tracking_number)
    select company_id, id, 1, 2, 'T' || number from shipment where number like 'X-%'
    """,
    """
    insert into package_content (company_id, package_id, shipment_line_id, quantity)
    select line.company_id, package.id, line.id, line.quantity from package join shipment_line as line using (shipment_id)
    where package.tracking_number like 'TX-%'
    """,
    """
    insert into tracking_event (company_id, carrier_id, tracking_number, kind, happened_at, document_type, document_id)
    select own.company_id, carrier.id, 'T' || own.number, 'DELIVERED', own.shipped_at, 'SalesOrder', own.sales_order_id
    from shipment as own join carrier using (company_id) where own.number like 'X-%'
    """,
    """
    insert into return_authorization (company_id, number, state, customer_id, sales_order_id, received_at, location_id)
    select own.company_id, own.number, 'CLOSED', own.party_id, own.sales_order_id, own.shipped_at, line.location_id
    from shipment as own join shipment_line as line on line.shipment_id = own.id where own.number like 'X-%'
    """,
    """
    insert into return_authorization_line (company_id, authorization_id, position, sales_order_line_id, shipment_line_id, sku_id,
      quantity, received_quantity)
    select back.company_id, back.id, 1, line.sales_order_line_id, line.id, line.sku_id, line.quantity, line.quantity
    from return_authorization as back join shipment as own on own.company_id = back.company_id and own.number = back.number
    join shipment_line as line on line.shipment_id = own.id where back.number like 'X-%'
    """,
    """
    insert into return_inspection (company_id, line_id, position, quantity, goods, remedy, location_id)
    select line.company_id, line.id, 1, line.quantity, 'RESTOCK', 'REFUND', back.location_id
    from return_authorization_line as line join return_authorization as back on back.id = line.authorization_id
    where back.number like 'X-%'
    """,
    f"""
    insert into goods_receipt (company_id, number, vendor_id, vendor_reference, received_on, currency, rate)
    select company_id, 'X-' || row_number() over (order by id), vendor_id, id, ordered_at::date, currency, 1
    from purchase_order order by id limit {MANY}
    """,
    f"""
    insert into goods_receipt_line (company_id, receipt_id, position, purchase_order_line_id, sku_id, location_id, quantity, unit_id,
      stock_quantity, currency, unit_price, company_currency, accrued_amount)
    select own.company_id, own.id, 1, line.id, line.sku_id, place.id, 1, line.unit_id, 1, own.currency, 1, 'EUR', 1.00
    from goods_receipt as own join {PLACES} using (company_id)
    cross join lateral (
      select * from purchase_order_line where order_id = own.vendor_reference::uuid order by position limit 1) as line
    where own.number like 'X-%'
    """,
    f"""
    insert into stock_value_posting (company_id, value_entry_id, journal_entry_id, account_id, contra_account_id)
    select value.company_id, value.id, line.entry_id, line.account_id, line.account_id
    from stock_value_entry as value join (
      select distinct on (company_id) * from journal_line order by company_id, id) as line using (company_id)
    order by value.id limit {MANY}
    """,
    """
    insert into sales_order_resolution (company_id, order_line_id, shipment_line_id, resolution, quantity)
    select line.company_id, line.sales_order_line_id, line.id, 'IGNORE', line.quantity
    from shipment_line as line join shipment as own on own.id = line.shipment_id where own.number like 'X-%'
    """,
    """
    insert into stock_discrepancy (company_id, sku_id, location_id, reason, quantity, state, document_type, document_id)
    select line.company_id, line.sku_id, line.location_id, 'NOT_FOUND', line.quantity, 'DISMISSED', 'Shipment', own.id
    from shipment_line as line join shipment as own on own.id = line.shipment_id where own.number like 'X-%'
    """,
    f"""
    insert into stock_revaluation (company_id, number, reason, revalued_on)
    select company.id, 'X-' || n, 'New standard', date '2026-11-01' - n % 900 from company, generate_series(1, {MANY}) as n where not is_sandbox
    """,
    f"""
    insert into price_list_item (company_id, list_id, sku_id, unit_id, currency, price, valid_from)
    select list.company_id, list.id, sku.id, sku.unit_id, list.currency, n, date '2026-11-01' - (n % 900)::integer
    from price_list as list join (select *, row_number() over (order by id) as n from sku) as sku using (company_id)
    where n <= {MANY}
    """,
    f"""
    insert into coupon (company_id, code, rule_id)
    select company_id, 'X-' || n, id from (select distinct on (company_id) * from pricing_rule order by company_id, id) as rule,
      generate_series(1, {MANY}) as n
    """,
    f"""
    insert into commission_rule (company_id, code, name, percent)
    select company.id, 'X-' || n, 'Rule ' || n, 5 from company, generate_series(1, {MANY}) as n where not is_sandbox
    """,
    f"""
    insert into commission_posting (company_id, earned_until, posted_on, currency, amount)
    select id, date '2026-11-01' - n % 900, date '2026-11-01' - n % 900, currency, round(0::numeric, currency_exponent(currency))
    from company, generate_series(1, {MANY}) as n where not is_sandbox
    """,
    """
    insert into commission_posting_line (company_id, posting_id, invoice_line_id, step, sales_rep_id, rule_id, currency,
      base_amount, earned_amount, amount)
    select line.company_id, posting.id, line.id, 1, person.id, rule.id, posting.currency, posting.amount, posting.amount, posting.amount
    from invoice_line as line
    join (select distinct on (company_id) * from commission_posting order by company_id, id) as posting using (company_id)
    join (select distinct on (company_id) * from commission_rule order by company_id, id) as rule using (company_id)
    cross join (select id from user_account order by id limit 1) as person
    where not exists (select from commission_posting_line where invoice_line_id = line.id)
    """,
    """
    insert into coupon_redemption (company_id, coupon_id, order_id, customer_id)
    select own.company_id, used.id, own.sales_order_id, own.party_id
    from shipment as own join coupon as used on used.company_id = own.company_id and used.code = own.number
    """,
    f"""
    insert into shipment (company_id, number, kind, state, party_id, sales_order_id, goods_receipt_id, planned_on, shipped_at)
    select line.company_id, 'D-' || n, 'DROP_SHIPMENT', 'SHIPPED', line.customer_id, line.order_id, owed.id, owed.received_on, placed_at
    from {ORDERED} join goods_receipt as owed on owed.company_id = line.company_id and owed.number = 'X-' || n
    """,
    """
    insert into vendor_return (company_id, number, state, goods_receipt_id, shipped_at)
    select company_id, number, 'SHIPPED', id, received_on + interval '9 hours' from goods_receipt where number like 'X-%'
    """,
    """
    insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, quantity, consumed)
    select line.company_id, 'VendorReturn', back.id, line.sku_id, line.location_id, line.stock_quantity, line.stock_quantity
    from vendor_return as back join goods_receipt_line as line on line.receipt_id = back.goods_receipt_id
    where back.number like 'X-%'
    """,
    """
    insert into vendor_return_line (company_id, return_id, position, goods_receipt_line_id, reservation_id, sku_id, location_id,
      quantity, billed_quantity, currency, accrued_amount, owed_amount)
    select line.company_id, back.id, 1, line.id, kept.id, line.sku_id, line.location_id, line.stock_quantity, 0, 'EUR', 1.00, 0.00
    from vendor_return as back join goods_receipt_line as line on line.receipt_id = back.goods_receipt_id
    join reservation as kept on kept.demand_id = back.id where back.number like 'X-%'
    """,
    f"""
    insert into stock_transfer (company_id, number, state, from_warehouse_id, transit_location_id, to_location_id, planned_on,
      dispatched_at)
    select company_id, 'X-' || n, 'DISPATCHED', warehouse_id, id, id, date '2026-11-01' - n % 900,
      timestamptz '2026-11-01 12:00Z' - n * interval '1 hour'
    from {PLACES} cross join generate_series(1, {MANY}) as n
    """,
    f"""
    insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, quantity, consumed)
    select line.company_id, 'StockTransfer', own.id, line.sku_id, own.to_location_id, 1, 1
    from {ORDERED} join stock_transfer as own on own.company_id = line.company_id and own.number = 'X-' || n
    """,
    """
    insert into stock_transfer_line (company_id, transfer_id, position, reservation_id, sku_id, location_id, quantity,
      dispatched_quantity)
    select own.company_id, own.id, 1, kept.id, kept.sku_id, kept.location_id, 1, 1
    from stock_transfer as own join reservation as kept on kept.demand_id = own.id where own.number like 'X-%'
    """,
)  # fmt: skip


TABLES: Final = (
    "reservation", "shipment", "shipment_line", "package", "package_content", "tracking_event", "return_authorization",
    "return_authorization_line", "return_inspection", "goods_receipt", "goods_receipt_line", "stock_revaluation",
    "price_list_item", "coupon", "coupon_redemption", "commission_rule", "commission_posting", "commission_posting_line", "stock_value_posting",
    "sales_order_resolution", "stock_discrepancy", "vendor_return", "vendor_return_line", "stock_transfer", "stock_transfer_line",
)  # fmt: skip


async def add_goods(connection: Connection) -> None:
    """Add all of it, as the owner of the tables: nothing follows from it, and it takes part in nothing."""
    async with connection.transaction():
        for table in TABLES:
            await connection.execute(f"alter table {table} disable trigger user")
        for statement in STATEMENTS:
            await connection.execute(statement)
        await connection.execute("set constraints all immediate")
        for table in TABLES:
            await connection.execute(f"alter table {table} enable trigger user")
    await connection.execute("analyze")
