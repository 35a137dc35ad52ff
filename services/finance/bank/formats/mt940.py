"""MT940 and MT942 of SWIFT, by the library `mt-940`; what is a statement, and what may not be lost, is decided here.

A file holds statements, each beginning with `:20:`. One that ends with an intermediate balance (`:62M:`) goes on in the
next block.
"""

import datetime as dt
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from mt940 import models, tags
from mt940.options import Options

from kernel.errors import echo
from services.finance.bank.formats.reading import currency_of, text_of, words_of
from services.finance.bank.formats.statement import (
    Balance,
    Entry,
    Statement,
    StatementFormat,
    StatementUnreadable,
    StatementWarning,
    WarningCode,
    checked,
)

# The library logs lines that it cannot read, and what a bank says of its customers belongs into no log.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)

_START: Final = re.compile(r"^(?=:20:)", re.MULTILINE)
_KNOWN: Final = re.compile(r"^:(?:2[0158][A-Z]?|34F|6[01245][A-Z]?|86|90[CD]|13D?):", re.MULTILINE)
_ENTRY: Final = re.compile(r"^:61:\s*([0-9]{2})([0-9]{2})([0-9]{2})", re.MULTILINE)
_INTERIM: Final = re.compile(r"^:(?:34F|90[CD]):", re.MULTILINE)
_CURRENCY: Final = re.compile(r"^:6[0245][FM]?:[CD][0-9]{6}([A-Z]{3})", re.MULTILINE)
# A balance whose currency the bank has left out.
_BARE_BALANCE: Final = re.compile(r"^(:6[0245][FM]?:[CD][0-9]{6})(?=[0-9]+,[0-9]*\s*$)", re.MULTILINE)
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
# Key words between strokes, as Dutch and Belgian banks write them into :86:.
_STROKES: Final = re.compile(r"/(EREF|NAME|REMI|IBAN)/+(.*?)(?=/[A-Z]{4}/|$)", re.DOTALL)
_TOLD_NOTHING: Final = frozenset({"NONREF", "NOTPROVIDED", ""})
# The standard reading first; then that of banks that write an account into the reference.
_READINGS: Final[Sequence[dict[int | str, tags.Tag]]] = ({}, {tags.StatementASNB.id: tags.StatementASNB()})


class _Page(NamedTuple):
    """What stands between one `:20:` and the next."""

    statement: Statement
    continues: bool
    is_continued: bool


def read_mt940(content: bytes) -> Sequence[Statement]:
    """Read the statements of an MT940 or MT942 file, in its order.

    Raises:
        StatementUnreadable: it holds none, or something in it cannot be read.
    """
    text = text_of(content).replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    pages = [_page(block) for block in _START.split(text) if _KNOWN.search(block)]
    if not pages:
        raise StatementUnreadable("it holds no statement")
    whole: list[Statement] = []
    open_end = False
    for page in pages:
        if open_end and page.continues and whole[-1].account == page.statement.account:
            whole[-1] = _joined(whole[-1], page.statement)
        else:
            whole.append(page.statement)
        open_end = page.is_continued
    return [checked(each) for each in whole]


def _joined(first: Statement, more: Statement) -> Statement:
    return replace(
        more,
        identifier=first.identifier,
        from_on=first.from_on,
        opening=first.opening,
        entries=(*first.entries, *more.entries),
        balances=(*first.balances, *more.balances),
        warnings=(*first.warnings, *more.warnings),
    )


def _page(block: str) -> _Page:
    warnings: list[StatementWarning] = []
    text = _with_currencies(block, warnings)
    read = _read(text)
    balances = list(_balances(read.data))
    named = {balance.code: balance for balance in balances}
    opening, closing = named.get("60F") or named.get("60M"), named.get("62F") or named.get("62M")
    account = words_of(_said(read.data.get("account_identification")))
    statement = Statement(
        format=StatementFormat.MT942 if _INTERIM.search(text) else StatementFormat.MT940,
        entries=_entries(text, read, warnings),
        identifier=_identifier(read.data, closing or opening),
        account=account or None,
        currency=_said(read.currency),
        from_on=opening.on if opening else None,
        to_on=closing.on if closing else None,
        opening=opening,
        closing=closing,
        balances=balances,
        warnings=warnings,
    )
    return _Page(statement, "60M" in named and "60F" not in named, "62M" in named and "62F" not in named)


def _with_currencies(block: str, warnings: list[StatementWarning]) -> str:
    """Write the statement's currency into balances that have none; the library would take digits of the amount for it."""
    known = _CURRENCY.search(block)
    if known is None or _BARE_BALANCE.search(block) is None:
        return block
    said = f"A balance has no currency; it is taken as {known[1]}, like the others of its statement."
    warnings.append(StatementWarning(WarningCode.CURRENCY_ASSUMED, said))
    return _BARE_BALANCE.sub(rf"\g<1>{known[1]}", block)


