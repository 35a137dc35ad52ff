"""Promising the goods of an order: reserved when it is confirmed, let go when it ends."""

from typing import Final
from uuid import UUID

from kernel.errors import InputPath
from models import DeliveryPolicy, ShipmentPolicy
from services.inventory.allocate import AllocationPolicy, Demand, From, StockShort, allocate
from services.rows import Found
from services.work import Work

_GOODS: Final = """
select line.id, line.sku_id, line.quantity from sales_order_line as line join sku on sku.id = line.sku_id
join product on product.id = sku.product_id where line.order_id = $1 and product.kind = 'GOODS' order by line.position
"""
_LET_GO: Final = """
update reservation set released = quantity - consumed, release_cause = 'ASKED'
where demand_type = 'SalesOrderLine' and held > 0 and demand_id in (select id from sales_order_line where order_id = $1)
"""


async def reserve(work: Work, order: Found, path: InputPath = ()) -> None:
    """Reserve the goods of an order that is being confirmed, where its policy says so; its row is locked.

    What may leave in parts is promised as far as it is there; the rest stays open.

    Raises:
        StockShort: something is not there of what leaves at once only.
    """
    if order["shipment_policy"] != ShipmentPolicy.ON_CONFIRM:
        return
    whole = order["delivery_policy"] == DeliveryPolicy.COMPLETE_ONLY
    policy = AllocationPolicy.ALL_OR_NOTHING if whole else AllocationPolicy.PARTIAL
    rows = await work.raw.fetch(_GOODS, order["id"])
    demands = [Demand(row["id"], row["sku_id"], row["quantity"]) for row in rows]
    found = await allocate(work, order["company_id"], demands, policy, source=From(order["warehouse_id"]))
    if whole and found.shortages:
        raise StockShort(found.shortages, path=path)


async def let_go(work: Work, order_id: UUID) -> None:
    """Release what is still reserved for an order that ends."""
    await work.raw.execute(_LET_GO, order_id)
