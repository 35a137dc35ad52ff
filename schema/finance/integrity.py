"""Integrity checks as clients see them, and the reports that are kept of them."""

import datetime as dt

import strawberry
from strawberry.types.base import StrawberryList

import models
from planner.entity import entity
from planner.fields import column, document, held
from schema.base import CompanyRecord
from schema.enums import described
from schema.finance.report import READ
from schema.payloads import part, payload_type
from services.finance.integrity import FINDINGS_MAX, IntegrityCheckKind

CHECK = "finance.report:check"

described(
    IntegrityCheckKind,
    "What is checked.",
    {
        IntegrityCheckKind.ENTRIES_BALANCE: "Every entry has all its lines, and they come to nothing.",
        IntegrityCheckKind.BALANCES_ARE_SUMS_OF_LINES: "Balances, folded or not, are what the lines add up to.",
        IntegrityCheckKind.OPEN_ITEMS_ARE_ACCOUNTS: "What is open is what is on the accounts of receivables and payables.",
        IntegrityCheckKind.SETTLED_IS_SUM_OF_SETTLEMENTS: "What is settled is what settlements add up to.",
        IntegrityCheckKind.TAX_LINES_AGREE: "What was taxed is what was posted as tax.",
        IntegrityCheckKind.BANK_LINES_BOOKED_ONCE: "What banks show is in the books once: posted with it, or as payments before.",
        IntegrityCheckKind.NUMBERS_WITHOUT_GAP: "The entries of every journal and year are numbered without a gap.",
        IntegrityCheckKind.ENTRIES_ARE_SEALED: "Every entry has its place in the chain of its journal, or waits for it.",
        IntegrityCheckKind.SEALS_HOLD: "The chain of seals of every journal holds.",
        IntegrityCheckKind.STOCK_VALUES_ARE_SUMS_OF_ENTRIES: "What stock is worth is what came less what went, SKU by SKU "
        "and layer by layer, and as much is there as that says.",
        IntegrityCheckKind.STOCK_VALUES_ARE_STOCK_ACCOUNTS: "What stock is worth is what is on the accounts of stock. A company "
        "without such an account keeps its stock outside of its books.",
        IntegrityCheckKind.STOCK_SNAPSHOTS_ARE_SUMS_OF_MOVES: "What stock was when a period was closed, and what it was worth, is "
        "what had moved by then.",
        IntegrityCheckKind.CUT_OFFS_ARE_CUT_OFF_ACCOUNTS: "What is delivered and not invoiced, and invoiced and not delivered, of sales "
        "orders is what is on the accounts for it, beside what invoices themselves say to be cut off.",
    },
)


@strawberry.type(description="What a check of one company has found.")
class IntegrityCheck:
    """What a check of one company has found."""

    company_id: strawberry.ID = strawberry.field(description="The company.")
    kind: IntegrityCheckKind = strawberry.field(description="What was checked.")
    holds: bool = strawberry.field(description="Whether nothing was found.")
    count: int = strawberry.field(description="How much was found.")
    findings: list[str] = strawberry.field(
        description=f"What was found: where it is, and what is wrong; the first {FINDINGS_MAX}."
    )


IntegrityChecksPayload = payload_type(
    "IntegrityChecksPayload",
    "What came of checking the books.",
    part("checks", StrawberryList(IntegrityCheck), "Company by company, check by check."),
)


@strawberry.type(description="What one check has found.")
class IntegrityReportCheck:
    """What one check has found."""

    kind: IntegrityCheckKind = held("What was checked.")
    holds: bool = held("Whether nothing was found.")
    count: int = held("How much was found.")
    findings: list[str] = held(f"What was found: where it is, and what is wrong; the first {FINDINGS_MAX}.")


@entity(models.IntegrityReport, needs=READ, order="-checked_at")
class IntegrityReport(CompanyRecord):
    """That the books of a company were checked from their first entry on, and what was found. A fact: it never changes."""

    checked_at: dt.datetime = column("The moment whose books were checked.", filters=True, orders=True)
    holds: bool = column("Whether no check has found anything.", groups=True)
    checks: list[IntegrityReportCheck] | None = document("What each check has found.", "checks")
    requested_by: str = column("The user or client who asked for it; `system` for what is done every night.")
