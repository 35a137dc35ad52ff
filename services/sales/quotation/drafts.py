"""Drafts of quotations: how they are written, changed and thrown away."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import models
from kernel.draft import Draft
from kernel.errors import InputPath
from services import locking, masters
from services.master import Master
from services.rows import ChangedRow
from services.sales.order.composing import composed, edited, lines_of
from services.sales.order.reckoning import QUOTED, rewrite
from services.sales.quotation.life import require_transition
from services.work import Work

_FORGET: Final = (
    "delete from quotation_line_tax as tax using quotation_line as line where line.id = tax.line_id and line.quotation_id = $1",
    "delete from quotation_line where quotation_id = $1",
)


async def _check(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        require_transition(row.before, "update", row.at("id"))


LINE: Final = lines_of(QUOTED, models.QuotationLine, models.QuotationLineTax)
QUOTATION: Final = Master(models.Quotation, lists={"lines": LINE}, check=_check)


async def create(work: Work, draft: Draft) -> UUID:
    """Draft a quotation of today unless it says another day, and reckon what it comes to.

    Raises:
        NotFound, SkuNotSold, QuantityNotPositive, PriceMissing, PriceListUnfit: as their names say.
        DomainError: as for every record, and for taxes.
    """
    (key,) = await masters.create(work, QUOTATION, [await composed(work, QUOTED, draft)])
    return key


async def update(work: Work, draft: Draft) -> UUID:
    """Change a draft, and reckon again what it comes to; raises as `create` does.

    Raises:
        TransitionUnavailable: it is no draft any more.
        NotFound, StaleVersion: as their names say.
    """
    (key,) = await masters.update(work, QUOTATION, [edited(draft)])
    await rewrite(work, QUOTED, key, draft.path)
    return key


async def delete(work: Work, key: UUID, version: int, path: InputPath = ()) -> None:
    """Throw a draft away.

    Raises:
        TransitionUnavailable: it is no draft any more.
        NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, QUOTATION, [(key, (*path, "id"))]))[key]
    require_transition(found, "delete", (*path, "id"))
    await locking.require_version(work, QUOTATION, found, version, (*path, "version"))
    for statement in _FORGET:
        await work.raw.execute(statement, key)
    await masters.delete(work, QUOTATION, key, version, path)
