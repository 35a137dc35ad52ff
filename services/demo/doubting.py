"""What pickers of the demo did not find: one place that is still to be counted, and one where all was well after all."""

from typing import Final

from asyncpg import Connection

from services.demo.identity import TODAY, at, demo_id

# Of the shipments that are being picked, the first places where something is free besides.
_PLACES: Final = """
select shipment.id, shipment.company_id, level.sku_id, level.location_id, level.lot_id
from shipment join lateral (
  select * from shipment_line where shipment_id = shipment.id order by position limit 1) as line on true
join stock_level as level on level.sku_id = line.sku_id and level.location_id = line.location_id
  and level.lot_id is not distinct from line.lot_id
where shipment.state = 'READY' and level.on_hand > level.reserved order by shipment.number limit 2
"""
_DOUBTED: Final = """
insert into stock_discrepancy (id, company_id, sku_id, location_id, lot_id, reason, remark, quantity, document_type, document_id,
  recorded_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, 1, 'Shipment', $8, $9, $9)
"""
_KEPT: Final = """
insert into reservation (id, company_id, demand_type, demand_id, sku_id, location_id, lot_id, quantity, priority, recorded_at, changed_at)
values ($1, $2, 'StockDiscrepancy', $3, $4, $5, $6, 1, -2147483648, $7, $7)
"""
_DISMISSED: Final = "update stock_discrepancy set state = 'DISMISSED' where id = $1"
FOUND: Final = (
    ("NOT_FOUND", "The shelf is empty behind the first row."),
    ("WRONG_GOODS", "Somebody had turned the box."),
)


async def add_doubts(connection: Connection) -> None:
    """Write what was not found: shipments are written before."""
    when = at(TODAY, 11)
    for place, (row, (reason, remark)) in enumerate(zip(await connection.fetch(_PLACES), FOUND, strict=False), start=1):
        key = demo_id("discrepancy", str(place))
        lies = row["sku_id"], row["location_id"], row["lot_id"]
        await connection.execute(_DOUBTED, key, row["company_id"], *lies, reason, remark, row["id"], when)
        if place == 1:
            kept = demo_id("reservation", f"discrepancy {place}")
            await connection.execute(_KEPT, kept, row["company_id"], key, *lies, when)
        else:
            await connection.execute(_DISMISSED, key)
