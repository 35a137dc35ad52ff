"""Bringing bank statements in: each once, whole, and on the account that it is of."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from kernel.currency import currency_exponent
from kernel.errors import DomainError
from kernel.ids import NodeId, uuid7
from models import BankAccount
from services.finance.bank.formats import read_statements
from services.finance.bank.formats.statement import (
    FINAL,
    Balance,
    Entry,
    EntryStatus,
    Statement,
    StatementUnreadable,
    StatementWarning,
    WarningCode,
)
from services.finance.bank.writing import new_line, opening_differs, write_statement
from services.platform.file import FileTooLarge, claim
from services.refusals import NotFound, TooManyRows
from services.rights import rows_of
from services.work import Work

BYTES_MAX: Final = 20 * 1024 * 1024
LINES_MAX: Final = 20_000


@dataclass(eq=False)
class StatementKnown(DomainError):
    """A statement is brought in once: by its file, and by what the bank calls it."""

    message = "This has been brought in before."
    statement: NodeId


@dataclass(eq=False)
class StatementNotFinal(DomainError):
    """What a bank reports before the end of the day comes again in its statement, so only that is brought in."""

    message = "{format} only reports; bring in the statement of the day (CAMT.053, MT940 or OFX)."
    format: str


@dataclass(eq=False)
class BankAccountUnknown(DomainError):
    """A statement is brought in for a bank account of the company in its currency."""

    message = 'The company has no bank account "{account}" in {currency}.'
    account: str
    currency: str


@dataclass(eq=False)
class StatementOfOtherAccount(DomainError):
    """A statement is brought in for the account that it is of."""

    message = 'This is a statement of "{account}".'
    account: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What was brought in, and what had been before."""

    statements: Sequence[UUID]
    known: Sequence[str]


_ACCOUNTS: Final = """
select id, iban, number, currency from bank_account
where company_id = $1 and archived_at is null and ($2::uuid is null or id = $2) order by id for update
"""
_BY_CONTENT: Final = (
    "select id from bank_statement where company_id = $1 and content_sha256 = $2 order by position limit 1"
)
_BY_IDENTIFIER: Final = "select id from bank_statement where bank_account_id = $1 and identifier = $2"
_KNOWN_ENTRIES: Final = (
    "select unique_id from bank_statement_line where bank_account_id = $1 and unique_id = any($2::text[])"
)


async def import_statements(work: Work, file_id: UUID, bank_account_id: UUID | None = None) -> Imported:
    """Bring in the statements of a file that whoever works has uploaded; those that are known already are left out.

    Without a bank account, each statement goes to the one that it names.

    Raises:
        NotFound, FileNotUploaded, FileTooLarge: the file cannot be had.
        StatementFormatUnknown, StatementUnreadable, StatementNotFinal: it holds nothing that is brought in.
        StatementKnown: all of it has been brought in before.
        BankAccountUnknown, StatementOfOtherAccount: it is of no account, or of another one.
    """
    file = await claim(work, file_id)
    await _require_account(work, bank_account_id)
    content = await _content(work, file.sha256, file.size_bytes)
    sha256 = hashlib.sha256(content).hexdigest()
    accounts = await work.raw.fetch(_ACCOUNTS, file.company_id, bank_account_id)
    if (known := await work.raw.fetchval(_BY_CONTENT, file.company_id, sha256)) is not None:
        raise StatementKnown(NodeId("BankStatement", known), path=("fileId",))
    read = await _read(content)
    _require_few(read)
    made: list[UUID] = []
    met: list[tuple[str, UUID]] = []
    for position, statement in enumerate(read, 1):
        account = _account_of(statement, accounts, chosen=bank_account_id is not None)
        before = statement.identifier and await work.raw.fetchval(_BY_IDENTIFIER, account["id"], statement.identifier)
        if statement.identifier and before:
            met.append((statement.identifier, before))
            continue
        of = {"company_id": file.company_id, "bank_account_id": account["id"], "file_id": file.id}
        made.append(await _write(work, statement, {**of, "content_sha256": sha256, "position": position}))
    if not made:
        raise StatementKnown(NodeId("BankStatement", met[0][1]), path=("fileId",))
    return Imported(made, [identifier for identifier, _ in met])


async def _require_account(work: Work, bank_account_id: UUID | None) -> None:
    if bank_account_id is None:
        return
    table = BankAccount.__table__
    seen = sa.select(table.c.id).where(table.c.id == bank_account_id, *rows_of(work, table))
    if await work.session.scalar(seen) is None:
        raise NotFound(path=("bankAccountId",))


async def _read(content: bytes) -> Sequence[Statement]:
    try:
        return await asyncio.to_thread(read_statements, content)
    except DomainError as error:
        raise error.under("fileId") from None


async def _content(work: Work, sha256: str | None, size_bytes: int) -> bytes:
    assert work.storage is not None, "who brings in files has a storage"
    assert sha256 is not None, "a file that has come has a hash"
    if size_bytes > BYTES_MAX:
        raise FileTooLarge(size_bytes, BYTES_MAX, path=("fileId",))
    return b"".join([piece async for piece in work.storage.read(sha256)])


def _require_few(read: Sequence[Statement]) -> None:
    count = sum(len(statement.entries) for statement in read)
    if count > LINES_MAX:
        raise TooManyRows(count, LINES_MAX, path=("fileId",))
    for statement in read:
        if statement.format not in FINAL:
            raise StatementNotFinal(statement.format, path=("fileId",))


