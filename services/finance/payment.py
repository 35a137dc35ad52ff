"""Payments: drafted with what they are for, posted, settled with it, and voided.

Locks are taken in this order: the payment, the open items by their ids, then the numbers of the entries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

import asyncpg

import models
from kernel.currency import currency_exponent
from kernel.errors import DomainError, InputPath
from kernel.money import Money
from kernel.rounding import exact_ratio, round_to
from kernel.workflow import TransitionUnavailable
from models import AccountRole, JournalKind, PaymentDirection, PaymentState
from services import locking
from services.bounds import Within
from services.finance.determination import account_for, journal_for
from services.finance.lines_by_hand import in_own_currency
from services.finance.outgoing_approval import require_payment_approval
from services.finance.posting import Entry, Leg, post
from services.finance.posting_reversal import reverse
from services.finance.rates import rate_on
from services.finance.settling.items import Part, lock_settled, locked_items
from services.finance.settling.reversing import settle_turned
from services.finance.settling.settle import settle, undo_settlement
from services.master import Master
from services.rows import ChangedRow, Found, NewRow
from services.work import Work

_AMOUNTS: Final[Mapping[str, str]] = {
    "amount": "currency", "discount_amount": "item_currency", "write_off_amount": "item_currency",
}  # fmt: skip
"""The amounts of an allocation, and the columns with their currencies."""
_ROLES: Final = {PaymentDirection.IN: AccountRole.RECEIVABLE, PaymentDirection.OUT: AccountRole.PAYABLE}

_JOURNAL: Final = """
select coalesce((select journal_id from bank_account where account_id = account.id and archived_at is null limit 1), null) as journal,
  account.subtype from ledger_account as account where account.id = $1
