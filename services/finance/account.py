"""What the books are kept in, as people change it: accounts and their roles, journals, dimensions."""

from collections.abc import Sequence
from typing import Final

import models
from models import AccountSubtype
from services.master import Master
from services.rows import NewRow
from services.work import Work

_OWED: Final = (AccountSubtype.RECEIVABLE, AccountSubtype.PAYABLE)


async def _complete_accounts(_work: Work, rows: Sequence[NewRow]) -> None:
    """On accounts for what is owed each line names a party."""
    for row in rows:
        if row.values.get("requires_party") is None and row.values.get("subtype") in _OWED:
            row.values["requires_party"] = True


ACCOUNT: Final = Master(models.LedgerAccount, complete=_complete_accounts)
DETERMINATION: Final = Master(models.AccountDetermination)
JOURNAL: Final = Master(models.Journal)
DIMENSION: Final = Master(models.Dimension)
DIMENSION_VALUE: Final = Master(models.DimensionValue)
