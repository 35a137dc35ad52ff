"""What the database does and forbids about finance, in the order in which it is made."""

from collections.abc import Iterator

from models.finance import (
    bank_reconciliation,
    fact_rules,
    invoice,
    invoice_credit,
    number_rules,
    open_item,
    payment,
    settlement,
)
from models.finance.account import LEDGER_ACCOUNT_FIXED, LEDGER_ACCOUNT_TRIGGER
from models.finance.balance import BALANCE_VIEW, FOLD_BALANCES
from models.finance.entry_rules import (
    JOURNAL_ENTRY_APPLIES,
    JOURNAL_ENTRY_BALANCES,
    JOURNAL_ENTRY_BALANCES_TRIGGER,
    JOURNAL_ENTRY_TRIGGER,
    JOURNAL_LINE_APPLIES,
    JOURNAL_LINE_TRIGGER,
    POSTING_LOCKED,
)
from models.finance.journal_seal import JOURNAL_CHAIN
from models.finance.period_rules import (
    ACCOUNTING_PERIOD_MOVES,
    ACCOUNTING_PERIOD_TRIGGER,
    FISCAL_YEAR_MOVES,
    FISCAL_YEAR_TRIGGER,
    LOCK_EXCEPTION_HOLDS,
    LOCK_EXCEPTION_TRIGGER,
    PERIOD_BLOCKERS,
    PERIOD_LOCK_HOLDS,
    PERIOD_LOCK_TRIGGER,
)
from models.finance.tax_line import (
    TAX_LINE_AGREES,
    TAX_LINE_LOCKED,
    TAX_LINE_LOCKED_TRIGGER,
    TAX_LINE_TRIGGER,
    TAX_LINE_VIEW,
    TAX_REVERSAL_LOCKED_TRIGGER,
)
from models.finance.tax_return import (
    TAX_RETURN_BOX_TRIGGER,
    TAX_RETURN_FIXED,
    TAX_RETURN_LINE_TRIGGER,
    TAX_RETURN_TRIGGER,
)

FACTS = (
    "journal_entry", "journal_line", "journal_line_dimension", "journal_seal", "journal_head", "tax_line",
    "tax_return_line", *bank_reconciliation.FACTS, *settlement.FACTS, "open_item_discount", "revaluation", "revaluation_line",
    "dunning_notice", "dunning_notice_line", "integrity_report",
)  # fmt: skip
NOT_AUDITED = (
    "journal_line", "journal_line_dimension", "journal_unsealed", "journal_seal", "journal_head", "period_balance",
    "period_balance_delta", "tax_line", "tax_return_line", "open_item", "settlement_line", *bank_reconciliation.NOT_AUDITED,
)  # fmt: skip
# What triggers and jobs write, and nobody by hand.
REFLECTED = ("journal_line_dimension", "journal_unsealed", "journal_seal", "period_balance", "period_balance_delta")


def statements() -> Iterator[str]:
    """Functions, the triggers that call them, and views."""
    yield from (LEDGER_ACCOUNT_FIXED, LEDGER_ACCOUNT_TRIGGER)
    yield fact_rules.WRITTEN_NOW
    yield from (ACCOUNTING_PERIOD_MOVES, ACCOUNTING_PERIOD_TRIGGER, FISCAL_YEAR_MOVES, FISCAL_YEAR_TRIGGER)
    yield from (PERIOD_LOCK_HOLDS, PERIOD_LOCK_TRIGGER, POSTING_LOCKED)
    yield from (LOCK_EXCEPTION_HOLDS, LOCK_EXCEPTION_TRIGGER)
    yield from (JOURNAL_ENTRY_APPLIES, JOURNAL_ENTRY_TRIGGER)
    yield from (JOURNAL_ENTRY_BALANCES, JOURNAL_ENTRY_BALANCES_TRIGGER)
    yield from (JOURNAL_LINE_APPLIES, JOURNAL_LINE_TRIGGER)
    yield from (FOLD_BALANCES, PERIOD_BLOCKERS, BALANCE_VIEW)
    yield from (JOURNAL_CHAIN.seal, JOURNAL_CHAIN.first_break)
    yield from (TAX_LINE_AGREES, TAX_LINE_TRIGGER, TAX_LINE_VIEW)
    yield from (TAX_LINE_LOCKED, TAX_LINE_LOCKED_TRIGGER, TAX_REVERSAL_LOCKED_TRIGGER)
    yield from (TAX_RETURN_FIXED, TAX_RETURN_TRIGGER, TAX_RETURN_BOX_TRIGGER, TAX_RETURN_LINE_TRIGGER)
    yield from bank_reconciliation.STATEMENTS
    yield from (*open_item.STATEMENTS, *settlement.STATEMENTS, *payment.STATEMENTS)
    yield from invoice.STATEMENTS
    yield from invoice_credit.STATEMENTS
    yield from number_rules.STATEMENTS
    yield from fact_rules.statements()


def written_by_functions(application_role: str) -> Iterator[str]:
    """Take from the application what triggers and functions do for it."""
    for table in REFLECTED:
        yield f"revoke insert, update, delete on {table} from {application_role}"
    # What the bank says never changes, and how much of it is posted is what its reconciliations add up to.
    for table in ("bank_statement", "bank_statement_line"):
        yield f"revoke update, delete on {table} from {application_role}"
    yield f"grant update (state) on bank_statement_line to {application_role}"
    # What is settled is what the lines of settlements add up to; reminders are noted by whoever sends them.
    yield f"revoke insert, update, delete on open_item from {application_role}"
    yield f"grant update (dunned_level, dunned_on) on open_item to {application_role}"
    for view in ("period_balance_now", "tax_line_now"):
        yield f"revoke insert, update, delete on {view} from {application_role}"
