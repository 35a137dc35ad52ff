"""The rest of an order: what has not left is called off, so that the order ends with what was delivered."""

from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.errors import InputPath
from models import SalesLineKind
from services import locking
from services.sales.order.drafts import SALES_ORDER
from services.sales.order.life import NothingLeft, OrderBilled, OrderUntouched, require_transition
from services.sales.order.promise import let_go
from services.sales.order.shipping import end_shipments
from services.work import Work

_LINES: Final = """
select line.id, line.kind, line.quantity, line.cancelled_quantity, product.kind = 'GOODS' as is_goods, sales_order_line_billed(line.id) as billed,
  sales_order_line_shipped(line.id) as delivered
from sales_order_line as line join sku on sku.id = line.sku_id join product on product.id = sku.product_id
where line.order_id = $1 order by line.position
"""
_CANCELLED: Final = """
update sales_order_line as line set cancelled_quantity = said.quantity
from unnest($1::uuid[], $2::numeric[]) as said (id, quantity) where line.id = said.id
"""
_FOLLOW: Final = "select sales_orders_follow(array[$1::uuid], false)"


async def cancel_rest(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Call off the goods of an order that have not left; what is reserved for them is free again.

    With that the order is closed short, if what was delivered is billed and paid.

    Raises:
        OrderUntouched: nothing was delivered or billed.
        NothingLeft: all goods have left, or were called off.
        OrderBilled: more is billed than was delivered.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, SALES_ORDER, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, SALES_ORDER, found, version, (*path, "version"))
    require_transition(found, "cancel_rest", (*path, "id"))
    lines = await work.raw.fetch(_LINES, key)
    if not any(line["delivered"] or line["billed"] for line in lines):
        raise OrderUntouched(path=(*path, "id"))
    goods = [
        line for line in lines if line["is_goods"] and line["delivered"] < line["quantity"] - line["cancelled_quantity"]
    ]
    if not goods:
        raise NothingLeft(path=(*path, "id"))
    beyond = sum((max(line["billed"] - line["delivered"], Decimal(0)) for line in goods), Decimal(0))
    if beyond:
        raise OrderBilled(beyond, path=(*path, "id"))
    await end_shipments(work, key)
    await let_go(work, key)
    # A bundle is called off with its components.
    kept = [line for line in goods if line["kind"] != SalesLineKind.BUNDLE]
    await work.raw.execute(
        _CANCELLED, [line["id"] for line in kept], [line["quantity"] - line["delivered"] for line in kept]
    )
    await work.raw.execute(_FOLLOW, key)
    return key
