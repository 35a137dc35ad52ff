"""Books to test with: a company whose accounts, journals, dimensions and year are set up, and short ways to post."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import cast
from uuid import UUID, uuid4

import asyncpg
import sqlalchemy as sa
from asyncpg import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kernel.clock import FixedClock
from models import EntryKind
from services.finance.posting import Entry, Leg, post
from services.finance.set_up import NewBooks, set_up_books
from services.work import Actor, Work

YEAR = 2026
NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
ACTOR = Actor("11111111-1111-4111-8111-111111111111", "tests", "request", "Ada")
COMPANY = """
insert into company (code, name, legal_name, currency, country, time_zone)
values ($1, $1, $1, $2, 'AT', 'Europe/Vienna') returning id
"""
PARTY = "insert into party (company_id, number, kind, name) values ($1, $2, 'ORGANISATION', $2) returning id"
BALANCE = """
select coalesce(sum(debit - credit), 0) from period_balance_now
where company_id = $1 and account_id = $2 and value_id is null
"""


@dataclass
class Books:
    """The books of one company."""

    work: Work
    company: UUID
    year: UUID
    party: UUID
    accounts: dict[str, UUID] = field(default_factory=dict[str, UUID])
    journals: dict[str, UUID] = field(default_factory=dict[str, UUID])
    dimensions: dict[str, UUID] = field(default_factory=dict[str, UUID])

    @property
    def raw(self) -> Connection:
        """The connection of the work."""
        return self.work.raw

    def leg(self, code: str, amount: str, dimensions: Sequence[UUID] = (), **more: object) -> Leg:
        """Make a line: a positive amount is a debit; receivables and payables are those of the party."""
        party = self.party if code in ("1210", "2010") else None
        return Leg(self.accounts[code], Decimal(amount), party, dimensions=dimensions, **more)  # pyright: ignore[reportArgumentType] - what a test says

    def entry(self, *legs: Leg, on: date = date(YEAR, 3, 15), journal: str = "GEN", **more: object) -> Entry:
        """Make an entry in euros, unless the currency is another."""
        said: dict[str, object] = {"currency": "EUR", "rate": None, "description": "Test", **more}
        return Entry(self.company, self.journals[journal], on, legs, **said)  # pyright: ignore[reportArgumentType] - what a test says

    async def post(
        self,
        *said: tuple[str, str],
        on: date = date(YEAR, 3, 15),
        journal: str = "GEN",
        kind: EntryKind = EntryKind.NORMAL,
    ) -> UUID:
        """Post accounts with their amounts, and give the id of the entry."""
        legs = [self.leg(code, amount) for code, amount in said]
        (key,) = await post(self.work, [self.entry(*legs, on=on, journal=journal, kind=kind)])
        return key

    async def balance(self, code: str) -> Decimal:
        """Give what is on an account, debits less credits, by the balances of periods."""
        return await self.raw.fetchval(BALANCE, self.company, self.accounts[code])

    async def check(self) -> None:
        """Let the database check what it checks at the commit."""
        await self.raw.execute("set constraints all immediate")

    async def value(self, dimension: str, code: str) -> UUID:
        """Add a value of a dimension."""
        return await self.raw.fetchval(
            "insert into dimension_value (company_id, dimension_id, code, name) values ($1, $2, $3, $3) returning id",
            self.company, self.dimensions[dimension], code,
        )  # fmt: skip

    async def period(self, on: date, *, adjustment: bool = False) -> UUID:
        """Give the period of a day."""
        return await self.raw.fetchval(
            "select id from accounting_period where company_id = $1 and $2 between starts_on and ends_on and is_adjustment = $3",
            self.company, on, adjustment,
        )  # fmt: skip


async def books_of(work: Work, code: str | None = None, currency: str = "EUR") -> Books:
    """Set up a company with books of the year."""
    company = await work.raw.fetchval(COMPANY, code or f"B-{uuid4().hex[:8]}", currency)
    year = await set_up_books(work, NewBooks(company, str(YEAR), date(YEAR, 1, 1), date(YEAR, 12, 31)))
    books = Books(work, company, year, await work.raw.fetchval(PARTY, company, "P-1"))
    for table, known in (
        ("ledger_account", books.accounts),
        ("journal", books.journals),
        ("dimension", books.dimensions),
    ):
        rows = await work.raw.fetch(f"select code, id from {table} where company_id = $1", company)
        known.update({row["code"]: row["id"] for row in rows})
    return books


@asynccontextmanager
async def working(engine: AsyncEngine, actor: Actor = ACTOR, *, keep: bool = False) -> AsyncGenerator[Work]:
    """Open a transaction as the application, in the name of somebody; it is taken back unless it is to be kept."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        settings = {"actor": actor.subject, "actor_name": actor.display_name, "client": actor.client_id}
        for name, value in settings.items():
            await session.execute(
                sa.text("select set_config(:name, :value, true)"), {"name": f"app.{name}", "value": value}
            )
        connection = await (await session.connection()).get_raw_connection()
        yield Work(session, cast("asyncpg.Connection", connection.driver_connection), actor, FixedClock(NOW))
        if keep:
            await session.commit()
        else:
            await session.rollback()
