"""The ledgers of the two companies: the general chart, journals, dimensions, years, and what comes every month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from kernel.rounding import round_to
from models import AccountSubtype, AccountType, EntryKind, PeriodState, TemplateKind
from services.demo.banking import CURRENT, CurrentAccount
from services.demo.books import Books, centre_id
from services.demo.closing import CLOSED_YEARS
from services.demo.identity import COMPANY_ID, FOUNDED_AT, OPENED_ON, SISTER_ID, TODAY, at, demo_id
from services.demo.rows import Rows
from services.finance.chart import general_chart
from services.finance.posting import Leg
from services.finance.recurring import following
from services.finance.set_up import DIMENSIONS, JOURNALS

YEARS: Final = (2024, 2025, 2026)
CENTRES: Final = {"SHOP": "Shops", "ROAST": "Roastery", "STORE": "Warehouse", "OFFICE": "Office"}
MONTHLY: Final = (
    ("RENT", "Rent", "6110", Decimal("6800.00"), "SHOP", 1),
    ("WAGES", "Wages and salaries", "6010", Decimal("15200.00"), "ROAST", 28),
    ("ENERGY", "Energy", "6120", Decimal("1740.00"), "ROAST", 10),
    ("SOFTWARE", "Software and telephone", "6240", Decimal("890.00"), "OFFICE", 5),
)
"""What comes every month: code, words, account of expense, amount, cost centre, day."""

OPENING: Final = (("1410", Decimal(180_000)), ("3010", Decimal(-180_000)))
CARD_ACCOUNT: Final = ("1411", "Payment service")
"""The account that the roastery has besides those of the chart: what cards and foreign customers pay."""


@dataclass(frozen=True, slots=True)
class _Line:
    account: str
    amount: Decimal
    centre: str | None = None


def enter_opening(books: Books) -> None:
    """Enter what a company began with, but for its stock."""
    legs = [Leg(books.account(code), amount) for code, amount in OPENING]
    books.enter("opening", "OPN", OPENED_ON, "Opening balances", legs, kind=EntryKind.OPENING)


def enter_costs(current: CurrentAccount) -> None:
    """Enter what comes every month."""
    for code, words, expense, amount, centre, day in MONTHLY:
        for on in _months(day):
            value = centre_id(COMPANY_ID, centre)
            legs = [Leg(current.books.account(expense), amount, dimensions=(value,))]
            current.move(f"{code} {on}", on, words, legs)


def add_ledger(rows: Rows) -> None:
    """Add the books of both companies."""
    for company_id, currency in ((COMPANY_ID, "EUR"), (SISTER_ID, "USD")):
        _Ledger(rows, company_id, currency).add()


class _Ledger:
    """The books of one company."""

    def __init__(self, rows: Rows, company_id: UUID, currency: str) -> None:
        self.rows, self.company_id, self.currency = rows, company_id, currency

    def add(self) -> None:
        """Add everything."""
        self._chart()
        self._masters()
        self._years()
        for code, words, expense, amount, centre, day in MONTHLY if self.company_id == COMPANY_ID else ():
            self._template(code, words, [_Line(expense, amount, centre), _Line(CURRENT, -amount)], day)
        self._draft()

    def _id(self, kind: str, key: str) -> UUID:
        return demo_id(f"ledger {kind}", f"{self.company_id} {key}")

    def _chart(self) -> None:
        accounts = general_chart()
        headings = {account.parent for account in accounts}
        # A parent is copied before what stands under it.
        for account in sorted(accounts, key=lambda each: len(each.code)):
            self.rows.add(
                models.LedgerAccount, self._id("account", account.code), FOUNDED_AT, company_id=self.company_id,
                code=account.code, name=account.name, type=account.type, subtype=account.subtype,
                parent_id=None if account.parent is None else self._id("account", account.parent),
                is_group=account.code in headings, currency=account.currency, requires_party=account.requires_party,
            )  # fmt: skip
            for role in account.roles:
                self.rows.add(
                    models.AccountDetermination, self._id("role", role), FOUNDED_AT, company_id=self.company_id, role=role,
                    category_id=None, warehouse_id=None, account_id=self._id("account", account.code),
                )  # fmt: skip

        if self.company_id == COMPANY_ID:
            code, name = CARD_ACCOUNT
            self.rows.add(
                models.LedgerAccount, self._id("account", code), FOUNDED_AT, company_id=self.company_id, code=code, name=name,
                type=AccountType.ASSET, subtype=AccountSubtype.BANK, parent_id=self._id("account", "14"), is_group=False,
                currency=None, requires_party=False,
            )  # fmt: skip

    def _masters(self) -> None:
        for code, name, kind in JOURNALS:
            self.rows.add(
                models.Journal, self._id("journal", code), FOUNDED_AT,
                company_id=self.company_id, code=code, name=name, kind=kind,
            )  # fmt: skip
        for code, name in DIMENSIONS:
            self.rows.add(
                models.Dimension, self._id("dimension", code), FOUNDED_AT,
                company_id=self.company_id, code=code, name=name,
            )  # fmt: skip
        for code, name in CENTRES.items():
            self.rows.add(
                models.DimensionValue, self._id("centre", code), FOUNDED_AT, company_id=self.company_id,
                dimension_id=self._id("dimension", "COST_CENTRE"), code=code, name=name, parent_id=None,
            )  # fmt: skip

    def _years(self) -> None:
        for year in YEARS:
            self.rows.add(
                models.FiscalYear, self._id("year", str(year)), FOUNDED_AT, company_id=self.company_id,
                code=str(year), starts_on=date(year, 1, 1), ends_on=date(year, 12, 31),
            )  # fmt: skip
            for month in range(1, 13):
                starts_on = date(year, month, 1)
                self._period(year, month, starts_on, following(starts_on, 0, 31), is_adjustment=False)
            self._period(year, 13, date(year, 12, 31), date(year, 12, 31), is_adjustment=True)

    def _period(self, year: int, number: int, starts_on: date, ends_on: date, *, is_adjustment: bool) -> None:
        is_open = starts_on.year in CLOSED_YEARS if is_adjustment else starts_on <= TODAY
        self.rows.add(
            models.AccountingPeriod, self._id("period", f"{year} {number}"), FOUNDED_AT, company_id=self.company_id,
            fiscal_year_id=self._id("year", str(year)), number=number, starts_on=starts_on, ends_on=ends_on,
            is_adjustment=is_adjustment, state=PeriodState.OPEN if is_open else PeriodState.FUTURE,
        )  # fmt: skip

    def _template(self, code: str, words: str, lines: Sequence[_Line], day: int) -> None:
        template_id = self._id("template", code)
        self.rows.add(
            models.JournalTemplate, template_id, FOUNDED_AT, company_id=self.company_id, code=code, name=words,
            kind=TemplateKind.RECURRING, journal_id=self._id("journal", "BNK"), currency=self.currency, day_of_month=day,
            next_on=next(on for on in _months(day, through=date(2026, 12, 31)) if on > TODAY), until_on=None,
        )  # fmt: skip
        for position, line in enumerate(lines, 1):
            line_id = self._id("template line", f"{code} {position}")
            self.rows.add(
                models.JournalTemplateLine, line_id, FOUNDED_AT, company_id=self.company_id, template_id=template_id,
                position=position, account_id=self._id("account", line.account), debit=round_to(max(line.amount, 0), 2),
                credit=round_to(max(-line.amount, 0), 2),
            )  # fmt: skip
            if line.centre is not None:
                self.rows.add(
                    models.JournalTemplateLineDimension, line_id, FOUNDED_AT, company_id=self.company_id, line_id=line_id,
                    dimension_id=self._id("dimension", "COST_CENTRE"), value_id=self._id("centre", line.centre),
                )  # fmt: skip

    def _draft(self) -> None:
        draft_id = self._id("draft", "1")
        self.rows.add(
            models.JournalEntryDraft, draft_id, at(TODAY), company_id=self.company_id,
            journal_id=self._id("journal", "GEN"), posted_on=TODAY, document_on=None, description="Repair of the roaster",
            currency=self.currency, rate=None, entered_by="demo",
        )  # fmt: skip
        for position, (account, debit, credit) in enumerate((("6130", 480, 0), ("2050", 0, 480)), 1):
            self.rows.add(
                models.JournalEntryDraftLine, self._id("draft line", str(position)), at(TODAY), company_id=self.company_id,
                draft_id=draft_id, position=position, account_id=self._id("account", account), debit=round_to(debit, 2),
                credit=round_to(credit, 2),
            )  # fmt: skip
        self.rows.add(
            models.JournalEntryDraftLineDimension, self._id("draft line", "1"), at(TODAY), company_id=self.company_id,
            line_id=self._id("draft line", "1"), dimension_id=self._id("dimension", "COST_CENTRE"),
            value_id=self._id("centre", "ROAST"),
        )  # fmt: skip


def _months(day: int, through: date = TODAY) -> Iterator[date]:
    """Give a day of every month from the one after the opening."""
    on = following(OPENED_ON, 1, day)
    while on <= through:
        yield on
        on = following(on, 1, day)
