"""Drafts of sales orders: how they are written, changed and thrown away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

import models
from kernel.draft import Draft
from kernel.errors import InputPath
from models import SalesOrderState
from services import locking, masters
from services.master import Master
from services.rows import ChangedRow
from services.sales.order.composing import composed, lines_of
from services.sales.order.life import require_transition
from services.sales.order.reckoning import ORDERED, rewrite
from services.work import Work

_FORGET: Final = (
    "delete from sales_order_line_tax as tax using sales_order_line as line where line.id = tax.line_id and line.order_id = $1",
    "delete from sales_order_line where order_id = $1",
)


async def _check(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        require_transition(row.before, "update", row.at("id"))


LINE: Final = lines_of(ORDERED, models.SalesOrderLine, models.SalesOrderLineTax)
SALES_ORDER: Final = Master(models.SalesOrder, lists={"lines": LINE}, check=_check)


async def create(work: Work, draft: Draft, more: Mapping[str, object] | None = None) -> UUID:
    """Draft a sales order, in the currency of the company unless it says another, and reckon what it comes to.

    Prices that are not said are those of the price list. `more` is what nobody says, such as the quotation.

    Raises:
        NotFound, SkuNotSold, PriceMissing: as their names say.
        DomainError: as for every record, and for taxes.
    """
    placed = draft.values.get("placed_at") or work.clock.now()
    values = {**draft.values, "placed_at": placed, "state": SalesOrderState.DRAFT, **(more or {})}
    (key,) = await masters.create(work, SALES_ORDER, [await composed(work, ORDERED, replace(draft, values=values))])
    return key


async def update(work: Work, draft: Draft) -> UUID:
    """Change a draft, and reckon again what it comes to; raises as `create` does.

    Raises:
        TransitionUnavailable: it is no draft any more.
        NotFound, StaleVersion: as their names say.
    """
    (key,) = await masters.update(work, SALES_ORDER, [draft])
    await rewrite(work, ORDERED, key, draft.path)
    return key


async def delete(work: Work, key: UUID, version: int, path: InputPath = ()) -> None:
    """Throw a draft away.

    Raises:
        TransitionUnavailable: it is no draft any more.
        NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, SALES_ORDER, [(key, (*path, "id"))]))[key]
    require_transition(found, "delete", (*path, "id"))
    await locking.require_version(work, SALES_ORDER, found, version, (*path, "version"))
    for statement in _FORGET:
        await work.raw.execute(statement, key)
    await masters.delete(work, SALES_ORDER, key, version, path)