def _read(text: str) -> models.Transactions:
    problem = ""
    for reading in _READINGS:
        read = models.Transactions(tags=reading, options=Options.all())
        try:
            read.parse(text)
        except Exception as error:  # noqa: BLE001 - the library says in many ways that it cannot read a line
            problem = problem or echo(str(error).partition("\n")[0])
            continue
        if len(read) == len(_ENTRY.findall(text)):
            return read
        problem = "it has entries that cannot be told apart"
    raise StatementUnreadable(problem)


_BALANCES: Final[Mapping[str, str]] = {
    "final_opening_balance": "60F",
    "intermediate_opening_balance": "60M",
    "opening_balance": "60F",
    "intermediate_closing_balance": "62M",
    "final_closing_balance": "62F",
    "closing_balance": "62F",
    "available_balance": "64",
    "forward_available_balance": "65",
}


def _balances(data: Mapping[str, Any]) -> Iterator[Balance]:
    for name, code in _BALANCES.items():
        found = data.get(name)
        if isinstance(found, models.Balance) and isinstance(found.amount, models.Amount):
            amount = found.amount
            yield Balance(code, amount.amount, currency_of(_said(amount.currency), code), _day(found.date))


def _identifier(data: Mapping[str, Any], at: Balance | None) -> str | None:
    """Name a statement by its number and the day of its balance, since numbers begin again every year."""
    number, part = _said(data.get("statement_number")), _said(data.get("sequence_number"))
    if not number:
        return None
    return " ".join(
        each for each in (f"{number}/{part}" if part else number, at.on.isoformat() if at and at.on else "") if each
    )


def _entries(text: str, read: models.Transactions, warnings: list[StatementWarning]) -> Sequence[Entry]:
    days = _ENTRY.findall(text)
    return [_entry(said, each.data, warnings) for said, each in zip_longest(days, read.transactions)]


def _entry(days: tuple[str, str, str], data: Mapping[str, Any], warnings: list[StatementWarning]) -> Entry:
    amount: models.Amount = data["amount"]
    value_on = _day(data.get("date"))
    booked_on = _day(data.get("guessed_entry_date")) or value_on
    if booked_on is None:
        raise StatementUnreadable("an entry has no day")
    told = "-".join(("20" + days[0], *days[1:]))
    if value_on is not None and value_on.isoformat() != told:
        said = f"There is no {told}; the value date is taken as {value_on.isoformat()}."
        warnings.append(StatementWarning(WarningCode.DATE_CORRECTED, said))
    details = "".join(each for each in (_said(data.get("transaction_details")),) if each).replace("\n", "")
    strokes = {key: words_of(value) for key, value in _STROKES.findall(details)}
    return Entry(
        booked_on=booked_on,
        amount=amount.amount,
        currency=_entry_currency(_said(amount.currency)),
        value_on=value_on,
        counterparty_name=strokes.get("NAME") or words_of(_said(data.get("applicant_name"))) or None,
        counterparty_account=_account(data, strokes),
        remittance=_remittance(data),
        end_to_end_id=_told(
            strokes.get("EREF"), _said(data.get("end_to_end_reference")), _said(data.get("customer_reference"))
        ),
        bank_reference=_told(_said(data.get("bank_reference"))),
        is_reversal=_said(data.get("status")).upper().startswith("R"),
    )


def _entry_currency(said: str) -> str:
    """Give the currency of an entry, which the library takes from the balances."""
    if not said:
        raise StatementUnreadable("the statement does not say its currency")
    return currency_of(said, ":61:")


def _account(data: Mapping[str, Any], strokes: Mapping[str, str]) -> str | None:
    for said in (strokes.get("IBAN"), _said(data.get("applicant_iban")), _said(data.get("extra_details"))):
        if said and (found := _IBAN.fullmatch(said.replace(" ", ""))):
            return found[0]
    return words_of(_said(data.get("applicant_iban"))) or None


def _remittance(data: Mapping[str, Any]) -> str:
    keys = ("posting_text", "purpose", "additional_purpose", "transaction_details", "extra_details", "non_swift_text")
    return words_of(*(_said(data.get(key)) for key in keys))


def _told(*texts: str | None) -> str | None:
    return next((said for text in texts if (said := words_of(text)) and said.upper() not in _TOLD_NOTHING), None)


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""


def _day(value: object) -> dt.date | None:
    """Give the day that the library has read, as a plain date."""
    return dt.date(value.year, value.month, value.day) if isinstance(value, dt.date) else None
