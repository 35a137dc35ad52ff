"""How much people may reconcile of statements that they have written themselves, without the agreement of others.

What a bank has sent is a fact, and free. What somebody writes by hand is held to the limits of payments, where it pays what is
owed, and of entries, where it goes to accounts: it would be a way around both.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import asyncpg

from models import StatementFormat
from services.finance.bank.parts import Part
from services.finance.entry_approval import DraftRequired, limits_of
from services.platform.approval import Approvable
from services.work import Work


async def require_within_limits(work: Work, line: asyncpg.Record, parts: Sequence[Part], on: date) -> None:
    """Let parts of a line pass that the bank has sent, or to which nobody has to agree; payments have been agreed to.

    Raises:
        DraftRequired: others have to agree to what goes out, or to what goes to accounts.
        RateMissing: nobody has recorded a rate for the day.
    """
    if line["format"] != StatementFormat.MANUAL:
        return
    out = [part for part in parts if part.paid is not None and part.amount < 0]
    to_accounts = [part for part in parts if part.paid is None and part.payment_id is None]
    for of, held in ((Approvable.PAYMENT, out), (Approvable.JOURNAL_ENTRY_DRAFT, to_accounts)):
        if held:
            limits = await limits_of(work, line["company_id"], held[0].path, of)
            amount = sum((abs(part.amount) for part in held), Decimal(0))
            if not await limits.admits_amount(work, amount, line["currency"], None, on):
                raise DraftRequired(path=held[0].path)
