"""Reconciling: what an entry of the bank was for is posted, and can be undone.

Locks are taken in this order: the line of the statement, the payments that it shows and the open items that it pays, each by
their ids, the number of the entry, those of what its settlements post. Undoing locks the open items of all that it undoes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from kernel.currency import currency_exponent
from kernel.errors import DomainError
from kernel.ids import uuid7
from kernel.rounding import exact_ratio, round_to
from models import BankReconciliation, BankStatementLine, MatchSuggestion
from services.finance.bank.limits import require_within_limits
from services.finance.bank.matching import confirm_matched, match_payments, matched_with, unmatch
from services.finance.bank.parts import MoreThanOpen, Part, require_parts
from services.finance.bank.settling import Paid, locked_settlements, settle_paid
from services.finance.posting import Entry, Leg, post
from services.finance.posting_reversal import reverse
from services.finance.rates import rate_on
from services.finance.settling.reversing import settle_turned
from services.finance.settling.settle import undo_settlement
from services.refusals import NotFound, TooManyRows
from services.rights import rows_of
from services.rows import as_json
from services.work import Work

RECONCILIATIONS_MAX: Final = 100
DESCRIPTION_MAX: Final = 250


@dataclass(eq=False)
class NothingToPay(DomainError):
    """What is paid is a posted line of receivables or payables, of a party."""

    message = "This is no posted line of receivables or payables."


@dataclass(eq=False)
class ReconciliationUndone(DomainError):
    """A reconciliation is undone once, and what undoes another is not undone."""

    message = "This reconciliation has been undone, or undoes another."


_LINE: Final = """
select line.*, account.account_id as bank_ledger_account_id, account.journal_id, statement.format
from bank_statement_line as line join bank_account as account on account.id = line.bank_account_id
join bank_statement as statement on statement.id = line.statement_id
where line.id = $1 for update of line
"""
_POSTED: Final = """
select id, account_id, party_id, currency, amount, open_amount, posted_on from open_item
where id = any($1::uuid[]) and company_id = $2 order by id for update
"""
_SUGGESTED: Final = """
select part.* from match_suggestion_part as part where part.suggestion_id = $1 order by part.id
"""
_WRITE: Final = """
insert into bank_reconciliation (id, company_id, line_id, entry_id, amount, currency, undoes_id)
values ($1, $2, $3, $4, $5, $6, $7)
"""
_WRITE_PARTS: Final = """
insert into bank_reconciliation_part (company_id, reconciliation_id, account_id, party_id, journal_line_id, payment_id,
  amount, currency)
select company_id, reconciliation_id, account_id, party_id, journal_line_id, payment_id, amount, currency
from jsonb_populate_recordset(null::bank_reconciliation_part, $1::jsonb)
"""
_UNDO_PARTS: Final = """
insert into bank_reconciliation_part (company_id, reconciliation_id, account_id, party_id, journal_line_id, payment_id,
  amount, currency)
