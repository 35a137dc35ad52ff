"""CAMT.052, 053 and 054 (ISO 20022), in all versions: intraday reports, statements and notifications.

Versions differ in few places (`Sts/Cd`, `Dbtr/Pty`, `Chrgs/Rcrd`), so both spellings are read and the namespace is not.
A document type declaration is refused, and without one there are no entities to expand or fetch.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final
from xml.etree import ElementTree as ET

from services.finance.bank.formats.reading import amount_of, currency_of, day_of, words_of
from services.finance.bank.formats.statement import (
    Balance,
    Entry,
    EntryStatus,
    Statement,
    StatementFormat,
    StatementUnreadable,
    StatementWarning,
    WarningCode,
    checked,
)

_KINDS: Final[Mapping[str, tuple[StatementFormat, str]]] = {
    "BkToCstmrAcctRpt": (StatementFormat.CAMT_052, "Rpt"),
    "BkToCstmrStmt": (StatementFormat.CAMT_053, "Stmt"),
    "BkToCstmrDbtCdtNtfctn": (StatementFormat.CAMT_054, "Ntfctn"),
}
_STATUSES: Final = {"BOOK": EntryStatus.BOOKED, "PDNG": EntryStatus.PENDING, "INFO": EntryStatus.INFORMATION}
_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD",)
_TOLD_NOTHING: Final = frozenset({"NOTPROVIDED", "NOT PROVIDED", "NONREF"})


class _Builder(ET.TreeBuilder):
    """Builds the tree with the names of ISO 20022 alone, whatever namespace or prefix they have."""

    def start(self, tag: str, attrs: dict[str, str], /) -> "ET.Element[str]":
        return super().start(tag.rpartition("}")[2], attrs)

    def end(self, tag: str, /) -> "ET.Element[str]":
        return super().end(tag.rpartition("}")[2])

    def doctype(self, _name: str, _pubid: str | None, _system: str | None, /) -> None:
        raise StatementUnreadable("it has a document type declaration")


def read_camt(content: bytes) -> Sequence[Statement]:
    """Read the statements of a CAMT message, in its order.

    Raises:
        StatementUnreadable: it is no such message, it has no statement, or something in it cannot be read.
    """
    parser = ET.XMLParser(target=_Builder())  # noqa: S314 - see the builder
    try:
        parser.feed(content)
        root = parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise StatementUnreadable(f"it is no XML ({error})") from None
    for message in root:
        for name, (kind, inner) in _KINDS.items():
            if message.tag.startswith(name):
                found = [_statement(each, kind) for each in message.findall(inner)]
                return found or _refuse("it holds no statement")
    return _refuse("it is no CAMT.052, 053 or 054")


def _refuse(problem: str) -> Sequence[Statement]:
    raise StatementUnreadable(problem)


def _statement(of: ET.Element, kind: StatementFormat) -> Statement:
    balances = [_balance(each) for each in of.findall("Bal")]
    opening, closing = _first(balances, _OPENING), _first(balances[::-1], _CLOSING)
    from_on, to_on = _day_in(of, "FrToDt/FrDtTm", "FrToDt/FrDt"), _day_in(of, "FrToDt/ToDtTm", "FrToDt/ToDt")
    usual = to_on or (closing.on if closing else None) or _day_in(of, "CreDtTm")
    warnings: list[StatementWarning] = []
    entries = [_entry(each, usual, warnings) for each in of.findall("Ntry")]
    currency = _text(of, "Acct/Ccy") or next((each.currency for each in (*balances, *entries)), None)
    return checked(
        Statement(
            format=kind,
            entries=entries,
            identifier=_text(of, "Id"),
            account=_text(of, "Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id", "Acct/Id/BBAN"),
            currency=currency,
            from_on=from_on or (opening.on if opening else None),
            to_on=to_on or (closing.on if closing else None),
            opening=opening,
            closing=closing,
            balances=balances,
            warnings=warnings,
        )
    )


def _balance(of: ET.Element) -> Balance:
    code = _text(of, "Tp/CdOrPrtry/Cd", "Tp/Cd", "Tp/CdOrPrtry/Prtry") or ""
    amount, currency = _amount(of.find("Amt"), f"balance {code}")
    return Balance(code, amount * _sign(of, f"balance {code}"), currency, _day_in(of, "Dt/Dt", "Dt/DtTm"))


def _first(balances: Sequence[Balance], codes: Sequence[str]) -> Balance | None:
    return next((balance for code in codes for balance in balances if balance.code == code), None)


def _entry(of: ET.Element, usual: dt.date | None, warnings: list[StatementWarning]) -> Entry:
    amount, currency = _amount(of.find("Amt"), "entry")
    signed = amount * _sign(of, "entry")
    details = [each for tag in ("NtryDtls/TxDtls", "TxDtls") for each in of.findall(tag)]
    value_on = _day_in(of, "ValDt/Dt", "ValDt/DtTm")
    reversal = (_text(of, "RvslInd") or "").lower() in {"true", "1"}
    # Debtor and creditor are those of the payment; a reversal is booked the other way round.
    side = "Dbtr" if (signed > 0) != reversal else "Cdtr"
    original, original_currency = _original(details, of)
    return Entry(
        booked_on=_day_in(of, "BookgDt/Dt", "BookgDt/DtTm") or value_on or _assumed(usual, warnings),
        amount=signed,
        currency=currency,
        value_on=value_on,
        original_amount=None if original is None else original.copy_abs() * (1 if signed >= 0 else -1),
        original_currency=original_currency,
        counterparty_name=_same(_names(details, side)),
        counterparty_account=_same(_accounts(details, side)),
        remittance=_remittance(of, details),
        end_to_end_id=_same(_told(_text(each, "Refs/EndToEndId") for each in details)),
        bank_reference=_text(of, "AcctSvcrRef") or _same(_text(each, "Refs/AcctSvcrRef") for each in details),
        status=_STATUSES.get(_text(of, "Sts/Cd", "Sts") or "BOOK", EntryStatus.INFORMATION),
        is_reversal=reversal,
        fees=_fees(of, details, currency),
        payments=max(len(details), 1),
    )


def _assumed(usual: dt.date | None, warnings: list[StatementWarning]) -> dt.date:
    if usual is None:
        raise StatementUnreadable("an entry has no day, and neither has its statement")
    said = f"An entry has no day; it is taken as booked on {usual.isoformat()}, the last day of its statement."
    warnings.append(StatementWarning(WarningCode.DATE_ASSUMED, said))
    return usual


def _remittance(of: ET.Element, details: Sequence[ET.Element]) -> str:
    said = [
        found.text
        for each in details
        for path in (
            "RmtInf/Ustrd",
            "RmtInf/Strd/CdtrRefInf/Ref",
            "RmtInf/Strd/CdtrRefInf/CdtrRef",
            "RmtInf/Strd/AddtlRmtInf",
        )
        for found in each.iterfind(path)
    ]
    more = [_text(each, "AddtlTxInf") for each in details]
    return words_of(*said, *more, _text(of, "AddtlNtryInf"))


def _names(details: Sequence[ET.Element], side: str) -> Iterator[str | None]:
    for each in details:
        parties = f"RltdPties/{side}"
        ultimate = f"RltdPties/Ultmt{side}"
        yield _text(each, f"{parties}/Nm", f"{parties}/Pty/Nm", f"{ultimate}/Nm", f"{ultimate}/Pty/Nm")


def _accounts(details: Sequence[ET.Element], side: str) -> Iterator[str | None]:
    for each in details:
        account = f"RltdPties/{side}Acct/Id"
        yield _text(each, f"{account}/IBAN", f"{account}/Othr/Id", f"{account}/BBAN", f"{account}/PrtryAcct/Id")


def _original(details: Sequence[ET.Element], of: ET.Element) -> tuple[Decimal | None, str | None]:
    """Give what was paid, where that was in another currency than the account's; of several payments as one, nothing."""
    places = [of, *details] if len(details) <= 1 else [of]
    for place in places:
        for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt"):
            if (found := place.find(path)) is not None:
                return _amount(found, "instructed amount")
    return None, None


