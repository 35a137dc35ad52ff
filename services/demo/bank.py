"""The bank of the demo: an account, a statement of the last days, and what its entries are for as far as that is known."""

from datetime import date
from decimal import Decimal
from typing import Final

import models
from models import BankLineState, MatchField, MatchOperator, StatementFormat
from services.demo.identity import COMPANY_ID, FOUNDED_AT, TODAY, at, demo_id
from services.demo.rows import Rows

IBAN: Final = "AT483200000012345864"
OPENING: Final = Decimal("61240.55")
ENTRIES: Final = (
    (date(2026, 11, 16), Decimal("1284.00"), "Café Traunfels", "Rechnungen Oktober", None),
    (date(2026, 11, 17), Decimal("-12.90"), None, "ENTGELT Kontoführung November", "fees"),
    (date(2026, 11, 18), Decimal("-1740.00"), "Stadtwerke", "Strom November", None),
    (date(2026, 11, 19), Decimal("362.40"), "Bistro am Ring", "1090-2026", None),
    (date(2026, 11, 20), Decimal("-4.50"), None, "ENTGELT Überweisungen", "fees"),
)


def add_bank(rows: Rows) -> None:
    """Add the bank account with a match rule, and the statement with what is suggested."""
    account_id, rule_id = demo_id("bank", "account"), demo_id("bank", "rule")
    fees_id = demo_id("ledger account", f"{COMPANY_ID} 6270")
    rows.add(
        models.BankAccount, account_id, FOUNDED_AT, company_id=COMPANY_ID, name="Current account", iban=IBAN,
        currency="EUR", account_id=demo_id("ledger account", f"{COMPANY_ID} 1410"),
        journal_id=demo_id("ledger journal", f"{COMPANY_ID} BNK"),
    )  # fmt: skip
    rows.add(
        models.MatchRule, rule_id, FOUNDED_AT, company_id=COMPANY_ID, name="Fees of the bank", position=1,
        account_id=fees_id,
    )  # fmt: skip
    rows.add(
        models.MatchCondition, demo_id("bank", "condition"), FOUNDED_AT, company_id=COMPANY_ID, rule_id=rule_id,
        field=MatchField.REMITTANCE, operator=MatchOperator.STARTS_WITH, value="Entgelt",
    )  # fmt: skip
    file_id, statement_id = demo_id("bank", "file"), demo_id("bank", "statement")
    # What stands in the file stands in the statement; the demo has no contents of files.
    rows.add(
        models.File, file_id, at(TODAY), company_id=COMPANY_ID, name="2026-11-20.xml", media_type="application/xml",
        size_bytes=4_096, sha256="d" * 64, requested_by="demo", expires_at=at(TODAY, 10), stored_at=at(TODAY),
        claimed_at=at(TODAY),
    )  # fmt: skip
    total = sum((amount for _, amount, *_ in ENTRIES), Decimal(0))
    rows.add(
        models.BankStatement, statement_id, at(TODAY), company_id=COMPANY_ID, bank_account_id=account_id,
        file_id=file_id, content_sha256="d" * 64, position=1, format=StatementFormat.CAMT_053, identifier="2026-11-20",
        currency="EUR", from_on=ENTRIES[0][0], to_on=TODAY, opening_amount=OPENING, closing_amount=OPENING + total,
        total_amount=total,
    )  # fmt: skip
    for position, (booked_on, amount, name, remittance, known) in enumerate(ENTRIES, 1):
        line_id = demo_id("bank line", str(position))
        rows.add(
            models.BankStatementLine, line_id, at(TODAY), company_id=COMPANY_ID, statement_id=statement_id,
            bank_account_id=account_id, position=position, booked_on=booked_on, value_on=booked_on, amount=amount,
            currency="EUR", counterparty_name=name, remittance=remittance, matched_amount=Decimal("0.00"),
            state=BankLineState.SUGGESTED if known else BankLineState.UNMATCHED,
        )  # fmt: skip
        if known:
            _suggest(rows, position, amount)


def _suggest(rows: Rows, position: int, amount: Decimal) -> None:
    suggestion_id = demo_id("bank suggestion", str(position))
    rows.add(
        models.MatchSuggestion, suggestion_id, at(TODAY), company_id=COMPANY_ID,
        line_id=demo_id("bank line", str(position)), rank=1, score=60, amount_points=0, reference_points=0,
        party_points=0, date_points=0, rule_points=60, explanation="the rule Fees of the bank fits",
        rule_id=demo_id("bank", "rule"),
    )  # fmt: skip
    rows.add(
        models.MatchSuggestionPart, demo_id("bank suggestion part", str(position)), at(TODAY), company_id=COMPANY_ID,
        suggestion_id=suggestion_id, account_id=demo_id("ledger account", f"{COMPANY_ID} 6270"), amount=amount,
        currency="EUR",
    )  # fmt: skip
