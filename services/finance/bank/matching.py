"""Matching: what an entry of the bank shows of payments that are posted already, so that nothing is posted twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.errors import DomainError
from models import AccountSubtype, PaymentState
from services import locking
from services.finance.bank.parts import MoreThanOpen, Part
from services.finance.payment import confirm_payment
from services.finance.payment_drafts import PAYMENT, require_state
from services.refusals import NotFound
from services.rows import Found
from services.work import Work


@dataclass(eq=False)
class PaymentElsewhere(DomainError):
    """A payment is matched on the bank account that it was posted to, or by way of a clearing account."""

    message = "This payment was posted to another account of a bank or cash box, or in a currency not kept there."


@dataclass(frozen=True, slots=True)
class Matches:
    """The parts of an entry of the bank, and the payments among them that it shows to the last cent."""

    parts: Sequence[Part]
    confirmed: Sequence[Found]


# Read after the payments are locked, so that it knows what others have matched just before.
_MOVED: Final = """
select payment.id, account.subtype, payment_on_account(payment.id, $2) as moved, (
    select id from journal_line where entry_id = payment.entry_id and account_id = payment.account_id order by position limit 1
  ) as journal_line_id,
  coalesce((select sum(amount) from bank_reconciliation_part where payment_id = payment.id), 0) as matched
from payment join ledger_account as account on account.id = payment.account_id where payment.id = any($1::uuid[])
"""
_OF_RECONCILIATION: Final = """
select distinct payment_id from bank_reconciliation_part where reconciliation_id = $1 and payment_id is not null
"""


async def match_payments(work: Work, parts: Sequence[Part], line: asyncpg.Record) -> Matches:
    """Lock the payments that parts name, and say where each was posted, and by which line where nothing is posted for it.

    Raises:
        NotFound: there is no such payment of the company, or none to be seen.
        TransitionUnavailable: it is a draft, voided, or shown by the bank already.
        PaymentElsewhere: another account of a bank shows it.
        MoreThanOpen: it has the other direction, or less left.
    """
    paths = {part.payment_id: part.path for part in reversed(parts) if part.payment_id is not None}
    if not paths:
        return Matches(parts, ())
    found = await locking.locked(work, PAYMENT, list(paths.items()))
    for key, path in paths.items():
        if found[key]["company_id"] != line["company_id"]:
            raise NotFound(path=path)
        require_state(found[key], "reconcile", PaymentState.POSTED, path)
    moved = {row["id"]: row for row in await work.raw.fetch(_MOVED, list(paths), line["currency"])}
    left = {key: _left(found[key], row, line, paths[key]) for key, row in moved.items()}
    made = [_matched(part, found, moved, left, line) for part in parts]
    return Matches(made, [found[key] for key in paths if not left[key]])


def _left(payment: Found, row: asyncpg.Record, line: asyncpg.Record, path: tuple[str | int, ...]) -> Decimal:
    is_here = payment["account_id"] == line["bank_ledger_account_id"] or row["subtype"] == AccountSubtype.CLEARING
    if not is_here or row["moved"] is None:
        raise PaymentElsewhere(path=path)
    return row["moved"] - row["matched"]


def _matched(
    part: Part,
    payments: Mapping[UUID, Found],
    moved: Mapping[UUID, asyncpg.Record],
    left: dict[UUID, Decimal],
    line: asyncpg.Record,
) -> Part:
    key = part.payment_id
    if key is None:
        return part
    if part.amount * left[key] <= 0 or abs(part.amount) > abs(left[key]):
        raise MoreThanOpen(part.amount, left[key], path=part.path)
    left[key] -= part.amount
    account_id = payments[key]["account_id"]
    is_posted = account_id == line["bank_ledger_account_id"]
    return part.of_payment(account_id, payments[key]["party_id"], moved[key]["journal_line_id"] if is_posted else None)


async def confirm_matched(work: Work, payments: Sequence[Found]) -> None:
    """Note that the bank shows these payments, as they were locked."""
    for payment in payments:
        await confirm_payment(work, payment["id"], payment["version"], shown=True, by_hand=False)


async def matched_with(work: Work, reconciliation_id: UUID) -> Sequence[Found]:
    """Give the payments that parts of a reconciliation name, locked."""
    rows = await work.raw.fetch(_OF_RECONCILIATION, reconciliation_id)
    found = await locking.locked(work, PAYMENT, [(row["payment_id"], ("id",)) for row in rows])
    return list(found.values())


async def unmatch(work: Work, payments: Sequence[Found]) -> None:
    """Note of these payments, as they were locked, that the bank does not show all of them any more."""
    for payment in payments:
        if payment["state"] == PaymentState.RECONCILED:
            await confirm_payment(work, payment["id"], payment["version"], shown=False, by_hand=False)
