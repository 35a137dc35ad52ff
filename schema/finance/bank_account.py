"""Bank accounts and match rules as clients see and write them."""

import datetime as dt

import models
from models import MatchField, MatchOperator
from planner.entity import entity
from planner.fields import column, many, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection
from schema.enums import described
from schema.scalars import CurrencyCode

READ = "finance.bank:read"
WRITE = "finance.bank:write"
IMPORT = "finance.bank:import"
RECONCILE = "finance.bank:reconcile"

described(
    MatchField,
    "What of an entry of the bank a condition looks at.",
    {
        MatchField.AMOUNT: "The amount: above zero what came, below what went.",
        MatchField.COUNTERPARTY_NAME: "The name of the other side.",
        MatchField.COUNTERPARTY_ACCOUNT: "The account of the other side: its IBAN, or another number.",
        MatchField.REMITTANCE: "What was written for the receiver, and by the bank.",
        MatchField.REFERENCE: "The references of the payer and of the bank.",
    },
)
described(
    MatchOperator,
    "How a condition compares; text without case and accents.",
    {
        MatchOperator.CONTAINS: "The text has the value in it.",
        MatchOperator.STARTS_WITH: "The text begins with the value.",
        MatchOperator.EQUALS: "The text is the value.",
        MatchOperator.AT_LEAST: "The amount is the value or more.",
        MatchOperator.AT_MOST: "The amount is the value or less.",
    },
)


@entity(models.BankAccount, needs=READ, order="name_key", writes=WRITE)
class BankAccount(CompanyRecord):
    """An account of the company at a bank."""

    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    iban: str | None = column("Its IBAN without spaces, checked; null where it has none.", writes=True)
    number: str | None = column(
        "Its number as the bank writes it in statements, where that is not the IBAN; null otherwise.", writes=True
    )
    bic: str | None = column("The BIC of the bank; null where that is unknown.", writes=True)
    currency: CurrencyCode = column("The currency that it is kept in.", groups=True, writes=True, fixed=True)
    account: names.LedgerAccount | None = one(
        "Where its money stands in the ledger: an account of the subtype BANK or CASH in its currency.",
        "account_id",
        filters=True,
        writes=True,
    )
    journal: names.Journal | None = one(
        "In which its entries are written: a journal of the kind BANK or CASH.", "journal_id", filters=True, writes=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    statements: Connection[names.BankStatement] | None = pages(
        "Its statements.", names.BankStatement, "bank_account_id", filters=True
    )
    lines: Connection[names.BankStatementLine] | None = pages(
        "What the bank has booked on it.", names.BankStatementLine, "bank_account_id", filters=True
    )


@entity(models.MatchRule, needs=READ, writes=WRITE)
class MatchRule(CompanyRecord):
    """To which account entries of the bank go that fulfil all its conditions; the first rule that fits is suggested."""

    name: str = column("What people call it; suggestions say it.", writes=True)
    position: int = column(
        "Its place among the rules of the company, each once; the lowest is tried first.", writes=True
    )
    bank_account: names.BankAccount | None = one(
        "The bank account that it is for; null for all of them.", "bank_account_id", filters=True, writes=True
    )
    account: names.LedgerAccount | None = one("Where such entries go.", "account_id", filters=True, writes=True)
    party: names.Party | None = one(
        "Whom they concern, where the account wants a party; null otherwise.", "party_id", filters=True, writes=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    conditions: list[names.MatchCondition] | None = many(
        "What an entry fulfils: all of these, one at least.", "rule_id", order="id", at_most=20, writes=True
    )


@entity(models.MatchCondition, needs=READ, writes=WRITE)
class MatchCondition(CompanyRecord):
    """Something that an entry of the bank fulfils."""

    rule: names.MatchRule | None = one("The rule that it belongs to.", "rule_id", writes=True, fixed=True)
    field: MatchField = column("What it looks at.", groups=True, writes=True)
    operator: MatchOperator = column("How it compares: amounts by AT_LEAST and AT_MOST.", groups=True, writes=True)
    value: str = column("What it compares with: text, or a number with a point.", writes=True)
    negated: bool = column("Whether it holds where the comparison does not.", groups=True, writes=True)
