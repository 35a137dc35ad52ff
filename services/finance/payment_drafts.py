"""Drafts of payments: written and changed by hand, with what they are for, in its own currency or another."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

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
from services.finance.rates import rate_on
from services.finance.written_places import require_payment_places
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
_FORGET_ALLOCATIONS: Final = "delete from payment_allocation where payment_id = $1"
_FORGET: Final = "delete from payment where id = $1"
_AVAILABLE: Final = {
    PaymentState.DRAFT: ("change", "delete", "post"),
    PaymentState.POSTED: ("reconcile", "void"),
    PaymentState.RECONCILED: ("unreconcile",),
    PaymentState.VOIDED: (),
}


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
        await require_payment_places(work, row, values)


async def _journal(work: Work, company_id: UUID, account_id: UUID) -> UUID:
    found = await work.raw.fetchrow(_JOURNAL, account_id)
    if found is not None and found["journal"] is not None:
        return found["journal"]
    is_cash = found is not None and found["subtype"] == models.AccountSubtype.CASH
    return await journal_for(work, company_id, JournalKind.CASH if is_cash else JournalKind.BANK)


async def _check(work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        require_state(row.before, "change", PaymentState.DRAFT, row.at("id"))
        await require_payment_places(work, row, {**row.before, **row.values})
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
    require_state(await payment_of(work, key, version), "delete", PaymentState.DRAFT, ("id",))
    for statement in (_FORGET_ALLOCATIONS, _FORGET):
        await work.raw.execute(statement, key)


async def payment_of(work: Work, key: UUID, version: int) -> Found:
    """Give a payment as it was when somebody looked, locked until the transaction ends.

    Raises:
        NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, PAYMENT, [(key, ("id",))]))[key]
    await locking.require_version(work, PAYMENT, found, version, ("version",))
    return found


def require_state(payment: Found, transition: str, needed: PaymentState, path: InputPath) -> None:
    """Check that a payment is as a transition needs it.

    Raises:
        TransitionUnavailable: it is not.
    """
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
