"""What came or went on a day before others: what issues after it are worth is corrected, or it is refused."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from services.work import Work

_CORRECT: Final = "select sku_id, posted_on, document_type, document_id from stock_correct($1)"


@dataclass(eq=False)
class StockBelowZeroLater(DomainError):
    """What goes on a day that is over leaves enough for all that went after it."""

    message = "On {posted_on} there would have been less than nothing."
    sku: NodeId
    posted_on: date
    document: NodeId | None
    """With which more would have gone than there was; None where no document is known."""


async def correct_later(work: Work, document_id: UUID, path: InputPath = ()) -> None:
    """Correct what issues are worth that came after the moves of a document, if there are any.

    Raises:
        StockBelowZeroLater: more would have gone then than there was.
    """
    row = await work.raw.fetchrow(_CORRECT, document_id)
    if row is None:
        return
    document = None if row["document_type"] is None else NodeId(row["document_type"], row["document_id"])
    raise StockBelowZeroLater(NodeId("Sku", row["sku_id"]), row["posted_on"], document, path=path)