"""
_CURRENCIES: Final = "select id, currency, paid_on from payment where id = any($1::uuid[])"
_ITEM_CURRENCIES: Final = "select id, currency from open_item where id = any($1::uuid[])"
_ALLOCATIONS: Final = """
select said.*, item.amount as owed_amount from payment_allocation as said join open_item as item on item.id = said.open_item_id
where said.payment_id = $1 order by said.id
"""
_ITEM: Final = "select id from open_item where entry_id = $1 and account_id = $2"
_POSTED: Final = "update payment set state = 'POSTED', entry_id = $2, rate = $3 where id = $1"
_VOIDED: Final = "update payment set state = 'VOIDED', void_entry_id = $2 where id = $1"
_MOVED: Final = "update payment set state = $2 where id = $1"
_FORGET_ALLOCATIONS: Final = "delete from payment_allocation where payment_id = $1"
_FORGET: Final = "delete from payment where id = $1"
# Those that are undone already are not undone again.
_SETTLEMENTS: Final = """
select distinct settlement.id from settlement_line as line
join settlement on settlement.id = line.settlement_id and settlement.undoes_id is null
where line.open_item_id = $1 and not exists (select from settlement as undoing where undoing.undoes_id = settlement.id)
order by settlement.id
"""


@dataclass(eq=False)
class AllocatedAbovePayment(DomainError):
    """No more is allocated than was paid; what is left of a payment stays open for the party."""

    message = "{allocated} is allocated of a payment over {amount}."
    allocated: Decimal
    amount: Decimal


async def _complete(work: Work, rows: Sequence[NewRow]) -> None:
    await in_own_currency(work, rows)
    for row in rows:
        values: dict[str, Any] = row.values
        company_id, direction = values["company_id"], PaymentDirection(values["direction"])
        values["amount"] = _exact(row, "amount", values["currency"])
        if values.get("account_id") is None:
            values["account_id"] = await account_for(work, company_id, AccountRole.BANK)
        if values.get("party_account_id") is None:
            values["party_account_id"] = await account_for(work, company_id, _ROLES[direction])
        if values.get("journal_id") is None:
            values["journal_id"] = await _journal(work, company_id, values["account_id"])


async def _journal(work: Work, company_id: UUID, account_id: UUID) -> UUID:
    found = await work.raw.fetchrow(_JOURNAL, account_id)
    if found is not None and found["journal"] is not None:
        return found["journal"]
    is_cash = found is not None and found["subtype"] == models.AccountSubtype.CASH
    return await journal_for(work, company_id, JournalKind.CASH if is_cash else JournalKind.BANK)


async def _check(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        _require_state(row.before, "change", PaymentState.DRAFT, row.at("id"))
        if row.values.get("amount") is not None:
            row.values["amount"] = _exact(row, "amount", row.before["currency"])


async def _complete_allocations(work: Work, rows: Sequence[NewRow]) -> None:
    found = await work.raw.fetch(_CURRENCIES, list({row.values["payment_id"] for row in rows}))
    payments = {each["id"]: each for each in found}
    items = await work.raw.fetch(_ITEM_CURRENCIES, list({row.values["open_item_id"] for row in rows}))
    currencies = {each["id"]: each["currency"] for each in items}
    for row in rows:
        payment = payments[row.values["payment_id"]]
        # Of an item that is not there, the foreign key says so.
        row.values["currency"] = payment["currency"]
        row.values["item_currency"] = currencies.get(row.values["open_item_id"], payment["currency"])
        for name, currency in _AMOUNTS.items():
            row.values[name] = row.values.get(name) or Decimal(0)
            row.values[name] = _exact(row, name, str(row.values[currency]))
        row.values["item_amount"] = await _item_amount(work, row, row.values, payment["paid_on"])


async def _check_allocations(work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        for name, currency in _AMOUNTS.items():
            if row.values.get(name) is not None:
                row.values[name] = _exact(row, name, row.before[currency])
        if row.values.get("amount") is not None or row.values.get("item_amount") is not None:
            paid_on = await work.raw.fetchval("select paid_on from payment where id = $1", row.before["payment_id"])
            said = {**row.before, "item_amount": None, **row.values}
            row.values["item_amount"] = await _item_amount(work, row, said, paid_on)


async def _item_amount(work: Work, row: NewRow | ChangedRow, said: Mapping[str, Any], paid_on: date) -> Decimal:
    """Give what is paid of an item in its currency: as it is said, or else by the rate of the day on which it is paid."""
    own, other = said["currency"], said["item_currency"]
    if said.get("item_amount") is not None:
        return _exact(row, "item_amount", other)
    if own == other:
        return said["amount"]
    rate = await rate_on(work, said["company_id"], own, other, paid_on)
    return round_to(exact_ratio(said["amount"]) * exact_ratio(rate), currency_exponent(other))


ALLOCATION: Final = Master(
    models.PaymentAllocation, within=Within("payment_id", 500), complete=_complete_allocations, check=_check_allocations
)
PAYMENT: Final = Master(models.Payment, lists={"allocations": ALLOCATION}, complete=_complete, check=_check)
POLICY: Final = Master(models.PaymentPolicy)


async def delete_payment(work: Work, key: UUID, version: int) -> None:
    """Throw the draft of a payment away.

    Raises:
        TransitionUnavailable: it is posted.
        NotFound, StaleVersion: as their names say.
    """
    _require_state(await _payment(work, key, version), "delete", PaymentState.DRAFT, ("id",))
    for statement in (_FORGET_ALLOCATIONS, _FORGET):
        await work.raw.execute(statement, key)


async def post_payment(work: Work, key: UUID, version: int) -> UUID:
    """Post a payment, and settle what it is for; what is left of it stays open. Give its id.

    Raises:
        TransitionUnavailable: it is posted already.
        AllocatedAbovePayment: more is allocated than is paid.
        ApprovalRequired, ApprovalRejected: others have to agree to what goes out, or have refused.
        DomainError: as for settling, and for every posting.
    """
    payment = await _payment(work, key, version)
    _require_state(payment, "post", PaymentState.DRAFT, ("id",))
    rows = await work.raw.fetch(_ALLOCATIONS, key)
    allocated = sum((row["amount"] for row in rows), Decimal(0))
    if not 0 <= allocated <= payment["amount"]:
        raise AllocatedAbovePayment(allocated, payment["amount"], path=("id",))
    await require_payment_approval(work, payment)
    await locked_items(work, [_part(payment, row) for row in rows])
    (entry_id,) = await post(work, [_entry(payment)])
    rate = await work.raw.fetchval("select rate from journal_entry where id = $1", entry_id)
    await work.raw.execute(_POSTED, key, entry_id, rate)
    item_id = await work.raw.fetchval(_ITEM, entry_id, payment["party_account_id"])
    # One settlement for each currency, so that what is paid in its own cancels out to the cent.
    for _, group in groupby(sorted(rows, key=itemgetter("item_currency")), itemgetter("item_currency")):
        paid = list(group)
        parts = [_part(payment, row) for row in paid]
        if share := sum((row["amount"] for row in paid), Decimal(0)):
            parts.append(Part(item_id, -_direction(payment) * share, path=("id",)))
        await settle(work, parts, payment["paid_on"], key)
    return key


async def void_payment(work: Work, key: UUID, version: int, on: date, reason: str) -> UUID:
    """Void a payment: what it settled is open again, and its entry is undone. Give its id.

    Raises:
        TransitionUnavailable: it is a draft, confirmed by the bank, or voided.
        DomainError: as for every reversal.
    """
    payment = await _payment(work, key, version)
    _require_state(payment, "void", PaymentState.POSTED, ("id",))
    item_id = await work.raw.fetchval(_ITEM, payment["entry_id"], payment["party_account_id"])
    settlements = await work.raw.fetch(_SETTLEMENTS, item_id)
    await lock_settled(work, [row["id"] for row in settlements])
    entry_id = await reverse(work, payment["entry_id"], on, reason, ("on",))
    for row in settlements:
        await undo_settlement(work, row["id"], on, reason)
    await settle_turned(work, payment["entry_id"], entry_id, on, key)
    await work.raw.execute(_VOIDED, key, entry_id)
    return key


async def confirm_payment(work: Work, key: UUID, version: int, *, shown: bool) -> UUID:
    """Note that the bank shows a payment, or that it does not after all. Give its id.

    Raises:
        TransitionUnavailable: it is in another state.
        NotFound, StaleVersion: as their names say.
    """
    before, after = PaymentState.POSTED, PaymentState.RECONCILED
    if not shown:
        before, after = after, before
    payment = await _payment(work, key, version)
    _require_state(payment, "reconcile" if shown else "unreconcile", before, ("id",))
    await work.raw.execute(_MOVED, key, after)
    return key


def _part(payment: Found, row: asyncpg.Record) -> Part:
    sign = 1 if row["owed_amount"] > 0 else -1
    let_go = row["discount_amount"] + row["write_off_amount"]
    amount = _direction(payment) * row["item_amount"] + sign * let_go
    return Part(row["open_item_id"], amount, row["discount_amount"], row["write_off_amount"], path=("id",))


def _entry(payment: Found) -> Entry:
    amount = payment["amount"] * _direction(payment)
    legs = [Leg(payment["account_id"], amount), Leg(payment["party_account_id"], -amount, payment["party_id"])]
    return Entry(
        payment["company_id"], payment["journal_id"], payment["paid_on"], legs, payment["currency"], payment["rate"],
        payment["reference"] or "Payment", source=("Payment", payment["id"]), document_on=payment["paid_on"],
    )  # fmt: skip


def _direction(payment: Found) -> int:
    return 1 if payment["direction"] == PaymentDirection.IN else -1


async def _payment(work: Work, key: UUID, version: int) -> Found:
    found = (await locking.locked(work, PAYMENT, [(key, ("id",))]))[key]
    await locking.require_version(work, PAYMENT, found, version, ("version",))
    return found


_AVAILABLE: Final = {
    PaymentState.DRAFT: ("change", "delete", "post"),
    PaymentState.POSTED: ("reconcile", "void"),
    PaymentState.RECONCILED: ("unreconcile",),
    PaymentState.VOIDED: (),
}


def _require_state(payment: Found, transition: str, needed: PaymentState, path: InputPath) -> None:
    state = PaymentState(payment["state"])
    if state is not needed:
        raise TransitionUnavailable("Payment", transition, state, _AVAILABLE[state], path=path)


def _exact(row: NewRow | ChangedRow, name: str, currency: str) -> Decimal:
    """Give an amount with the digits of its currency; finer ones are refused, not rounded."""
    amount = row.values[name]
    assert isinstance(amount, Decimal), "amounts are decimals"
    try:
        return Money(amount, currency).amount
    except DomainError as refusal:
        raise refusal.under(*row.at(name)) from None
