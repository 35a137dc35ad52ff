"""What bills say that goods have cost that arrived before: they are worth that, and so is what went of them meanwhile."""

from typing import Final

from services.finance.invoice.receipts import Billed
from services.finance.rules import SourceKind
from services.inventory.valuation.posting import Valuation, post_values
from services.work import Work

_BILLED: Final = "select stock_receipts_billed($1::uuid[], $2::numeric[], $3)"


async def value_as_billed(work: Work, billed: Billed) -> None:
    """Let goods be worth what a bill says, from the day on which they arrived, and post by how much that is more or less.

    What went of them is corrected as for what comes late: on its own day or, where that is closed, on the first open day after
    it, against the account on which it was posted.

    Raises:
        DomainError: as for every posting.
    """
    await work.raw.execute(_BILLED, list(billed.amounts), list(billed.amounts.values()), billed.invoice_id)
    source = ("Invoice", billed.invoice_id)
    await post_values(
        work, Valuation(billed.company_id, SourceKind.GOODS_RECEIPT, source, billed.words, path=billed.path)
    )
