"""What the database forbids about the books, whoever writes past the services."""

from datetime import date
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.finance.books import Books, books_of, working

HEADER = """
insert into journal_entry (company_id, journal_id, posted_on, period_id, description, currency, rate, company_currency,
  line_count, total_amount) values ($1, $2, $3, $4, 'By hand', 'EUR', 1, 'EUR', $5, $6::text::numeric) returning id
"""
LINE = """
insert into journal_line (company_id, entry_id, position, posted_on, period_id, account_id, currency, debit, credit,
  company_currency, company_amount)
values ($1, $2, $3, $4, $5, $6, 'EUR', greatest($7::text::numeric, 0.00), greatest(-$7::text::numeric, 0.00), 'EUR', $7::text::numeric)
"""
FACTS = ("journal_entry", "journal_line", "journal_line_dimension", "journal_seal", "journal_head")
DAY = date(2026, 3, 15)


async def header(books: Books, lines: int, total: str, on: date = DAY) -> UUID:
    """Write an entry without its lines."""
    period = await books.period(on)
    return await books.raw.fetchval(HEADER, books.company, books.journals["GEN"], on, period, lines, total)


async def line(books: Books, entry: UUID, position: int, account: str, amount: str) -> None:
    """Write a line of an entry."""
    period = await books.period(DAY)
    await books.raw.execute(LINE, books.company, entry, position, DAY, period, books.accounts[account], amount)


@pytest.mark.parametrize("table", FACTS)
@pytest.mark.parametrize("statement", ["update {} set recorded_at = now()", "delete from {}", "truncate {} cascade"])
async def test_the_application_cannot_change_facts(books: Books, table: str, statement: str) -> None:
    await books.post(("1410", "1.00"), ("3010", "-1.00"))
    with pytest.raises(
        (asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError, asyncpg.UndefinedColumnError)
    ):
        await books.raw.execute(statement.format(table))


@pytest.mark.parametrize("table", ["journal_entry", "journal_line"])
async def test_not_even_the_owner_changes_facts_while_the_triggers_are_on(owner: Connection, table: str) -> None:
    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute(f"truncate {table} cascade")


@pytest.mark.parametrize(
    "table", ["journal_line_dimension", "period_balance", "period_balance_delta", "journal_unsealed"]
)
async def test_the_application_cannot_write_what_triggers_write(books: Books, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await books.raw.execute(f"insert into {table} default values")


@pytest.mark.parametrize(
    "statement",
    [
        "alter table journal_line disable trigger all",
        "alter table journal_entry disable trigger journal_entry_balances",
        "set session_replication_role = replica",
        "drop trigger append_only on journal_line",
    ],
)
async def test_the_application_cannot_switch_triggers_off(books: Books, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await books.raw.execute(statement)


async def test_an_entry_that_does_not_balance_is_refused_at_the_commit(books: Books) -> None:
    entry = await header(books, 2, "10.00")
    await line(books, entry, 1, "1410", "10.00")
    await line(books, entry, 2, "3010", "-9.00")
    with pytest.raises(asyncpg.CheckViolationError, match=r"is off by 1\.00"):
        await books.check()


async def test_an_entry_without_its_lines_is_refused_at_the_commit(books: Books) -> None:
    await header(books, 2, "0.00")
    with pytest.raises(asyncpg.CheckViolationError, match="has 0 lines"):
        await books.check()


async def test_no_line_is_added_to_an_entry_that_is_whole(keeping: AsyncEngine) -> None:
    async with working(keeping, keep=True) as work:
        books = await books_of(work)
        entry = await books.post(("1410", "1.00"), ("3010", "-1.00"))
    async with working(keeping) as work:
        books.work = work
        with pytest.raises(asyncpg.CheckViolationError, match="entry_is_whole"):
            await line(books, entry, 3, "1410", "5.00")


async def test_nothing_is_posted_past_the_services_into_a_period_that_is_not_open(books: Books) -> None:
    for state in ("CLOSING", "CLOSED"):
        await books.raw.execute("update accounting_period set state = $2 where id = $1", await books.period(DAY), state)
    with pytest.raises(asyncpg.CheckViolationError, match="period_open"):
        await header(books, 2, "1.00")


async def test_nobody_posts_in_the_name_of_somebody_else(books: Books) -> None:
    statement = HEADER.replace("total_amount)", "total_amount, entered_by)").replace("::numeric)", "::numeric, 'Bea')")
    with pytest.raises(asyncpg.CheckViolationError, match="entered_by_whoever_works"):
        await books.raw.fetchval(
            statement, books.company, books.journals["GEN"], DAY, await books.period(DAY), 2, "1.00"
        )


async def test_an_entry_takes_nothing_of_another_company(books: Books) -> None:
    other = await books_of(books.work)
    entry = await header(books, 2, "1.00")
    books.accounts["1410"] = other.accounts["1410"]
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await line(books, entry, 1, "1410", "1.00")


@pytest.mark.parametrize("column", ["type = 'LIABILITY'", "is_group = true", "currency = 'USD'"])
async def test_an_account_that_was_posted_to_keeps_its_meaning(books: Books, column: str) -> None:
    await books.post(("1430", "1.00"), ("3010", "-1.00"))
    with pytest.raises(asyncpg.CheckViolationError, match="has been posted to"):
        await books.raw.execute(f"update ledger_account set {column} where id = $1", books.accounts["1430"])
