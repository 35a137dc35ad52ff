"""How entries of the bank come into the books, as clients see and say it."""

from decimal import Decimal

import strawberry

import models
from planner.directives import requires
from planner.entity import entity
from planner.fields import column, many, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.finance.bank_account import READ
from schema.finance.open_item import WRITE_OFF
from schema.finance.payment import READ as READ_PAYMENT


@entity(models.BankReconciliation, needs=READ, order="-recorded_at")
class BankReconciliation(CompanyRecord):
    """That an entry of the bank, or a part of it, is in the books. A fact: it never changes, and another one undoes it."""

    line: names.BankStatementLine | None = one("The entry of the bank.", "line_id", filters=True)
    entry: names.JournalEntry | None = one(
        "What was posted; null where all of it had been posted as payments before.", "entry_id", filters=True
    )
    amount: Money = measure(
        "How much of it, with its sign; the opposite where this undoes another.", "amount", "currency", sums=True
    )
    undoes: names.BankReconciliation | None = one(
        "The reconciliation that this one undoes; null where it undoes none.", "undoes_id", filters=True
    )
    parts: list[names.BankReconciliationPart] | None = many(
        "What it was for.", "reconciliation_id", order="id", at_most=200
    )


@entity(models.BankReconciliationPart, needs=READ)
class BankReconciliationPart(CompanyRecord):
    """What a part of an entry of the bank was for. A fact: it never changes."""

    reconciliation: names.BankReconciliation | None = one("The whole.", "reconciliation_id", filters=True)
    account: names.LedgerAccount | None = one("The account.", "account_id", filters=True, groups=True)
    party: names.Party | None = one("Whom it concerns; null for nobody.", "party_id", filters=True, groups=True)
    journal_line: names.JournalLine | None = one(
        "The posted line that it pays, or with a payment, the line that the payment was posted with; null for neither.",
        "journal_line_id",
        filters=True,
    )
    payment: names.Payment | None = one(
        "The payment that the bank shows; null where it shows none.", "payment_id", filters=True, needs=READ_PAYMENT
    )
    amount: Money = measure("How much, with the sign of the bank.", "amount", "currency", sums=True)


@entity(models.MatchSuggestion, needs=READ, order="rank")
class MatchSuggestion(CompanyRecord):
    """What an entry of the bank may be for, and what speaks for it. Points add up to the score: 100 at most."""

    line: names.BankStatementLine | None = one("The entry of the bank.", "line_id")
    rank: int = column("Its place among the suggestions for the entry, from 1.")
    score: int = column("How much speaks for it.")
    amount_points: int = column("For the amount: 40 where it is what is open, 15 where it is a part of that.")
    reference_points: int = column("For numbers that stand in what the bank says: 35 or none.")
    party_points: int = column("For how alike the names are: 16 to 20, or none.")
    date_points: int = column("For being near in time: 5 or none.")
    rule_points: int = column("For a match rule that fits: 60 or none.")
    explanation: str = column("What speaks for it, in words.")
    rule: names.MatchRule | None = one("The rule that fits; null where none does.", "rule_id", filters=True)
    parts: list[names.MatchSuggestionPart] | None = many("What it says.", "suggestion_id", order="id", at_most=20)


@entity(models.MatchSuggestionPart, needs=READ)
class MatchSuggestionPart(CompanyRecord):
    """A part of what is suggested."""

    suggestion: names.MatchSuggestion | None = one("The whole.", "suggestion_id", filters=True)
    account: names.LedgerAccount | None = one("The account.", "account_id", filters=True)
    party: names.Party | None = one("Whom it concerns; null for nobody.", "party_id", filters=True)
    journal_line: names.JournalLine | None = one(
        "The posted line that it would pay; null where it pays none.", "journal_line_id", filters=True
    )
    payment: names.Payment | None = one(
        "The payment that it would show; null where it shows none.", "payment_id", filters=True, needs=READ_PAYMENT
    )
    amount: Money = measure("How much, with the sign of the bank.", "amount", "currency")


@strawberry.input(
    description="What a part of an entry of the bank was for: a posted line that it pays, a payment that was posted before, or an account."
)
class BankReconciliationPartInput:
    """What a part of an entry of the bank was for."""

    amount: Decimal = strawberry.field(
        description="How much, in the currency of the line and with the sign of the bank; a credit note has the opposite."
    )
    journal_line_id: strawberry.ID | None = strawberry.field(
        description="The posted line of receivables or payables that it pays.", default=strawberry.UNSET
    )
    payment_id: strawberry.ID | None = strawberry.field(
        description="The posted payment that the bank shows; where it was posted to this bank account, nothing more is posted.",
        default=strawberry.UNSET,
    )
    item_amount: Decimal | None = strawberry.field(
        description="What that pays of the posted line, in the currency of the line, where that is another; what it is worth "
        "on the day, and no more than is open, when left out.",
        default=strawberry.UNSET,
    )
    discount: Decimal | None = strawberry.field(
        description="How much of the posted line is let go for paying early besides, in its currency and without sign.",
        default=strawberry.UNSET,
    )
    write_off: Decimal | None = strawberry.field(
        description="How much of the posted line is written off besides, in its currency and without sign.",
        default=strawberry.UNSET,
        directives=[requires(WRITE_OFF)],
    )
    account_id: strawberry.ID | None = strawberry.field(
        description="Where it goes, where it pays no posted line and is no payment.", default=strawberry.UNSET
    )
    party_id: strawberry.ID | None = strawberry.field(
        description="Whom it concerns, where the account wants a party.", default=strawberry.UNSET
    )
    description: str | None = strawberry.field(
        description="What this part is about, where the bank does not say it.", default=strawberry.UNSET
    )
    dimension_value_ids: list[strawberry.ID] | None = strawberry.field(
        description="Values of dimensions that it belongs to, one of each at most.", default=strawberry.UNSET
    )