def _account_of(statement: Statement, accounts: Sequence[asyncpg.Record], *, chosen: bool) -> asyncpg.Record:
    """Find the account of a statement by its IBAN or number; the one that was chosen need only not be another."""
    told, currency = _compact(statement.account), _currency(statement)
    fitting = [each for each in accounts if each["currency"] == currency]
    named = [each for each in fitting if told and told in (_compact(each["iban"]), _compact(each["number"]))]
    if named:
        return named[0]
    if not chosen or not fitting:
        raise BankAccountUnknown(statement.account or "?", currency, path=("fileId",))
    # What the bank writes may be no IBAN; two that are and differ are two accounts.
    if told and fitting[0]["iban"] and told[:2].isalpha() and len(told) > 14:
        raise StatementOfOtherAccount(statement.account or "?", path=("bankAccountId",))
    return fitting[0]


def _compact(number: str | None) -> str:
    return "".join(number.split()).upper() if number else ""


def _currency(statement: Statement) -> str:
    if statement.currency is None:
        raise StatementUnreadable("it does not say its currency", path=("fileId",))
    if any(entry.currency != statement.currency for entry in statement.entries):
        raise StatementUnreadable("it has entries in other currencies than its own", path=("fileId",))
    return statement.currency


async def _write(work: Work, statement: Statement, of: Mapping[str, Any]) -> UUID:
    key, currency = uuid7(), _currency(statement)
    statement = await _without_known(work, statement, of["bank_account_id"])
    statement = await _after_last(work, statement, of["bank_account_id"])
    lines = [_line(entry, place, currency) for place, entry in enumerate(statement.entries, 1)]
    row = {
        **of,
        "id": key,
        "format": statement.format,
        "identifier": statement.identifier,
        "currency": currency,
        "from_on": statement.from_on,
        "to_on": _last_day(statement),
        "opening_amount": _of_balance(statement.opening, currency),
        "closing_amount": _of_balance(statement.closing, currency),
        "total_amount": sum((line["amount"] for line in lines), _fit(Decimal(0), currency)),
        "warnings": list(statement.warnings),
    }
    await write_statement(work, row, lines)
    return key


async def _without_known(work: Work, statement: Statement, account_id: UUID) -> Statement:
    """Leave out what is only pending, and entries that came with another statement, and say so."""
    booked = [entry for entry in statement.entries if entry.status is EntryStatus.BOOKED]
    told = [entry.unique_id for entry in booked if entry.unique_id]
    if len(set(told)) < len(told):
        raise StatementUnreadable("it gives two entries the same id", path=("fileId",))
    known = {row["unique_id"] for row in await work.raw.fetch(_KNOWN_ENTRIES, account_id, told)}
    kept = [entry for entry in booked if entry.unique_id is None or entry.unique_id not in known]
    warnings = list(statement.warnings)
    if more := len(statement.entries) - len(booked):
        warnings.append(
            StatementWarning(WarningCode.NOT_BOOKED, f"{more} entries are not booked yet and are left out.")
        )
    if more := len(booked) - len(kept):
        warnings.append(StatementWarning(WarningCode.ENTRY_KNOWN, f"{more} entries came with another statement."))
    return replace(statement, entries=kept, warnings=warnings)


async def _after_last(work: Work, statement: Statement, account_id: UUID) -> Statement:
    """Say where a statement does not begin with what the last one before it ended with."""
    if statement.opening is None:
        return statement
    said = await opening_differs(work, account_id, _last_day(statement), statement.opening.amount)
    if said is None:
        return statement
    return replace(statement, warnings=(*statement.warnings, said))


def _last_day(statement: Statement) -> date:
    days = [statement.to_on, *(entry.booked_on for entry in statement.entries), statement.from_on]
    found = next((day for day in (days[0], max(filter(None, days), default=None)) if day is not None), None)
    if found is None:
        raise StatementUnreadable("it has no day", path=("fileId",))
    return found


def _line(entry: Entry, position: int, currency: str) -> dict[str, Any]:
    return {
        "id": uuid7(),
        **new_line(position, _fit(entry.amount, currency), currency),
        "booked_on": entry.booked_on,
        "value_on": entry.value_on,
        "original_amount": entry.original_amount,
        "original_currency": entry.original_currency,
        "fee_amount": None if entry.fees is None else _fit(entry.fees, currency),
        "counterparty_name": entry.counterparty_name,
        "counterparty_account": entry.counterparty_account,
        "remittance": entry.remittance,
        "end_to_end_id": entry.end_to_end_id,
        "bank_reference": entry.bank_reference,
        "unique_id": entry.unique_id,
        "is_reversal": entry.is_reversal,
        "payments": entry.payments,
    }


def _of_balance(balance: Balance | None, currency: str) -> Decimal | None:
    """Give a balance in the currency of the account; one in another is told as a warning only."""
    return None if balance is None or balance.currency != currency else _fit(balance.amount, currency)


def _fit(amount: Decimal, currency: str) -> Decimal:
    """Write an amount with the digits of its currency; zeros beyond are dropped, and anything else is refused."""
    fitting = round(amount, currency_exponent(currency))
    if fitting != amount:
        raise StatementUnreadable(f"{amount:f} has more digits than {currency}", path=("fileId",))
    return fitting
