"""Posting: entries are judged together, converted, numbered and written, or refused.

The database holds every rule once more (`models/finance/entry_rules.py`). What is looked up here before is for a refusal
that says what is wrong, and where.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId, uuid7
from kernel.money import Money
from kernel.rounding import RoundingPolicy
from models import EntryKind
from services.finance.conversion import Conversion
from services.finance.posting_refusals import (
    AccountArchived,
    AccountIsHeading,
    AlreadyReversed,
    EntryTooShort,
    EntryUnbalanced,
    JournalArchived,
    PartyRequired,
    PeriodClosed,
    PeriodMissing,
    PostingLocked,
    ReversalOfReversal,
    ReversedTooEarly,
)
from services.finance.posting_write import Place, Ready, write
from services.finance.rates import rate_on
from services.refusals import NotFound, TooManyRows
from services.rights import require_company
from services.work import Work

LINES_MAX: Final = 10_000
"""How many lines one request posts."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One line that is to be posted. Amounts are signed: debits positive, credits negative."""

    account_id: UUID
    amount: Decimal
    """In the currency of the entry; zero for differences that only the company's currency has."""
    party_id: UUID | None = None
    description: str | None = None
    dimensions: Sequence[UUID] = ()
    """Values of dimensions, one of each at most."""
    tax_code_id: UUID | None = None
    tax_base: Decimal | None = None
    due_on: date | None = None
    company_amount: Decimal | None = None
    """In the currency of the company, where that does not follow from the rate."""
    account_amount: Decimal | None = None
    """In the currency of the account, where it is kept in one of its own and that does not follow."""
    id: UUID | None = None
    """The id of the line, for who needs to know it before."""
    path: InputPath = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that is to be posted."""

    company_id: UUID
    journal_id: UUID
    posted_on: date
    legs: Sequence[Leg]
    currency: str
    rate: Decimal | None
    """How much of the company's currency one unit of the document's is worth; None for the rate of the day."""
    description: str
    source: tuple[str, UUID] | None = None
    """The document whose consequence it is: the name of its type in the schema, and its id."""
    kind: EntryKind = EntryKind.NORMAL
    reverses_id: UUID | None = None
    document_on: date | None = None
    is_adjustment: bool = False
    """Into the adjustment period of the year."""
    is_closing: bool = False
    id: UUID | None = None
    path: InputPath = ()


_SURROUNDINGS = """
select (
  select jsonb_agg(jsonb_build_object(
    'currency', company.currency, 'policy', company.rounding_policy, 'journal', journal.code, 'kind', journal.kind,
    'archived', journal.archived_at is not null, 'period', period.id, 'state', period.state, 'year', fiscal_year.code,
    'locked', posting_locked(asked.company_id, journal.kind, asked.posted_on)
  ) order by asked.place)
  from unnest($1::uuid[], $2::uuid[], $3::date[], $4::boolean[]) with ordinality
    as asked (company_id, journal_id, posted_on, is_adjustment, place)
  left join company on company.id = asked.company_id
  left join journal on journal.id = asked.journal_id and journal.company_id = asked.company_id
  left join accounting_period as period on period.company_id = asked.company_id
    and asked.posted_on between period.starts_on and period.ends_on and period.is_adjustment = asked.is_adjustment
  left join fiscal_year on fiscal_year.id = period.fiscal_year_id
)::text as places, (
  select coalesce(jsonb_object_agg(id, jsonb_build_object(
    'company', company_id, 'code', code, 'currency', currency, 'heading', is_group, 'archived', archived_at is not null,
    'party', requires_party)), '{}')
  from ledger_account where id = any($5::uuid[])
)::text as accounts
"""

_REVERSED = """
select entry.*, reversal.id as reversal_id from journal_entry as entry
left join journal_entry as reversal on reversal.reverses_id = entry.id where entry.id = $1
"""
_LINES = "select * from journal_line where entry_id = $1 order by position"


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
    places, accounts = await _surroundings(work, entries)
    ready = [await _ready(work, entry, place, accounts) for entry, place in zip(entries, places, strict=True)]
    await write(work, ready)
    return [each.entry["id"] for each in ready]


async def reverse(work: Work, entry_id: UUID, on: date, reason: str, path: InputPath = ()) -> UUID:
    """Undo an entry by another one with the sides turned, and give the id of that.

    Raises:
        NotFound: there is no such entry.
        AlreadyReversed, ReversalOfReversal, ReversedTooEarly: it cannot be undone, or not on this day.
        PeriodMissing, PeriodClosed, PostingLocked: the day is not open for it.
    """
    original = await work.raw.fetchrow(_REVERSED, entry_id)
    if original is None:
        raise NotFound(path=path)
    require_company(work, original["company_id"], *path)
    _require_reversible(original, on, path)
    reversal = Entry(
        original["company_id"], original["journal_id"], on, (), original["currency"], original["rate"], reason,
        source=("JournalEntry", entry_id) if original["source_type"] is None
        else (original["source_type"], original["source_id"]),
        kind=EntryKind.REVERSAL, reverses_id=entry_id, is_closing=original["is_closing"], path=path,
        is_adjustment=await _is_adjustment(work, original["period_id"], on),
    )  # fmt: skip
    (place,), _ = await _surroundings(work, [reversal])
    key = uuid7()
    rows = await work.raw.fetch(_LINES, entry_id)
    lines = [_turned(row, key, on, place.period) for row in rows]
    entry = _entry_row(replace(reversal, id=key), place, original["rate"], lines)
    await write(work, [Ready(entry, lines, place)])
    return key


def _require_size(entries: Sequence[Entry]) -> None:
    count = sum(len(entry.legs) for entry in entries)
    if count > LINES_MAX:
        raise TooManyRows(count, LINES_MAX, path=entries[0].path)
    for entry in entries:
        if len(entry.legs) < 2:
            raise EntryTooShort(path=entry.path)


async def _surroundings(work: Work, entries: Sequence[Entry]) -> tuple[list[Place], Mapping[str, Mapping[str, Any]]]:
    accounts = list({leg.account_id for entry in entries for leg in entry.legs})
    found = await work.raw.fetchrow(
        _SURROUNDINGS,
        [entry.company_id for entry in entries],
        [entry.journal_id for entry in entries],
        [entry.posted_on for entry in entries],
        [entry.is_adjustment for entry in entries],
        accounts,
    )
    assert found is not None
    places = [_place(work, entry, row) for entry, row in zip(entries, orjson.loads(found["places"]), strict=True)]
    return places, orjson.loads(found["accounts"])


def _place(work: Work, entry: Entry, row: Mapping[str, Any]) -> Place:
    require_company(work, entry.company_id, *entry.path)
    if row["journal"] is None:
        raise NotFound(path=(*entry.path, "journalId"))
    if row["archived"] and entry.kind is not EntryKind.REVERSAL:
        raise JournalArchived(path=(*entry.path, "journalId"))
    on_day = (*entry.path, "postedOn")
    if row["period"] is None:
        raise PeriodMissing(entry.posted_on, path=on_day)
    closing = row["state"] == "CLOSING" and row["kind"] in ("GENERAL", "OPENING", "CLOSING")
    if row["state"] != "OPEN" and not closing:
        raise PeriodClosed(entry.posted_on, row["state"], path=on_day)
    if row["locked"]:
        raise PostingLocked(entry.posted_on, path=on_day)
    policy = RoundingPolicy(row["policy"])
    return Place(row["currency"], policy, row["journal"], UUID(row["period"]), row["year"])


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
    conversion = Conversion(rate, place.currency, place.policy)
    converted = conversion.convert(amounts, [leg.company_amount for leg in entry.legs])
    keyed = replace(entry, id=entry.id or uuid7())
    lines: list[dict[str, Any]] = []
    for leg, amount, company_amount in zip(entry.legs, amounts, converted, strict=True):
        kept_in = accounts[str(leg.account_id)]["currency"]
        own = await _account_amount(work, keyed, leg, kept_in, company_amount, place)
        line = _line(keyed, leg, place, len(lines) + 1, amount, company_amount)
        lines.append({**line, "account_currency": kept_in, "account_amount": own})
    return Ready(_entry_row(keyed, place, rate, lines), lines, place)


def _require_account(entry: Entry, leg: Leg, account: Mapping[str, Any] | None) -> None:
    path = (*leg.path, "accountId")
    if account is None or account["company"] != str(entry.company_id):
        raise NotFound(path=path)
    if account["heading"]:
        raise AccountIsHeading(account["code"], path=path)
    if account["archived"] and entry.kind is not EntryKind.CLOSING:
        raise AccountArchived(account["code"], path=path)
    if account["party"] and leg.party_id is None:
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


def _entry_row(entry: Entry, place: Place, rate: Decimal, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    source_type, source_id = entry.source or (None, None)
    debits = (line["company_amount"] for line in lines if line["company_amount"] > 0)
    return {
        "id": entry.id, "company_id": entry.company_id, "journal_id": entry.journal_id, "posted_on": entry.posted_on,
        "period_id": place.period, "document_on": entry.document_on, "description": entry.description,
        "currency": entry.currency, "rate": rate, "company_currency": place.currency, "kind": entry.kind,
        "is_closing": entry.is_closing or entry.kind is EntryKind.CLOSING, "line_count": len(lines),
        "total_amount": sum(debits, Money.zero(place.currency).amount), "source_type": source_type,
        "source_id": source_id, "reverses_id": entry.reverses_id,
    }  # fmt: skip


async def _is_adjustment(work: Work, period_id: UUID, on: date) -> bool:
    """Tell whether what undoes an entry falls into the adjustment period, as the entry did on the same day."""
    return await work.raw.fetchval(
        "select is_adjustment and $2 between starts_on and ends_on from accounting_period where id = $1", period_id, on
    )


def _require_reversible(original: asyncpg.Record, on: date, path: InputPath) -> None:
    if original["kind"] == EntryKind.REVERSAL:
        raise ReversalOfReversal(path=path)
    if original["reversal_id"] is not None:
        raise AlreadyReversed(NodeId("JournalEntry", original["reversal_id"]), path=path)
    if on < original["posted_on"]:
        raise ReversedTooEarly(original["posted_on"], path=path)


def _turned(row: asyncpg.Record, entry_id: UUID, on: date, period_id: UUID) -> dict[str, Any]:
    line = dict(row)
    opposite = {
        name: None if line[name] is None else -line[name] for name in ("company_amount", "account_amount", "tax_base")
    }
    return {
        **line, **opposite, "id": uuid7(), "entry_id": entry_id, "posted_on": on, "period_id": period_id,
        "debit": line["credit"], "credit": line["debit"],
    }  # fmt: skip
