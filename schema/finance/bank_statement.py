"""Bank statements as clients see them."""

import datetime as dt

import models
from models import BankLineState, StatementFormat
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money
from schema.enums import described
from schema.finance.bank_account import READ
from schema.scalars import CurrencyCode

described(
    StatementFormat,
    "The formats in which banks send what they have booked.",
    {
        StatementFormat.CAMT_052: "A report during the day, of ISO 20022; it is not brought in.",
        StatementFormat.CAMT_053: "A statement of ISO 20022.",
        StatementFormat.CAMT_054: "A notification of single entries, of ISO 20022; it is not brought in.",
        StatementFormat.MT940: "A statement of SWIFT.",
        StatementFormat.MT942: "A report during the day, of SWIFT; it is not brought in.",
        StatementFormat.OFX: "A statement of Open Financial Exchange, 1 or 2.",
        StatementFormat.MANUAL: "None: somebody wrote it by hand.",
    },
)
described(
    BankLineState,
    "How far an entry of the bank is in the books.",
    {
        BankLineState.UNMATCHED: "Nobody knows yet what it is for.",
        BankLineState.SUGGESTED: "There are suggestions what it is for.",
        BankLineState.PARTIALLY_MATCHED: "A part of it is in the books.",
        BankLineState.RECONCILED: "All of it is in the books.",
        BankLineState.UNDONE: "It was in the books, and all of that was undone.",
    },
)


@entity(models.BankStatement, needs=READ, order="-to_on")
class BankStatement(CompanyRecord):
    """What a bank has booked on an account over some days, brought in once or written by hand."""

    recorded_at: dt.datetime = column("When it was brought in.", filters=True, orders=True)
    bank_account: names.BankAccount | None = one("The account.", "bank_account_id", filters=True, groups=True)
    format: StatementFormat = column("The format that it came in.", groups=True)
    identifier: str | None = column("What the bank calls it; null where it has no name for it.")
    currency: CurrencyCode = column("The currency of its amounts.", groups=True)
    from_on: dt.date | None = column("The first day that it is about; null where the bank does not say.")
    to_on: dt.date = column("The last day that it is about.", filters=True, orders=True)
    opening: Money | None = measure(
        "What was on the account before; null where the bank does not say, or in another currency.",
        "opening_amount",
        "currency",
    )
    closing: Money | None = measure(
        "What was on the account after; null where the bank does not say, or in another currency.",
        "closing_amount",
        "currency",
    )
    total: Money = measure("What its lines add up to.", "total_amount", "currency", sums=True)
    warnings: list[str] = column(
        "What is odd about it, with figures: a code such as SUM_DIFFERS, a colon and a sentence each."
    )
    file: names.File | None = one("The file; null for whoever has not brought it, and where there is none.", "file_id")
    lines: Connection[names.BankStatementLine] | None = pages(
        "What the bank has booked.", names.BankStatementLine, "statement_id", filters=True
    )


@entity(models.BankStatementLine, needs=READ, order="-booked_on")
class BankStatementLine(CompanyRecord):
    """One booking of the bank. What the bank says of it never changes; how far it is in the books does."""

    statement: names.BankStatement | None = one("The statement.", "statement_id", filters=True, groups=True)
    bank_account: names.BankAccount | None = one("The account.", "bank_account_id", filters=True, groups=True)
    position: int = column("Its place in the statement, from 1.")
    booked_on: dt.date = column("The day on which the bank booked it.", filters=True, orders=True, groups=True)
    value_on: dt.date | None = column("The day from which it bears interest; null where the bank does not say.")
    amount: Money = measure("What came, above zero, or went, below.", "amount", "currency", sums=True)
    matched: Money = measure("How much of it is in the books.", "matched_amount", "currency", sums=True)
    unmatched: Money = measure(
        "How much of it is not in the books yet.", lambda line: line.amount - line.matched_amount, "currency", sums=True
    )
    fee: Money | None = measure(
        "What the bank kept for itself, which is part of the amount; null where it does not say.",
        "fee_amount",
        "currency",
    )
    original: Money | None = measure(
        "What was paid, where that was in another currency, as the bank tells it; null otherwise.",
        "original_amount",
        "original_currency",
    )
    counterparty_name: str | None = column("Who paid or was paid; null where the bank does not say.")
    counterparty_account: str | None = column("Their account: its IBAN, or another number; null where it is not said.")
    remittance: str = column("What was written for the receiver, and by the bank; empty where nothing was.")
    end_to_end_id: str | None = column("The reference of whoever paid; null for none.")
    bank_reference: str | None = column("The reference of the bank; null for none.")
    is_reversal: bool = column("Whether the bank takes an earlier booking back.", groups=True)
    payments: int = column("How many payments the bank booked as this one.")
    state: BankLineState = column("How far it is in the books.", filters=True, groups=True)
    suggestions: list[names.MatchSuggestion] | None = many(
        "What it may be for, the best first.", "line_id", order="rank", at_most=5
    )
    reconciliations: list[names.BankReconciliation] | None = many(
        "How it came into the books, and what of that was undone.", "line_id", order="id", at_most=100
    )
