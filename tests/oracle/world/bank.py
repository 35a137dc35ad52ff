"""Bank accounts with statements, and what their entries may be for."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import models
from auth.roles import RoleCode
from models import AccountSubtype, AccountType, BankLineState, JournalKind, MatchField, MatchOperator, StatementFormat
from tests.oracle.world.builder import EXPONENTS, NOON, Builder
from tests.oracle.world.people import USER_IDS
from tests.oracle.world.texts import NAMES

DAYS = (date(2026, 3, 29), date(2026, 3, 29), date(2026, 4, 1), date(2024, 2, 29))
ADMIN = str(USER_IDS[RoleCode.ADMIN])
POINTS = ((40, 35, 20, 5, 0), (15, 0, 16, 0, 0), (0, 0, 0, 0, 60))


def bank(builder: Builder, currency: str, parties: Sequence[models.Party]) -> None:
    """Make the banks of one company: two accounts, three statements, and suggestions for some of their lines."""
    ledger = [
        models.LedgerAccount(
            **builder.owned(),
            code=f"14{place}9",
            name=builder.pick(NAMES),
            type=AccountType.ASSET,
            subtype=AccountSubtype.BANK,
        )
        for place in range(2)
    ]
    journal = models.Journal(**builder.owned(), code="BANK", name="Bank", kind=JournalKind.BANK)
    accounts = [
        models.BankAccount(
            **builder.owned(),
            name=builder.pick(NAMES),
            iban=builder.maybe(("NL26VAYB8060476890", "DE89370400440532013000")[place]),
            number=f"{place}/1",
            bic=builder.maybe("VAYBNL2A"),
            currency=currency,
            account_id=account.id,
            journal_id=journal.id,
        )
        for place, account in enumerate(ledger)
    ]
    files = [
        models.File(
            **builder.owned(), name="s.sta", media_type="text/plain", size_bytes=9, requested_by=ADMIN, expires_at=NOON
        )
        for _ in range(3)
    ]
    statements = [_statement(builder, builder.pick(accounts), file, place) for place, file in enumerate(files)]
    lines = [_line(builder, statement, place) for statement in statements for place in range(1, 5)]
    rules = [
        models.MatchRule(
            **builder.owned(),
            name=builder.pick(NAMES),
            position=place,
            bank_account_id=builder.maybe(accounts[0].id),
            account_id=builder.pick(ledger).id,
            party_id=builder.maybe(builder.pick(parties).id),
        )
        for place in range(3)
    ]
    conditions = [
        models.MatchCondition(
            **builder.owned(),
            rule_id=rule.id,
            field=field,
            operator=operator,
            value="5",
            negated=builder.pick([True, False]),
        )
        for rule in rules
        for field, operator in (
            (MatchField.AMOUNT, MatchOperator.AT_LEAST),
            (MatchField.REMITTANCE, MatchOperator.CONTAINS),
        )
    ]
    suggestions = [_suggestion(builder, line, rank, builder.pick(rules)) for line in lines[:4] for rank in (1, 2)]
    parts = [
        models.MatchSuggestionPart(
            **builder.owned(),
            suggestion_id=suggestion.id,
            account_id=builder.pick(ledger).id,
            party_id=builder.maybe(builder.pick(parties).id),
            amount=builder.amount(currency),
            currency=currency,
        )
        for suggestion in suggestions
        for _ in range(2)
    ]
    drafts = [
        models.BankStatementDraft(
            **builder.owned(),
            bank_account_id=account.id,
            identifier=f"{place}/2",
            currency=currency,
            from_on=builder.maybe(builder.pick(DAYS)),
            to_on=builder.pick(DAYS),
            opening_amount=builder.amount(currency),
            closing_amount=builder.amount(currency),
        )
        for place, account in enumerate(accounts)
    ]
    drafted = [
        models.BankStatementDraftLine(
            **builder.owned(),
            draft_id=draft.id,
            position=place,
            booked_on=builder.pick(DAYS),
            amount=builder.amount(currency) or Decimal(1).scaleb(-EXPONENTS[currency]),
            currency=currency,
            counterparty_name=builder.maybe(builder.pick(NAMES)),
            remittance=builder.pick(NAMES),
            account_id=builder.maybe(builder.pick(ledger).id),
            party_id=builder.maybe(builder.pick(parties).id),
        )
        for draft in drafts
        for place in (1, 1, 2)
    ]
    posted = next(
        row.id for layer in builder.layers for row in layer
        if isinstance(row, models.JournalLine) and row.company_id == journal.company_id
    )  # fmt: skip
    drafted[0].account_id, drafted[0].journal_line_id = None, posted
    parts[0].journal_line_id = posted
    builder.layer(
        [*ledger, journal],
        [*accounts, *files],
        [*statements, *rules, *drafts],
        [*lines, *conditions, *drafted],
        suggestions,
        parts,
    )
    _reconcile(builder, [line for line in lines[4:] if line.amount], ledger[0], parties[0])


def _reconcile(
    builder: Builder,
    lines: Sequence[models.BankStatementLine],
    account: models.LedgerAccount,
    party: models.Party,
) -> None:
    """Reconcile some lines with entries that are there, and undo the last."""
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == account.company_id]
    entries = [row for row in rows if isinstance(row, models.JournalEntry)]
    posted = next(row for row in rows if isinstance(row, models.JournalLine))
    made = [
        models.BankReconciliation(
            **builder.owned(), line_id=line.id, entry_id=entry.id, amount=line.amount, currency=line.currency
        )
        for line, entry in zip(lines[:3], entries, strict=False)
    ]
    undone = made[-1]
    undoing = models.BankReconciliation(
        **builder.owned(), line_id=undone.line_id, entry_id=entries[-1].id, amount=-undone.amount, currency=undone.currency,
        undoes_id=undone.id,
    )  # fmt: skip
    parts = [
        models.BankReconciliationPart(
            **builder.owned(), reconciliation_id=each.id, account_id=account.id, amount=each.amount, currency=each.currency,
            party_id=party.id if place else None, journal_line_id=posted.id if place else None,
        )
        for place, each in enumerate([*made, undoing])
    ]  # fmt: skip
    builder.layer(made, [undoing], parts)


def _statement(builder: Builder, account: models.BankAccount, file: models.File, place: int) -> models.BankStatement:
    currency = account.currency
    told = builder.pick(list(StatementFormat))
    by_hand = told is StatementFormat.MANUAL
    return models.BankStatement(
        **builder.owned(),
        bank_account_id=account.id,
        file_id=None if by_hand else file.id,
        content_sha256=None if by_hand else f"{place:064}",
        position=1,
        format=told,
        identifier=builder.maybe(f"{place}/1"),
        currency=currency,
        from_on=builder.maybe(builder.pick(DAYS)),
        to_on=builder.pick(DAYS),
        opening_amount=builder.maybe(builder.amount(currency)),
        closing_amount=builder.maybe(builder.amount(currency)),
        total_amount=builder.amount(currency),
        warnings=builder.pick([[], ["SUM_DIFFERS: 1 is not 2."]]),
    )


def _line(builder: Builder, statement: models.BankStatement, place: int) -> models.BankStatementLine:
    currency = statement.currency
    amount = builder.amount(currency) * builder.pick([1, -1])
    state = builder.pick([BankLineState.UNMATCHED, BankLineState.SUGGESTED, BankLineState.UNDONE])
    return models.BankStatementLine(
        **builder.owned(),
        statement_id=statement.id,
        bank_account_id=statement.bank_account_id,
        position=place,
        booked_on=builder.pick(DAYS),
        value_on=builder.maybe(builder.pick(DAYS)),
        amount=amount or abs(amount),
        currency=currency,
        original_amount=Decimal("-7.5") if place == 1 else None,
        original_currency="EUR" if place == 1 else None,
        fee_amount=builder.maybe(builder.amount(currency)),
        counterparty_name=builder.maybe(builder.pick(NAMES)),
        counterparty_account=builder.maybe("AT1"),
        remittance=builder.pick(NAMES),
        end_to_end_id=builder.maybe("E2E"),
        bank_reference=builder.maybe("R"),
        is_reversal=builder.pick([True, False]),
        state=state if amount else BankLineState.RECONCILED,
        matched_amount=builder.amount(currency) * 0,
    )


def _suggestion(
    builder: Builder, line: models.BankStatementLine, rank: int, rule: models.MatchRule
) -> models.MatchSuggestion:
    amount, reference, party, day, of_rule = points = builder.pick(POINTS)
    return models.MatchSuggestion(
        **builder.owned(),
        line_id=line.id,
        rank=rank,
        score=sum(points),
        amount_points=amount,
        reference_points=reference,
        party_points=party,
        date_points=day,
        rule_points=of_rule,
        explanation=builder.pick(NAMES),
        rule_id=rule.id if of_rule else None,
    )
