"""Advances: taken off a final invoice, given back by the note on it, and what stands on the account of prepayments for them.

What an advance left there is settled with what takes it off, or takes it back, on the day of the later of the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from models import InvoiceKind, InvoiceState, OpenItemSide, Trade
from services.finance.invoice.life import NOTES, TRADES, AdvanceUnfit
from services.finance.settling.items import Part
from services.finance.settling.settle import settle, undo_settlement
from services.rows import Found
from services.work import Work

REASON: Final = "Advance given back"

ADVANCES: Final = """
select advance.*, deduction.id as deduction_id, deduction.gives_back_id, given.invoice_id as given_by_id,
  given.is_given_back,
  (select coalesce(sum(ledger_amount), 0) from invoice_line where invoice_id = advance.id) as ledger_amount,
  exists (select from invoice as note where note.credits_id = advance.id and note.state in ('POSTED', 'CANCELLED'))
    as is_credited
from invoice_deduction as deduction join invoice as advance on advance.id = deduction.advance_id
left join invoice_deduction as given on given.id = deduction.gives_back_id
where deduction.invoice_id = $1 order by advance.id
"""
_LOCK: Final = """
select advance.id from invoice_deduction as deduction join invoice as advance on advance.id = deduction.advance_id
where deduction.invoice_id = $1 order by advance.id for update of advance
"""
# With those that they are settled with, whose settlements a note undoes.
_LOCK_ITEMS: Final = """
with own as (select id from open_item where entry_id = any($1::uuid[]) and side = $2)
select from open_item where id in (
  select id from own union select other.open_item_id from settlement_line as line
  join settlement_line as other on other.settlement_id = line.settlement_id where line.open_item_id in (select id from own)
) order by id for update
"""
_ITEMS: Final = """
select id, account_id, open_amount, posted_on from open_item
where entry_id = $1 and side = $2 and open_amount <> 0 and (cardinality($3::uuid[]) = 0 or id = any($3::uuid[])) order by id
"""
# Those between what an invoice took off and the advance; what is undone already is not undone again.
_SETTLEMENTS: Final = """
select distinct settlement.id, settlement.settled_on from settlement_line as line
join settlement on settlement.id = line.settlement_id and settlement.undoes_id is null
join open_item as item on item.id = line.open_item_id and item.side = $2
where item.entry_id = any($1::uuid[])
  and not exists (select from settlement as undoing where undoing.undoes_id = settlement.id)
order by settlement.id
"""
_GIVEN_BACK: Final = """
update invoice_deduction as own set is_given_back = true
from invoice_deduction as giving where giving.invoice_id = $1 and own.id = giving.gives_back_id
"""
_TAKEN_OFF: Final = """
select invoice.id from invoice_deduction as deduction join invoice on invoice.id = deduction.invoice_id
where deduction.advance_id = $1 and deduction.gives_back_id is null and not deduction.is_given_back
  and invoice.state = 'POSTED'
