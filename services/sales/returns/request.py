"""Asking to send goods back: of lines of an order or of its shipments, no more than was shipped and has not come back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import InputPath
from kernel.ids import uuid7
from models import SalesOrderState
from services import locking
from services.fitness import require_text
from services.platform.number import take_number
from services.refusals import IdRepeated, NotFound
from services.rows import as_json
from services.sales.order.drafts import SALES_ORDER
from services.sales.returns.life import (
    SERIES,
    NothingToReturn,
    OrderNotReturnable,
    ReturnedMore,
    ReturnLineUnclear,
    begin_step,
)
from services.work import Work

_RETURNABLE: Final = frozenset(
    {SalesOrderState.CONFIRMED, SalesOrderState.ON_HOLD, SalesOrderState.CLOSED, SalesOrderState.CLOSED_SHORT}
)
# What was shipped first comes back first.
_SHIPPED: Final = """
select part.id, part.sales_order_line_id, part.sku_id, part.lot_id, coalesce(part.picked_quantity, part.quantity) - coalesce((
    select sum(coalesce(line.received_quantity, line.quantity)) from return_authorization_line as line
    join return_authorization as own on own.id = line.authorization_id
    where line.shipment_line_id = part.id and own.state not in ('REJECTED', 'CANCELLED')
  ), 0) as returnable
from shipment_line as part join shipment on shipment.id = part.shipment_id
where shipment.sales_order_id = $1 and shipment.shipped_at is not null order by shipment.shipped_at, part.position, part.id
"""
_WRITE: Final = """
insert into return_authorization (id, company_id, number, customer_id, sales_order_id, reason) values ($1, $2, $3, $4, $5, $6)
"""
_WRITE_LINES: Final = """
insert into return_authorization_line (company_id, authorization_id, position, sales_order_line_id, shipment_line_id, sku_id,
  lot_id, quantity)
select company_id, authorization_id, position, sales_order_line_id, shipment_line_id, sku_id, lot_id, quantity
from jsonb_populate_recordset(null::return_authorization_line, $1::jsonb)
"""
_MOVED: Final = "update return_authorization set state = $2 where id = $1"
_REJECTED: Final = "update return_authorization set state = $2, reject_reason = $3 where id = $1"
_SENT: Final = "update return_authorization set state = $2, tracking_number = $3 where id = $1"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of a line of the order, or of one of its shipments, is to come back; in the unit of the SKU."""

    order_line_id: UUID | None
    shipment_line_id: UUID | None
    quantity: Decimal
    path: InputPath


async def request(work: Work, order_id: UUID, lines: Sequence[Wanted], reason: str | None) -> UUID:
    """Ask whether goods of an order may come back: some of its lines, or all that may.

    Raises:
        OrderNotReturnable: it was not confirmed here.
        ReturnedMore: more of a line would come back than was shipped and has not come back.
        NothingToReturn, ReturnLineUnclear, NotFound, IdRepeated: as their names say.
    """
    path: InputPath = ("input", "salesOrderId")
    order = (await locking.locked(work, SALES_ORDER, [(order_id, path)]))[order_id]
    if order["state"] not in _RETURNABLE:
        raise OrderNotReturnable(str(order["state"]), path=path)
    if reason is not None:
        require_text(reason, ("input", "reason"))
    shipped = await work.raw.fetch(_SHIPPED, order_id)
    taken = _taken(shipped, lines) if lines else {row["id"]: row["returnable"] for row in shipped if row["returnable"]}
    if not taken:
        raise NothingToReturn(path=path)
    key, company = uuid7(), order["company_id"]
    number = await take_number(work, company, SERIES)
    await work.raw.execute(_WRITE, key, company, number, order["customer_id"], order_id, reason)
    named = [row for row in shipped if row["id"] in taken]
    rows = [
        {"company_id": company, "authorization_id": key, "position": position, "shipment_line_id": row["id"],
         "sales_order_line_id": row["sales_order_line_id"], "sku_id": row["sku_id"], "lot_id": row["lot_id"],
         "quantity": taken[row["id"]]}
        for position, row in enumerate(named, 1)
    ]  # fmt: skip
    await work.raw.execute(_WRITE_LINES, as_json(rows))
    return key


async def move(work: Work, key: UUID, version: int, step: str) -> UUID:
    """Take a step that changes nothing but the state: `approve` or `cancel`.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    _, state = await begin_step(work, key, version, step)
    await work.raw.execute(_MOVED, key, state)
    return key


async def reject(work: Work, key: UUID, version: int, reason: str) -> UUID:
    """Say that goods may not come back, and why; raises as `move` does, and what a reason raises."""
    require_text(reason, ("rejectReason",))
    _, state = await begin_step(work, key, version, "reject")
    await work.raw.execute(_REJECTED, key, state, reason)
    return key


async def send(work: Work, key: UUID, version: int, tracking_number: str | None) -> UUID:
    """Say that the goods are on their way, and by which number the carrier follows them; raises as `reject` does."""
    if tracking_number is not None:
        require_text(tracking_number, ("trackingNumber",))
    _, state = await begin_step(work, key, version, "send")
    await work.raw.execute(_SENT, key, state, tracking_number)
    return key


def _taken(shipped: Sequence[asyncpg.Record], lines: Sequence[Wanted]) -> dict[UUID, Decimal]:
    """Give how much of each line of a shipment comes back."""
    left: dict[UUID, Decimal] = {row["id"]: row["returnable"] for row in shipped}
    taken: dict[UUID, Decimal] = {}
    seen: set[UUID] = set()
    for line in lines:
        named = line.order_line_id or line.shipment_line_id
        if named is None or None not in (line.order_line_id, line.shipment_line_id):
            raise ReturnLineUnclear(path=line.path)
        if named in seen:
            raise IdRepeated(path=(*line.path, _field(line)))
        seen.add(named)
        parts = [row["id"] for row in shipped if named in (row["id"], row["sales_order_line_id"])]
        if not parts:
            raise NotFound(path=(*line.path, _field(line)))
        for part, quantity in _spread(line, [(part, left[part]) for part in parts]):
            left[part] -= quantity
            taken[part] = taken.get(part, Decimal(0)) + quantity
    return taken


def _spread(line: Wanted, parts: Sequence[tuple[UUID, Decimal]]) -> Iterator[tuple[UUID, Decimal]]:
    returnable = sum((quantity for _, quantity in parts), Decimal(0))
    if not 0 < line.quantity <= returnable:
        raise ReturnedMore(returnable, path=(*line.path, "quantity"))
    wanted = line.quantity
    for part, quantity in parts:
        if comes := min(wanted, quantity):
            wanted -= comes
            yield part, comes


def _field(line: Wanted) -> str:
    return "orderLineId" if line.shipment_line_id is None else "shipmentLineId"
