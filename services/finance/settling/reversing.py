"""Undoing entries that leave something open: what the entry left open and what its reversal does settle each other."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from kernel.errors import InputPath
from kernel.ids import NodeId, uuid7
from models import JournalEntry
from services.finance.posting_reversal import reverse
from services.finance.settling.refusals import ItemsSettled, ReversedByDocument
from services.finance.settling.write import write
from services.seeing import seen
from services.work import Work

READ_ENTRIES: Final = "finance.entry:read"

MUTATIONS: Final[Mapping[str, str]] = {
    "Settlement": "settlementUndo",
    "Payment": "paymentVoid",
    "BankReconciliation": "bankReconciliationUndo",
    "Invoice": "invoiceCredit",
    "FiscalYear": "fiscalYearReopen",
}
"""By which mutation a document is undone that an entry was posted for."""

# Of what has been reversed already, the reversal says so.
_DOCUMENT: Final = """
select type, id from (
  select 1 as place, 'Settlement' as type, id from settlement where entry_id = $1 and undoes_id is null
  union all select 2, 'Payment', id from payment where entry_id = $1
  union all select 3, 'BankReconciliation', id from bank_reconciliation where entry_id = $1 and undoes_id is null
  union all select 4, 'Invoice', id from invoice where entry_id = $1
  union all select 5, 'FiscalYear', id from fiscal_year where closing_entry_id = $1
) as found
where not exists (select from journal_entry where reverses_id = $1) order by place limit 1
"""
_LOCK: Final = "select from open_item where entry_id = $1 order by id for update"
_SETTLED: Final = """
select settlement.id from open_item as item
join settlement_line as line on line.open_item_id = item.id
join settlement on settlement.id = line.settlement_id and settlement.undoes_id is null
where item.entry_id = $1 and not exists (select from settlement as undoing where undoing.undoes_id = settlement.id)
  and not exists (select from journal_entry where reverses_id = $1)
order by settlement.id limit 1
"""
_TURNED: Final = """
select one.company_id, one.account_id, one.party_id, one.currency, one.id, other.id as other_id, one.open_amount as amount,
  one.open_company_amount as company_amount
from open_item as one join journal_line as line on line.id = one.id
join journal_line as turned on turned.entry_id = $2 and turned.position = line.position
join open_item as other on other.id = turned.id
where one.entry_id = $1 and other.open_amount = -one.open_amount and other.open_company_amount = -one.open_company_amount
  and (one.open_amount <> 0 or one.open_company_amount <> 0)
order by one.id
"""


async def reverse_entry(work: Work, entry_id: UUID, on: date, reason: str, path: InputPath = ()) -> UUID:
    """Undo an entry that no other document answers for, and give the id of its reversal.

    Raises:
        NotFound: there is no such entry, or none to be seen.
        ReversedByDocument: it is undone with the document that it was posted for.
        ItemsSettled: something that it left open is settled.
        DomainError: as for every reversal.
    """
    # Before anything is told of it.
    await seen(work, JournalEntry.__table__, entry_id, READ_ENTRIES, path)
    document = await work.raw.fetchrow(_DOCUMENT, entry_id)
    if document is not None:
        raise ReversedByDocument(NodeId(document["type"], document["id"]), MUTATIONS[document["type"]], path=path)
    return await reverse_open(work, entry_id, on, reason, path)


async def reverse_open(
    work: Work, entry_id: UUID, on: date, reason: str, path: InputPath = (), payment_id: UUID | None = None
) -> UUID:
    """Undo an entry of which nothing is settled, and give the id of its reversal, with which it is settled.

    Raises:
        ItemsSettled: something that it left open is settled.
        DomainError: as for every reversal.
    """
    await work.raw.fetch(_LOCK, entry_id)
    settlement = await work.raw.fetchval(_SETTLED, entry_id)
    if settlement is not None:
        raise ItemsSettled(NodeId("Settlement", settlement), path=path)
    reversal_id = await reverse(work, entry_id, on, reason, path)
    await settle_turned(work, entry_id, reversal_id, on, payment_id)
    return reversal_id


async def settle_turned(
    work: Work, entry_id: UUID, reversal_id: UUID, on: date, payment_id: UUID | None = None
) -> None:
    """Settle what an entry left open with what its reversal did, account by account, for each party and currency.

    What has been settled in part since stays open on both sides.
    """
    settlements: dict[tuple[Any, ...], dict[str, Any]] = {}
    lines: list[dict[str, Any]] = []
    for row in await work.raw.fetch(_TURNED, entry_id, reversal_id):
        names = ("company_id", "account_id", "party_id", "currency")
        of = {name: row[name] for name in names}
        settlement = settlements.setdefault(
            tuple(of.values()),
            {**of, "id": uuid7(), "settled_on": on, "payment_id": payment_id, "entry_id": None, "undoes_id": None},
        )
        for item_id, sign in ((row["id"], 1), (row["other_id"], -1)):
            lines.append(
                {
                    "settlement_id": settlement["id"], "open_item_id": item_id, "settled_on": on,
                    "amount": sign * row["amount"], "company_amount": sign * row["company_amount"],
                }
            )  # fmt: skip
    if lines:
        await write(work, list(settlements.values()), lines)
