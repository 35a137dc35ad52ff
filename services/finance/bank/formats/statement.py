"""What a bank says of an account, whatever the format that it says it in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kernel.errors import DomainError
from models import StatementFormat

FINAL = frozenset({StatementFormat.CAMT_053, StatementFormat.MT940, StatementFormat.OFX})
"""The formats that say what was booked. What the others report comes again in the statement of the day."""


class EntryStatus(StrEnum):
    """How certain an entry is."""

    BOOKED = "BOOKED"
    PENDING = "PENDING"
    INFORMATION = "INFORMATION"


class WarningCode(StrEnum):
    """What is odd about a statement that could be read nevertheless."""

    SUM_DIFFERS = "SUM_DIFFERS"
    CURRENCY_DIFFERS = "CURRENCY_DIFFERS"
    BALANCE_MISSING = "BALANCE_MISSING"
    DATE_CORRECTED = "DATE_CORRECTED"
    DATE_ASSUMED = "DATE_ASSUMED"
    CURRENCY_ASSUMED = "CURRENCY_ASSUMED"
    NOT_BOOKED = "NOT_BOOKED"
    ENTRY_KNOWN = "ENTRY_KNOWN"
    OPENING_DIFFERS = "OPENING_DIFFERS"


@dataclass(frozen=True, slots=True)
class StatementWarning:
    """Something odd, with its figures in the sentence."""

    code: WarningCode
    message: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What was on the account at the end of a day; below zero is owed to the bank."""

    code: str
    amount: Decimal
    currency: str
    on: dt.date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking of the bank: what came is above zero, what went below."""

    booked_on: dt.date
    amount: Decimal
    currency: str
    value_on: dt.date | None = None
    original_amount: Decimal | None = None
    original_currency: str | None = None
    counterparty_name: str | None = None
    # The IBAN, or the number that the bank has for the account where it is none.
    counterparty_account: str | None = None
    remittance: str = ""
    end_to_end_id: str | None = None
    bank_reference: str | None = None
    # Told once for every entry of the account, so that an entry that comes twice is known.
    unique_id: str | None = None
    status: EntryStatus = EntryStatus.BOOKED
    is_reversal: bool = False
    # What the bank kept for itself; it is part of the amount.
    fees: Decimal | None = None
    # How many payments the bank booked as this one.
    payments: int = 1


@dataclass(frozen=True, slots=True)
class Statement:
    """The bookings of one account over some days, between two balances where the bank tells them."""

    format: StatementFormat
    entries: Sequence[Entry]
    # What the bank calls it; the same account has no other of that name.
    identifier: str | None = None
    account: str | None = None
    currency: str | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    opening: Balance | None = None
    closing: Balance | None = None
    balances: Sequence[Balance] = ()
    warnings: Sequence[StatementWarning] = ()

    @property
    def total(self) -> Decimal:
        """What the booked entries add up to."""
        return sum((entry.amount for entry in self.entries if entry.status is EntryStatus.BOOKED), Decimal(0))


@dataclass(eq=False)
class StatementUnreadable(DomainError):
    """A statement is read whole or not at all, so that no entry is lost."""

    message = "The file cannot be read as a bank statement: {problem}."
    problem: str


@dataclass(eq=False)
class StatementFormatUnknown(DomainError):
    """Bank statements are CAMT.052, 053 or 054, MT940, MT942 or OFX."""

    message = "The file is no bank statement in CAMT, MT940 or OFX."


def checked(statement: Statement) -> Statement:
    """Add a warning where opening and entries do not come to the closing balance, or cannot be compared."""
    return replace(statement, warnings=(*statement.warnings, *_doubts(statement)))


def _doubts(statement: Statement) -> Sequence[StatementWarning]:
    opening, closing = statement.opening, statement.closing
    if closing is None or opening is None:
        return ()
    currencies = {balance.currency for balance in (opening, closing)} | {each.currency for each in statement.entries}
    if len(currencies) > 1:
        told = ", ".join(sorted(currencies))
        return [
            StatementWarning(WarningCode.CURRENCY_DIFFERS, f"Balances and entries are in several currencies: {told}.")
        ]
    expected = opening.amount + statement.total
    if expected == closing.amount:
        return ()
    said = f"{opening.amount:f} and entries of {statement.total:f} come to {expected:f}, not to {closing.amount:f}."
    return [StatementWarning(WarningCode.SUM_DIFFERS, said)]
