"""Posting: entries are judged together, converted, numbered and written, or refused.

The database holds every rule once more (`models/finance/entry_rules.py`). What is looked up here before is for a refusal
that says what is wrong, and where.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import uuid7
from kernel.money import Money
from models import EntryKind
from services.finance.conversion import Conversion
from services.finance.posting_entry import Entry, Leg
from services.finance.posting_place import entry_row, surroundings
from services.finance.posting_refusals import (
    AccountArchived,
    AccountIsHeading,
    EntryTooShort,
    EntryUnbalanced,
    PartyRequired,
)
from services.finance.posting_write import Place, Ready, write
from services.finance.rates import rate_on
from services.refusals import NotFound, TooManyRows
from services.work import Work

LINES_MAX: Final = 10_000
"""How many lines one request posts."""


async def post(work: Work, entries: Sequence[Entry]) -> list[UUID]:
    """Post entries, and give their ids in the same order; all of them, or none.

    Numbers are taken with the write, and their series are locked until the transaction ends: post last.

    Raises:
        EntryUnbalanced, EntryTooShort, UnbalancedInCompanyCurrency: debits and credits of an entry are not equal.
        PeriodMissing, PeriodClosed, PostingLocked: the day is not open for it.
        AccountIsHeading, AccountArchived, PartyRequired, JournalArchived: an account or the journal does not take it.
        NotFound, RateMissing, TooManyRows: as their names say.
    """
    if not entries:
        return []
    _require_size(entries)
    places, accounts = await surroundings(work, entries)
    ready = [await _ready(work, entry, place, accounts) for entry, place in zip(entries, places, strict=True)]
    await write(work, ready)
    return [each.entry["id"] for each in ready]


def _require_size(entries: Sequence[Entry]) -> None:
    count = sum(len(entry.legs) for entry in entries)
    if count > LINES_MAX:
        raise TooManyRows(count, LINES_MAX, path=entries[0].path)
    for entry in entries:
        if len(entry.legs) < 2:
            raise EntryTooShort(path=entry.path)


async def _ready(work: Work, entry: Entry, place: Place, accounts: Mapping[str, Mapping[str, Any]]) -> Ready:
    for leg in entry.legs:
        _require_account(entry, leg, accounts.get(str(leg.account_id)))
    amounts = [_exact(leg, entry.currency) for leg in entry.legs]
    _require_balance(entry, amounts)
    rate = entry.rate
    if entry.currency == place.currency:
        rate = Decimal(1)
    elif rate is None:
        rate = await rate_on(work, entry.company_id, entry.currency, place.currency, entry.posted_on)
    converted = _converted(entry, amounts, rate, place)
    keyed = replace(entry, id=entry.id or uuid7())
    lines: list[dict[str, Any]] = []
    for leg, amount, company_amount in zip(entry.legs, amounts, converted, strict=True):
        kept_in = accounts[str(leg.account_id)]["currency"]
        own = await _account_amount(work, keyed, leg, kept_in, company_amount, place)
        line = _line(keyed, leg, place, len(lines) + 1, amount, company_amount)
        lines.append({**line, "account_currency": kept_in, "account_amount": own})
    return Ready(entry_row(keyed, place, rate, lines), lines, place)


def _converted(entry: Entry, amounts: list[Decimal], rate: Decimal, place: Place) -> list[Decimal]:
    """Give the amounts in the currency of the company; where that is the document's, there is nothing to reckon."""
    given = [leg.company_amount for leg in entry.legs]
    if entry.currency == place.currency and all(amount is None for amount in given):
        return amounts
    return Conversion(rate, place.currency, place.policy).convert(amounts, given)


def _require_account(entry: Entry, leg: Leg, account: Mapping[str, Any] | None) -> None:
    path = (*leg.path, "accountId")
    if account is None or account["company"] != str(entry.company_id):
        raise NotFound(path=path)
    if account["heading"]:
        raise AccountIsHeading(account["code"], path=path)
    if account["archived"] and entry.kind is not EntryKind.CLOSING:
        raise AccountArchived(account["code"], path=path)
    if account["party"] and leg.party_id is None and entry.kind is not EntryKind.CLOSING:
        raise PartyRequired(account["code"], path=(*leg.path, "partyId"))
    if not leg.amount and not leg.company_amount:
        raise EntryTooShort(path=leg.path)


def _exact(leg: Leg, currency: str) -> Decimal:
    """Give the amount of a leg with the digits of its currency; more of them are refused, not rounded."""
    try:
        return Money(leg.amount, currency).amount
    except DomainError as refusal:
        raise refusal.under(*leg.path) from None


def _require_balance(entry: Entry, amounts: Sequence[Decimal]) -> None:
    difference = sum(amounts, Decimal(0))
    if difference:
        raise EntryUnbalanced(difference, entry.currency, path=entry.path)


async def _account_amount(
    work: Work, entry: Entry, leg: Leg, kept_in: str | None, company_amount: Decimal, place: Place
) -> Decimal | None:
    """Give the amount in the currency that an account is kept in; None for the company's own."""
    if kept_in is None:
        return None
    if kept_in == entry.currency:
        return Money(leg.amount, kept_in).amount
    if leg.account_amount is not None:
        return Money(leg.account_amount, kept_in).amount
    if kept_in == place.currency:
        return company_amount
    rate = await rate_on(work, entry.company_id, entry.currency, kept_in, entry.posted_on)
    return Money.zero(kept_in).amount if not leg.amount else Money.rounded(leg.amount * rate, kept_in).amount


def _line(
    entry: Entry, leg: Leg, place: Place, position: int, amount: Decimal, company_amount: Decimal
) -> dict[str, Any]:
    zero = Money.zero(entry.currency).amount
    return {
        "id": leg.id or uuid7(), "company_id": entry.company_id, "entry_id": entry.id, "position": position,
        "posted_on": entry.posted_on, "period_id": place.period, "account_id": leg.account_id, "party_id": leg.party_id,
        "description": leg.description, "currency": entry.currency, "debit": max(amount, zero),
        "credit": -min(amount, zero) or zero, "company_currency": place.currency, "company_amount": company_amount,
        "tax_code_id": leg.tax_code_id, "due_on": leg.due_on, "value_ids": list(leg.dimensions),
        "tax_base": None if leg.tax_base is None else Money(leg.tax_base, entry.currency).amount,
    }  # fmt: skip
