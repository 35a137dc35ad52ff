"""The whole ledger of a company as Beancount text, so that a program that is not ours can add it up again.

Amounts are those in the currency of the company; an amount in another currency stands beside as metadata. Behind the
entries stands what is on each account by the balances of periods, which Beancount compares with its own sums.
The language is that of https://beancount.github.io/docs/beancount_language_syntax.html.
"""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from asyncpg import Connection, Record

_ROOTS: Final = {
    "ASSET": "Assets",
    "LIABILITY": "Liabilities",
    "EQUITY": "Equity",
    "INCOME": "Income",
    "EXPENSE": "Expenses",
}
_ACCOUNTS: Final = """
select account.id, account.code, account.name, account.type, coalesce(sum(kept.debit - kept.credit), 0) as balance
from ledger_account as account
join period_balance_now as kept on kept.account_id = account.id and kept.company_id = $1 and kept.value_id is null
where account.company_id = $1 group by account.id order by account.code, account.id
"""
_LINES: Final = """
select entry.id, entry.number, entry.posted_on, entry.description, entry.currency, entry.company_currency,
  line.account_id, line.company_amount, line.debit - line.credit as amount, line.description as said, party.name as party
from journal_entry as entry join journal_line as line on line.entry_id = entry.id
left join party on party.id = line.party_id
where entry.company_id = $1 order by entry.posted_on, entry.id, line.position
"""
_DAYS: Final = "select min(posted_on) as first, max(posted_on) as last from journal_entry where company_id = $1"


async def beancount(reading: Connection, company_id: UUID) -> AsyncIterator[str]:
    """Write the ledger piece by piece, everything at one moment; a company without entries is a title alone."""
    async with reading.transaction(isolation="repeatable_read", readonly=True):
        company = await reading.fetchrow("select name, currency from company where id = $1", company_id)
        days = await reading.fetchrow(_DAYS, company_id)
        assert company is not None
        assert days is not None
        yield f'option "title" {_text(company["name"])}\noption "operating_currency" "{company["currency"]}"\n\n'
        if days["first"] is None:
            return
        rows = await reading.fetch(_ACCOUNTS, company_id)
        names = _names(rows)
        for row in rows:
            yield _opened(row, names[row["id"]], days["first"])
        async for text in _entries(reading, company_id, names):
            yield text
        yield "\n"
        for row in rows:
            yield _balance(row, names[row["id"]], days["last"] + timedelta(days=1), company["currency"])


async def _entries(reading: Connection, company_id: UUID, names: dict[UUID, str]) -> AsyncIterator[str]:
    before = None
    async for row in reading.cursor(_LINES, company_id, prefetch=5_000):
        if row["id"] != before:
            before = row["id"]
            yield _entry(row)
        yield _posting(row, names[row["account_id"]])


def _entry(row: Record) -> str:
    return f'\n{row["posted_on"]} * {_text(row["description"])}\n  entry: "{row["id"]}"\n  number: {_text(row["number"] or "")}\n'


def _posting(row: Record, name: str) -> str:
    text = f"  {name}  {row['company_amount']:f} {row['company_currency']}\n"
    if row["currency"] != row["company_currency"]:
        text += f"    amount: {row['amount']:f} {row['currency']}\n"
    for key in ("said", "party"):
        if row[key]:
            text += f"    {'description' if key == 'said' else key}: {_text(row[key])}\n"
    return text


def _opened(row: Record, name: str, on: date) -> str:
    return f"{on} open {name}\n  name: {_text(row['name'])}\n"


def _balance(row: Record, name: str, on: date, currency: str) -> str:
    # Without a tolerance of its own an assertion would let a cent pass.
    return f"{on} balance {name}  {row['balance']:f} ~ 0 {currency}\n"


def _names(rows: list[Any]) -> dict[UUID, str]:
    """Name accounts as Beancount allows: letters, digits and `-`; where two become alike, by their ids too."""
    names: dict[UUID, str] = {}
    for row in rows:
        name = f"{_ROOTS[row['type']]}:{_component(row['code'])}"
        names[row["id"]] = name if name not in names.values() else f"{name}-{row['id'].hex}"
    return names


def _component(code: str) -> str:
    cleaned = re.sub(r"[^A-Za-z0-9-]", "-", code)
    return cleaned if cleaned[:1].isupper() or cleaned[:1].isdigit() else f"X{cleaned}"


def _text(said: str) -> str:
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
