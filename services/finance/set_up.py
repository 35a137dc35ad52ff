"""Setting the books of a company up: a chart, journals, dimensions and the first fiscal year, in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from kernel.errors import DomainError, InputPath
from models import JournalKind
from services.finance.chart import ChartAccount, bring_in, general_chart
from services.finance.periods import open_periods
from services.finance.years import NewYear, set_up_year
from services.rights import require_company
from services.work import Work

JOURNALS: Final = (
    ("SAL", "Sales", JournalKind.SALES),
    ("PUR", "Purchases", JournalKind.PURCHASE),
    ("BNK", "Bank", JournalKind.BANK),
    ("CSH", "Cash", JournalKind.CASH),
    ("STK", "Stock", JournalKind.STOCK),
    ("GEN", "General", JournalKind.GENERAL),
    ("OPN", "Opening", JournalKind.OPENING),
    ("CLS", "Closing", JournalKind.CLOSING),
)
DIMENSIONS: Final = (("COST_CENTRE", "Cost centre"), ("PROJECT", "Project"), ("DEPARTMENT", "Department"))

_IN_USE = "select exists (select from ledger_account where company_id = $1)"
_JOURNALS = """
insert into journal (company_id, code, name, kind) select $1, * from unnest($2::text[], $3::text[], $4::text[])
on conflict (company_id, code) do nothing
"""
_DIMENSIONS = """
insert into dimension (company_id, code, name) select $1, * from unnest($2::text[], $3::text[])
on conflict (company_id, code) do nothing
"""


@dataclass(eq=False)
class BooksSetUpAlready(DomainError):
    """The books of a company are set up once; later its chart is changed."""

    message = "The company has a chart of accounts already."


@dataclass(frozen=True, slots=True)
class NewBooks:
    """Books that are to be set up."""

    company_id: UUID
    year_code: str
    starts_on: date
    ends_on: date
    chart: Sequence[ChartAccount] = field(default_factory=general_chart)
    path: InputPath = ()


async def set_up_books(work: Work, books: NewBooks) -> UUID:
    """Give a company a chart, journals, dimensions and its first fiscal year, all of it open; give the id of the year.

    Raises:
        BooksSetUpAlready: it has a chart.
        DomainError: as for charts and fiscal years.
    """
    require_company(work, books.company_id, *books.path, "companyId")
    if await work.raw.fetchval(_IN_USE, books.company_id):
        raise BooksSetUpAlready(path=(*books.path, "companyId"))
    await bring_in(work, books.company_id, books.chart, books.path)
    await work.raw.execute(_JOURNALS, books.company_id, *(list(column) for column in zip(*JOURNALS, strict=True)))
    await work.raw.execute(_DIMENSIONS, books.company_id, *(list(column) for column in zip(*DIMENSIONS, strict=True)))
    year = await set_up_year(
        work, NewYear(books.company_id, books.year_code, books.starts_on, books.ends_on, path=books.path)
    )
    await open_periods(work, year)
    return year
