"""What the vendor gives back for goods that were billed and went back: notes on the bills, whose lines name the return."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from services.finance.invoice.copies import credit as credit_invoice
from services.purchasing.vendor_return.life import NothingOwedByVendor, begin_step
from services.work import Work

# What was billed of it, less what is in notes already, also in drafts.
_OWED: Final = """
select gone.line_id, gone.owed - (
  select coalesce(sum(said.quantity), 0) from invoice_line as said
  where said.vendor_return_id = gone.return_id and said.goods_receipt_line_id = gone.line_id
) as quantity
from vendor_return_credited(array[$1::uuid], null) as gone order by gone.line_id
"""
# What was billed first is given back first.
_BILLED: Final = """
select said.id, said.invoice_id, said.goods_receipt_line_id as line_id, said.quantity - (
  select coalesce(sum(noted.quantity), 0) from invoice_line as noted where noted.credits_line_id = said.id
) as quantity
from invoice_line as said join invoice as bill on bill.id = said.invoice_id
where said.goods_receipt_line_id = any($1::uuid[]) and bill.kind = 'VENDOR_BILL' and bill.state = 'POSTED'
order by bill.invoice_on, bill.id, said.position
"""
_OF_RETURN: Final = """
update invoice_line set vendor_return_id = $2 where invoice_id = $1 and goods_receipt_line_id is not null
"""


async def credit(work: Work, key: UUID, version: int, on: date | None) -> UUID:
    """Draft the notes that give back what was billed of a return, one for each bill, at its price and rate.

    Raises:
        NothingOwedByVendor: nothing of it was billed, or all of that is in notes.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
        DomainError: as for every note.
    """
    await begin_step(work, key, version, "credit")
    owed = {row["line_id"]: row["quantity"] for row in await work.raw.fetch(_OWED, key) if row["quantity"] > 0}
    notes = _on_bills(owed, await work.raw.fetch(_BILLED, list(owed)))
    if not notes:
        raise NothingOwedByVendor(path=("id",))
    for bill_id, quantities in notes.items():
        note_id = await credit_invoice(work, bill_id, on, quantities)
        await work.raw.execute(_OF_RETURN, note_id, key)
    return key


def _on_bills(owed: Mapping[UUID, Decimal], billed: Sequence[asyncpg.Record]) -> dict[UUID, dict[UUID, Decimal]]:
    """Give how much of which lines of bills is given back, by their bills."""
    left = dict(owed)
    notes: defaultdict[UUID, dict[UUID, Decimal]] = defaultdict(dict)
    for row in billed:
        quantity = min(left[row["line_id"]], row["quantity"])
        if quantity > 0:
            left[row["line_id"]] -= quantity
            notes[row["invoice_id"]][row["id"]] = quantity
    return notes
