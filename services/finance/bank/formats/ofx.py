"""OFX 1 and 2: bank accounts, credit cards, and the cash of investment accounts.

OFX 1 is SGML in which only aggregates are closed, OFX 2 is XML; many banks write something between. So elements are read
one after the other, and those that hold others are known by name.
"""

import datetime as dt
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from services.finance.bank.formats.reading import amount_of, currency_of, day_of, text_of, words_of
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

_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_ACCOUNTS: Final = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
_OTHER_ACCOUNTS: Final = frozenset({"BANKACCTTO", "CCACCTTO"})
_AGGREGATES: Final = (
    _STATEMENTS
    | _ACCOUNTS
    | _OTHER_ACCOUNTS
    | {
        "BANKTRANLIST",
        "INVTRANLIST",
        "INVBANKTRAN",
        "STMTTRN",
        "LEDGERBAL",
        "AVAILBAL",
        "PAYEE",
        "CURRENCY",
        "ORIGCURRENCY",
    }
    | {"BANKTRANLISTP", "STMTTRNP", "BALLIST", "BAL", "INVBAL", "INVPOSLIST", "SECLIST"}
)
_ELEMENT: Final = re.compile(r"<(/?)([A-Za-z0-9_.]+)[^<>]*>([^<]*)")
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_REVERSAL: Final = frozenset({"REVERSAL"})


@dataclass
class _Node:
    """An aggregate: its elements by name, the first of each, and the aggregates in it."""

    name: str
    values: dict[str, str] = field(default_factory=dict[str, str])
    inner: list["_Node"] = field(default_factory=list["_Node"])

    def all(self, *names: str) -> Iterator["_Node"]:
        """Give the aggregates of some names in it, at any depth."""
        waiting = self.inner[::-1]
        while waiting:
            node = waiting.pop()
            if node.name in names:
                yield node
            waiting.extend(node.inner[::-1])

    def text(self, *names: str) -> str | None:
        """Give the first of some elements that says something."""
        return next((said for name in names if (said := words_of(self.values.get(name)))), None)


def read_ofx(content: bytes) -> Sequence[Statement]:
    """Read the statements of an OFX file, in its order.

    Raises:
        StatementUnreadable: it holds none, or something in it cannot be read.
    """
    statements = [_statement(node) for node in _tree(text_of(content)).all(*_STATEMENTS)]
    if not statements:
        raise StatementUnreadable("it holds no statement")
    return [checked(each) for each in statements]


def _tree(text: str) -> _Node:
    """Read elements; whatever an aggregate leaves open ends with it, and a transaction with the next one."""
    root = _Node("OFX")
    path = [root]
    for closing, written, said in _ELEMENT.findall(_CDATA.sub(lambda found: html.escape(found[1]), text)):
        name = written.upper()
        if name not in _AGGREGATES:
            if not closing:
                path[-1].values.setdefault(name, html.unescape(said))
            continue
        if closing or name == "STMTTRN":
            places = [place for place, node in enumerate(path) if node.name == name]
            del path[places[-1] if places else len(path) :]
        if not closing:
            node = _Node(name)
            path[-1].inner.append(node)
            path.append(node)
    return root


def _statement(of: _Node) -> Statement:
    warnings: list[StatementWarning] = []
    account = next(of.all(*_ACCOUNTS), _Node(""))
    listed = next(of.all("BANKTRANLIST", "INVTRANLIST"), _Node(""))
    rows = list(of.all("STMTTRN"))
    currency = _currency(of, rows, warnings)
    closing = _balance(of, currency, warnings)
    return Statement(
        format=StatementFormat.OFX,
        entries=[_entry(row, currency) for row in rows],
        account=account.text("ACCTID"),
        currency=currency,
        from_on=_day(listed.text("DTSTART"), "DTSTART"),
        to_on=_day(listed.text("DTEND"), "DTEND"),
        closing=closing,
        balances=[closing] if closing else [],
        warnings=warnings,
    )


def _currency(of: _Node, rows: Sequence[_Node], warnings: list[StatementWarning]) -> str:
    said = of.text("CURDEF")
    if said is not None:
        return currency_of(said, "CURDEF")
    found = {symbol for row in rows for money in row.all("CURRENCY") if (symbol := money.text("CURSYM"))}
    if len(found) != 1:
        raise StatementUnreadable("the statement does not say its currency")
    only = currency_of(found.pop(), "CURSYM")
    warnings.append(
        StatementWarning(WarningCode.CURRENCY_ASSUMED, f"The statement has no currency; that of its entries is {only}.")
    )
    return only


def _balance(of: _Node, currency: str, warnings: list[StatementWarning]) -> Balance | None:
    told = next(of.all("LEDGERBAL"), None)
    if told is None:
        return None
    if told.text("BALAMT") is None:
        warnings.append(StatementWarning(WarningCode.BALANCE_MISSING, "The closing balance is empty."))
        return None
    return Balance("LEDGERBAL", amount_of(told.text("BALAMT"), "BALAMT"), currency, _day(told.text("DTASOF"), "DTASOF"))


def _entry(of: _Node, currency: str) -> Entry:
    amount = amount_of(of.text("TRNAMT"), "TRNAMT")
    payee = next(of.all("PAYEE"), _Node(""))
    other = next(of.all(*_OTHER_ACCOUNTS), _Node(""))
    original, original_currency = _original(of, amount, currency)
    return Entry(
        booked_on=day_of(of.text("DTPOSTED"), "DTPOSTED"),
        amount=amount,
        currency=currency,
        value_on=_day(of.text("DTAVAIL"), "DTAVAIL"),
        original_amount=original,
        original_currency=original_currency,
        counterparty_name=of.text("NAME", "EXTDNAME") or payee.text("NAME"),
        counterparty_account=other.text("ACCTID"),
        remittance=words_of(of.text("MEMO"), of.text("CHECKNUM")),
        end_to_end_id=of.text("REFNUM"),
        bank_reference=of.text("SRVRTID") or of.text("FITID"),
        unique_id=of.text("FITID"),
        is_reversal=(of.text("TRNTYPE") or "").upper() in _REVERSAL or of.text("CORRECTFITID") is not None,
    )


def _original(of: _Node, amount: Decimal, currency: str) -> tuple[Decimal | None, str | None]:
    """Give what was paid: ORIGCURRENCY says by which rate it became the amount (OFX 2.2, 5.2)."""
    told = next(of.all("ORIGCURRENCY"), None)
    if told is None or (rate := told.text("CURRATE")) is None or (symbol := told.text("CURSYM")) is None:
        return None, None
    factor, other = amount_of(rate, "CURRATE"), currency_of(symbol, "CURSYM")
    if factor == 0 or other == currency:
        return None, None
    return (amount / factor).quantize(Decimal("0.000001")).normalize(), other


def _day(text: str | None, where: str) -> dt.date | None:
    return None if text is None else day_of(text, where)