"""


@dataclass(eq=False)
class AdvanceTakenOff(DomainError):
    """An advance is taken back when no invoice has taken it off; the note on that invoice comes first."""

    message = "An invoice has taken this advance off; take that back first."
    taken_off_by: NodeId


def require_advance(invoice: asyncpg.Record | Found, advance: asyncpg.Record, path: InputPath) -> None:
    """Check that an invoice can take an advance off, or a note give it back.

    Raises:
        AdvanceUnfit: it cannot.
    """
    kind, of = InvoiceKind(advance["kind"]), InvoiceKind(invoice["kind"])
    fits = advance["is_advance"] and advance["state"] == InvoiceState.POSTED and not invoice["is_advance"]
    alike = all(advance[name] == invoice[name] for name in ("party_id", "currency"))
    if of in NOTES.values():
        gives = advance["given_by_id"] is not None and advance["given_by_id"] == invoice["credits_id"]
        fits = fits and NOTES.get(kind) is of and gives and not advance["is_given_back"]
    else:
        fits = fits and kind is of and advance["gives_back_id"] is None and not advance["is_credited"]
    if not (fits and alike):
        raise AdvanceUnfit(path=(*path, "deductions"))


async def locked_advances(
    work: Work, invoice: Found, credited: asyncpg.Record | None, path: InputPath
) -> list[asyncpg.Record]:
    """Lock the advances of an invoice and what stands for them on accounts of prepayments, and check them once more.

    For a note it is what stands there for the document that it credits, too.

    Raises:
        AdvanceUnfit: one was taken back meanwhile, or given back.
    """
    await work.raw.fetch(_LOCK, invoice["id"])
    advances = await work.raw.fetch(ADVANCES, invoice["id"])
    for advance in advances:
        require_advance(invoice, advance, path)
    documents = list(advances)
    if credited is not None and (advances or credited["is_advance"]):
        documents.append(credited)
    if documents:
        await work.raw.fetch(_LOCK_ITEMS, [each["entry_id"] for each in documents], _side(invoice))
    return advances


async def require_not_taken_off(work: Work, advance_id: UUID, path: InputPath) -> None:
    """Check that no posted invoice has taken an advance off.

    Raises:
        AdvanceTakenOff: one has.
    """
    taken_off = await work.raw.fetchval(_TAKEN_OFF, advance_id)
    if taken_off is not None:
        raise AdvanceTakenOff(NodeId("Invoice", taken_off), path=path)


async def settle_prepayments(
    work: Work, invoice: Found, entry_id: UUID, advances: Sequence[tuple[asyncpg.Record, UUID]], on: date
) -> None:
    """Settle what an invoice or a note posted for its advances, each by its line, with what these had left."""
    side = _side(invoice)
    if InvoiceKind(invoice["kind"]) in NOTES.values():
        await _give_back(work, invoice, entry_id, advances, on)
        return
    for advance, line_id in advances:
        own = await work.raw.fetch(_ITEMS, entry_id, side, [line_id])
        await _cancel_out(work, await work.raw.fetch(_ITEMS, advance["entry_id"], side, []), own, on)


async def take_back_prepayment(work: Work, note: Found, entry_id: UUID, advance: asyncpg.Record, on: date) -> None:
    """Settle what a note on an advance posted with what the advance had left."""
    side = _side(note)
    left = await work.raw.fetch(_ITEMS, advance["entry_id"], side, [])
    await _cancel_out(work, left, await work.raw.fetch(_ITEMS, entry_id, side, []), on)


async def _give_back(
    work: Work, note: Found, entry_id: UUID, advances: Sequence[tuple[asyncpg.Record, UUID]], on: date
) -> None:
    """Undo the settlement of the final invoice with its advances, and settle that with the note instead."""
    if not advances:
        return
    side = _side(note)
    final = await work.raw.fetchval("select entry_id from invoice where id = $1", note["credits_id"])
    for row in await work.raw.fetch(_SETTLEMENTS, [final], side):
        await undo_settlement(work, row["id"], max(on, row["settled_on"]), REASON)
    taken_off = await work.raw.fetch(_ITEMS, final, side, [])
    for _, line_id in advances:
        own = await work.raw.fetch(_ITEMS, entry_id, side, [line_id])
        await _cancel_out(work, taken_off, own, on)
        taken_off = await work.raw.fetch(_ITEMS, final, side, [])
    await work.raw.execute(_GIVEN_BACK, note["id"])


async def _cancel_out(work: Work, first: Sequence[asyncpg.Record], other: Sequence[asyncpg.Record], on: date) -> None:
    """Settle open items of two documents with each other as far as they go, account by account."""
    for account in dict.fromkeys(row["account_id"] for row in (*first, *other)):
        one = [row for row in first if row["account_id"] == account]
        two = [row for row in other if row["account_id"] == account]
        owed = [sum((row["open_amount"] for row in rows), Decimal(0)) for rows in (one, two)]
        # Where both come to nothing, there may be lines that cancel each other out.
        if owed[0] * owed[1] >= 0 and any(owed):
            continue
        amount = min(abs(each) for each in owed)
        parts = [*_filled(one, owed[0], amount), *_filled(two, owed[1], amount)]
        if parts:
            await settle(work, parts, max(on, *(row["posted_on"] for row in (*one, *two))))


def _filled(rows: Sequence[asyncpg.Record], owed: Decimal, amount: Decimal) -> list[Part]:
    """Give the parts of rows that come to an amount of what they owe together.

    What is owed the other way, such as of a line that takes something off, is settled whole.
    """
    against = [row for row in rows if row["open_amount"] * owed <= 0]
    parts = [Part(row["id"], row["open_amount"]) for row in against]
    left = amount + abs(sum((row["open_amount"] for row in against), Decimal(0)))
    for row in rows:
        part = min(abs(row["open_amount"]), left) if row["open_amount"] * owed > 0 else Decimal(0)
        left -= part
        if part:
            parts.append(Part(row["id"], part if row["open_amount"] > 0 else -part))
    return parts


def _side(invoice: Found) -> OpenItemSide:
    """Prepayments stand on the other side than what is due of the document."""
    is_sale = TRADES[InvoiceKind(invoice["kind"])] is Trade.SALE
    return OpenItemSide.PAYABLE if is_sale else OpenItemSide.RECEIVABLE
