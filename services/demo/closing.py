"""How the demo closes its books: months that nobody posts to any more, and the years before this one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import orjson
from asyncpg import Connection

import models
from auth.roles import RoleCode
from models import AccountRole, AccountType, EntryKind, LockArea
from services.demo.books import Books, act_as
from services.demo.documents import ACCOUNTS
from services.demo.identity import COMPANY_ID, USER_IDS, at, demo_id
from services.demo.rows import Rows
from services.finance.chart import general_chart
from services.finance.integrity import IntegrityCheckKind
from services.finance.periods import TASKS
from services.finance.posting import Leg

CLOSED_YEARS: Final = (2024, 2025)
CHECKED_ON: Final = date(2026, 10, 9)
"""When the checklist of the month that was closed last was done; the last two months stay open."""

_CLOSE: Final = (
    "update accounting_period set state = 'CLOSING' where state = 'OPEN' and ends_on < '2026-10-01' and not is_adjustment",
    "update accounting_period set state = 'CLOSED' where state = 'CLOSING'",
    "update accounting_period set state = 'CLOSING' where state = 'OPEN' and ends_on < '2026-01-01'",
    "update accounting_period set state = 'CLOSED' where state = 'CLOSING'",
)
_CLOSE_YEAR: Final = "update fiscal_year set state = 'CLOSED', closing_entry_id = $2 where id = $1"


def year_id(company_id: UUID, year: int) -> UUID:
    """Give the id of a fiscal year of the demo."""
    return demo_id("ledger year", f"{company_id} {year}")


@dataclass
class Closing:
    """The closing entries, by year."""

    entries: dict[UUID, UUID | None] = field(default_factory=dict[UUID, UUID | None])

    def close(self, books: Books) -> None:
        """Take the result of each closed year to the retained earnings."""
        for year in CLOSED_YEARS:
            key, words = year_id(books.company_id, year), f"Closing of {year}"
            legs = _result(books, year)
            if legs:
                posted = books.enter(
                    words, "CLS", date(year, 12, 31), words, legs, source=("FiscalYear", key), kind=EntryKind.CLOSING,
                    is_adjustment=True,
                )  # fmt: skip
                self.entries[key] = posted.entry_id
            else:
                self.entries[key] = None

    async def finish(self, connection: Connection) -> None:
        """Close the months, then the years in their order, as the controller does."""
        await act_as(connection, RoleCode.CONTROLLER)
        granted = Rows()
        _add_exception(granted)
        await granted.copy_into(connection)
        for statement in _CLOSE:
            await connection.execute(statement)
        for key, entry_id in self.entries.items():
            await connection.execute(_CLOSE_YEAR, key, entry_id)
        await act_as(connection, None)


def add_checklist(rows: Rows) -> None:
    """Add what was seen to before the last month was closed."""
    for code, title in TASKS:
        rows.add(
            models.PeriodTask, demo_id("period task", code), at(CHECKED_ON), company_id=COMPANY_ID,
            period_id=demo_id("ledger period", f"{COMPANY_ID} 2026 9"), code=code, title=title, note=None,
            done_at=at(CHECKED_ON, 15), done_by=str(USER_IDS[RoleCode.CONTROLLER]),
        )  # fmt: skip


def add_report(rows: Rows) -> None:
    """Add the report of the checks that the books were closed with."""
    checks = [{"kind": kind, "holds": True, "count": 0, "findings": list[str]()} for kind in IntegrityCheckKind]
    rows.add(
        models.IntegrityReport, demo_id("integrity report", "1"), at(CHECKED_ON, 16), company_id=COMPANY_ID,
        checked_at=at(CHECKED_ON, 16), holds=True, checks=orjson.dumps(checks).decode(),
        requested_by=str(USER_IDS[RoleCode.CONTROLLER]),
    )  # fmt: skip


def _add_exception(rows: Rows) -> None:
    """Add that the accountant could post a late bill in spite of the lock of a return, which is over."""
    rows.add(
        models.LockException, demo_id("lock exception", "1"), at(date(2026, 11, 13)), company_id=COMPANY_ID,
        user_id=USER_IDS[RoleCode.ACCOUNTANT], area=LockArea.TAX, reason="A late bill of the roastery",
        expires_at=at(date(2026, 11, 16)), granted_by=str(USER_IDS[RoleCode.CONTROLLER]), revoked_at=at(date(2026, 11, 14)),
    )  # fmt: skip


def _result(books: Books, year: int) -> Sequence[Leg]:
    """Turn what is on the accounts of income and expense around."""
    of_result = [each.code for each in general_chart() if each.type in (AccountType.INCOME, AccountType.EXPENSE)]
    days = date(year, 12, 31), date(year, 1, 1)
    legs = [Leg(books.account(code), -amount) for code in of_result if (amount := books.balance(code, *days))]
    result = sum((leg.amount for leg in legs), Decimal("0.00"))
    return [*legs, Leg(books.account(ACCOUNTS[AccountRole.RETAINED_EARNINGS]), -result)] if result else legs
