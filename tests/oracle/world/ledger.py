"""Books: a chart with headings, journals, dimensions, years and periods, entries and drafts of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import models
from models import (
    AccountRole,
    AccountSubtype,
    AccountType,
    EntryKind,
    FiscalYearState,
    JournalKind,
    LockArea,
    PeriodState,
    TemplateKind,
)
from tests.oracle.world.builder import EXPONENTS, MOMENTS, Builder
from tests.oracle.world.parties import Parties
from tests.oracle.world.texts import NAMES

YEARS = (2025, 2026)
QUARTERS = ((1, 1, 3, 31), (4, 1, 6, 30), (7, 1, 9, 30), (10, 1, 12, 31))
AMOUNTS = (1, 100, 100, 12345)
FOREIGN = {"EUR": "KWD", "JPY": "EUR", "KWD": "JPY"}


def ledger(builder: Builder, currency: str, parties: Parties, users: Sequence[models.User]) -> None:
    """Make the books of one company."""
    heading, *accounts = _accounts(builder, currency, parties)
    journals = [
        models.Journal(
            **builder.owned(),
            code=f"J{place}",
            name=builder.pick(NAMES),
            kind=kind,
            archived_at=builder.maybe(builder.pick(MOMENTS)) if place > 1 else None,
        )
        for place, kind in enumerate((JournalKind.GENERAL, JournalKind.SALES, JournalKind.BANK))
    ]
    builder.layer(journals)
    values = _dimensions(builder)
    periods = _periods(builder, users)
    entries = [_entry(builder, currency, journals, periods, place) for place in range(14)]
    lines = [
        line
        for place, entry in enumerate(entries)
        for line in _lines(builder, entry, accounts, parties, values, is_undone=place == 0)
    ]
    reversal = _entry(builder, currency, journals, periods, 0, reverses=entries[0])
    turned = [_turned(builder, reversal, line) for line in lines if line.entry_id == entries[0].id]
    closed = models.FiscalYear(
        **builder.owned(), code="2024", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31),
        state=FiscalYearState.CLOSED, closing_entry_id=entries[-1].id,
    )  # fmt: skip
    builder.layer(_numbered(builder, journals, [*entries, reversal]), entries, lines, [reversal], turned, [closed])
    templates = _templates(builder, currency, journals, accounts, values, parties)
    _drafts(builder, currency, journals, accounts, values, templates)
    builder.layer([models.PeriodTask(**builder.owned(), period_id=periods[0].id, code=heading.code, title="Look")])
    builder.layer([_report(builder, found) for found in ([], ['JournalEntry:1 has "2" lines', "Zoë"])])


def _report(builder: Builder, found: list[str]) -> models.IntegrityReport:
    return models.IntegrityReport(
        **builder.owned(),
        checked_at=builder.pick(MOMENTS),
        holds=not found,
        checks=[{"kind": "ENTRIES_BALANCE", "holds": not found, "count": len(found), "findings": found}],
        requested_by=builder.pick(["system", str(builder.id())]),
    )


def _accounts(builder: Builder, currency: str, parties: Parties) -> list[models.LedgerAccount]:
    heading = models.LedgerAccount(
        **builder.owned(), code="1", name=builder.pick(NAMES), type=AccountType.ASSET, is_group=True
    )
    leaves = [
        models.LedgerAccount(
            **builder.owned(),
            code=f"1{place}",
            name=builder.pick(NAMES),
            type=kind,
            subtype=subtype,
            parent_id=heading.id if place < 3 else None,
            requires_party=subtype is AccountSubtype.RECEIVABLE,
            currency=FOREIGN[currency] if subtype is AccountSubtype.BANK else None,
        )
        for place, (kind, subtype) in enumerate(
            (
                (AccountType.ASSET, AccountSubtype.RECEIVABLE),
                (AccountType.ASSET, AccountSubtype.OTHER),
                (AccountType.INCOME, AccountSubtype.OTHER),
                (AccountType.EXPENSE, AccountSubtype.OTHER),
                (AccountType.ASSET, AccountSubtype.BANK),
            )
        )
    ]
    said = [
        models.AccountDetermination(
            **builder.owned(), role=role, account_id=builder.pick(leaves).id, warehouse_id=warehouse
        )
        for role in (AccountRole.REVENUE, AccountRole.EXPENSE)
        for warehouse in (None, parties.warehouses[0].id)
    ]
    category = next(
        row.id for layer in builder.layers for row in layer
        if isinstance(row, models.ProductCategory) and row.company_id == heading.company_id
    )  # fmt: skip
    said.append(
        models.AccountDetermination(
            **builder.owned(), role=AccountRole.STOCK, account_id=leaves[1].id, category_id=category
        )
    )
    builder.layer([heading], leaves, said)
    return [heading, *leaves]


def _dimensions(builder: Builder) -> list[models.DimensionValue]:
    dimensions = [models.Dimension(**builder.owned(), code=f"D{place}", name=builder.pick(NAMES)) for place in range(2)]
    values = [
        models.DimensionValue(**builder.owned(), dimension_id=dimension.id, code=f"V{place}", name=builder.pick(NAMES))
        for dimension in dimensions
        for place in range(3)
    ]
    child = models.DimensionValue(
        **builder.owned(), dimension_id=dimensions[0].id, code="V9", name="Part", parent_id=values[0].id
    )
    builder.layer(dimensions, values, [child])
    return values


def _periods(builder: Builder, users: Sequence[models.User]) -> list[models.AccountingPeriod]:
    years = [
        models.FiscalYear(**builder.owned(), code=str(year), starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
        for year in YEARS
    ]
    periods = [
        models.AccountingPeriod(
            **builder.owned(),
            fiscal_year_id=year.id,
            number=number,
            starts_on=date(year.starts_on.year, *quarter[:2]),
            ends_on=date(year.starts_on.year, *quarter[2:]),
            state=PeriodState.OPEN,
        )
        for year in years
        for number, quarter in enumerate(QUARTERS, 1)
    ]
    adjustments = [
        models.AccountingPeriod(
            **builder.owned(),
            fiscal_year_id=year.id,
            number=5,
            starts_on=year.ends_on,
            ends_on=year.ends_on,
            is_adjustment=True,
        )
        for year in years
    ]
    locks = [
        models.PeriodLock(**builder.owned(), area=area, locked_through=date(2020, 12, 31), hard=hard)
        for area, hard in ((LockArea.ALL, True), (LockArea.SALES, False))
    ]
    exceptions = [
        models.LockException(
            **builder.owned(),
            user_id=user.id,
            area=LockArea.SALES,
            reason=builder.pick(NAMES),
            expires_at=MOMENTS[0].replace(year=2030 + place),
            granted_by="database:torso_owner",
            revoked_at=builder.maybe(MOMENTS[1]),
        )
        for place, user in enumerate(users[:2])
    ]
    builder.layer(years, periods, adjustments, locks, exceptions)
    return periods


def _entry(
    builder: Builder,
    currency: str,
    journals: Sequence[models.Journal],
    periods: Sequence[models.AccountingPeriod],
    place: int,
    reverses: models.JournalEntry | None = None,
) -> models.JournalEntry:
    # An entry is undone on its day or later.
    period = periods[4] if reverses else builder.pick(periods[:5])
    foreign = reverses is None and place % 4 == 3
    return models.JournalEntry(
        **builder.owned(),
        journal_id=reverses.journal_id if reverses else builder.pick(journals).id,
        posted_on=period.starts_on,
        period_id=period.id,
        document_on=builder.maybe(period.ends_on),
        description=builder.pick(NAMES),
        currency=FOREIGN[currency] if foreign else currency,
        rate=Decimal(2) if foreign else Decimal(1),
        company_currency=currency,
        kind=EntryKind.REVERSAL if reverses else builder.pick([EntryKind.NORMAL, EntryKind.ACCRUAL]),
        line_count=reverses.line_count if reverses else 2,
        total_amount=reverses.total_amount if reverses else _amount(builder.pick(AMOUNTS) * 2, currency),
        source_type="Party" if place == 1 else None,
        source_id=builder.id() if place == 1 else None,
        reverses_id=reverses.id if reverses else None,
        entered_by="database:torso_owner",
    )


def _numbered(
    builder: Builder, journals: Sequence[models.Journal], entries: Sequence[models.JournalEntry]
) -> list[models.NumberSeries]:
    """Number entries, and give the series that their numbers are of: one for a journal in a year."""
    codes, counts = {journal.id: journal.code for journal in journals}, Counter[str]()
    for entry in entries:
        series = f"{codes[entry.journal_id]} {entry.posted_on.year}"
        counts[series] += 1
        entry.number = f"N{series}-{counts[series]:02}"
    return [
        models.NumberSeries(
            **builder.owned(), code=f"JOURNAL {series}", prefix=f"N{series}-", digits=2, next_value=count + 1, gapless=True
        )
        for series, count in counts.items()
    ]  # fmt: skip


def _lines(
    builder: Builder,
    entry: models.JournalEntry,
    accounts: Sequence[models.LedgerAccount],
    parties: Parties,
    values: Sequence[models.DimensionValue],
    *,
    is_undone: bool,
) -> list[models.JournalLine]:
    kept_alike = [account for account in accounts if account.currency in (None, entry.currency)]
    result: list[models.JournalLine] = []
    for position, sign in ((1, 1), (2, -1)):
        # What is undone had left something open, so that the two are settled with each other.
        account = accounts[0] if is_undone and sign > 0 else builder.pick(kept_alike)
        amount = _amount(int(entry.total_amount / entry.rate), entry.currency)
        if entry.rate == 1:
            amount = entry.total_amount
        zero = _amount(0, entry.currency)
        result.append(
            models.JournalLine(
                **builder.owned(),
                entry_id=entry.id,
                position=position,
                posted_on=entry.posted_on,
                period_id=entry.period_id,
                account_id=account.id,
                party_id=builder.pick(parties.busy).id if account.requires_party else None,
                description=builder.maybe(builder.pick(NAMES)),
                currency=entry.currency,
                debit=amount if sign > 0 else zero,
                credit=amount if sign < 0 else zero,
                company_currency=entry.company_currency,
                company_amount=sign * entry.total_amount,
                account_currency=account.currency,
                account_amount=None if account.currency is None else sign * amount,
                due_on=builder.maybe(entry.posted_on),
                value_ids=builder.pick([[], [values[0].id], [values[1].id, values[4].id]]),
            )
        )
    return result


def _turned(builder: Builder, entry: models.JournalEntry, line: models.JournalLine) -> models.JournalLine:
    return models.JournalLine(
        **builder.owned(),
        entry_id=entry.id,
        position=line.position,
        posted_on=entry.posted_on,
        period_id=entry.period_id,
        account_id=line.account_id,
        party_id=line.party_id,
        currency=line.currency,
        debit=line.credit,
        credit=line.debit,
        company_currency=line.company_currency,
        company_amount=-line.company_amount,
        account_currency=line.account_currency,
        account_amount=None if line.account_amount is None else -line.account_amount,
        value_ids=line.value_ids,
    )


def _drafts(
    builder: Builder,
    currency: str,
    journals: Sequence[models.Journal],
    accounts: Sequence[models.LedgerAccount],
    values: Sequence[models.DimensionValue],
    templates: Sequence[models.JournalTemplate],
) -> None:
    drafts = [
        models.JournalEntryDraft(
            **builder.owned(),
            journal_id=builder.pick(journals).id,
            posted_on=date(2026, 5, 1 + place),
            description=builder.pick(NAMES),
            currency=currency,
            rate=builder.maybe(Decimal("1.5")),
            entered_by="system",
            template_id=templates[0].id if place == 0 else None,
        )
        for place in range(3)
    ]
    lines = [
        models.JournalEntryDraftLine(
            **builder.owned(),
            draft_id=draft.id,
            position=position,
            account_id=builder.pick(accounts).id,
            debit=builder.amount(currency) + 1 if position == 1 else _amount(0, currency),
            credit=_amount(0, currency) if position == 1 else builder.amount(currency) + 1,
        )
        for draft in drafts
        for position in (1, 2)
    ]
    of = [
        models.JournalEntryDraftLineDimension(
            **builder.owned(), line_id=line.id, dimension_id=values[0].dimension_id, value_id=values[0].id
        )
        for line in lines[:3]
    ]
    builder.layer(drafts, lines, of)


def _templates(
    builder: Builder,
    currency: str,
    journals: Sequence[models.Journal],
    accounts: Sequence[models.LedgerAccount],
    values: Sequence[models.DimensionValue],
    parties: Parties,
) -> list[models.JournalTemplate]:
    templates = [
        models.JournalTemplate(
            **builder.owned(),
            code=f"T{place}",
            name=builder.pick(NAMES),
            kind=kind,
            journal_id=journals[0].id,
            currency=currency,
            next_on=date(2026, 2 + place * 5, 1),
            until_on=builder.maybe(date(2027, 1, 1)),
        )
        for place, kind in enumerate(TemplateKind)
    ]
    lines = [
        models.JournalTemplateLine(
            **builder.owned(),
            template_id=template.id,
            position=position,
            account_id=builder.pick(accounts).id,
            party_id=parties.busy[0].id if position == 1 else None,
            debit=_amount(5, currency) if position == 1 else _amount(0, currency),
            credit=_amount(0, currency) if position == 1 else _amount(5, currency),
        )
        for template in templates
        for position in (1, 2)
    ]
    of = [
        models.JournalTemplateLineDimension(
            **builder.owned(), line_id=line.id, dimension_id=values[0].dimension_id, value_id=values[0].id
        )
        for line in lines[:2]
    ]
    builder.layer(templates, lines, of)
    return templates


def _amount(number: int, currency: str) -> Decimal:
    return Decimal(number).quantize(Decimal(1).scaleb(-EXPONENTS[currency]))