def _fees(of: ET.Element, details: Sequence[ET.Element], currency: str) -> Decimal | None:
    for places in ([of], details):
        charges = [found for place in places for found in place.findall("Chrgs")]
        total = [found for each in charges if (found := each.find("TtlChrgsAndTaxAmt")) is not None]
        single = [found for each in charges for path in ("Rcrd/Amt", "Amt") for found in each.findall(path)]
        amounts = [_amount(each, "charges") for each in (total or single)]
        if amounts:
            return sum((amount for amount, in_ in amounts if in_ == currency), Decimal(0))
    return None


def _told(texts: Iterator[str | None]) -> Iterator[str | None]:
    return (None if text is None or text.upper() in _TOLD_NOTHING else text for text in texts)


def _same(texts: Iterator[str | None]) -> str | None:
    """Give what all say; where they differ there is no one answer."""
    found = set(texts)
    return found.pop() if len(found) == 1 else None


def _amount(of: ET.Element | None, where: str) -> tuple[Decimal, str]:
    if of is None:
        raise StatementUnreadable(f"there is no amount ({where})")
    return amount_of(of.text, where), currency_of(of.get("Ccy"), where)


def _sign(of: ET.Element, where: str) -> int:
    match _text(of, "CdtDbtInd"):
        case "CRDT":
            return 1
        case "DBIT":
            return -1
        case _:
            raise StatementUnreadable(f"it is neither debit nor credit ({where})")


def _day_in(of: ET.Element, *paths: str) -> dt.date | None:
    text = _text(of, *paths)
    return None if text is None else day_of(text, paths[0])


def _text(of: ET.Element, *paths: str) -> str | None:
    """Give the first text that stands at one of the paths."""
    for path in paths:
        found = (of.findtext(path) or "").strip()
        if found:
            return words_of(found)
    return None