select company_id, $2, account_id, party_id, journal_line_id, payment_id, -amount, currency
from bank_reconciliation_part where reconciliation_id = $1 order by journal_line_id
"""
_FORGET_PARTS: Final = """
delete from match_suggestion_part as part using match_suggestion as suggestion
where suggestion.id = part.suggestion_id and suggestion.line_id = $1
"""
_FORGET: Final = "delete from match_suggestion where line_id = $1"


async def reconcile(work: Work, line_id: UUID, parts: Sequence[Part], on: date | None = None) -> UUID:
    """Post what an entry of the bank was for, or a part of it, and give the line's id.

    It is posted on the day that the bank booked it, unless another day is given. For a payment that has been posted to this
    bank account nothing is posted.

    Raises:
        NotFound: there is no such line, payment, account or party, or none to be seen.
        MoreThanOpen, PartUnfit, NothingToPay, PaymentElsewhere, TooManyRows, ValueRequired: as their names say.
        TransitionUnavailable: a payment is not waiting to be shown by the bank.
        DraftRequired: others have to agree to what somebody has written by hand.
        DomainError: as for every posting.
    """
    line = await _locked(work, line_id)
    require_parts(parts, line["currency"])
    times = await work.raw.fetchval("select count(*) from bank_reconciliation where line_id = $1", line_id)
    # Each can be undone.
    if times + 2 > RECONCILIATIONS_MAX:
        raise TooManyRows(times + 2, RECONCILIATIONS_MAX, path=("id",))
    day = on or line["booked_on"]
    matches = await match_payments(work, parts, line)
    parts = await _with_accounts(work, matches.parts, line, day)
    total = sum((part.amount for part in parts), Decimal(0))
    left: Decimal = line["amount"] - line["matched_amount"]
    if total * left <= 0 or abs(total) > abs(left):
        raise MoreThanOpen(total, left, path=("parts",))
    await require_within_limits(work, line, parts, day)
    entry_id = await _post(work, line, [part for part in parts if not part.is_posted_already], day)
    await _write(work, line, parts, total, entry_id)
    await confirm_matched(work, matches.confirmed)
    for statement in (_FORGET_PARTS, _FORGET):
        await work.raw.execute(statement, line_id)
    return line_id


async def accept(work: Work, suggestion_id: UUID, on: date | None = None) -> UUID:
    """Reconcile an entry of the bank as it is suggested, and give the line's id. Raises as `reconcile`."""
    table = MatchSuggestion.__table__
    query = sa.select(table.c.line_id).where(table.c.id == suggestion_id, *rows_of(work, table))
    line_id = await work.session.scalar(query)
    if line_id is None:
        raise NotFound(path=("suggestionId",))
    parts = [
        Part(row["amount"], payment_id=row["payment_id"], path=("suggestionId",))
        if row["payment_id"] is not None
        else Part(row["amount"], row["account_id"], row["party_id"], row["journal_line_id"], path=("suggestionId",))
        for row in await work.raw.fetch(_SUGGESTED, suggestion_id)
    ]
    return await reconcile(work, line_id, parts, on)


async def undo(work: Work, reconciliation_id: UUID, on: date, reason: str) -> UUID:
    """Undo a reconciliation: its entry is reversed on a day, and the line is open again, as its payments are; give the line's id.

    Raises:
        NotFound: there is none, or none to be seen.
        ReconciliationUndone: it has been undone already.
        SettledOtherwise: what it paid has been settled with a payment since.
        DomainError: as for undoing a settlement, and for every reversal.
    """
    table = BankReconciliation.__table__
    query = sa.select(table).where(table.c.id == reconciliation_id, *rows_of(work, table))
    found = (await work.session.execute(query)).mappings().first()
    if found is None:
        raise NotFound(path=("id",))
    line = await _locked(work, found["line_id"])
    again = "select exists (select from bank_reconciliation where undoes_id = $1)"
    if found["undoes_id"] is not None or await work.raw.fetchval(again, reconciliation_id):
        raise ReconciliationUndone(path=("id",))
    payments = await matched_with(work, reconciliation_id)
    entry_id = None
    if found["entry_id"] is not None:
        settlements = await locked_settlements(work, found["entry_id"])
        entry_id = await reverse(work, found["entry_id"], on, reason, ("on",))
        for settlement_id in settlements:
            await undo_settlement(work, settlement_id, on, reason)
        await settle_turned(work, found["entry_id"], entry_id, on)
    key = uuid7()
    amount, currency = -found["amount"], found["currency"]
    await work.raw.execute(_WRITE, key, line["company_id"], line["id"], entry_id, amount, currency, reconciliation_id)
    await work.raw.execute(_UNDO_PARTS, reconciliation_id, key)
    await unmatch(work, payments)
    return line["id"]


async def _locked(work: Work, line_id: UUID) -> asyncpg.Record:
    table = BankStatementLine.__table__
    seen = await work.session.scalar(sa.select(table.c.id).where(table.c.id == line_id, *rows_of(work, table)))
    if seen is None:
        raise NotFound(path=("id",))
    line = await work.raw.fetchrow(_LINE, line_id)
    assert line is not None
    return line


