"""Bank statements that are written by hand, as clients see and write them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, many, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.finance.bank_account import IMPORT, READ
from schema.scalars import CurrencyCode


@entity(models.BankStatementDraft, needs=READ, order="-to_on", writes=IMPORT)
class BankStatementDraft(CompanyRecord):
    """A bank statement that is being written by hand. Posting makes a statement of it that has its id; then the draft is gone."""

    bank_account: names.BankAccount | None = one(
        "The account.", "bank_account_id", filters=True, groups=True, writes=True, fixed=True
    )
    identifier: str = column("What the bank calls it, such as its number; once for each account.", writes=True)
    currency: CurrencyCode = column("The currency of its amounts: that of the account.", groups=True)
    from_on: dt.date | None = column("The first day that it is about; null where it does not say.", writes=True)
    to_on: dt.date = column("The last day that it is about.", filters=True, orders=True, writes=True)
    opening_amount: Money = measure("What was on the account before.", "opening_amount", "currency", writes=True)
    closing_amount: Money = measure("What was on the account after.", "closing_amount", "currency", writes=True)
    lines: list[names.BankStatementDraftLine] | None = many(
        "What the bank has booked: 200 lines at most.", "draft_id", order="position", at_most=200, writes=True
    )


@entity(models.BankStatementDraftLine, needs=READ, writes=IMPORT)
class BankStatementDraftLine(CompanyRecord):
    """A booking of the bank, or a part of one, and what it is for. One that is more than is open of what it pays is split:
    the rest is a line of its own, which pays nothing yet.
    """

    draft: names.BankStatementDraft | None = one("The statement.", "draft_id", filters=True)
    position: int = column("Which booking it belongs to, from 1: lines with the same are parts of one.")
    booked_on: dt.date = column("The day on which the bank booked it.", writes=True)
    amount: Money = measure("What came, above zero, or went, below.", "amount", "currency", writes=True)
    counterparty_name: str | None = column("Who paid or was paid; null where it does not say.", writes=True)
    remittance: str = column("What was written for the receiver; empty where nothing was.", writes=True)
    journal_line: names.JournalLine | None = one(
        "The posted line of receivables or payables that it pays; null for none.",
        "journal_line_id",
        filters=True,
        writes=True,
    )
    account: names.LedgerAccount | None = one(
        "Where it goes, where it pays no posted line; null where nobody knows yet.",
        "account_id",
        filters=True,
        writes=True,
    )
    party: names.Party | None = one(
        "Whom it concerns, where the account wants a party; null otherwise.", "party_id", filters=True, writes=True
    )
