"""What lines of sales orders want to have reserved."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa

import models
from models import LineDelivery, SalesLineKind, SalesOrderState
from services.inventory.reservation import NotDemanding, Open
from services.rights import rows_of
from services.work import Work

_OPEN: Final = """
select line.kind, line.delivery, line.sku_id, line.quantity - line.cancelled_quantity - coalesce((
  select sum(held + consumed) from reservation where demand_id = line.id), 0) as quantity
from sales_order_line as line where line.id = $1
"""
_ORDER: Final = models.SalesOrder.__table__
_LINE: Final = models.SalesOrderLine.__table__


async def open_of_line(work: Work, line_id: UUID) -> Open | None:
    """Lock the order of a line, and tell what the line wants more than is reserved for it or has left for it.

    Raises:
        NotDemanding: the order is not confirmed, or the line is that of a bundle, whose components are kept, or a vendor's.
    """
    seen = rows_of(work, _ORDER)
    query = sa.select(_ORDER.c.company_id, _ORDER.c.state).join(_LINE, _LINE.c.order_id == _ORDER.c.id)
    query = query.where(_LINE.c.id == line_id, *seen).with_for_update(of=_ORDER)
    order = (await work.session.execute(query)).first()
    if order is None:
        return None
    if order.state != SalesOrderState.CONFIRMED:
        raise NotDemanding(path=("demandId",))
    line = await work.raw.fetchrow(_OPEN, line_id)
    assert line is not None
    if line["kind"] == SalesLineKind.BUNDLE or line["delivery"] != LineDelivery.FROM_STOCK:
        raise NotDemanding(path=("demandId",))
    return Open(order.company_id, line["sku_id"], line["quantity"])