async def _with_accounts(work: Work, parts: Sequence[Part], line: asyncpg.Record, day: date) -> list[Part]:
    """Say account and party of parts that pay a posted line, and check that no more is paid than is open."""
    wanted = sorted({part.journal_line_id for part in parts if part.journal_line_id and not part.payment_id})
    posted = {row["id"]: row for row in await work.raw.fetch(_POSTED, wanted, line["company_id"])}
    left = {key: row["open_amount"] for key, row in posted.items()}
    made: list[Part] = []
    for said in parts:
        part = replace(said, amount=round(said.amount, currency_exponent(line["currency"])))
        if part.journal_line_id is None or part.payment_id is not None:
            made.append(part)
            continue
        row = posted.get(part.journal_line_id)
        if row is None:
            raise NothingToPay(path=part.path)
        paid = await _paid(work, part, line, row, day, left[row["id"]])
        left[row["id"]] -= paid.item_amount
        made.append(replace(part, account_id=row["account_id"], party_id=row["party_id"], paid=paid))
    return made


async def _paid(work: Work, part: Part, line: asyncpg.Record, row: asyncpg.Record, day: date, left: Decimal) -> Paid:
    """Tell what of a posted line a part settles, with what is let go of it; of what is open in another currency, what the
    part is worth on the day, and no more than is open.
    """
    let_go = part.discount + part.write_off
    amount = part.amount if part.item_amount is None else part.item_amount
    if part.item_amount is None and row["currency"] != line["currency"]:
        rate = await rate_on(work, line["company_id"], line["currency"], row["currency"], day)
        worth = round_to(exact_ratio(part.amount) * exact_ratio(rate), currency_exponent(row["currency"]))
        amount = worth if abs(worth) + let_go <= abs(left) else left - let_go.copy_sign(left)
    settled = amount + (let_go if row["amount"] > 0 else -let_go)
    is_whole = row["currency"] != line["currency"] or amount == part.amount
    if not is_whole or settled * left <= 0 or amount * part.amount <= 0 or abs(settled) > abs(left):
        raise MoreThanOpen(settled, left, path=part.path)
    return Paid(row, uuid7(), part.amount, settled, part.discount, part.write_off, part.path)


async def _post(work: Work, line: asyncpg.Record, parts: Sequence[Part], day: date) -> UUID | None:
    """Post what is not in the books yet, and settle what it pays; None where payments have posted all of it."""
    if not parts:
        return None
    (entry_id,) = await post(work, [_entry(line, parts, day)])
    await settle_paid(work, [part.paid for part in parts if part.paid is not None], day)
    return entry_id


def _entry(line: asyncpg.Record, parts: Sequence[Part], day: date) -> Entry:
    said = " ".join(filter(None, (line["counterparty_name"], line["remittance"])))[:DESCRIPTION_MAX] or "Bank"
    total = sum((part.amount for part in parts), Decimal(0))
    # Parts beside a payment may come to nothing together: then nothing moves on the bank account.
    of_bank = [Leg(line["bank_ledger_account_id"], total)] if total else []
    return Entry(
        line["company_id"], line["journal_id"], day, [*of_bank, *(_leg(part) for part in parts)], line["currency"], None, said,
        source=("BankStatementLine", line["id"]), document_on=line["booked_on"],
    )  # fmt: skip


def _leg(part: Part) -> Leg:
    assert part.account_id is not None, "parts without a line name an account"
    leg_id = None if part.paid is None else part.paid.leg_id
    return Leg(
        part.account_id, -part.amount, part.party_id, part.description, part.dimensions, id=leg_id, path=part.path
    )


async def _write(
    work: Work, line: asyncpg.Record, parts: Sequence[Part], total: Decimal, entry_id: UUID | None
) -> None:
    key, company_id, currency = uuid7(), line["company_id"], line["currency"]
    await work.raw.execute(_WRITE, key, company_id, line["id"], entry_id, total, currency, None)
    rows = [
        {
            "company_id": company_id,
            "reconciliation_id": key,
            "account_id": part.account_id,
            "party_id": part.party_id,
            "journal_line_id": part.journal_line_id,
            "payment_id": part.payment_id,
            "amount": part.amount,
            "currency": currency,
        }
        for part in parts
    ]
    await work.raw.execute(_WRITE_PARTS, as_json(rows))
