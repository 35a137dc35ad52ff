"""The bank of the demo: its account, the statements of the last months, and what their lines are for as far as that is known."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from models import BankLineState, MatchField, MatchOperator, StatementFormat
from services.demo.banking import CURRENT, STATEMENTS_SINCE, CurrentAccount, Move, line_id
from services.demo.documents import Billed
from services.demo.identity import COMPANY_ID, FOUNDED_AT, TODAY, at, demo_id
from services.demo.rows import Rows
from services.finance.bank.scoring import AMOUNT, PARTY, REFERENCE
from services.finance.recurring import following

IBAN: Final = "AT483200000012345864"
ACCOUNT_ID: Final = demo_id("bank", "account")


ON_PAPER: Final = ((Decimal("60.00"), "Zahlung Oktober", False), (Decimal("-5.00"), "ENTGELT Beleg", True))
"""What stands on a statement of paper: amount, words, and whether it is a fee of the bank."""


def add_bank(rows: Rows) -> None:
    """Add the bank account with a match rule, and a statement that somebody writes from paper."""
    rule_id, fees_id = demo_id("bank", "rule"), demo_id("ledger account", f"{COMPANY_ID} 6270")
    rows.add(
        models.BankAccount, ACCOUNT_ID, FOUNDED_AT, company_id=COMPANY_ID, name="Current account", iban=IBAN,
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
    draft_id = demo_id("bank", "draft")
    rows.add(
        models.BankStatementDraft, draft_id, at(TODAY), company_id=COMPANY_ID, bank_account_id=ACCOUNT_ID,
        identifier="Paper 1", currency="EUR", from_on=TODAY, to_on=TODAY, opening_amount=Decimal("0.00"),
        closing_amount=Decimal("55.00"),
    )  # fmt: skip
    for place, (amount, words, is_fee) in enumerate(ON_PAPER, 1):
        rows.add(
            models.BankStatementDraftLine, demo_id("bank draft line", str(place)), at(TODAY), company_id=COMPANY_ID,
            draft_id=draft_id, position=place, booked_on=TODAY, amount=amount, currency="EUR", remittance=words,
            account_id=fees_id if is_fee else None,
        )  # fmt: skip


@dataclass(frozen=True)
class _Line:
    """A line of a statement; what is not posted may be known by the rule, or be what an open item asks for."""

    key: str
    on: date
    amount: Decimal
    name: str | None
    words: str
    move: Move | None = None
    is_fee: bool = False
    pays: Billed | None = None


UNPOSTED: Final = (
    _Line("fees", date(2026, 11, 17), Decimal("-12.90"), None, "ENTGELT Kontoführung November", is_fee=True),
    _Line("energy", date(2026, 11, 18), Decimal("-174.00"), "Stadtwerke", "Strom Nachzahlung"),
    _Line("bistro", date(2026, 11, 19), Decimal("362.40"), "Bistro am Ring", "1090-2026"),
    _Line("more fees", date(2026, 11, 20), Decimal("-4.50"), None, "ENTGELT Überweisungen", is_fee=True),
)
"""What the bank has booked and nobody has posted yet."""


def add_statements(rows: Rows, current: CurrentAccount, owed: Sequence[Billed], names: Mapping[UUID, str]) -> None:
    """Add the statements of the last months, with what was reconciled, and what is suggested for the rest."""
    lines = [_Line(move.key, move.on, move.amount, move.name, move.remittance, move) for move in current.moves]
    lines += [*UNPOSTED, _waiting(owed, names)]
    starts_on = STATEMENTS_SINCE
    while starts_on <= TODAY:
        ends_on = min(following(starts_on, 0, 31), TODAY)
        opening = current.books.balance(CURRENT, starts_on - timedelta(days=1))
        within = sorted(
            (line for line in lines if starts_on <= line.on <= ends_on), key=lambda line: (line.on, line.key)
        )
        _add_statement(rows, starts_on, ends_on, opening, within)
        starts_on = ends_on + timedelta(days=1)


def _waiting(owed: Sequence[Billed], names: Mapping[UUID, str]) -> _Line:
    """Let a customer pay an invoice that is open, which nobody has posted yet."""
    on = date(2026, 11, 20)
    billed = next(
        each for each in reversed(owed)
        if each.item.currency == "EUR" and each.document.due_on < on and each.item.open_on(on) == each.item.amount
    )  # fmt: skip
    document = billed.document
    return _Line("waiting", on, billed.item.amount, names[document.party_id], document.number, pays=billed)


def _add_statement(rows: Rows, starts_on: date, ends_on: date, opening: Decimal, lines: Sequence[_Line]) -> None:
    # What stands in the file stands in the statement; the demo has no contents of files.
    name, when = f"{ends_on}.xml", at(ends_on)
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    file_id, statement_id = demo_id("bank", f"file {ends_on}"), demo_id("bank", f"statement {ends_on}")
    rows.add(
        models.File, file_id, when, company_id=COMPANY_ID, name=name, media_type="application/xml", size_bytes=4_096,
        sha256=sha256, requested_by="demo", expires_at=at(ends_on, 10), stored_at=when, claimed_at=when,
    )  # fmt: skip
    total = sum((line.amount for line in lines), Decimal("0.00"))
    rows.add(
        models.BankStatement, statement_id, when, company_id=COMPANY_ID, bank_account_id=ACCOUNT_ID, file_id=file_id,
        content_sha256=sha256, position=1, format=StatementFormat.CAMT_053, identifier=str(ends_on), currency="EUR",
        from_on=starts_on, to_on=ends_on, opening_amount=opening, closing_amount=opening + total, total_amount=total,
    )  # fmt: skip
    for position, line in enumerate(lines, 1):
        is_known = line.is_fee or line.pays is not None
        rows.add(
            models.BankStatementLine, line_id(line.key), when, company_id=COMPANY_ID, statement_id=statement_id,
            bank_account_id=ACCOUNT_ID, position=position, booked_on=line.on, value_on=line.on, amount=line.amount,
            currency="EUR", counterparty_name=line.name, remittance=line.words, matched_amount=Decimal("0.00"),
            state=BankLineState.SUGGESTED if is_known else BankLineState.UNMATCHED,
        )  # fmt: skip
        if line.move is not None:
            _reconcile(rows, line.move)
        elif is_known:
            _suggest(rows, line)


def _reconcile(rows: Rows, move: Move) -> None:
    key, when = demo_id("bank reconciliation", move.key), at(move.on, 17)
    rows.add(
        models.BankReconciliation, key, when, company_id=COMPANY_ID, line_id=move.line_id, entry_id=move.posted.entry_id,
        amount=move.amount, currency="EUR",
    )  # fmt: skip
    for place, leg in enumerate(move.posted.legs[1:]):
        rows.add(
            models.BankReconciliationPart, demo_id("bank reconciliation part", f"{move.key} {place}"), when,
            company_id=COMPANY_ID, reconciliation_id=key, account_id=leg.account_id, party_id=leg.party_id,
            journal_line_id=None if leg.id is None else move.paid.get(leg.id), amount=-leg.amount, currency="EUR",
        )  # fmt: skip


def _suggest(rows: Rows, line: _Line) -> None:
    key, pays = demo_id("bank suggestion", line.key), line.pays
    by_rule = pays is None
    rows.add(
        models.MatchSuggestion, key, at(TODAY), company_id=COMPANY_ID, line_id=line_id(line.key), rank=1,
        score=60 if by_rule else AMOUNT + REFERENCE + PARTY, amount_points=0 if by_rule else AMOUNT,
        reference_points=0 if by_rule else REFERENCE, party_points=0 if by_rule else PARTY, date_points=0,
        rule_points=60 if by_rule else 0,
        explanation="the rule Fees of the bank fits" if by_rule else "the amount is open; its number is named; the name fits",
        rule_id=demo_id("bank", "rule") if by_rule else None,
    )  # fmt: skip
    rows.add(
        models.MatchSuggestionPart, demo_id("bank suggestion part", line.key), at(TODAY), company_id=COMPANY_ID,
        suggestion_id=key, account_id=demo_id("ledger account", f"{COMPANY_ID} 6270") if pays is None else pays.item.account_id,
        party_id=None if pays is None else pays.item.party_id, journal_line_id=None if pays is None else pays.item.id,
        amount=line.amount, currency="EUR",
    )  # fmt: skip


def add_statement_by_hand(rows: Rows) -> None:
    """Add a statement that somebody is writing, of the last fees that the bank has told of on paper."""
    key = demo_id("bank", "statement by hand")
    rows.add(
        models.BankStatementDraft, key, at(TODAY), company_id=COMPANY_ID, bank_account_id=ACCOUNT_ID,
        identifier="2026-11-20, by hand", currency="EUR", from_on=TODAY, to_on=TODAY, opening_amount=Decimal("0.00"),
        closing_amount=Decimal("-7.80"),
    )  # fmt: skip
    rows.add(
        models.BankStatementDraftLine, demo_id("bank", "line by hand"), at(TODAY), company_id=COMPANY_ID, draft_id=key,
        position=1, booked_on=TODAY, amount=Decimal("-7.80"), currency="EUR", remittance="ENTGELT Karten",
        account_id=demo_id("ledger account", f"{COMPANY_ID} 6270"),
    )  # fmt: skip
