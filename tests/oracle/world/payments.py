"""Payments, settlements, revaluations and reminders, about what the books of the company left open."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import models
from models import AccountSubtype, EntryKind, PaymentDirection, PaymentState
from tests.oracle.world.builder import DAYS, EXPONENTS, Builder
from tests.oracle.world.texts import NAMES

ON = date(2026, 12, 31)


def payments(builder: Builder, company: models.Company) -> None:
    """Make what one company was paid, and what it reminds of."""
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == company.id]
    owed = {
        row.id for row in rows if isinstance(row, models.LedgerAccount) and row.subtype is AccountSubtype.RECEIVABLE
    }
    lines = [row for row in rows if isinstance(row, models.JournalLine) and row.account_id in owed]
    entries = {row.id: row for row in rows if isinstance(row, models.JournalEntry)}
    journal = next(row for row in rows if isinstance(row, models.Journal))
    if not lines:
        return
    drafts = [
        models.Payment(
            **builder.owned(), direction=direction, party_id=line.party_id, account_id=line.account_id,
            party_account_id=line.account_id, journal_id=journal.id, paid_on=line.posted_on, currency=line.currency,
            amount=line.debit + line.credit, rate=builder.maybe(Decimal("1.5")), reference=builder.maybe(builder.pick(NAMES)),
        )
        for line in lines for direction in PaymentDirection
    ]  # fmt: skip
    allocations = [
        models.PaymentAllocation(
            **builder.owned(), payment_id=draft.id, open_item_id=line.id, currency=line.currency, amount=draft.amount,
            item_currency=line.currency, item_amount=draft.amount, discount_amount=line.debit * 0, write_off_amount=line.debit * 0,
        )
        for draft, line in zip(drafts[::2], lines, strict=True)
    ]  # fmt: skip
    discounts = [
        models.OpenItemDiscount(
            **builder.owned(), open_item_id=line.id, until_on=until, currency=line.currency, amount=line.debit + line.credit
        )
        for line in lines for until in (date(2026, 3, 29), date(2026, 4, 1))
    ]  # fmt: skip
    policy = models.PaymentPolicy(**builder.owned(), write_off_limit=Decimal("2.5"))
    builder.layer(drafts, [*allocations, *discounts, policy])
    _settle(builder, lines, entries, drafts[0])
    first, last = list(entries.values())[::13][:2]
    builder.change(drafts[0], state=PaymentState.POSTED, entry_id=first.id)
    builder.change(drafts[0], state=PaymentState.VOIDED, void_entry_id=last.id)
    _show(builder, [(draft, line) for draft, line in zip(drafts[::2], lines, strict=True) if line.entry_id != first.id])
    _remind(builder, company.currency, lines)
    _revalue(builder, lines, entries)


def _settle(
    builder: Builder,
    lines: list[models.JournalLine],
    entries: dict[UUID, models.JournalEntry],
    payment: models.Payment,
) -> None:
    """Settle what entries left open with what their reversals did, and undo it."""
    for turned in lines:
        entry = entries[turned.entry_id]
        if entry.kind is not EntryKind.REVERSAL:
            continue
        one = next(line for line in lines if line.entry_id == entry.reverses_id and line.position == turned.position)
        settlement = models.Settlement(
            **builder.owned(), account_id=one.account_id, party_id=one.party_id, settled_on=ON, currency=one.currency
        )
        parts = [
            models.SettlementLine(
                **builder.owned(), settlement_id=settlement.id, open_item_id=line.id, settled_on=ON, currency=line.currency,
                amount=line.debit - line.credit, company_currency=line.company_currency, company_amount=line.company_amount,
            )
            for line in (one, turned)
        ]  # fmt: skip
        undoing = models.Settlement(
            **builder.owned(), account_id=one.account_id, party_id=one.party_id, settled_on=ON, currency=one.currency,
            undoes_id=settlement.id, payment_id=payment.id, entry_id=one.entry_id,
        )  # fmt: skip
        undone = [
            models.SettlementLine(
                **builder.owned(), settlement_id=undoing.id, open_item_id=part.open_item_id, settled_on=ON,
                currency=part.currency, amount=-part.amount, company_currency=part.company_currency,
                company_amount=-part.company_amount,
            )
            for part in parts
        ]  # fmt: skip
        builder.layer([settlement], parts, [undoing], undone)


def _show(builder: Builder, posted: list[tuple[models.Payment, models.JournalLine]]) -> None:
    """Let an entry of the bank show a part of a payment that is posted, and suggest it for another."""
    company_id = posted[0][0].company_id
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == company_id]
    on_bank = [row for row in rows if isinstance(row, models.BankStatementLine) and row.amount]
    free = [
        row
        for row in on_bank
        if row.id not in {each.line_id for each in rows if isinstance(each, models.BankReconciliation)}
    ]
    payment, line, shown = next(
        (payment, line, each) for payment, line in posted for each in free if each.amount * line.company_amount > 0
    )
    builder.change(payment, state=PaymentState.POSTED, entry_id=line.entry_id)
    amount = min(abs(shown.amount), abs(line.company_amount)).copy_sign(shown.amount)
    if line.currency == shown.currency:
        amount = min(abs(shown.amount), line.debit + line.credit).copy_sign(shown.amount)
    made = models.BankReconciliation(**builder.owned(), line_id=shown.id, amount=amount, currency=shown.currency)
    part = models.BankReconciliationPart(
        **builder.owned(), reconciliation_id=made.id, account_id=payment.account_id, party_id=payment.party_id,
        journal_line_id=line.id, payment_id=payment.id, amount=amount, currency=shown.currency,
    )  # fmt: skip
    builder.late([made], [part])
    suggestion = next(row for row in rows if isinstance(row, models.MatchSuggestion))
    suggested = models.MatchSuggestionPart(
        **builder.owned(), suggestion_id=suggestion.id, account_id=payment.account_id, party_id=payment.party_id,
        payment_id=payment.id, amount=amount, currency=shown.currency,
    )  # fmt: skip
    builder.layer([suggested])


def _remind(builder: Builder, currency: str, lines: list[models.JournalLine]) -> None:
    levels = [
        models.DunningLevel(
            **builder.owned(), level=level, name=builder.pick(NAMES), days_overdue=level * 10,
            fee=Decimal("2.5") if level == 2 else None, currency=currency if level == 2 else None,
            interest_percent=Decimal("7.5"), wording=builder.maybe(builder.pick(NAMES)),
        )
        for level in (1, 2, 3)
    ]  # fmt: skip
    notices: list[models.DunningNotice] = []
    parts: list[models.DunningNoticeLine] = []
    for place, line in enumerate(lines):
        amount, nothing = line.debit + line.credit, line.debit * 0
        level = builder.pick(levels)
        notices.append(
            models.DunningNotice(
                **builder.owned(),
                party_id=line.party_id,
                level_id=level.id,
                dunned_on=date(2026, 5, 1 + place),
                currency=line.currency,
                overdue_amount=amount,
                interest_amount=nothing,
                fee_amount=amount,
                entry_id=builder.maybe(line.entry_id),
            )
        )
        parts.append(
            models.DunningNoticeLine(
                **builder.owned(),
                notice_id=notices[-1].id,
                open_item_id=line.id,
                level_id=level.id,
                days_overdue=place,
                currency=line.currency,
                open_amount=amount,
                interest_amount=nothing,
            )
        )
    builder.layer(levels, notices, parts)


def _revalue(builder: Builder, lines: list[models.JournalLine], entries: dict[UUID, models.JournalEntry]) -> None:
    revaluations = [
        models.Revaluation(
            **builder.owned(), revalued_on=builder.pick(DAYS[:5]), currency=entry.currency, rate=Decimal("1.25"),
            company_currency=entry.company_currency, difference_amount=entry.total_amount, entry_id=entry.id,
        )
        for entry in list(entries.values())[:3]
    ]  # fmt: skip
    line = lines[0]
    parts = [
        models.RevaluationLine(
            **builder.owned(), revaluation_id=each.id, account_id=line.account_id, party_id=party_id,
            currency=each.currency, open_amount=Decimal(0).scaleb(-EXPONENTS[each.currency]),
            company_currency=each.company_currency, before_amount=each.difference_amount,
            after_amount=each.difference_amount * 2,
        )
        for each in revaluations for party_id in (line.party_id, None)
    ]  # fmt: skip
    builder.layer(revaluations, parts)
